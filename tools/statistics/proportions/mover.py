"""The interval of a difference from those of its two parts.

    recovered   each part's distance to its own end stands for its variance: with d = p - q,
                L = d - root((p - l)^2 + (m - q)^2), U = d + root((u - p)^2 + (q - k)^2) for p in
                [l, u] and q in [k, m] (Zou & Donner 2008). Of independent parts with numbers of
                answers that were settled beforehand; as wide as either part asks for.
    bounded     L = l - m, U = u - k: whatever the stopping and the dependence, where each part's
                interval fails with half of the rate at most.

Knows intervals alone.
"""

import math

from .intervals import Interval


def recovered(p: float, of_p: Interval, q: float, of_q: Interval) -> Interval:
    """The interval of p - q, at the level of its parts."""
    low = math.hypot(p - of_p.low, of_q.high - q)
    high = math.hypot(of_p.high - p, q - of_q.low)
    return Interval(max(-1.0, p - q - low), min(1.0, p - q + high), of_p.level)


def bounded(of_p: Interval, of_q: Interval) -> Interval:
    """The interval of p - q; its level is that at which neither part fails."""
    level = 1 - (1 - of_p.level) - (1 - of_q.level)
    return Interval(of_p.low - of_q.high, of_p.high - of_q.low, level)
