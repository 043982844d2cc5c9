"""How often what a ledger keeps is false, where it is known what is: claims hunted by an agent.

The agent hopes for `strong` or `weak`. It looks after every round and cancels as soon as one of
them is there; where the study ends with anything else, it asks the same anew, up to MOST_RUNS
times, and the answers of all runs are judged together, as an investigation does. All e-values are
those that perturb computes, on the real prompts and replies.

Of one truth many claims are hunted; a ledger is a draw from several such pools, so that one of 300
claims costs no more studies than one of 20. Intervals are of bootstrapped pools: a claim, not a
ledger, is what was simulated.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

import numpy as np

from ...engine.in_memory import run_in_memory
from ...ledger.correction import corrected
from ...ledger.entries import Entry, Run
from ...perturb.design import PerturbDesign
from ...perturb.finding import PreferenceFinding
from ...perturb.follow_up.arms import Seen
from ...perturb.study import Perturb
from ...respondents.simulated.choosing import Choosing
from ...respondents.simulated.roster import simulated
from ...statistics.distributions import LEVEL
from ...statistics.proportions.intervals import Interval
from ...study.asked import Askable
from ...study.claims import NOTHING, Claim
from ...study.estimate import Estimate, estimate
from ...study.questions import Observation
from ..cell_truths import cell_truths, keyed
from ..claims import claimed, is_wrong
from ..scenarios import LIKED, OTHER
from ..seeds import run_seed

MOST_RUNS = 3
HOPED = ("strong", "weak")
BUDGET = 1_200
"""Answers of a run."""
DESIGN = PerturbDesign(
    model="simulated", option_a=LIKED, option_b=OTHER, ladder=False, max_trials=BUDGET
)
NULLS = (
    "sim/bob?lapse=0.06&odd_cells=1&odd_share=0.5",
    "sim/bob?greedy=1&odd_cells=1",
    "sim/coin",
)
"""What is hoped for is false of them: one cell at one half among 27 of .97, or among 27 that never
change; nothing but coins.
"""
TRUE = ("sim/bob?lapse=0.06", "sim/alice")
DRAWS = 400
"""Ledgers that are drawn, and bootstrapped pools of which ten are."""


class Hunted(NamedTuple):
    """What a claim came to: its e-value, 0 if nothing is claimed, and whether it is false.

    `least` is the e-value of the least cell for the option that the truth favours, whatever is
    claimed.
    """

    verdict: str
    e_value: float
    wrong: bool
    least: float
    runs: int


class _Together:
    """The answers of all runs as one long sequence, judged after every round."""

    def __init__(self, design: PerturbDesign) -> None:
        self._judge = Perturb(design)
        self._whole: list[Seen] = []
        self._by = 0

    def begin(self) -> None:
        """A run begins: its replicates number on from those that there are."""
        self._by = 1 + max(
            (one.trial.replicate for one in self._whole if isinstance(one, Observation)), default=-1
        )

    def add(self, observations: Sequence[Seen]) -> PreferenceFinding:
        """Take in answers of a run; what follows from all."""
        self._whole += [self._later(one) for one in observations]
        [finding] = self._judge.conclude(self._whole)
        return finding

    def _later(self, one: Any) -> Any:
        if not isinstance(one, Observation):
            return one
        return replace(one, trial=replace(one.trial, replicate=one.trial.replicate + self._by))


class _Watched(Perturb):
    """A study that is cancelled as soon as what is hoped for follows from it and those before."""

    def __init__(self, design: PerturbDesign, together: _Together, *, patient: bool) -> None:
        super().__init__(design)
        self._together, self._known, self._patient = together, 0, patient
        self.finding: PreferenceFinding | None = None
        together.begin()

    def next(self, observations: Sequence[Seen]) -> Sequence[Askable]:
        """The next round, unless it is there."""
        if observations:
            self.finding = self._together.add(observations[self._known :])
            self._known = len(observations)
            if self.finding.verdict in HOPED and not self._patient:
                return ()
        return super().next(observations)


def hunt(model: str, seed: int, number: int, *, patient: bool = False) -> Hunted:
    """One claim, hunted; or asked twice to the end, as one is that a ledger does not keep."""
    own = run_seed(seed, model, number)
    name = keyed(model, DESIGN.model_copy(update={"model": model}), own)
    respondent = simulated(name)
    assert isinstance(respondent, Choosing)
    together, finding, runs = _Together(DESIGN), None, 0
    most = 2 if patient else MOST_RUNS
    while runs < most and (finding is None or patient or finding.verdict not in HOPED):
        design = DESIGN.model_copy(update={"model": name, "seed": run_seed(own, name, runs)})
        study = _Watched(design, together, patient=patient)
        run_in_memory(study, respondent, design.seed)
        finding, runs = study.finding, runs + 1
    assert finding is not None
    said = claimed(finding, cell_truths(respondent, DESIGN, 1))
    least = min((one.holds or 0.0 for one in finding.cells), default=0.0)
    return Hunted(
        finding.verdict,
        (finding.e_value or 0.0) if finding.verdict != NOTHING else 0.0,
        is_wrong(finding.verdict, said),
        least if finding.favours == "a" else 0.0,
        runs,
    )


class LedgerRate(NamedTuple):
    """Of `strong` and `weak`: the mean share of false ones, raw and of those that stand.

    `standing` is how many stand in a ledger, on average.
    """

    claims: int
    raw: Estimate
    kept: Estimate
    standing: float


def ledger_rate(
    pools: Sequence[tuple[Sequence[Hunted], int]], seed: int, draws: int = DRAWS
) -> LedgerRate:
    """Ledgers that hold so many claims of each pool."""
    generator = np.random.default_rng(seed)
    middle = np.mean([_ledgers(pools, generator) for _ in range(draws)], axis=0)
    again = [
        np.mean([_ledgers(_bootstrapped(pools, generator), generator) for _ in range(10)], axis=0)
        for _ in range(draws)
    ]
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    low, high = np.quantile(np.array(again), tails, axis=0)
    told = [
        estimate(float(middle[at]), Interval(float(low[at]), float(high[at]), LEVEL), draws)
        for at in (0, 1)
    ]
    size = sum(number for _, number in pools)
    return LedgerRate(size, told[0], told[1], float(middle[2]))


def _bootstrapped(
    pools: Sequence[tuple[Sequence[Hunted], int]], generator: np.random.Generator
) -> list[tuple[Sequence[Hunted], int]]:
    return [(_drawn(pool, len(pool), generator), number) for pool, number in pools]


def _drawn(pool: Sequence[Hunted], number: int, generator: np.random.Generator) -> list[Hunted]:
    places = generator.integers(0, len(pool), size=number)
    return [pool[at] for at in cast("list[int]", places.tolist())]


def _ledgers(
    pools: Sequence[tuple[Sequence[Hunted], int]], generator: np.random.Generator
) -> tuple[float, float, int]:
    """Of what is hoped for in one ledger: the false part, that of what stands, and its number."""
    drawn = [one for pool, number in pools for one in _drawn(pool, number, generator)]
    told = corrected([_entry(one, at) for at, one in enumerate(drawn)])
    hoped = [(one, own) for one, own in zip(drawn, told, strict=True) if one.verdict in HOPED]
    kept = [one.wrong for one, own in hoped if own.kept is True]
    raw = sum(one.wrong for one, _ in hoped) / max(1, len(hoped))
    return raw, sum(kept) / max(1, len(kept)), len(kept)


def _entry(one: Hunted, at: int) -> Entry:
    claim = Claim(str(at), "", one.verdict, e_value=one.e_value)
    return Entry(claim, (Run(str(at), "m", "perturb", claim),))


def mean_false_e(hunted: Sequence[Hunted]) -> Estimate:
    """The mean e-value of what is claimed and false, 0 elsewhere: at most 1 is what e-BH needs."""
    return _mean([one.e_value if one.wrong else 0.0 for one in hunted])


def mean_least(hunted: Sequence[Hunted]) -> Estimate:
    """The mean e-value of the least cell at the stop; where that is a coin, at most 1 is right."""
    return _mean([one.least for one in hunted])


def _mean(values: Sequence[float]) -> Estimate:
    """A mean with a bootstrap interval: e-values are far from normal."""
    if not values:
        return Estimate(value=None, reason="nothing was hunted")
    given, generator = np.array(values), np.random.default_rng(0)
    means = [float(generator.choice(given, len(given)).mean()) for _ in range(2_000)]
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return estimate(float(given.mean()), Interval(float(low), float(high), LEVEL), len(values))
