"""The exact test that two directions are equally likely, and what so many answers could show.

Knows counts alone.
"""

import math

from ..distributions import CRITICAL, beta_share, normal_quantile


def sign_test(k: int, n: int) -> float:
    """The two-sided p-value of k of n under one half: twice the smaller tail, at most 1.

    The tail P(X <= k) of a binomial is the regularised beta function I_1/2(n - k, k + 1).

    Raises:
        ValueError: k of n is not a count.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a count")
    least = min(k, n - k)
    return min(1.0, 2 * beta_share(0.5, n - least, least + 1)) if n else 1.0


def detectable_share(n: int, power: float) -> float | None:
    """The least distance of a share from one half that n answers show with this power.

    By the normal approximation; None where not even the largest, one half, would be shown.
    """
    if not n:
        return None
    least = (CRITICAL + normal_quantile(power)) * 0.5 / math.sqrt(n)
    return least if least <= 0.5 else None
