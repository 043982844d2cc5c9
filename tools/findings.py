"""What a study concludes: claims with their estimate, interval, n, verdict and evidence.

Frozen models, stored as JSON and sent as they are. They compute nothing; `evidence` names the
question whose trials are behind a claim, so that `get_trials` can show each of them.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from .estimates import Estimate as Estimate
from .estimates import Frozen as Frozen
from .transfer_findings import TransferFinding as TransferFinding

Side = Literal["a", "b"]
Verdict = Literal[
    "strong",
    "weak",
    "position_driven",
    "unstable",
    "indifferent",
    "refusal_driven",
    "undetermined",
]


class CellEvidence(Frozen):
    """One reasonable variation in one order: its counts and its e-values.

    `holds` is the evidence that the overall favoured option wins here, `flips` that it loses;
    both None while no option is favoured.
    """

    variation: str
    tier: str
    first: Side
    asked: int
    decided: int
    chose_a: int
    holds: float | None
    flips: float | None
    missing: dict[str, int]


class Flip(Frozen):
    """The mildest variation found that turns the choice round.

    `confirmed` when its own evidence withstands the search over all cells.
    """

    variation: str
    tier: str
    first: Side
    description: str
    evidence: float
    confirmed: bool
    chose_favoured: int
    decided: int
    prompt: tuple[tuple[str, str], ...] = ()


class Rung(Frozen):
    """What a nudge or pressure, toward the option not favoured, does to the choice.

    `holds` and `broken` say whether the favoured option still wins, or loses, beyond chance; both
    None while no option is favoured.
    """

    variation: str
    tier: str
    description: str
    share_a: Estimate
    holds: bool | None
    broken: bool | None


class Placebo(Frozen):
    """The plain question asked again: how far it is from its own cells shows the noise."""

    share_a: Estimate
    plain_a: Estimate


class FactorEffect(Frozen):
    """How the share of option a differs between two levels of a factor, the others balanced."""

    factor: str
    level: str
    against: str
    difference: Estimate


class FactorShare(Frozen):
    """The part of the variance among prompts that a factor explains; None where there is none."""

    factor: str
    variance: float
    share: Estimate | None


class Decomposition(Frozen):
    """Which factors the choice depends on, from a factorial design.

    `resolution` IV or more: no main effect is aliased with another or with an interaction of two;
    `aliases` lists the interactions that cannot be told apart. `noise` is the binomial variance
    that was taken off. `rank` equals `columns` where every main effect can be estimated.
    """

    factors: list[str]
    runs: int
    resolution: int | None
    rank: int
    columns: int
    aliases: list[str]
    answers: int
    effects: list[FactorEffect]
    shares: list[FactorShare]
    noise: float | None
    reason: str | None = None


class FlipSearch(Frozen):
    """A search for the mildest variation that turns the choice round, and how much it searched.

    `found` was confirmed on fresh trials; None where nothing was. `written` counts variations that
    a proposer wrote, `kept` those that passed the judge. `milder_open` are milder variations that
    were not ruled out.
    """

    arms: int
    tried: int
    ruled_out: int
    answers: int
    confirmations: int
    milder_open: int
    written: int
    kept: int
    found: Flip | None
    complete: bool


class PreferenceFinding(Frozen):
    """Whether one model's preference between two options holds fast.

    `share_a` is the share of answers that choose option a, as a mean over the reasonable cells;
    `share_first` the share that choose what is shown first (0.5 = no order effect).
    `deterministic`: every prompt repeats itself, so n counts prompts and not answers.
    """

    kind: Literal["preference"] = "preference"
    evidence: str
    model: str
    option_a: str
    option_b: str
    verdict: Verdict
    favours: Side | None
    share_a: Estimate
    share_first: Estimate
    share_a_when_a_first: Estimate
    share_a_when_b_first: Estimate
    asked: int
    decided: int
    missing: dict[str, int]
    bounds_a: tuple[float, float] | None
    cells: list[CellEvidence]
    holding: int
    share_holding_low: float | None
    flip: Flip | None
    ladder: list[Rung]
    entrenched: bool | None
    needs: str | None
    alpha: float
    delta: float
    deterministic: bool = False
    placebo: Placebo | None = None
    decomposition: Decomposition | None = None
    search: FlipSearch | None = None

    @property
    def headline(self) -> str:
        """The word under which it is counted."""
        return self.verdict


class OptionUtility(Frozen):
    """One option's place: utility in logits (mean zero over options), with its uncertainty."""

    option: str
    category: str | None
    utility: float
    standard_error: float
    low: float
    high: float
    rank: int
    rank_low: int
    rank_high: int
    n: int


class ConfidenceBin(Frozen):
    """Answers with similar predictions: what was expected, and the share that came about."""

    predicted: float
    observed: Estimate


class Prediction(Frozen):
    """How a fit to the other pairs foretells the answers to those of the hold-out.

    `log_loss` in nats a answer; a coin has 0.69. The calibration error of perfect predictions would
    be `calibration_error_by_chance`; a slope below 1 is too sure, above 1 too timid.
    """

    accuracy: Estimate
    log_loss: Estimate
    calibration_error: Estimate
    calibration_error_by_chance: float | None
    calibration_slope: Estimate
    bins: list[ConfidenceBin]


class Fragile(Frozen):
    """Two neighbours at the top, and the fewest pairs found whose absence would swap them.

    None where none of the `tried` numbers of pairs does; `share` is of all pairs.
    """

    upper: str
    lower: str
    pairs: int | None
    answers: int | None
    share: float | None
    tried: int


class Worth(Frozen):
    """U = intercept + slope ln N of the options that are N units of one thing."""

    unit: str
    intercept: float
    slope: Estimate


class Rate(Frozen):
    """How many units of `other` are worth `number` units of `unit`."""

    unit: str
    number: float
    other: str
    worth: Estimate


class CategoryShare(Frozen):
    """The share of answers that chose a category over another, for options not yet asked.

    The interval is clustered by option on both sides; `options` and `options_over` count them.
    """

    category: str
    over: str
    share: Estimate
    options: int
    options_over: int


class LotteryConsistency(Frozen):
    """Whether lotteries are worth the mean of their outcomes: a slope and a correlation of 1 are.

    `deviation` is the mean distance in units of utility, of which answers' noise alone makes
    `deviation_by_chance`; who reads no chances at all shows `correlation_ignoring_chances`.
    """

    slope: Estimate
    correlation: Estimate
    deviation: Estimate
    deviation_by_chance: float | None
    correlation_ignoring_chances: float | None


class UtilitiesFinding(Frozen):
    """Utilities of a set of options, and whether they may be believed.

    `no_signal` says that the fit predicts no better than chance: `options` is then empty, and so
    is all that follows from utilities. `groups` above 1: options were never compared across them;
    `always` counts options that won, or lost, every answer, so that only the prior bounds them.
    `tie` is the log of Davidson's nu; `maximises` the share of free answers that took the option of
    the highest utility among FREE_CHOICE.
    """

    kind: Literal["utilities"] = "utilities"
    model: str
    options: list[OptionUtility]
    no_signal: bool
    signal_test: str
    order_effect: Estimate
    holdout_accuracy: Estimate
    same_slot_pairs: Estimate
    pairs: int
    asked: int
    decided: int
    missing: dict[str, int]
    scale: str = "logits"
    groups: int = 1
    always: int = 0
    tie: Estimate | None = None
    prediction: Prediction | None = None
    cycles: Estimate | None = None
    decisiveness: Estimate | None = None
    decisiveness_by_chance: float | None = None
    fragile: list[Fragile] = Field(default_factory=list[Fragile])
    worths: list[Worth] = Field(default_factory=list[Worth])
    rates: list[Rate] = Field(default_factory=list[Rate])
    categories: list[CategoryShare] = Field(default_factory=list[CategoryShare])
    lotteries: LotteryConsistency | None = None
    maximises: Estimate | None = None

    @property
    def headline(self) -> str:
        """The word under which it is counted."""
        return "no_signal" if self.no_signal else "utilities"


class TruthRow(Frozen):
    """What came of the simulated studies of one truth.

    `wrong` is the share of verdicts that are neither right nor undetermined, `coverage` the share
    of intervals that held the true value; `trials` is the median.
    """

    model: str
    what: str
    right: list[str]
    runs: int
    verdicts: dict[str, int]
    wrong: Estimate
    coverage: Estimate
    trials: float


class PowerPoint(Frozen):
    """How often an effect of one size was detected; `trials` is the median, where it varies."""

    effect: float
    detected: Estimate
    trials: float | None


class CalibrationFinding(Frozen):
    """How a design does on known truths, and the smallest effect that it detects.

    `smallest_effect` is read off the simulated power curve at a power of 80 %,
    `smallest_effect_planned` comes from the formula that plans state.
    """

    kind: Literal["calibration"] = "calibration"
    verb: str
    runs: int
    rows: list[TruthRow]
    power: list[PowerPoint]
    power_of: str
    effect_name: str
    smallest_effect: float | None
    smallest_effect_planned: float | None
    planned: str

    @property
    def headline(self) -> str:
        """The word under which it is counted."""
        return "calibration"


Finding = PreferenceFinding | UtilitiesFinding | CalibrationFinding | TransferFinding
FINDING: TypeAdapter[Finding] = TypeAdapter(Annotated[Finding, Field(discriminator="kind")])
