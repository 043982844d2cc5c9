"""Whether utilities may be believed, and what follows from them: from counts to a finding's parts.

Puts together what `statistics/` computes, each part with its interval or the reason why there is
none: prediction of held-out pairs, cycles, decisiveness, what carries the top of the ranking,
quantities and exchange rates, contrasts of categories, lotteries.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from ..statistics.distributions import LEVEL
from ..statistics.hierarchical.utility_posterior import UtilityPosterior
from ..statistics.paired.bradley_terry import Fit
from ..statistics.paired.comparisons import Comparisons
from ..statistics.paired.influence import top_order
from ..statistics.paired.prediction import Measured, accuracy, calibration, log_loss
from ..statistics.paired.transitivity import cycles, decisiveness
from ..statistics.proportions.intervals import Interval
from ..statistics.utilities.covariates import covariate_slope
from ..statistics.utilities.exchange_rates import (
    Quantity,
    exchange_rate,
    fit_curves,
    told_rate,
)
from ..statistics.utilities.lotteries import Lottery, expected_utility
from ..statistics.utilities.order_by_liking import order_by_liking
from ..statistics.utilities.two_way_clusters import category_contrast
from ..study.design import TaggedOption
from ..study.estimate import Estimate, estimate
from .choice_models import Fitted
from .finding import (
    CategoryShare,
    ConfidenceBin,
    LotteryConsistency,
    Prediction,
    RankInfluence,
    Rate,
    UtilityCurve,
)
from .planning.forms import log_lengths

TOP = 5
"""Options at the top of which it is asked how few pairs carry their order."""
MOST_RATES = 30
MOST_CONTRASTS = 60
FEWEST_HELD_OUT = 20
"""With fewer held-out pairs their measures would say little, and are left out."""


def measured(
    value: float | None, interval: Interval | None, n: int, reason: str | None
) -> Estimate:
    """A number with its interval, or the reason why there is none."""
    if value is None or interval is None:
        return Estimate(value=value, n=n, level=LEVEL, reason=reason or "too few answers")
    return estimate(value, interval, n)


def _estimate(found: Measured) -> Estimate:
    return measured(found.value, found.interval, found.n, found.reason)


def prediction(trained: Fit | None, held_out: Comparisons, seed: int) -> Prediction | None:
    """How the fit to the other pairs foretells those of the hold-out; None with too few of them."""
    low = np.minimum(held_out.first, held_out.second)
    high = np.maximum(held_out.first, held_out.second)
    pairs = low * held_out.items + high
    if trained is None or len(np.unique(pairs)) < FEWEST_HELD_OUT:
        return None
    given = (
        trained.probability(held_out.first, held_out.second),
        held_out.first_wins,
        held_out.second_wins,
        pairs,
    )
    found = calibration(*given, LEVEL, seed)
    return Prediction(
        accuracy=_estimate(accuracy(*given)),
        log_loss=_estimate(log_loss(*given)),
        calibration_error=_estimate(found.error),
        calibration_error_by_chance=found.by_chance,
        calibration_slope=_estimate(found.slope),
        bins=[
            ConfidenceBin(
                predicted=one.predicted,
                observed=measured(one.observed, one.interval, one.n, None),
            )
            for one in found.bins
        ],
    )


def cycle_share(counts: Comparisons) -> Estimate:
    """The expected share of triads that are cycles; coins show .25."""
    found = cycles(counts, LEVEL)
    return measured(found.probability, found.interval, found.triads, found.reason)


def decided_share(counts: Comparisons) -> tuple[Estimate, float | None]:
    """The mean of |2p - 1| over pairs, and what coins would show with as many answers."""
    found = decisiveness(counts, LEVEL)
    return measured(found.mean, found.interval, found.pairs, found.reason), found.by_chance


def rank_influence(fitted: Fit, texts: Sequence[str]) -> list[RankInfluence]:
    """For neighbours at the top, the fewest pairs that were found to carry their order."""
    return [
        RankInfluence(
            upper=texts[one.upper],
            lower=texts[one.lower],
            pairs=len(one.fewest.dropped.pairs) if one.fewest.dropped else None,
            answers=one.fewest.dropped.answers if one.fewest.dropped else None,
            share=one.fewest.share,
            tried=one.fewest.most,
        )
        for one in top_order(fitted, min(TOP, len(texts)))
    ]


def utility_curves(
    fitted: Fitted, options: Sequence[TaggedOption]
) -> tuple[list[UtilityCurve], list[Rate]]:
    """U = a + b ln N of every unit, and what units are worth in each other."""
    quantities = [
        Quantity(at, one.unit, one.quantity)
        for at, one in enumerate(options)
        if one.unit is not None and one.quantity is not None
    ]
    if not quantities:
        return [], []
    curves = fit_curves(*fitted.posterior, quantities, LEVEL)
    found = [
        UtilityCurve(
            unit=one.unit,
            intercept=one.intercept,
            slope=estimate(one.slope, Interval(one.slope_low, one.slope_high, LEVEL), one.n),
        )
        for one in curves.curves.values()
    ]
    rates: list[Rate] = []
    for unit, other in list(combinations(curves.curves, 2))[:MOST_RATES]:
        numbers = [one.number for one in quantities if one.unit == unit]
        number = float(sorted(numbers)[len(numbers) // 2])
        rate = told_rate(curves, exchange_rate(curves, unit, other, number))
        ends = (
            None if rate.low is None or rate.high is None else Interval(rate.low, rate.high, LEVEL)
        )
        rates.append(
            Rate(
                unit=unit,
                number=number,
                other=other,
                worth=measured(rate.rate, ends, len(numbers), rate.reason),
            )
        )
    return found, rates


def category_shares(counts: Comparisons, options: Sequence[TaggedOption]) -> list[CategoryShare]:
    """How often a category is chosen over another, clustered by option on both sides."""
    names = sorted({one.category for one in options if one.category})
    of = np.array([names.index(one.category) if one.category else -1 for one in options])
    found: list[CategoryShare] = []
    for x, y in list(combinations(range(len(names)), 2))[:MOST_CONTRASTS]:
        ahead = (of[counts.first] == x) & (of[counts.second] == y)
        behind = (of[counts.first] == y) & (of[counts.second] == x)
        if not ahead.any() and not behind.any():
            continue
        one = category_contrast(
            np.concatenate((counts.first[ahead], counts.second[behind])),
            np.concatenate((counts.second[ahead], counts.first[behind])),
            np.concatenate((counts.first_wins[ahead], counts.second_wins[behind])),
            np.concatenate((counts.second_wins[ahead], counts.first_wins[behind])),
            LEVEL,
        )
        found.append(
            CategoryShare(
                category=names[x],
                over=names[y],
                share=measured(one.share, one.interval, one.n, one.reason),
                options=one.options_x,
                options_over=one.options_y,
            )
        )
    return found


def lottery_consistency(
    fitted: Fitted, options: Sequence[TaggedOption], seed: int
) -> LotteryConsistency | None:
    """Whether stated lotteries are worth what their outcomes are; None without lotteries."""
    at = {one.text: i for i, one in enumerate(options)}
    lotteries = [
        Lottery(i, ((at[one.first], one.p), (at[one.second], 1 - one.p)))
        for i, one in enumerate(options)
        if one.p is not None and one.first in at and one.second in at
    ]
    if not lotteries:
        return None
    found = expected_utility(*fitted.posterior, lotteries, LEVEL, seed)
    n = found.lotteries
    return LotteryConsistency(
        slope=measured(found.slope.value, found.slope.interval, n, found.slope.reason),
        correlation=measured(
            found.correlation.value, found.correlation.interval, n, found.correlation.reason
        ),
        deviation=measured(
            found.deviation.value, found.deviation.interval, n, found.deviation.reason
        ),
        deviation_by_chance=found.deviation_by_chance,
        correlation_ignoring_chances=found.ignoring_chances,
    )


def length_slope(known: UtilityPosterior, texts: Sequence[str]) -> Estimate:
    """Utilities on the natural logarithm of options' lengths; length drives choices by itself."""
    x = np.array(log_lengths(texts))
    found = covariate_slope(known.utilities, known.covariance, known.level.spread, x)
    return _slope(found.slope, found.low, found.high, found.n, found.reason)


def liking_slope(known: UtilityPosterior, counts: Comparisons) -> Estimate:
    """The order effect on how much both options are liked, which one order term would hide."""
    found = order_by_liking(counts, known.utilities)
    return _slope(found.slope, found.low, found.high, found.pairs, found.reason)


def _slope(
    slope: float | None, low: float | None, high: float | None, n: int, reason: str | None
) -> Estimate:
    ends = None if low is None or high is None else Interval(low, high, LEVEL)
    return measured(slope, ends, n, reason)
