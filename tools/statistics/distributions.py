"""The quantiles and tail probabilities that intervals and tests need, one number at a time.

Knows no statistics beyond the distributions' names; how they are computed is in `special`. Where a
distribution does not exist, as t on no degrees of freedom, everything of it is nan. The same few
are asked for again and again, so the last ones are kept.
"""

import math
from functools import lru_cache
from statistics import NormalDist

from .special.beta import Beta, point
from .special.gamma import gamma_tail

LEVEL = 0.95
"""How often an interval holds the truth, unless its caller asks for another level."""
CRITICAL = 1.959963984540054
"""The standard normal exceeds this in either direction with probability 1 - LEVEL."""
HALVINGS = 60
"""Steps of a bisection for the end of an interval: to the last bit of a float."""
KEPT = 1 << 14


@lru_cache(KEPT)
def beta_quantile(p: float, a: float, b: float) -> float:
    """The p-quantile of Beta(a, b)."""
    if not (0 <= p <= 1 and 0 < a < math.inf and 0 < b < math.inf):
        return math.nan
    if p in (0, 1):
        return float(p)
    return point(Beta(a, b).log_odds(p, 1 - p))[0]


def beta_share(x: float, a: float, b: float) -> float:
    """The probability that Beta(a, b) is at most x."""
    if not (0 <= x <= 1 and 0 < a < math.inf and 0 < b < math.inf):
        return math.nan
    return Beta(a, b).below(x, 1 - x)


def normal_quantile(p: float) -> float:
    """The p-quantile of the standard normal."""
    if not 0 < p < 1:
        return {0.0: -math.inf, 1.0: math.inf}.get(p, math.nan)
    return NormalDist().inv_cdf(p)


@lru_cache(KEPT)
def t_quantile(p: float, df: float) -> float:
    """The p-quantile of Student's t on df degrees of freedom; df may be infinite."""
    if math.isinf(df) and df > 0:
        return normal_quantile(p)
    if not (0 < p < 1 and df > 0):
        return {0.0: -math.inf, 1.0: math.inf}.get(p, math.nan) if df > 0 else math.nan
    # df / (df + t^2) is Beta(df / 2, 1 / 2), and twice the tail beyond |t| the share below it.
    tails, middle = 2 * min(p, 1 - p), abs(2 * p - 1)
    if middle == 0:
        return 0.0
    size = math.sqrt(df) * math.exp(-Beta(df / 2, 0.5).log_odds(tails, middle) / 2)
    return math.copysign(size, p - 0.5)


def t_tail(x: float, df: float) -> float:
    """The probability that Student's t on df degrees of freedom exceeds x; df may be infinite."""
    if math.isinf(df) and df > 0:
        return math.erfc(x / math.sqrt(2)) / 2
    if math.isnan(x) or not df > 0:
        return math.nan
    ratio = x * x / df
    beyond = Beta(df / 2, 0.5).below(1 / (1 + ratio), ratio / (1 + ratio)) / 2 if x else 0.5
    return beyond if x > 0 else 1 - beyond


def chi_squared_tail(x: float, df: int) -> float:
    """The probability that chi-squared on df degrees of freedom exceeds x >= 0."""
    return gamma_tail(df // 2, bool(df % 2), x / 2) if df > 0 and x >= 0 else math.nan
