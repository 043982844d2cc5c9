"""Try a design to dissect on judges of known weights, through the real prompts and the real reader.

A run is a study of the bank. It is wrong where it shows a property that the judge gives no weight
to, or calls its choices driven by what does not drive them. Coverage is that of the weak prior's
intervals, over all properties that pairs enough differ in. Pure: all chance comes from the seed.
"""

from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ...dissect.analysis import explained
from ...dissect.design import DissectDesign
from ...dissect.explaining import judged, weights
from ...dissect.finding import PropertyWeight
from ...dissect.power import plan
from ...dissect.study import Dissect
from ...engine.in_memory import run_in_memory
from ...properties.marks import LENGTH
from ...respondents.simulated.reviewing import Reviewing
from ...respondents.simulated.roster import simulated
from ..design import CalibrateDesign
from ..finding import CalibrationFinding, PowerPoint, TruthRow
from ..power_curve import clustered_rate, crossing, rate
from ..seeds import run_seed

DRAWS = 600
"""Of a simulated study: its intervals end some .02 from those of many draws."""
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
SIZES = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Weights of one property, for the power curve."""
TRIED = "examples"


def sized(weight: float) -> str:
    """The name of a judge with one weight."""
    return f"sim/critic?{_SILENT}".replace(f"{TRIED}=0", f"{TRIED}={weight:g}")


@dataclass
class _Tally:
    verdicts: Counter[str] = field(default_factory=Counter[str])
    wrong: int = 0
    covered: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    extremes: int = 0
    trials: int = 0


def calibrate_judges(design: CalibrateDesign) -> Generator[None, None, CalibrationFinding]:
    """Try a design on every truth; yields after each simulated study."""
    given = design.plan
    assert isinstance(given, DissectDesign)
    rows: list[TruthRow] = []
    for truth in JUDGE_TRUTHS:
        tally = _Tally()
        for run in range(design.runs):
            _count(tally, truth, *_run(given, truth.model, design.seed, run))
            yield
        rows.append(_row(truth, tally, design.runs))
    points: list[PowerPoint] = []
    for size in SIZES:
        found = 0
        for run in range(design.runs):
            _, own, _ = _run(given, sized(size), design.seed, run)
            found += any(one.property == TRIED and one.shown for one in own)
            yield
        points.append(PowerPoint(effect=size, detected=rate(found, design.runs), trials=None))
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


def judge_studies(design: CalibrateDesign) -> int:
    """How many studies are simulated."""
    return design.runs * (len(JUDGE_TRUTHS) + len(SIZES))


def _run(
    given: DissectDesign, model: str, seed: int, run: int
) -> tuple[str, list[PropertyWeight], int]:
    """The verdict, the weights, and how many answers it took."""
    number = run_seed(seed, model, run)
    told = given.model_copy(update={"model": model, "seed": number})
    study = Dissect(told)
    judge = simulated(f"{model}&key={number}" if "steady" in model else model)
    seen = run_in_memory(study, judge, number, told.temperature)
    fit = explained(study.evidence(seen), model, DRAWS)
    own = weights(fit, study.properties, told.alpha)
    return judged(fit, told.alpha).verdict, own, len(seen)


def _count(
    tally: _Tally, truth: JudgeTruth, verdict: str, own: list[PropertyWeight], trials: int
) -> None:
    real = _weights_of(truth.model)
    tally.verdicts[verdict] += 1
    tally.trials += trials
    false = any(one.shown and not real.get(one.property) for one in own)
    tally.wrong += false or verdict not in (*truth.right, "undetermined")
    known = [one for one in own if not one.little]
    held = sum(_holds(one, real.get(one.property, 0.0)) for one in known)
    tally.covered.append((held, len(known)))
    ranked = sorted(known, key=lambda one: one.weight.value or 0.0)
    ends = {ranked[0].property, ranked[-1].property}
    tally.extremes += ends == _ends(real)


def _holds(one: PropertyWeight, truth: float) -> bool:
    low, high = one.weight.low, one.weight.high
    return low is not None and high is not None and low <= truth <= high


def _weights_of(model: str) -> Mapping[str, float]:
    judge = simulated(model)
    assert isinstance(judge, Reviewing)
    return judge.critic.weights


def _ends(real: Mapping[str, float]) -> set[str]:
    """The properties of the least and the largest weight."""
    if not real:
        return set()
    return {min(real, key=lambda name: real[name]), max(real, key=lambda name: real[name])}


def _row(truth: JudgeTruth, tally: _Tally, runs: int) -> TruthRow:
    ends = rate(tally.extremes, runs)
    both = len(_ends(_weights_of(truth.model)) - {LENGTH}) == 2
    told = f"; most and least liked right in {ends.value:.0%}" if both else ""
    return TruthRow(
        model=truth.model,
        what=truth.what + told,
        right=list(truth.right),
        runs=runs,
        verdicts=dict(tally.verdicts.most_common()),
        wrong=rate(tally.wrong, runs),
        coverage=clustered_rate(tally.covered),
        trials=tally.trials / runs,
    )
