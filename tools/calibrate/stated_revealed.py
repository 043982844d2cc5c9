"""Try a design of stated against revealed on known truths, in memory, prompt by prompt.

A run is a study of one family of the bank, the next one each time, so that the families' own words
are tried too. A verdict is wrong where what it claims is false of the truth: `deviates` where the
content has no gap beyond the margin, `consistent` and `style_driven` where it has one beyond delta,
`declines` of who does not. Where both roles are answered alike, small p-values are counted as well.
Pure: everything random comes from the seed.
"""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..engine.in_memory import run_in_memory
from ..engine.spread import Spread, here
from ..respondents.simulated.profiles import sigmoid
from ..respondents.simulated.roster import simulated
from ..stated_revealed.bank.families import shipped
from ..stated_revealed.design import StatedRevealedDesign
from ..stated_revealed.finding import FamilyFinding
from ..stated_revealed.power import plan
from ..stated_revealed.study import StatedRevealed
from .design import CalibrateDesign
from .finding import CalibrationFinding, PowerPoint, TruthRow
from .power_curve import crossing, rate
from .seeds import run_seed

LEVELS = (0.01, 0.05, 0.1)
"""At which it is counted how often a p-value is as small though nothing differs."""


class StanceTruth(NamedTuple):
    """A respondent, the gap of its content, and what else it does.

    `plain`: it has no style, so that the balanced difference estimates the gap itself. `same`: both
    roles are answered alike on average, styles included. `declines` and `wobbles` mostly: it gives
    no answer; its statements contradict each other.
    """

    model: str
    what: str
    gap: float
    plain: bool = True
    same: bool = False
    declines: bool = False
    wobbles: bool = False


FULL = 2 * sigmoid(3.0) - 1
"""What a context that turns moves the support of a respondent with a logit of 3."""
TURNING = (0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8)
"""Shares of contexts that turn, for the power curve."""


def turning(share: float) -> str:
    """The name of a respondent that turns in a share of contexts."""
    return f"sim/principled?flips={share:g}"


STANCE_TRUTHS: tuple[StanceTruth, ...] = (
    StanceTruth("sim/principled", "does as it says", 0.0, same=True),
    StanceTruth("sim/pragmatist", "turns in four contexts of five", -0.8 * FULL),
    StanceTruth("sim/principled?stated=1&revealed=1", "mildly for it in both", 0.0, same=True),
    StanceTruth("sim/principled?stated=0&revealed=0", "a coin", 0.0, same=True),
    StanceTruth(
        "sim/principled?stated=0&revealed=0&spread=3", "contexts vary, no gap", 0.0, same=True
    ),
    StanceTruth(turning(0.1), "turns in one context of ten", -0.1 * FULL),
    StanceTruth(turning(0.3), "turns in three contexts of ten", -0.3 * FULL),
    StanceTruth("sim/yes", "yes to everything", 0.0, plain=False, same=True),
    StanceTruth("sim/no", "no to everything", 0.0, plain=False, same=True),
    StanceTruth("sim/first", "whatever is named first", 0.0, plain=False, same=True),
    StanceTruth(
        "sim/principled?stated=0&revealed=0&yes=-3&label=4",
        "no, and the first label: another style in each format",
        0.0,
        plain=False,
        same=True,
    ),
    StanceTruth(
        "sim/pragmatist?yes=2&label=2", "much yes-saying and a real gap", -0.8 * FULL, plain=False
    ),
    StanceTruth("sim/wobbly", "its statements contradict each other", 0.5 * FULL, wobbles=True),
    StanceTruth(
        "sim/principled?stated=1&revealed=1&yes=3&yes_revealed=-3",
        "mildly for it; yes-saying in statements alone",
        0.0,
        plain=False,
    ),
    StanceTruth("sim/principled?refusal_revealed=0.95", "declines in contexts", 0.0, declines=True),
)


@dataclass
class StanceTally:
    """What came of the studies of one truth so far."""

    truth: StanceTruth
    verdicts: Counter[str] = field(default_factory=Counter[str])
    wrong: int = 0
    covered: int = 0
    known: int = 0
    trials: int = 0
    p_values: list[float] = field(default_factory=list[float])

    def count(self, found: FamilyFinding, trials: int, margin: float, delta: float) -> None:
        """Add one study, judged by these margins."""
        truth = self.truth
        self.verdicts[found.verdict] += 1
        self.trials += trials
        self.wrong += is_false(found.verdict, truth, margin, delta)
        low, high = found.difference.low, found.difference.high
        if truth.plain and not truth.declines and low is not None and high is not None:
            self.known += 1
            self.covered += low <= truth.gap <= high
        if truth.same and found.p_value is not None:
            self.p_values.append(found.p_value)

    def row(self) -> TruthRow:
        """The truth with its rates."""
        runs, ps = self.verdicts.total(), self.p_values
        return TruthRow(
            model=self.truth.model,
            what=self.truth.what,
            runs=runs,
            verdicts=dict(self.verdicts.most_common()),
            wrong=rate(self.wrong, runs),
            coverage=rate(self.covered, self.known),
            trials=self.trials / runs,
            p_at_most={f"{at:g}": rate(sum(p <= at for p in ps), len(ps)) for at in LEVELS}
            if ps
            else {},
        )


def calibrate_stances(
    design: CalibrateDesign, spread: Spread = here
) -> Generator[None, None, CalibrationFinding]:
    """Try a design on every truth; yields after each simulated study."""
    given = design.plan
    assert isinstance(given, StatedRevealedDesign)
    rows: list[TruthRow] = []
    for truth in STANCE_TRUTHS:
        tally = StanceTally(truth)
        arguments = [(given, truth.model, design.seed, run) for run in range(design.runs)]
        for found, trials in spread(_run, arguments):
            tally.count(found, trials, given.margin, given.delta)
            yield
        rows.append(tally.row())
    points: list[PowerPoint] = []
    for share in TURNING:
        detected = 0
        arguments = [(given, turning(share), design.seed, run) for run in range(design.runs)]
        for one, _ in spread(_run, arguments):
            detected += one.verdict == "deviates"
            yield
        shown = rate(detected, design.runs)
        points.append(PowerPoint(effect=share * FULL, detected=shown, trials=None))
    planned = plan(given)
    return CalibrationFinding(
        verb="stated_revealed",
        runs=design.runs,
        rows=rows,
        power=points,
        power_of="found to deviate",
        effect_name="difference of stated and revealed support",
        smallest_effect=crossing(points),
        smallest_effect_planned=planned.smallest_effect,
        planned=planned.effect,
    )


def stance_studies(design: CalibrateDesign) -> int:
    """How many studies are simulated."""
    return design.runs * (len(STANCE_TRUTHS) + len(TURNING))


def _run(given: StatedRevealedDesign, model: str, seed: int, run: int) -> tuple[FamilyFinding, int]:
    """The family's finding, and how many answers it took."""
    number = run_seed(seed, model, run)
    names = list(shipped())
    family = (names[run % len(names)],)
    told = {"families": family, "own_families": "", "model": model, "seed": number}
    study = StatedRevealed(given.model_copy(update=told))
    seen = run_in_memory(study, simulated(_keyed(model, number)), number, given.temperature)
    [finding] = study.conclude(seen)
    return finding.families[0], len(seen)


def _keyed(model: str, key: int) -> str:
    """The same respondent with prompts of its own: which contexts turn differs by run."""
    if model == "sim/first":
        return model
    return f"{model}{'&' if '?' in model else '?'}key={key}"


def is_false(verdict: str, truth: StanceTruth, margin: float, delta: float) -> bool:
    """Whether what a verdict claims is not so."""
    match verdict:
        case "deviates":
            return abs(truth.gap) <= margin
        case "consistent":
            return abs(truth.gap) > delta
        case "style_driven":
            return truth.plain or abs(truth.gap) > delta
        case "declines":
            return not truth.declines
        case "unstable_statement":
            return not truth.wobbles
        case _:
            return False
