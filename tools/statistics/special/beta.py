"""The beta distribution: the probability below a point, and quantiles, one number at a time.

A point is given with what it leaves of 1, so that neither is lost by subtraction, and a quantile is
found as the log of their ratio: on that scale the density, the probability and what is left of it
all have concave logs, which suits Newton's steps. Knows no other distribution.

Relative errors, against 60 digits: of a probability from 1e-290, 1e-13 where both parameters are
0.5 to 1e7, 1e-11 where one is as small as 0.001; of a quantile likewise.
"""

import math
from statistics import NormalDist

from .gamma import deviance, stirling_error

ROUNDING = 2.0**-53
MOST_TERMS = 1_000_000
"""Of the continued fraction, which takes about the root of the parameters."""
MOST_STEPS = 200
CLOSE = 1e-5
"""Relative error of a probability after which one more step, of third order, is exact."""
SPLITTER = 2.0**27 + 1
FURTHEST = 700.0
"""Log of the ratio at which a point is 0 or 1 for all purposes."""


class Beta:
    """Beta(a, b), with what only depends on its parameters, both of them above 0."""

    def __init__(self, a: float, b: float) -> None:
        """Take the parameters."""
        self.a, self.b, self.total = a, b, a + b
        self._lost = (a - self.total) + b if a > b else (b - self.total) + a
        self._constant = (
            0.5 * math.log(a * (b / self.total) / (2 * math.pi))
            + stirling_error(self.total)
            - stirling_error(a)
            - stirling_error(b)
        )

    def below(self, x: float, y: float) -> float:
        """The probability of at most x; y is 1 - x, and the smaller of them is exact."""
        if x <= 0 or y <= 0:
            return 0.0 if x <= 0 else 1.0
        return math.exp(self._logs(x, y)[0])

    def log_odds(self, p: float, left: float) -> float:
        """Log(x / (1 - x)) at the p-quantile x; left is 1 - p, and both are above 0."""
        if p > left:
            return -Beta(self.b, self.a).log_odds(left, p)
        wanted, at, low, high = math.log(p), self._start(p), -FURTHEST, FURTHEST
        for _ in range(MOST_STEPS):
            share, density, gap = self._logs(*point(at))
            over = share - wanted
            low, high = (low, at) if over > 0 else (at, high)
            hazard = math.exp(density - share)
            # Halley's step on the log of the probability, whose slope is the hazard.
            newton = over / hazard if hazard > 0 else math.inf
            after = at - newton / max(0.5, 1 - newton * (gap - hazard) / 2)
            at = after if low <= after <= high else (low + high) / 2
            if abs(over) <= CLOSE or high - low <= ROUNDING * FURTHEST:
                break
        return at

    def _start(self, p: float) -> float:
        """Near a quantile: the log odds as if they were normal, by their mean and variance."""
        a, b = self.a, self.b
        mean = math.log((a + 0.5) / (b + 0.5)) - 1 / a + 1 / b
        variance = 1 / (a + 0.5) + 1 / a**2 + 1 / (b + 0.5) + 1 / b**2
        at = mean + NormalDist().inv_cdf(p) * math.sqrt(variance)
        return min(FURTHEST, max(-FURTHEST, at))

    def _logs(self, x: float, y: float) -> tuple[float, float, float]:
        """Logs of the probability and of the density of the log odds at x, and a y - b x."""
        a, b, total = self.a, self.b, self.total
        if x <= y:
            parts = _difference(a, total, x, self._lost)
            first, second = total * x, total - total * x
        else:
            parts = [-one for one in _difference(b, total, y, self._lost)]
            first, second = total - total * y, total * y
        gap = math.fsum(parts)
        density = self._constant - deviance(a, first, gap) - deviance(b, second, -gap)
        if x * (total + 2) <= a + 1:
            found = _fraction(x, a, b, math.fsum((1.0, *parts)))
            return density + math.log(found), density, gap
        above = math.exp(density) * _fraction(y, b, a, 1 - gap)
        return math.log1p(-min(above, 1 - ROUNDING)), density, gap


def point(odds: float) -> tuple[float, float]:
    """X and 1 - x at log(x / (1 - x))."""
    ratio = math.exp(-abs(odds))
    less, more = ratio / (1 + ratio), 1 / (1 + ratio)
    return (more, less) if odds > 0 else (less, more)


def _difference(count: float, total: float, x: float, lost: float) -> list[float]:
    """Numbers that sum to count less (total + lost) x, its product exact (Dekker 1971)."""
    head = total * x
    a, b = total * SPLITTER, x * SPLITTER
    a, b = a - (a - total), b - (b - x)
    tail = ((a * b - head) + a * (x - b) + (total - a) * b) + (total - a) * (x - b)
    return [count, -head, -tail, -lost * x]


def _fraction(x: float, a: float, b: float, more: float) -> float:
    """The probability below x over the density of the log odds, x up to about the mean.

    The even part of the continued fraction DLMF 8.17.22, by Lentz' method; `more` is a + 1 less
    (a + b) x.

    Raises:
        ArithmeticError: it does not converge, as beyond parameters of 1e11.
    """
    found = c = a * more / (a + 1)
    d = 0.0
    for m in range(1, MOST_TERMS):
        two = a + (2 * m - 1)  # in this order, since a may be very small
        over = (a + (m - 1)) * (a + b + (m - 1)) * m * (b - m) * (x / two) ** 2
        under = m + m * (b - m) * x / two + (a + m) * (more + m * (2 - x)) / (two + 2)
        d = 1 / (under + over * d)
        c = under + over / c
        found *= c * d
        if abs(c * d - 1) < ROUNDING:
            return 1 / found
    raise ArithmeticError(f"no probability is found for Beta({a:g}, {b:g})")
