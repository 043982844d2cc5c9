"""What length alone does to a panel, and the share that is left when it is taken out.

Better texts are often longer, so that a slope on length within a contrast takes what they say for
what they weigh. Here the panel is asked about pairs that differ in length alone: a text, and a copy
with empty sentences put between its own. It takes the longer one with share L, the logarithm of the
lengths' ratio being r, so that length has a slope of logit(L) / r in its votes. If nothing but
length told the texts of a contrast apart, a pair with ratio x would be won with probability

    e(x) = 1 / (1 + exp(-x logit(L) / r))

and the mean of e over the pairs is what length alone would give. The share at equal length is
1/2 + share - mean e. In all of these a tie is half a win: where nothing but length counts, ties are
as frequent in both kinds of pairs, so that leaving them out would throw away what they tell. Its
interval puts three errors together as if they were independent (Zou & Donner 2008, "Construction of
confidence limits about effect measures"; Newcombe 1998 for two shares): the score interval of the
share, the largest and smallest mean e over the interval of L, and the clustered error of the mean
of e. All of it is clustered by item. Where texts differ in quality too, length decides less than
among copies of one text, and too much is taken out rather than too little.

A panel that dislikes empty sentences has a slope below zero, and is taken at its word. What a judge
owes to longer texts that do say more is not taken out. Knows numbers: no texts, judges or arms.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import NamedTuple

from ...statistics.distributions import LEVEL, t_quantile
from ...statistics.proportions.clustered_proportions import (
    TooFewClusters,
    clustered_interval,
    robust_error,
)
from ...statistics.proportions.intervals import ClusteredShare, Interval
from ...study.estimate import Estimate, estimate

_UNPARTED = (("\u0e00", "\u0eff"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"))
"""Thai and Lao, kana, Han."""


class Sized(NamedTuple):
    """A pair: its item, whether text 1 won (a tie: one half), ln(length of text 1 / of text 2)."""

    item: str
    won: float
    ratio: float


@dataclass(frozen=True, slots=True)
class EqualLength:
    """The share at equal length, and what it was made of; `longer` is L, None if it has none."""

    share: float
    interval: Interval
    n: int
    by_length: float
    longer: ClusteredShare | None


def share_at_equal_length(
    contrast: Sequence[Sized], alike: Sequence[Sized], level: float = LEVEL
) -> EqualLength:
    """Take length out of a contrast, by pairs that differ in nothing else.

    Where there are such pairs of fewer than two items, nothing is known of the slope: the interval
    then reaches as far as any slope would take it.

    Raises:
        TooFewClusters: fewer than two items have a pair of the contrast.
    """
    raw = clustered_interval(_counts(contrast), level)
    longer = longer_wins(alike, level)
    ratios = [one.ratio for one in contrast]
    if longer is None:
        slopes = (0.0, -math.inf, math.inf)
    else:
        apart = fmean(one.ratio for one in alike)
        ends = longer.interval
        slopes = tuple(_logit(one) / apart for one in (longer.share, ends.low, ends.high))
    by, *ends_by = (fmean(_won(slope, ratio) for ratio in ratios) for slope in slopes)
    sums: dict[str, list[float]] = defaultdict(list)
    for one in contrast:
        sums[one.item].append(_won(slopes[0], one.ratio))
    _, error, clusters = robust_error([(sum(some), len(some)) for some in sums.values()])
    spread = t_quantile((1 + level) / 2, clusters - 1) * error
    share = 0.5 + raw.share - by
    below = math.hypot(raw.share - raw.interval.low, max(*ends_by, by) - by, spread)
    above = math.hypot(raw.interval.high - raw.share, by - min(*ends_by, by), spread)
    interval = Interval(max(0.0, share - below), min(1.0, share + above), level)
    return EqualLength(min(1.0, max(0.0, share)), interval, raw.n, by, longer)


def longer_wins(alike: Sequence[Sized], level: float = LEVEL) -> ClusteredShare | None:
    """How often the longer of two texts wins that say the same; None if there are too few."""
    try:
        return clustered_interval(_counts(alike), level)
    except TooFewClusters:
        return None


def length_of(text: str) -> int:
    """The words of a text; of scripts that do not part them by blanks, the letters."""
    unparted = sum(_is_unparted(sign) for sign in text) if not text.isascii() else 0
    return len(text.split()) + unparted


def length_ratio(one: str, two: str) -> float:
    """The logarithm of the ratio of two texts' lengths."""
    return math.log((length_of(one) + 1) / (length_of(two) + 1))


def mean_ratio(pairs: Sequence[tuple[str, float]], level: float = LEVEL) -> Estimate | None:
    """The geometric mean of ratios whose logarithms come by item, with a t interval over items."""
    by_item: dict[str, list[float]] = defaultdict(list)
    for item, ratio in pairs:
        by_item[item].append(ratio)
    means = [fmean(some) for some in by_item.values()]
    if len(means) < 2:
        return None
    middle = fmean(means)
    half = t_quantile((1 + level) / 2, len(means) - 1) * stdev(means) / math.sqrt(len(means))
    ends = Interval(math.exp(middle - half), math.exp(middle + half), level)
    return estimate(math.exp(middle), ends, len(pairs))


def _counts(pairs: Sequence[Sized]) -> list[tuple[float, int]]:
    won: dict[str, list[float]] = defaultdict(list)
    for one in pairs:
        won[one.item].append(one.won)
    return [(sum(some), len(some)) for some in won.values()]


def _logit(share: float) -> float:
    if share in (0.0, 1.0):
        return math.inf if share else -math.inf
    return math.log(share / (1 - share))


def _won(slope: float, ratio: float) -> float:
    """The chance of a win by length alone."""
    if ratio == 0 or slope == 0:
        return 0.5
    logit = slope * ratio
    return 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0


def _is_unparted(sign: str) -> bool:
    """Whether a letter is of a script without blanks between words."""
    return any(first <= sign <= last for first, last in _UNPARTED)
