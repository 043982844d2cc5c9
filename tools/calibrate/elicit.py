"""Try a design to elicit on known utilities, in memory: alarms, coverage, and power by gap.

The options are replaced, in every run, by as many new ones, whose documented utilities are standard
normal; so they spread as the plan's formula assumes. Pure: everything random comes from the seed.
"""

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..elicit.choice_models import comparisons_of, independent
from ..elicit.design import ElicitDesign
from ..elicit.finding import UtilitiesFinding
from ..elicit.planning.power import SPREAD, plan
from ..elicit.study import Elicit
from ..engine.in_memory import run_in_memory
from ..engine.spread import Spread, here
from ..respondents.simulated.choosing import Choosing
from ..respondents.simulated.roster import simulated
from ..statistics.distributions import CRITICAL
from ..statistics.hierarchical.utility_posterior import UtilityPosterior, utility_posterior
from ..study.design import TaggedOption
from ..study.questions import Observation, Option
from .design import CalibrateDesign
from .finding import CalibrationFinding, PowerPoint, TruthRow
from .power_curve import clustered_rate, crossing, rate
from .seeds import run_seed

STEPS = (0.0, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.6, 2.0)
"""Edges of the classes of gaps between two options, in multiples of the planned effect."""
_SPREAD = f"lapse=0&strength={SPREAD:g}"


@dataclass(frozen=True)
class Known:
    """A respondent, what is true of it, and what a finding of it should be called.

    `sized`: answers show the size of utilities, not their order alone, so that intervals can be
    held against it; at a `temperature` of 0 they do not.
    """

    model: str
    what: str
    right: str
    sized: bool = True
    temperature: float | None = None


TRUTHS: tuple[Known, ...] = (
    Known(f"sim/bob?{_SPREAD}", "utilities spread by 1 logit", "utilities"),
    Known(f"sim/bob?{_SPREAD}&order=1", "the same, and a liking for the first slot", "utilities"),
    Known(f"sim/bob?{_SPREAD}&refusal=0.3", "the same, three answers in ten refused", "utilities"),
    Known(f"sim/bob?{_SPREAD}&one_sided=0.3", "the same, less liked ones babbled", "utilities"),
    Known(f"sim/bob?{_SPREAD}&pairs=0.5", "the same, pairs deviate by 0.5", "utilities"),
    Known(f"sim/bob?{_SPREAD}&sticky=0.5", "the same, every other answer a repeat", "utilities"),
    Known("sim/bob?lapse=0.05&strength=1", "the same, 5 % slips", "utilities"),
    Known("sim/bob?lapse=0.1&strength=30", "a ranking, 10 % slips", "utilities", sized=False),
    Known(
        f"sim/bob?{_SPREAD}&pairs=0.25",
        "asked at temperature 0",
        "utilities",
        False,
        temperature=0.0,
    ),
    Known("sim/coin", "no utilities at all", "no_signal"),
    Known("sim/coin?pairs=1", "pairs of their own, no utilities", "no_signal"),
    Known("sim/first", "takes what is first", "no_signal"),
)


class Run(NamedTuple):
    """What one simulated study came to: intervals that held of how many, gaps told apart by class.

    Both None where there are no utilities, or their size is not known.
    """

    headline: str
    trials: int
    covered: tuple[int, int] | None
    detected: tuple[tuple[int, int], ...] | None


def calibrate_elicit(
    design: CalibrateDesign, spread: Spread = here
) -> Generator[None, None, CalibrationFinding]:
    """Try a design to elicit on every truth; yields after each simulated study."""
    given = design.plan
    assert isinstance(given, ElicitDesign)
    planned = plan(given)
    edges = edges_of(given)
    rows: list[TruthRow] = []
    first: list[Run] = []
    for truth in TRUTHS:
        runs: list[Run] = []
        arguments = [(given, truth, design.seed, number) for number in range(design.runs)]
        for run in spread(simulate, arguments):
            runs.append(run)
            yield
        first = first or runs
        rows.append(_row(truth, runs))
    points = _power(first, edges)
    return CalibrationFinding(
        verb="elicit",
        runs=design.runs,
        rows=rows,
        power=points,
        power_of="told apart",
        effect_name="difference of two utilities in logits",
        smallest_effect=crossing(points),
        smallest_effect_planned=planned.smallest_effect,
        planned=planned.effect,
    )


def edges_of(given: ElicitDesign) -> list[float]:
    """Between the classes of gaps by which the power is told."""
    return [step * (plan(given).smallest_effect or 1.0) for step in STEPS]


def simulate(given: ElicitDesign, known: Known, seed: int, number: int) -> Run:
    """Simulate one study of a design, its options replaced by as many of documented utility."""
    own = run_seed(seed, known.model, number)
    names = [TaggedOption(text=f"option {i} of run {own}") for i in range(len(given.options))]
    changes: dict[str, object] = {"options": tuple(names), "model": known.model, "seed": own}
    if known.temperature is not None:
        changes["temperature"] = known.temperature
    asked = given.model_copy(update=changes)
    study, respondent = Elicit(asked), simulated(known.model)
    assert isinstance(respondent, Choosing)
    observations = run_in_memory(study, respondent, own, asked.temperature)
    [finding] = study.conclude(observations)
    covered, detected = None, None
    if not finding.no_signal and known.sized:
        profile = respondent.profile
        truth = {n.text: profile.strength * profile.utility(n.text) for n in names}
        covered = _covered(finding, truth)
        if known == TRUTHS[0]:  # whose power is told
            options = [name.option() for name in names]
            fitted = _again(asked, options, observations)
            detected = tuple(_detected(fitted, options, truth, edges_of(given)))
    return Run(finding.headline, len(observations), covered, detected)


def _covered(finding: UtilitiesFinding, truth: dict[str, float]) -> tuple[int, int]:
    """How many of the intervals hold the true utility, both measured from their mean."""
    mean = sum(truth.values()) / len(truth)
    held = sum(one.low <= truth[one.option] - mean <= one.high for one in finding.options)
    return held, len(finding.options)


def _again(
    asked: ElicitDesign, options: list[Option], observations: list[Observation]
) -> UtilityPosterior:
    index = {option.id: i for i, option in enumerate(options)}
    decided = [seen for seen in observations if seen.chosen is not None]
    return utility_posterior(independent(asked, comparisons_of(decided, index), decided, index))


def _detected(
    fitted: UtilityPosterior, options: list[Option], truth: dict[str, float], edges: list[float]
) -> list[tuple[int, int]]:
    """By class of true gap: how many of the pairs of options were told apart, the right way."""
    true = np.array([truth[option.text] for option in options])
    i, j = np.triu_indices(len(options), 1)
    variance = np.diag(fitted.covariance)
    error = np.sqrt(variance[i] + variance[j] - 2 * fitted.covariance[i, j])
    found = (fitted.utilities[i] - fitted.utilities[j]) * np.sign(true[i] - true[j])
    told: NDArray[np.bool_] = found > CRITICAL * error
    classes = np.digitize(np.abs(true[i] - true[j]), edges)
    return [
        (int(told[classes == c].sum()), int((classes == c).sum())) for c in range(1, len(edges))
    ]


def _power(runs: Sequence[Run], edges: list[float]) -> list[PowerPoint]:
    detected = [run.detected for run in runs if run.detected is not None]
    return [
        PowerPoint(
            effect=(edges[c] + edges[c + 1]) / 2,
            detected=clustered_rate([classes[c] for classes in detected]),
            trials=None,
        )
        for c in range(len(edges) - 1)
    ]


def _row(known: Known, runs: Sequence[Run]) -> TruthRow:
    headlines = Counter(run.headline for run in runs)
    covered = [run.covered for run in runs if run.covered is not None]
    return TruthRow(
        model=known.model,
        what=known.what,
        right=[known.right],
        runs=len(runs),
        verdicts=dict(headlines.most_common()),
        wrong=rate(len(runs) - headlines[known.right], len(runs)),
        coverage=clustered_rate(covered if known.right == "utilities" else []),
        trials=median(run.trials for run in runs),
    )
