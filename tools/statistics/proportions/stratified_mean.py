"""The mean of several shares from all of their answers, however unevenly those are spread.

Stratum v has k_v wins in n_v answers; the n_v were settled beforehand and did not depend on the
answers. The estimate is p = (1/V) sum k_v/n_v. Nothing is assumed of the shares theta_v, some of
which may rest on a single answer, so nothing is learned from how they seem to vary: every e-value
here holds at any imbalance. Two routes, each best where the other is poor:

    blocks     raising each answer's factor of a bet to the power w_v = min n / n_v <= 1 keeps it an
               e-value (Jensen), and makes it as if every stratum had min n answers with the share
               k_v/n_v; their product over strata is then one for the mean, as that of arithmetic
               and geometric means says
    Hoeffding  p is a sum of independent terms of ranges 1/(V n_v); with N = V^2 / sum 1/n_v,
               E exp(l (p - mean)) <= exp(l^2/(8 N)) (Hoeffding 1963, theorem 2)

The interval is that of `score_interval.py`. Knows counts: nothing of prompts or imports.
"""

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache

from ..distributions import HALVINGS
from .intervals import Interval
from .score_interval import score_interval


class StratifiedMean:
    """The mean of the shares of some strata."""

    def __init__(self, counts: Sequence[tuple[int, int]]) -> None:
        """Take the wins and the answers of every stratum.

        Raises:
            ValueError: there is no stratum, or one has no answers or more wins than answers.
        """
        if not counts or any(not 0 <= k <= n or n == 0 for k, n in counts):
            raise ValueError("every stratum needs 0 <= k <= n and n > 0")
        self._counts = counts

    @property
    def n(self) -> int:
        """All answers."""
        return sum(n for _, n in self._counts)

    @cached_property
    def value(self) -> float:
        """The estimate: each stratum counts alike."""
        return math.fsum(k / n for k, n in self._counts) / len(self._counts)

    @property
    def _in_blocks(self) -> int:
        """Answers of complete blocks."""
        return len(self._counts) * min(n for _, n in self._counts)

    @property
    def _effective(self) -> float:
        """N of Hoeffding's bound: the strata's harmonic mean times their number."""
        return len(self._counts) ** 2 / math.fsum(1 / n for _, n in self._counts)

    def log_e_above(self, mean: float, log_bar: float) -> float:
        """Log evidence that the mean is above `mean`; -inf where the estimate is not.

        Each route bets what is best for an estimate that just reaches the bar; the one that asks
        for less is taken, and which one that is depends on the sizes alone.
        """
        if self.value <= mean:
            return -math.inf
        n, effective = self._in_blocks, self._effective
        bet = _reaching(mean, log_bar / n)
        half = math.sqrt(log_bar / (2 * effective))
        if bet < min(1.0, mean + half):
            won, lost = math.log(bet / mean), math.log((1 - bet) / (1 - mean))
            return n * (self.value * won + (1 - self.value) * lost)
        return 4 * effective * half * (self.value - mean) - log_bar

    def interval(self, level: float) -> Interval:
        """Every mean that the answers do not contradict."""
        return score_interval(self._counts, level)


@lru_cache(maxsize=4_096)
def _reaching(mean: float, distance: float) -> float:
    """The share above the mean whose divergence from it is this; 1 where there is none."""
    if divergence(1.0, mean) <= distance:
        return 1.0
    low, high = mean, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if divergence(middle, mean) < distance else (low, middle)
    return high


def divergence(p: float, q: float) -> float:
    """Kullback and Leibler's, of a coin with share p from one with share q, in nats."""
    found = 0.0
    if p > 0:
        found += math.inf if q == 0 else p * math.log(p / q)
    if p < 1:
        found += math.inf if q == 1 else (1 - p) * math.log((1 - p) / (1 - q))
    return found
