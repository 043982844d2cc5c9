"""Whether stored trials are those that a design asks, and read as they were read.

Each prompt is made again, and each reply read again. Why a reply ended is not stored: any reason
with which it reads as it did will do.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...store.records import TrialRecord, masses_of
from ...store.store import Store
from ..perturbations.render import Prompt
from ..respondents.protocol import Finish, Reply
from ..responses.recording import pose
from ..study.asked import Askable, Posed

FINISHES: tuple[Finish, ...] = ("stop", "length", "refusal")
Logprobs = tuple[tuple[str, float], ...]


@dataclass
class Tally:
    """Trials of one fault, and the first of them."""

    count: int = 0
    first: str = ""

    def add(self, told: str) -> None:
        """Count one."""
        self.count, self.first = self.count + 1, self.first or told


def reread(store: Store, study_id: str, asked: Mapping[str, Askable], seed: int) -> Iterator[str]:
    """What is wrong with the trials of a study, a sentence each; nothing, if all is well."""
    strays, prompts, readings, total = Tally(), Tally(), Tally(), 0
    for record in store.all_trials(study_id):
        total += 1
        if (trial := asked.get(record.id)) is None:
            strays.add(record.id)
            continue
        found = list(_again(record, trial, seed))
        if not any(_place(one) == _place(record) for one in found):
            prompts.add(record.id)
        elif not any(_read(one) == _read(record) for one in found):
            now, then = _told(found[0]), _told(record)
            readings.add(f"{record.id}, read as {then}, today as {now}")
    for tally, what in (
        (strays, "trials are none that the design asks"),
        (prompts, "trials have another prompt or place than the design gives them"),
        (readings, "replies are read otherwise than they were"),
    ):
        if tally.count:
            yield f"{tally.count:,} of {total:,} {what} (the first: {tally.first})"


def _again(record: TrialRecord, trial: Askable, seed: int) -> Iterator[TrialRecord]:
    """The record of a reply, for each reason for which it may have ended."""
    posed, own = pose(trial), trial.seed(seed)
    logprobs = _logprobs(record, posed)
    for finish in FINISHES:
        reply = Reply(record.reply or "", finish, logprobs=logprobs)
        yield posed.record(record.study_id, reply, own)


def _logprobs(record: TrialRecord, posed: Posed) -> Logprobs | None:
    """Tokens that give the probabilities which were stored; None where none were."""
    prompt: Any = getattr(posed, "prompt", None)
    masses = masses_of(record.extra)
    if masses is None or not isinstance(prompt, Prompt):
        return None
    known = [
        (label, math.log(mass)) for label, mass in zip(prompt.labels, masses, strict=True) if mass
    ]
    return tuple(known) or (("", 0.0),)


def _place(record: TrialRecord) -> TrialRecord:
    """All that was settled before the reply came."""
    return replace(record, outcome="", chosen=None, extra={}, reply=None)


def _read(record: TrialRecord) -> tuple[str, str | None]:
    return record.outcome, record.chosen


def _told(record: TrialRecord) -> str:
    return record.outcome if record.chosen is None else f"{record.outcome} {record.chosen}"
