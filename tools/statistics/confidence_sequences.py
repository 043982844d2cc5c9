"""The mean of values in [0, 1] at any stopping time: the betting confidence sequence.

Hedged capital with predictable plug-in bets (Waudby-Smith & Ramdas 2024, "Estimating means of
bounded random variables by betting", JRSS-B 86, section 4: the hedged capital process and the
theorem on it). Values need not be independent or alike: given the ones before, each must have the
same mean. Knows values alone, not what they are shares of; for counts from blocks of answers
`block_means.py` is another way.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .intervals import Interval

Floats = NDArray[np.float64]

TRUNCATION = 0.9
"""c: the share of its capital that a single value can cost a bet at most."""
HALVINGS = 40
"""Halvings of [0, 1] in the search for an end: to 1e-12."""


def capital(
    values: Sequence[float] | Floats,
    mean: float,
    level: float = 0.95,
) -> float:
    """The most that betting against `mean` ever held, from 1; values (n,) in [0, 1].

    Half of the capital bets that the mean is higher, half that it is lower:

        K+_t = prod_{i <= t} (1 + min(l_i, c / m) (x_i - m)),
        K-_t = prod_{i <= t} (1 - min(l_i, c / (1 - m)) (x_i - m)),   K_t = max(K+_t, K-_t) / 2

    The average of K+ and K- is a nonnegative martingale from 1 if the mean is m, and K_t never
    exceeds it: so P(capital ever >= 1 / alpha) <= alpha (Ville). The maximum rather than the
    average, since `mean_interval` is then exactly the means whose capital stays below
    1 / (1 - level). As a running maximum it is evidence to hold against a bar, no e-value: do not
    average it with others.

    Raises:
        ValueError: a value or the mean lies outside of [0, 1], or the level is not inside of (0, 1).
    """
    x = _checked(values, level)
    if not 0 <= mean <= 1:
        raise ValueError(f"the mean must lie in [0, 1], not {mean}")
    bets = _bets(x, level)
    best = max(_log_peak(x, bets, mean), _log_peak(1 - x, bets, 1 - mean)) - math.log(2)
    try:
        return max(1.0, math.exp(best))
    except OverflowError:
        return math.inf


def mean_interval(values: Sequence[float] | Floats, level: float = 0.95) -> Interval:
    """The running intersection of the confidence sequence after all values (n,); [0, 1] for none.

    Each factor of K+_t falls as m rises, whichever side of its minimum applies, so the means that
    K+ ever rejected are all those below a point, which halving finds; K- mirrors it. The ends
    are rejected means: nothing is lost to the search.

    Raises:
        ValueError: a value lies outside of [0, 1], or the level is not inside of (0, 1).
    """
    x = _checked(values, level)
    bets, bar = _bets(x, level), math.log(2 / (1 - level))
    low, high = _rejected_below(x, bets, bar), 1 - _rejected_below(1 - x, bets, bar)
    return Interval(low, high, level)


def _checked(values: Sequence[float] | Floats, level: float) -> Floats:
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 1 or not np.all((x >= 0) & (x <= 1)):
        raise ValueError("give a flat sequence of values in [0, 1]: rescale them, leave gaps out")
    if not 0 < level < 1:
        raise ValueError(f"a level must lie between 0 and 1, not {level}")
    return x


def _bets(x: Floats, level: float) -> Floats:
    """The predictable plug-in bets: each looks only at the values before its own.

    l_t = sqrt(2 log(2 / alpha) / (v_{t-1} t log(1 + t))), v_t = (1/4 + sum (x_i - mu_i)^2) / (t+1),
    mu_t = (1/2 + sum x_i) / (t + 1). They are the same for x and 1 - x.
    """
    t = np.arange(1, len(x) + 1)
    means = (0.5 + np.cumsum(x)) / (t + 1)
    variances = (0.25 + np.cumsum((x - means) ** 2)) / (t + 1)
    before = np.concatenate(([0.25], variances))[: len(x)]
    return np.sqrt(2 * math.log(2 / (1 - level)) / (before * t * np.log1p(t)))


def _log_peak(x: Floats, bets: Floats, mean: float) -> float:
    """The log of the most that the bet on a higher mean ever held: at least 0, its start."""
    stakes = np.minimum(bets, TRUNCATION / mean) if mean else bets
    return float(np.cumsum(np.log1p(stakes * (x - mean))).max(initial=0.0))


def _rejected_below(x: Floats, bets: Floats, bar: float) -> float:
    """The point below which every mean was rejected as too low; 0 if none was."""
    low, high = 0.0, 1.0
    if _log_peak(x, bets, low) < bar:
        return low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _log_peak(x, bets, middle) >= bar:
            low = middle
        else:
            high = middle
    return low
