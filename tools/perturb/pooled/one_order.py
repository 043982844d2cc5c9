"""What order does where each question was asked in one order alone, and what is left without it.

Between questions that show the text that the alphabet has first in the first place, and others that
show it in the second, order is told apart from content if it was drawn without looking at them.
Knows facts of findings; computes shares of questions.
"""

import math
from collections.abc import Sequence
from statistics import fmean, variance
from typing import NamedTuple

from ...statistics.distributions import LEVEL, t_quantile
from ...statistics.proportions.intervals import Interval
from ...study.estimate import Estimate, estimate
from .facts import Preference

FEWEST_EACH = 5
"""Questions in each order without which nothing tells how they differ."""


class Adjusted(NamedTuple):
    """The share with both orders alike, and how much the first place adds to it, on average."""

    share: Estimate
    gap: Estimate
    first: float
    second: float


def adjusted(found: Sequence[tuple[Preference, bool]]) -> Adjusted | None:
    """Of questions asked in one order, with whether option a is the one that is meant.

    None where one order has fewer than FEWEST_EACH questions.
    """
    shown: dict[bool, list[float]] = {True: [], False: []}
    for one, meant in found:
        seen = one.share_a()
        if len(one.orders) != 1 or seen is None:
            continue
        shown[("a" in one.orders) == meant].append(seen if meant else 1 - seen)
    first, second = shown[True], shown[False]
    if min(len(first), len(second)) < FEWEST_EACH:
        return None
    n, df = len(first) + len(second), min(len(first), len(second)) - 1
    error = math.sqrt(variance(first) / len(first) + variance(second) / len(second))
    half = t_quantile((1 + LEVEL) / 2, df) * error
    one, two = fmean(first), fmean(second)
    middle, gap = (one + two) / 2, one - two
    ends = Interval(max(0.0, middle - half / 2), min(1.0, middle + half / 2), LEVEL)
    reach = Interval(max(-1.0, gap - half), min(1.0, gap + half), LEVEL)
    if not error:
        return None
    return Adjusted(estimate(middle, ends, n), estimate(gap, reach, n), one, two)
