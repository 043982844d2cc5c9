"""One judge explained: weights by both priors, what is foretold without having been seen, verdict.

Everything random comes from the seed that is given. Knows rows, not prompts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from ..properties.catalogue import Property
from ..statistics.distributions import LEVEL
from ..statistics.proportions.multiplicity import holm
from ..statistics.regression.effective_draws import error_of_mean
from ..statistics.regression.gibbs import DRAWS, Draws, gibbs
from ..statistics.regression.held_out import (
    ALL,
    BOTH,
    COIN,
    LENGTH,
    ORDER,
    Gain,
    HeldOut,
    gain,
    held_out,
)
from ..statistics.regression.maximum_likelihood import sigmoid
from ..statistics.regression.rows import PUBLISHED, WEAK
from ..statistics.regression.units import inflation, with_halves
from ..study.asked import seed_of
from ..study.estimate import Estimate, exact_share
from .evidence import JudgeRows
from .finding import Foretold, JudgeFinding, JudgeVerdict, PropertyWeight

Floats = NDArray[np.float64]
ENDS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
"""Quantiles between which an interval lies; few draws tell them without bias."""
FOLDS = 5
FEW = 20
"""Pairs that differ in a property below which its prior speaks more than they do."""
FEWEST = 30
"""Pairs below which nothing is concluded."""
INFLATED = 5.0
"""Variance inflation from which on a property is said to go with another."""
MARGIN = 0.02
"""Nats of log loss an answer that count as nothing."""
GAINS = {
    "over_length": (BOTH, ALL),
    "over_order": (ORDER, ALL),
    "length_over_order": (ORDER, BOTH),
    "order_over_coin": (COIN, ORDER),
}
"""What is gained by foretelling better than something else: the worse, the better."""
TOLD: dict[str, str] = {
    ALL: "all properties and order",
    BOTH: "length and order",
    LENGTH: "length alone",
    ORDER: "order alone",
    COIN: "nothing",
}


@dataclass(frozen=True)
class Explained:
    """A judge's fits: draws by the weak prior, and, once somebody asks, what follows beside them.

    `length` is the column of the length, `draws` how many a fit has.
    """

    judge: JudgeRows
    weak: Draws
    length: int | None
    seed: int
    draws: int

    @cached_property
    def published(self) -> Draws:
        """Draws by the published prior, of the answers as they are."""
        judge, draw = self.judge, generator(self.seed, "published", self.judge.judge)
        return gibbs(judge.rows, PUBLISHED, draw, self.draws, readings=judge.readings)

    @cached_property
    def foretold(self) -> HeldOut | None:
        """What was foretold of questions that were held out; None with too few of them."""
        judge, fold = self.judge, folds(self.judge, self.seed)
        if fold is None:
            return None
        draw = generator(self.seed, "held out", judge.judge)
        return held_out(judge.rows, fold, self.length, PUBLISHED, draw)

    @property
    def differ(self) -> NDArray[np.int64]:
        """How many pairs differ in each property, (k,)."""
        _, first = np.unique(self.judge.pair, return_index=True)
        return (self.judge.rows.x[first] != 0).sum(axis=0)

    @property
    def mean(self) -> Floats:
        """The mean weights by the weak prior, (k,)."""
        return self.weak.weights.mean(axis=0)


def generator(seed: int, *about: str) -> np.random.Generator:
    """Of everything random about something."""
    return np.random.default_rng(seed_of(" ".join(about), seed))


def folds(judge: JudgeRows, seed: int) -> NDArray[np.int64] | None:
    """Which rows are held out together, questions whole; None with too few questions."""
    if judge.questions < 2 * FOLDS:
        return None
    _, place = np.unique(judge.question, return_inverse=True)
    order = generator(seed, "folds").permutation(place.max() + 1)
    return (order[place] % FOLDS).astype(np.int64)


def explain(judge: JudgeRows, length: int | None, seed: int, draws: int = DRAWS) -> Explained:
    """Fit one judge's choices."""
    draw = generator(seed, "weak", judge.judge)
    weak = gibbs(with_halves(judge.rows), WEAK, draw, draws, readings=judge.readings)
    return Explained(judge, weak, length, seed, draws)


@dataclass(frozen=True)
class Shown:
    """By property: p-values, the same corrected over all of them (Holm), and what they show."""

    p: Floats
    q: Floats
    shown: NDArray[np.bool_]


def shown(one: Explained, alpha: float) -> Shown:
    """Which properties a judge's choices show beyond chance; one of few data never is."""
    sd = one.weak.weights.std(axis=0, ddof=1)
    p_values = [p_of(float(a), float(b)) for a, b in zip(one.mean, sd, strict=True)]
    corrected = np.array(holm(p_values, alpha).adjusted)
    return Shown(np.array(p_values), corrected, (corrected <= alpha) & (one.differ >= FEW))


def weights(one: Explained, properties: Sequence[Property], alpha: float) -> list[PropertyWeight]:
    """Every property's worth to a judge."""
    judge, drawn, rows = one.judge, one.weak.weights, one.judge.rows
    told, errors = shown(one, alpha), error_of_mean(drawn)
    inflated, beside = inflation(rows.x, rows.weight)
    chances, at_mean = sigmoid(drawn).mean(axis=0), sigmoid(one.mean)
    differ = one.differ
    wrong = None if one.weak.errors is None else one.weak.errors.mean(axis=0)
    return [
        PropertyWeight(
            judge=judge.judge,
            property=each.name,
            group=each.group,
            words=each.words,
            weight=of_draws(drawn[:, at], int(differ[at])),
            published=of_draws(one.published.weights[:, at], int(differ[at])),
            sigma=float(at_mean[at]),
            mean_sigma=float(chances[at]),
            mc_error=float(errors[at]),
            p_value=float(told.p[at]),
            q=float(told.q[at]),
            shown=bool(told.shown[at]),
            differ=int(differ[at]),
            little=int(differ[at]) < FEW,
            inflation=float(inflated[at]) if np.isfinite(inflated[at]) else None,
            goes_with=properties[int(beside[at])].name if inflated[at] >= INFLATED else None,
            error=None if wrong is None else float(wrong[at]),
        )
        for at, each in enumerate(properties)
    ]


def of_draws(draws: Floats, n: int) -> Estimate:
    """The mean of some draws, with the interval between their quantiles."""
    low, high = np.quantile(draws, ENDS, method="weibull")
    return Estimate(value=float(draws.mean()), low=float(low), high=float(high), n=n)


def p_of(mean: float, sd: float) -> float:
    """Two-sided, of a normal posterior of this mean and standard deviation."""
    return erfc(abs(mean) / sd / sqrt(2)) if sd > 0 else 1.0


def judged(one: Explained, alpha: float) -> JudgeFinding:
    """What drives a judge, in one word and its numbers."""
    judge, level, found = one.judge, 1 - alpha, one.foretold
    gains = _gains(judge, found, level)
    verdict, reason = _verdict(judge, gains)
    follows, both_orders = _follows_place(judge)
    spread = one.weak.spread
    return JudgeFinding(
        judge=judge.judge,
        verdict=verdict,
        reason=reason,
        pairs=judge.pairs,
        questions=judge.questions,
        answers=sum(judge.outcomes.values()),
        outcomes=dict(sorted(judge.outcomes.items())),
        both_orders=both_orders,
        follows_place=follows,
        repeats=judge.repeats,
        order=_order(one),
        labels=float(np.mean(judge.masses)) if judge.masses else None,
        foretold=[] if found is None else _told(found),
        spread=None if spread is None else float(spread.mean()),
        **{name: _gained(each, level) for name, each in gains.items()},
    )


def verdict(judge: JudgeRows, found: HeldOut | None, alpha: float) -> JudgeVerdict:
    """What drives a judge, in one word."""
    return _verdict(judge, _gains(judge, found, 1 - alpha))[0]


def _gains(judge: JudgeRows, found: HeldOut | None, level: float) -> dict[str, Gain | None]:
    return {
        name: None if found is None else _gain(found, worse, better, judge, level)
        for name, (worse, better) in GAINS.items()
    }


def _told(found: HeldOut) -> list[Foretold]:
    return [
        Foretold(by=words, log_loss=found.log_loss(name), accuracy=found.accuracy(name))
        for name, words in TOLD.items()
        if name in found.losses
    ]


def _gain(found: HeldOut, worse: str, better: str, judge: JudgeRows, level: float) -> Gain | None:
    if worse not in found.losses or better not in found.losses:
        return None
    return gain(found, worse, better, judge.question, level)


def _gained(one: Gain | None, level: float) -> Estimate:
    if one is None:
        return Estimate(value=None, reason="too few questions, or no length", level=level)
    return Estimate(value=one.value, low=one.low, high=one.high, level=level, n=one.clusters)


def _verdict(judge: JudgeRows, gains: dict[str, Gain | None]) -> tuple[JudgeVerdict, str | None]:
    """The first that is true."""
    asked = sum(judge.outcomes.values())
    decided = sum(judge.outcomes.get(one, 0) for one in ("chose", "tied"))
    if asked and decided * 2 < asked:
        return "declines", f"{asked - decided} of {asked} answers decide nothing"
    content, order = gains["over_order"], gains["order_over_coin"]
    if content is None or order is None or judge.pairs < FEWEST:
        return "undetermined", f"{judge.pairs} decided pairs of {judge.questions} questions"
    if order.low > 0 and order.value > max(0.0, content.value):
        return "position_driven", None
    beyond, length = gains["over_length"], gains["length_over_order"]
    if beyond is not None and length is not None and length.low > 0 and beyond.high <= MARGIN:
        return "length_driven", None
    if content.low > 0 and (beyond is None or beyond.low > 0):
        return "properties_driven", None
    if content.high <= MARGIN:
        return "unexplained", None
    return "undetermined", "what was held out tells too little"


def _follows_place(judge: JudgeRows) -> tuple[Estimate, int]:
    """Of pairs asked in both orders, the share that names one place in both; and how many."""
    rows = judge.rows
    sides = [np.full(judge.pair.max(initial=-1) + 1, np.nan) for _ in range(2)]
    for kept, order in zip(sides, (1.0, -1.0), strict=True):
        there = rows.order == order
        total = np.bincount(judge.pair[there], rows.y[there], minlength=len(kept))
        count = np.bincount(judge.pair[there], minlength=len(kept))
        kept[count > 0] = total[count > 0] / count[count > 0]
    both = ~np.isnan(sides[0]) & ~np.isnan(sides[1])
    one, other = sides[0][both], sides[1][both]
    n = len(one)
    if not n:
        return Estimate(value=None, reason="no pair was asked in both orders"), 0
    same_place = ((one > 0.5) & (other < 0.5)) | ((one < 0.5) & (other > 0.5))
    return exact_share(int(same_place.sum()), n), n


def _order(one: Explained) -> Estimate:
    drawn = one.weak.order
    if drawn is None:
        return Estimate(value=None, reason="which answer was shown first is not known")
    return of_draws(drawn, one.judge.pairs)
