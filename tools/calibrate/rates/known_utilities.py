"""Intervals of utilities and the alarm "no signal", in worlds whose utilities are known.

Pairs and repeats are those of the real study. Where pairs do not hang on answers, answers are drawn
as counts, of the documented probabilities; where they do, the study asks a simulated respondent.
Knows worlds and what came of them; rows are put on paper by `bench/utilities.py`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...elicit.analysis import NEEDED
from ...elicit.choice_models import comparisons_of, independent
from ...elicit.design import ElicitDesign
from ...elicit.study import Elicit
from ...engine.in_memory import run_in_memory
from ...respondents.simulated.choosing import Choosing
from ...respondents.simulated.roster import simulated
from ...statistics.hierarchical.utility_posterior import utility_posterior
from ...statistics.paired.comparisons import Comparisons
from ...study.design import TaggedOption
from ...study.estimate import Estimate
from ..power_curve import clustered_rate, rate
from ..seeds import run_seed

Floats = NDArray[np.float64]
Measure = Literal["coverage", "false signal", "missed signal", "power"]


@dataclass(frozen=True)
class World:
    """So many options, what is true of them, and how they are asked.

    Utilities are N(0, sd^2), or `apart` logits from one rank to the next; `noise` is the standard
    deviation of pairs, `order` the liking for the first place, both in logits; `slips` and
    `one_sided` are shares: of answers that are a coin's, and of choices of the less liked option
    that are lost.
    """

    what: str
    measure: Measure
    options: int
    sd: float = 1.0
    noise: float = 0.0
    order: float = 0.0
    slips: float = 0.0
    apart: float = 0.0
    one_sided: float = 0.0
    asked: dict[str, Any] = field(default_factory=dict[str, Any])

    def design(self, seed: int) -> ElicitDesign:
        """Of the study that is run on it."""
        names = tuple(TaggedOption(text=f"option {i} of run {seed}") for i in range(self.options))
        return ElicitDesign(model=self.model, options=names, seed=seed, **self.asked)

    @property
    def model(self) -> str:
        """The simulated respondent with this truth, where one is asked."""
        told = {"strength": self.sd, "pairs": self.noise, "order": self.order, "lapse": self.slips}
        return "sim/bob?" + "&".join(f"{name}={value:g}" for name, value in told.items())


class WorldRun(NamedTuple):
    """Whether utilities were shown, how many intervals of how many held the truth, the answers."""

    shown: bool
    held: int
    options: int
    answers: float


class WorldRow(NamedTuple):
    """What came of the runs of one world: coverage, and how often utilities were shown.

    Coverage is that of the intervals that were shown; where there are no utilities, of none.
    """

    world: World
    runs: int
    coverage: Estimate
    shown: Estimate
    answers: float

    @property
    def right(self) -> bool:
        """Whether the figure is where it should be, as far as its interval can tell."""
        one = self.coverage if self.world.measure == "coverage" else self.shown
        low, high = ALLOWED[self.world.measure]
        if one.low is None or one.high is None:
            return False
        return one.low <= high and one.high >= low


ALLOWED: dict[Measure, tuple[float, float]] = {
    "coverage": (0.935, 0.965),
    "false signal": (0.0, 0.05),
    "missed signal": (0.95, 1.0),
    "power": (0.9, 1.0),
}
"""Between what the coverage, or else the share of runs in which utilities are shown, should be."""
ACTIVE: dict[str, Any] = {"pairs": "active"}
ONCE: dict[str, Any] = {"replicates": 1}
TEN: dict[str, Any] = {"replicates": 10}

COVERED = (
    World("random pairs", "coverage", 20, asked=ONCE),
    World("pairs chosen actively", "coverage", 20, asked=ACTIVE),
    World("pairs chosen actively", "coverage", 50, asked=ACTIVE),
    World("ten repeats, pairs deviate by 0.5", "coverage", 12, noise=0.5, asked=TEN),
    World("ten repeats, pairs deviate by 1", "coverage", 12, noise=1.0, asked=TEN),
    World("sparse: 3 pairs an option, once", "coverage", 20, sd=2.0, asked={"max_trials": 120}),
    World("a liking for the first place", "coverage", 12, order=1.0, asked={"replicates": 2}),
    World("5 % slips", "coverage", 12, slips=0.05, asked={"replicates": 5}),
)
EMPTY = (
    World("coins, random pairs", "false signal", 20, sd=0.0, asked=ONCE),
    World("coins, pairs chosen actively", "false signal", 20, sd=0.0, asked=ACTIVE),
    World("coins, pairs chosen actively", "false signal", 50, sd=0.0, asked=ACTIVE),
    World("coins, ten repeats", "false signal", 12, sd=0.0, asked=TEN),
    World("one slot in 73 %", "false signal", 12, sd=0.0, order=1.0, asked=TEN),
    *(
        World(f"pairs of their own, {noise:g}", "false signal", options, 0.0, noise, asked=TEN)
        for noise in (0.5, 1.0, 2.0)
        for options in (4, 6, 12)
    ),
)
RANKED = tuple(
    World(f"a ranking, {slips:.0%} slips", "missed signal", options, 0.0, slips=slips, apart=8.0)
    if options < 50
    else World(
        f"a ranking, {slips:.0%} slips, once",
        "missed signal",
        options,
        0.0,
        0.0,
        0.0,
        slips,
        8.0,
        asked=ONCE,
    )
    for options in (4, 6, 8, 12, 50)
    for slips in (0.0, 0.02, 0.1)
)
FAINT = tuple(
    World("utilities spread by 0.5", "power", options, 0.5) for options in (4, 6, 8, 12, 20)
)
MISSING = (
    World("one in ten choices of what is less liked is lost", "coverage", 12, one_sided=0.1),
    World("three in ten such choices are lost", "coverage", 12, one_sided=0.3),
)
WORLDS = (*COVERED, *EMPTY, *RANKED, *FAINT, *MISSING)


def simulate(world: World, seed: int, number: int) -> WorldRun:
    """One study of a world: its number and the seed decide all that is random."""
    own = run_seed(seed, f"{world.model} {world}", number)
    truth, counts = _asked(world, own) if world.asked == ACTIVE else _drawn(world, own)
    known = utility_posterior(counts)
    ends = known.interval
    held = int(((ends[:, 0] <= truth) & (truth <= ends[:, 1])).sum())
    shown = known.log_evidence_ratio >= math.log(NEEDED)
    return WorldRun(shown, held, world.options, float(counts.answers.sum()))


def _asked(world: World, seed: int) -> tuple[Floats, Comparisons]:
    """Centred utilities, and the answers of a simulated respondent with them."""
    design, respondent = world.design(seed), simulated(world.model)
    assert isinstance(respondent, Choosing)
    observations = run_in_memory(Elicit(design), respondent, seed)
    options = [one.option() for one in design.options]
    index = {option.id: i for i, option in enumerate(options)}
    truth = np.array([world.sd * respondent.profile.utility(one.text) for one in options])
    counts = comparisons_of(observations, index)
    return truth - truth.mean(), independent(design, counts, observations, index)


def _drawn(world: World, seed: int) -> tuple[Floats, Comparisons]:
    """Centred utilities, and counts drawn of their probabilities for the pairs of the study."""
    draw, study = np.random.default_rng(seed), Elicit(world.design(seed))
    i, j = np.array(study.pairs, dtype=np.int64).T
    truth = draw.normal(size=world.options) * world.sd
    truth += draw.permutation(world.options) * world.apart
    gap = truth[i] - truth[j] + world.noise * draw.normal(size=len(i))
    first, second = np.concatenate((i, j)), np.concatenate((j, i))
    logits = np.concatenate((gap, -gap)) + world.order
    p = (1 - world.slips) / (1 + np.exp(-logits)) + world.slips / 2
    won = draw.binomial(study.replicates, p)
    lost = study.replicates - won
    likes = truth[first] >= truth[second]
    won -= np.where(likes, 0, draw.binomial(won, world.one_sided))
    lost -= np.where(likes, draw.binomial(lost, world.one_sided), 0)
    counts = Comparisons(first, second, won.astype(float), lost.astype(float), world.options)
    return truth - truth.mean(), counts


def row_of(world: World, runs: Sequence[WorldRun]) -> WorldRow:
    """What the runs of one world came to."""
    shown = [run for run in runs if run.shown]
    covered = [] if world.measure == "false signal" else [(run.held, run.options) for run in shown]
    return WorldRow(
        world=world,
        runs=len(runs),
        coverage=clustered_rate(covered),
        shown=rate(len(shown), len(runs)),
        answers=float(np.median([run.answers for run in runs])),
    )
