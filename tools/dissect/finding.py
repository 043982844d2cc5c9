"""What dissect concludes. Frozen models, stored as JSON and sent as they are."""

from typing import Any, Literal

from pydantic import Field

from ..study.claims import NOTHING, TESTED, claim_row
from ..study.estimate import Estimate, Frozen
from ..study.protocol import Finding

JudgeVerdict = Literal[
    "properties_driven",
    "length_driven",
    "position_driven",
    "unexplained",
    "declines",
    "undetermined",
]


class PropertyWeight(Frozen):
    """What one property is worth to one judge, all others alike.

    `weight` is the log odds by the weak prior, with its interval; `published` that by the published
    prior. `sigma` is the chance that the answer with more of it is preferred, at the mean weight;
    `mean_sigma` the mean of that chance; `mc_error` the Monte Carlo error of the mean weight. `q`
    is corrected over the properties of a judge (Holm); `shown` says that it is at most alpha.
    `differ` counts pairs that differ in it; `little` says that these are too few: then the prior
    speaks. `inflation` is how much wider other properties make the interval's square, `goes_with`
    the one that does most; `error` how often a reading of it is wrong.
    """

    judge: str
    property: str
    group: str
    words: str
    weight: Estimate
    published: Estimate
    sigma: float
    mean_sigma: float
    mc_error: float
    p_value: float
    q: float
    shown: bool
    differ: int
    little: bool
    inflation: float | None
    goes_with: str | None = None
    error: float | None = None


class Foretold(Frozen):
    """How well choices are foretold that the fit has not seen: log loss in nats, and accuracy."""

    by: str
    log_loss: float
    accuracy: float


class JudgeFinding(Frozen):
    """What drives one judge.

    `pairs` counts those that it decided, `answers` its answers, `both_orders` the pairs asked in
    both orders, of which a share `follows_place` named the same place twice. `repeats` is how
    answers to one pair correlate beyond properties: 1 counts both orders as one answer. `order` is
    the log odds of what is shown first. `over_length`, `over_order` and `length_over_order` are
    gains in log loss with intervals clustered by question. `spread` is how far questions differ.
    """

    judge: str
    verdict: JudgeVerdict
    reason: str | None = None
    pairs: int
    questions: int
    answers: int
    outcomes: dict[str, int]
    both_orders: int
    follows_place: Estimate
    repeats: float
    order: Estimate
    labels: float | None = None
    foretold: list[Foretold]
    over_length: Estimate
    over_order: Estimate
    length_over_order: Estimate
    order_over_coin: Estimate
    spread: float | None = None


class ScenarioWeight(Frozen):
    """What a property is worth to a judge in one scenario, pooled with the others."""

    judge: str
    scenario: str
    property: str
    weight: Estimate


class Similarity(Frozen):
    """How alike two judges weigh properties; the order is left out.

    `by_scenario` is the published rule: the plain mean over scenarios of the correlation of their
    weights, by the published prior, one fit a scenario. `beneath_noise` is the correlation of the
    overall weights with the noise of both fits taken out, `plain` the same with the noise in.
    `agreement` is the share of pairs on which both prefer the same answer.
    """

    one: str
    other: str
    by_scenario: Estimate
    plain: float | None
    beneath_noise: Estimate
    agreement: Estimate


class Difference(Frozen):
    """A property that two judges weigh differently, or not: the one's weight less the other's."""

    one: str
    other: str
    property: str
    difference: Estimate
    q: float
    shown: bool


class Reader(Frozen):
    """An annotator: how often its two readings of a pair, in both orders, have the same sign."""

    annotator: str
    readings: int
    unreadable: int
    agreement: Estimate


class Push(Frozen):
    """What one instruction did: how a judge's score and choice moved, and what was foretold.

    `arm` is most or least preferred; `asked` what the writer was told. `score` is the shift of the
    score from 1 to 10 against the plain answer, `wins` the share of pairs with the plain answer
    that it wins, `foretold` that share by the weights, `beyond` the one less the other, `longer`
    the mean words more than plain, `at_equal_length` the share of wins where lengths count as
    equal.
    """

    judge: str
    arm: Literal["most", "least"]
    asked: list[str]
    questions: int
    score: Estimate
    wins: Estimate
    foretold: Estimate
    beyond: Estimate
    longer: Estimate
    at_equal_length: Estimate


class DissectFinding(Finding):
    """What drives one or more judges, how alike they are, and how far a score is moved."""

    kind: Literal["dissect"] = "dissect"
    model: str
    pairs: int
    questions: int
    scenarios: list[str]
    exact: bool
    alpha: float
    judges: list[JudgeFinding]
    weights: list[PropertyWeight]
    by_scenario: list[ScenarioWeight] = Field(default_factory=list[ScenarioWeight])
    similarities: list[Similarity] = Field(default_factory=list[Similarity])
    differences: list[Difference] = Field(default_factory=list[Difference])
    readers: list[Reader] = Field(default_factory=list[Reader])
    writer: str | None = None
    pushes: list[Push] = Field(default_factory=list[Push])

    @property
    def headline(self) -> str:
        """The verdict on the judge that the study is about: the word under which it is counted."""
        return self.judges[0].verdict if self.judges else "undetermined"

    @property
    def facts(self) -> dict[str, Any]:
        """What each property is shown to be worth to each judge."""
        return {
            "kind": self.kind,
            TESTED: [
                claim_row(
                    f"{one.judge}\n{one.property}",
                    f"{one.judge} weighs {one.property}",
                    "shown" if one.shown else NOTHING,
                    p=one.p_value,
                )
                for one in self.weights
            ],
        }
