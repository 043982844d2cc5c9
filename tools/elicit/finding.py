"""What a study to elicit concludes: utilities, and whether they may be believed.

Frozen models, stored as JSON and sent as they are. They compute nothing.
"""

from typing import Any, Literal

from pydantic import AliasChoices, ConfigDict, Field
from pydantic.dataclasses import dataclass

from ..study.asked import short_digest
from ..study.claims import NOTHING, TESTED, claim_row
from ..study.estimate import Estimate, Frozen
from ..study.protocol import Finding


class OptionUtility(Frozen):
    """One option's place: its utility on the finding's scale (mean zero), and how sure that is."""

    option: str
    category: str | None = None
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

    `log_loss` in nats an answer; a coin has 0.69. The calibration error of perfect predictions
    would be `calibration_error_by_chance`; a slope below 1 is too sure, above 1 too timid.
    """

    accuracy: Estimate
    log_loss: Estimate
    calibration_error: Estimate
    calibration_error_by_chance: float | None
    calibration_slope: Estimate
    bins: list[ConfidenceBin]


class RankInfluence(Frozen):
    """Two neighbours at the top, and the fewest pairs found whose absence would swap them.

    None where none of the `tried` numbers of pairs does; `share` is of all pairs.
    """

    upper: str
    lower: str
    pairs: int | None
    answers: int | None
    share: float | None
    tried: int


class UtilityCurve(Frozen):
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


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class PairWins:
    """What came of one pair: answers for each option, by which of them was shown first."""

    a: str
    b: str
    a_first_a: int
    a_first_b: int
    b_first_a: int
    b_first_b: int
    undecided: int
    held_out: bool = False


class UtilitiesFinding(Finding):
    """Utilities of a set of options, and whether they may be believed.

    `no_signal` says that the fit predicts no better than chance: `options` is then empty, and so
    is all that follows from utilities. `components` above 1: options were not compared across them;
    `separated` counts options that won, or lost, every answer, so that only the prior bounds them.
    `tie` is the log of Davidson's nu; `argmax_rate` the share of free answers with the option of
    the highest utility among FREE_CHOICE. `evidence` is that for utilities against equal ones, as a
    ratio, of which NEEDED are needed; `spread` and `pair_noise` are standard deviations of options
    and of pairs around them, on the scale, and `slips` a share of answers. `length` is the slope of
    utilities on the natural logarithm of options' lengths, `order_by_liking` that of the order
    effect on how much both options are liked.
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
    components: int = Field(default=1, validation_alias=AliasChoices("components", "groups"))
    separated: int = Field(default=0, validation_alias=AliasChoices("separated", "always"))
    tie: Estimate | None = None
    prediction: Prediction | None = None
    cycles: Estimate | None = None
    decisiveness: Estimate | None = None
    decisiveness_by_chance: float | None = None
    rank_influence: list[RankInfluence] = Field(
        default_factory=list[RankInfluence],
        validation_alias=AliasChoices("rank_influence", "fragile"),
    )
    utility_curves: list[UtilityCurve] = Field(
        default_factory=list[UtilityCurve],
        validation_alias=AliasChoices("utility_curves", "worths"),
    )
    rates: list[Rate] = Field(default_factory=list[Rate])
    categories: list[CategoryShare] = Field(default_factory=list[CategoryShare])
    lotteries: LotteryConsistency | None = None
    argmax_rate: Estimate | None = Field(
        default=None, validation_alias=AliasChoices("argmax_rate", "maximises")
    )
    evidence: float | None = None
    spread: float | None = None
    pair_noise: float | None = None
    slips: float | None = None
    first_share: Estimate | None = None
    length: Estimate | None = None
    order_by_liking: Estimate | None = None
    pair_wins: list[PairWins] = Field(default_factory=list[PairWins])

    @property
    def headline(self) -> str:
        """The word under which it is counted."""
        return "no_signal" if self.no_signal else "utilities"

    @property
    def facts(self) -> dict[str, Any]:
        """Its evidence for utilities, and these by option, told beside those of other models."""
        verdict = NOTHING if self.no_signal else self.headline
        texts = sorted({text for one in self.pair_wins for text in (one.a, one.b)})
        says = f"utilities of {len(texts)} options"
        row = claim_row(short_digest(*texts), says, verdict, e=self.evidence)
        return {
            "kind": self.kind,
            "scale": self.scale,
            "utilities": [
                (short_digest(one.option), one.utility, one.standard_error) for one in self.options
            ],
            TESTED: [row],
        }
