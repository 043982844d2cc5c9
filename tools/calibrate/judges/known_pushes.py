"""Try a manipulation on a judge of known weights and on a deaf one, through the real prompts.

The first judge's probabilities are asked for once; in each run its answers are drawn from them, the
instructions follow from the fit to these, a simulated writer obeys them, and both judges score and
choose as in a study. Pure: all chance comes from the seed.
"""

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ...dissect.analysis import explained
from ...dissect.design import DissectDesign
from ...dissect.finding import Push
from ...dissect.prompts import Compared
from ...dissect.study import Dissect
from ...engine.in_memory import run_in_memory
from ...engine.spread import Spread, here
from ...respondents.simulated.roster import simulated
from ...study.estimate import Estimate
from ..design import CalibrateDesign
from ..finding import TruthRow
from ..power_curve import rate
from ..seeds import run_seed

DRAWS = 300
"""Of a fit whose weights foretell."""
DEAF = "sim/unmoved"
PUSHED = DissectDesign(model="sim/critic", others=(DEAF,), pairs=3, writer="sim/scribe")
"""264 pairs; 30 questions, answered plainly and with three properties most and least preferred."""


@lru_cache(maxsize=4)
def _chances(design: str) -> tuple[Compared, ...]:
    """Both judges' probabilities for each pair and order of a design, given as JSON."""
    given = DissectDesign.model_validate_json(design)
    asked = given.model_copy(update={"readout": "logprob", "writer": None})
    others = {name: simulated(name) for name in given.others}
    seen = run_in_memory(Dissect(asked), simulated(given.model), given.seed, 1.0, others)
    return tuple(one for one in seen if isinstance(one, Compared))


def pushed(given: DissectDesign, seed: int) -> list[Push]:
    """How far each judge is moved in one simulated study."""
    study = Dissect(given.model_copy(update={"seed": seed}))
    draw, known = np.random.default_rng(seed), _chances(given.model_dump_json())
    first = [
        replace(one, share=float(u < (one.share or 0.0)), mass=None)
        for one, u in zip(known, draw.random(len(known)).tolist(), strict=True)
    ]
    others = {name: simulated(name) for name in given.judges_asked}
    seen = run_in_memory(study, simulated(given.model), seed, 1.0, others, first)
    evidence = study.evidence(seen)
    return study.pushes(seen, [explained(evidence, name, DRAWS) for name in given.judges])


@dataclass
class Tally:
    """Of some runs, in how many something held."""

    held: int = 0
    runs: int = 0

    def count(self, one: Estimate, truth: float) -> None:
        """Whether an interval holds what is true."""
        if one.low is not None and one.high is not None:
            self.runs += 1
            self.held += one.low <= truth <= one.high

    @property
    def share(self) -> Estimate:
        """With its interval."""
        return rate(self.held, self.runs)


class PushRow(NamedTuple):
    """How a judge is moved by an arm: mean score and wins, and in how many runs something held."""

    judge: str
    arm: str
    score: float
    wins: float
    foretold: float
    beyond: Estimate
    """The share of runs in which wins less forecast have 0 in their interval."""
    off: Estimate
    """The share of the others."""
    unmoved: Estimate
    """The share of runs in which score and wins have no shift in their intervals."""


def try_pushes(
    runs: int, seed: int, given: DissectDesign = PUSHED, spread: Spread = here
) -> Generator[None, None, list[PushRow]]:
    """Rows by judge and arm; yields after each simulated study."""
    found: dict[tuple[str, str], list[Push]] = {}
    arguments = [(given, run_seed(seed, "pushed", run)) for run in range(runs)]
    for some in spread(pushed, arguments):
        for one in some:
            found.setdefault((one.judge, one.arm), []).append(one)
        yield
    return [_row(judge, arm, some) for (judge, arm), some in sorted(found.items())]


def push_rows(
    design: CalibrateDesign, given: DissectDesign, spread: Spread = here
) -> Generator[None, None, list[TruthRow]]:
    """The same as rows of a calibration, at the size of a design."""
    same = given.model_dump(include={"scenarios", "pairs", "own_pairs", "asks", "push"})
    found = yield from try_pushes(design.runs, design.seed, PUSHED.model_copy(update=same), spread)
    return [
        TruthRow(
            model=one.judge,
            what=f"moved by what is {one.arm} preferred: wins {one.wins:.0%}, "
            f"foretold {one.foretold:.0%}",
            runs=design.runs,
            verdicts={},
            wrong=one.off,
            coverage=one.beyond,
            trials=0,
            also={"no shift in the interval": one.unmoved},
        )
        for one in found
    ]


def _row(judge: str, arm: str, some: list[Push]) -> PushRow:
    beyond, score, wins = Tally(), Tally(), Tally()
    for one in some:
        beyond.count(one.beyond, 0.0)
        score.count(one.score, 0.0)
        wins.count(one.wins, 0.5)
    return PushRow(
        judge,
        arm,
        _mean([one.score for one in some]),
        _mean([one.wins for one in some]),
        _mean([one.foretold for one in some]),
        beyond.share,
        rate(beyond.runs - beyond.held, beyond.runs),
        rate(score.held + wins.held, score.runs + wins.runs),
    )


def _mean(some: list[Estimate]) -> float:
    return float(np.mean([one.value or 0.0 for one in some]))
