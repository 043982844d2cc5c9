"""Evidence that the order of two options matters, from a few answers to each of many prompts.

Knows the counts of one prompt in its two orders. Whether order outweighs content is not asked here.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple


class OrderCounts(NamedTuple):
    """The decided answers to one variation: how many chose option a, by what was shown first."""

    a_when_a_first: int
    n_a_first: int
    a_when_b_first: int
    n_b_first: int


def no_order_effect(variations: Sequence[OrderCounts]) -> float:
    """E-value against "within each variation the choice does not depend on order"; 1 without any.

    Per variation, with x of n choosing a in one order, y of m in the other, A = x + y, N = n + m:

        E = B(x+1, n-x+1) B(y+1, m-y+1) / max_theta theta^A (1 - theta)^(N - A)

    and the product over variations, each with a theta of its own. Universal inference with a
    uniform mixture in the numerator (Wasserman, Ramdas & Balakrishnan 2020, section 8): the
    mixture over the true likelihood is a martingale from 1, and the maximum in the denominator
    only lowers it. So it exceeds 1/alpha with a probability of at most alpha at any time, however
    the answers were allocated (Ville). Infinite where a float cannot hold it.

    Raises:
        ValueError: a count is negative or above the number of its answers.
    """
    total = math.fsum(_log_evidence(counts) for counts in variations)
    try:
        return math.exp(total)
    except OverflowError:
        return math.inf


def _log_evidence(counts: OrderCounts) -> float:
    x, n, y, m = counts
    if not (0 <= x <= n and 0 <= y <= m):
        raise ValueError(f"{counts} are not counts: give 0 <= chosen <= answers in both orders")
    mixture = _log_beta(x + 1, n - x + 1) + _log_beta(y + 1, m - y + 1)
    return mixture - _log_peak(x + y, n + m)


def _log_beta(a: int, b: int) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _log_peak(k: int, n: int) -> float:
    """The log of the largest k-of-n likelihood, at theta = k / n."""
    return sum(count * math.log(count / n) for count in (k, n - k) if count)
