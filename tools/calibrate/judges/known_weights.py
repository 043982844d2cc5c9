"""Try a design to dissect on judges of known weights, through the real prompts and the real reader.

Each judge is asked once for its exact probabilities; the answers of a run are drawn from them, and
analysed as those of a study are. A run is wrong where it shows a property that the judge gives no
weight to, or calls its choices driven by what does not drive them. Coverage is that of the weak
prior's intervals, over all properties that pairs enough differ in; that of weights that are not 0
stands beside it. With a writer in the design a manipulation is tried too. Pure: all chance comes
from the seed.
"""

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...dissect.analysis import Evidence, length_of
from ...dissect.design import DissectDesign
from ...dissect.evidence import Said, judge_rows
from ...dissect.explaining import ENDS, FEW, Explained, folds, shown, verdict
from ...dissect.features import chosen
from ...dissect.finding import JudgeVerdict
from ...dissect.power import plan
from ...dissect.study import Dissect
from ...engine.in_memory import run_in_memory
from ...engine.spread import Spread, here
from ...respondents.simulated.reviewing import Reviewing
from ...respondents.simulated.roster import simulated
from ...statistics.regression.gibbs import Draws
from ...statistics.regression.gibbs_many import gibbs_many
from ...statistics.regression.held_out import held_out_many
from ...statistics.regression.rows import PUBLISHED, WEAK
from ...statistics.regression.units import with_halves
from ..design import CalibrateDesign
from ..finding import CalibrationFinding, PowerPoint, TruthRow
from ..power_curve import clustered_rate, crossing, rate
from ..seeds import run_seed
from .known_pushes import push_rows

AT_ONCE = 20
"""Studies that are analysed at once."""
DRAWS, DRAWS_HELD_OUT = 300, 50
"""Of a simulated study: fewer than of a real one, which makes its intervals a little less sure."""
_SILENT = "&".join(
    f"{name}=0" for name in ("examples", "numbers", "lists", "hedges", "apologies", "repeats")
)


class JudgeTruth(NamedTuple):
    """A judge, and the verdicts that are not wrong of it."""

    model: str
    what: str
    right: tuple[str, ...]


JUDGE_TRUTHS: tuple[JudgeTruth, ...] = (
    JudgeTruth("sim/critic", "six weights of .4 to 1.2", ("properties_driven",)),
    JudgeTruth("sim/critic?steady=1", "the same, repeated in both orders", ("properties_driven",)),
    JudgeTruth("sim/wordlover", "length alone, weight 2", ("length_driven",)),
    JudgeTruth("sim/unmoved?order=1.5", "the place alone", ("position_driven",)),
    JudgeTruth("sim/unmoved", "a coin", ("unexplained",)),
)
SIZES = (0.3, 0.6, 0.9)
"""Weights of one property, for the power curve."""
TRIED = "examples"


def sized(weight: float) -> str:
    """The name of a judge with one weight."""
    return f"sim/critic?{_SILENT}".replace(f"{TRIED}=0", f"{TRIED}={weight:g}")


@dataclass
class _Tally:
    verdicts: Counter[str] = field(default_factory=Counter[str])
    wrong: int = 0
    false: int = 0
    covered: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    covered_weights: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    extremes: int = 0
    trials: int = 0


def calibrate_judges(
    design: CalibrateDesign, spread: Spread = here
) -> Generator[None, None, CalibrationFinding]:
    """Try a design on every truth; yields after each simulated study."""
    given = design.plan
    assert isinstance(given, DissectDesign)
    rows: list[TruthRow] = []
    for truth in JUDGE_TRUTHS:
        tally = _Tally()
        judge = known_judge(given, truth.model)
        arguments = [(given, truth.model, seeds) for seeds in batches(truth.model, design)]
        for fits in spread(explained, arguments):
            for fit, said in zip(fits, judge.verdicts(fits, given.alpha), strict=True):
                _count(tally, truth, judge.real, fit, said, given.alpha)
                yield
        rows.append(_row(truth, tally, design.runs))
    if given.writer is not None:
        rows += yield from push_rows(design, given, spread)
    points = yield from _power(design, given, spread)
    planned = plan(given)
    return CalibrationFinding(
        verb="dissect",
        runs=design.runs,
        rows=rows,
        power=points,
        power_of="the property is shown",
        effect_name="weight of a property in log odds",
        smallest_effect=crossing(points),
        smallest_effect_planned=planned.smallest_effect,
        planned=planned.effect,
    )


def _power(
    design: CalibrateDesign, given: DissectDesign, spread: Spread
) -> Generator[None, None, list[PowerPoint]]:
    """How often a property is shown, by its weight."""
    points: list[PowerPoint] = []
    for size in SIZES:
        found = 0
        known = known_judge(given, sized(size))
        arguments = [(given, sized(size), seeds) for seeds in batches(sized(size), design)]
        for fits in spread(explained, arguments):
            for fit in fits:
                found += bool((shown(fit, given.alpha).shown & (known.real != 0)).any())
                yield
        points.append(PowerPoint(effect=size, detected=rate(found, design.runs), trials=None))
    return points


def judge_studies(design: CalibrateDesign) -> int:
    """How many studies are simulated."""
    assert isinstance(design.plan, DissectDesign)
    pushes = design.plan.writer is not None
    return design.runs * (len(JUDGE_TRUTHS) + len(SIZES) + pushes)


@dataclass(frozen=True)
class KnownJudge:
    """A judge, and how likely it prefers a in each pair and order of a design."""

    judge: Reviewing
    evidence: Evidence
    replicates: int

    @property
    def real(self) -> NDArray[np.float64]:
        """Its true weights, by property."""
        known = self.judge.critic.weights
        return np.array([known.get(one.name, 0.0) for one in self.evidence.seen.properties])

    def answered(self, seed: int) -> Evidence:
        """A study's answers: one that is steady says of a pair the same in both orders."""
        draw, said = np.random.default_rng(seed), self.evidence.said
        place = {name: at for at, name in enumerate(self.evidence.seen.names)}
        by_pair = np.array([place[one.pair] for one in said])
        some: list[Said] = []
        for _ in range(self.replicates):
            at = draw.random(len(place))[by_pair]
            if not self.judge.critic.steady:
                at = draw.random(len(said))
            some += [
                replace(one, share=float(u < (one.share or 0.0)))
                for one, u in zip(said, at.tolist(), strict=True)
            ]
        return replace(self.evidence, said=some, seed=seed)

    def explained(self, seeds: Sequence[int], draws: int = DRAWS) -> list[Explained]:
        """The fits to the answers of some studies, all at once."""
        about = (self.evidence.model, self.evidence.seen)
        some = [judge_rows(about[0], self.answered(one).said, about[1]) for one in seeds]
        draw, length = np.random.default_rng(list(seeds)), length_of(about[1].properties)
        drawn = gibbs_many([with_halves(one.rows) for one in some], WEAK, draw, draws)
        width = len(about[1].properties)
        return [
            Explained(one, Draws(weights[:, :width], weights[:, width]), length, seed, draws)
            for one, weights, seed in zip(some, drawn, seeds, strict=True)
        ]

    def verdicts(self, fits: Sequence[Explained], alpha: float) -> list[JudgeVerdict]:
        """What each of these fits comes to, by what they foretell; questions are held out alike."""
        fold = folds(fits[0].judge, fits[0].seed)
        if fold is None:
            return [verdict(one.judge, None, alpha) for one in fits]
        draw = np.random.default_rng([one.seed for one in fits])
        rows = [one.judge.rows for one in fits]
        found = held_out_many(rows, fold, fits[0].length, PUBLISHED, draw, DRAWS_HELD_OUT)
        return [verdict(one.judge, each, alpha) for one, each in zip(fits, found, strict=True)]


def explained(given: DissectDesign, model: str, seeds: Sequence[int]) -> list[Explained]:
    """The fits to the answers of some studies of a judge."""
    return known_judge(given, model).explained(seeds)


def known_judge(given: DissectDesign, model: str) -> KnownJudge:
    """Ask a judge for its probabilities, through the real prompts and the real reader.

    Of a design's properties those are tried that need no annotator.
    """
    return _known(given.model_dump_json(), model)


@lru_cache(maxsize=16)
def _known(design: str, model: str) -> KnownJudge:
    given = DissectDesign.model_validate_json(design)
    judge = simulated(model)
    assert isinstance(judge, Reviewing)
    counted = tuple(one.name for one in chosen(given) if one.group == "marks")
    told = DissectDesign(
        model=model,
        properties=counted,
        readout="logprob",
        **given.model_dump(
            include={"scenarios", "pairs", "own_pairs", "length", "seed", "max_trials", "alpha"}
        ),
    )
    study = Dissect(told)
    seen = run_in_memory(study, judge, told.seed, told.temperature)
    return KnownJudge(judge, study.evidence(seen), given.replicates)


def batches(truth: str, design: CalibrateDesign) -> list[list[int]]:
    """The seeds of all runs of a truth, so many at a time."""
    seeds = [run_seed(design.seed, truth, run) for run in range(design.runs)]
    return [seeds[at : at + AT_ONCE] for at in range(0, len(seeds), AT_ONCE)]


def _count(
    tally: _Tally,
    truth: JudgeTruth,
    real: NDArray[np.float64],
    fit: Explained,
    verdict: JudgeVerdict,
    alpha: float,
) -> None:
    tally.verdicts[verdict] += 1
    tally.trials += sum(fit.judge.outcomes.values())
    false = bool((shown(fit, alpha).shown & (real == 0)).any())
    tally.false += false
    tally.wrong += false or verdict not in (*truth.right, "undetermined")
    low, high = np.quantile(fit.weak.weights, ENDS, axis=0, method="weibull")
    held, known = (low <= real) & (real <= high), fit.differ >= FEW
    for covered, some in (
        (tally.covered, known),
        (tally.covered_weights, known & (real != 0)),
    ):
        covered.append((int(held[some].sum()), int(some.sum())))
    tally.extremes += extremes_right(fit, real)


def extremes_right(fit: Explained, real: NDArray[np.float64]) -> bool:
    """Whether the most and the least preferred properties, by the mean weight, are the true ones.

    Among those that pairs enough differ in.
    """
    mean = np.where(fit.differ >= FEW, fit.mean, np.nan)
    if np.isnan(mean).all():
        return False
    return bool(real[np.nanargmax(mean)] == real.max() and real[np.nanargmin(mean)] == real.min())


def _row(truth: JudgeTruth, tally: _Tally, runs: int) -> TruthRow:
    also = {"a false property": rate(tally.false, runs)}
    if any(n for _, n in tally.covered_weights):
        also["weights that are not 0 covered"] = clustered_rate(tally.covered_weights)
    if tally.covered_weights[0][1] > 1:
        also["most and least liked right"] = rate(tally.extremes, runs)
    return TruthRow(
        model=truth.model,
        what=truth.what,
        right=list(truth.right),
        runs=runs,
        verdicts=dict(tally.verdicts.most_common()),
        wrong=rate(tally.wrong, runs),
        coverage=clustered_rate(tally.covered),
        trials=tally.trials / runs,
        also=also,
    )
