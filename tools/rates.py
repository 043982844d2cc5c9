"""A share as an estimate, from a plain count."""

from .findings import Estimate
from .statistics.intervals import clopper_pearson


def exact_share(k: int, n: int) -> Estimate:
    """A share of n answers with its exact interval; of none there is none."""
    if not n:
        return Estimate(value=None, reason="no decided answer")
    interval = clopper_pearson(k, n)
    return Estimate(value=k / n, low=interval.low, high=interval.high, level=interval.level, n=n)
