"""Which claims of an investigation are one: made of the same model, asked in the same way.

A claim that several studies make is one claim, however often it was tried: their answers are put
together by whoever has them. Knows what studies claim and how they were asked; no verb, no store.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ..study.claims import Claim


class Run(NamedTuple):
    """A claim as one study makes it.

    `alike` is the same for studies that ask in the same way and foretell the same; `foretold` is
    the verdict named before the first trial, "" if none was; `family` how many claims were said to
    be tested together. `looks` counts looks at what was found before the end, `resumed` how often
    the study was gone on with; `ended` is False of one that was given up or still runs.
    """

    study: str
    model: str
    verb: str
    claim: Claim
    alike: str = ""
    foretold: str = ""
    family: int = 1
    looks: int = 0
    resumed: int = 0
    ended: bool = True

    @property
    def confirmatory(self) -> bool:
        """Whether its design said before the first trial what it tests."""
        return bool(self.foretold) or self.family > 1


class Entry(NamedTuple):
    """One line of a ledger: a claim, and the runs that make it.

    `pooled`: it follows from the answers of all runs together.
    """

    claim: Claim
    runs: tuple[Run, ...]
    pooled: bool = False


def grouped(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    """Runs of one claim together, in the order in which they came up."""
    found: dict[tuple[str, ...], list[Run]] = {}
    for one in runs:
        key = (one.model, one.verb, one.claim.name, one.alike)
        found.setdefault(key, []).append(one)
    return [tuple(some) for some in found.values()]


def disagreeing(entries: Sequence[Entry]) -> list[tuple[Entry, ...]]:
    """Claims about the same of which the verdicts differ, however they were asked."""
    found: dict[tuple[str, str, str], list[Entry]] = {}
    for one in entries:
        run = one.runs[0]
        found.setdefault((run.model, run.verb, one.claim.name), []).append(one)
    return [
        tuple(some)
        for some in found.values()
        if len({run.claim.verdict for one in some for run in one.runs}) > 1
    ]
