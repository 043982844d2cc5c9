"""Equivalence: is a share shown to lie within a margin of one half? Two one-sided tests.

Knows an estimate, its error and its degrees of freedom, or counts by cluster. Nothing of arms,
judges or verdicts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

from ..distributions import t_quantile, t_tail
from .clustered_proportions import cr2_standard_error


@dataclass(frozen=True, slots=True)
class TwoOneSided:
    """Two one-sided tests of |truth - null| >= margin.

    `p_lower` is against "truth <= null - margin", `p_upper` against "truth >= null + margin"; `low`
    and `high` end the interval of level 1 - 2 alpha, which lies within the margin exactly when both
    tests reject. `smallest_margin` is the least margin that would have passed. `n` counts answers;
    None where only an estimate was given.
    """

    estimate: float
    error: float
    df: float
    margin: float
    alpha: float
    p_lower: float
    p_upper: float
    low: float
    high: float
    smallest_margin: float
    n: int | None = None
    clusters: int | None = None

    @property
    def p(self) -> float:
        """The larger of both p-values: that of equivalence."""
        return max(self.p_lower, self.p_upper)

    @property
    def equivalent(self) -> bool:
        """Whether both tests reject."""
        return self.p <= self.alpha


def two_one_sided(
    estimate: float,
    error: float,
    df: float,
    margin: float,
    *,
    null: float = 0.0,
    alpha: float = 0.05,
) -> TwoOneSided:
    """Test equivalence from an estimate with a t distribution; df may be infinite.

    t_lower = (estimate - null + margin) / error, t_upper = (estimate - null - margin) / error
    (Schuirmann 1987; Lakens 2017).

    Raises:
        ValueError: the error or the margin is not positive, or alpha not between 0 and 1/2.
    """
    if error <= 0 or margin <= 0:
        raise ValueError(f"error and margin must be positive, not {error} and {margin}")
    if not 0 < alpha < 0.5:
        raise ValueError(f"alpha must lie between 0 and 1/2, not {alpha}")
    shift, half = estimate - null, t_quantile(1 - alpha, df) * error
    return TwoOneSided(
        estimate=estimate,
        error=error,
        df=df,
        margin=margin,
        alpha=alpha,
        p_lower=t_tail((shift + margin) / error, df),
        p_upper=t_tail(-(shift - margin) / error, df),
        low=estimate - half,
        high=estimate + half,
        smallest_margin=abs(shift) + half,
    )


def equivalence_to_half(
    counts: Sequence[tuple[int, int]], margin: float = 0.05, alpha: float = 0.05
) -> TwoOneSided:
    """Test whether the share over clusters of (k, n) lies within a margin of one half.

    CR2 standard error and t on clusters minus one (`clustered_proportions.py`). Clusters that all
    have the same share say nothing of how they differ: the error is then that of a fair coin, one
    answer a cluster.

    Raises:
        ValueError: a count is none, the margin not between 0 and 1/2, or alpha out of bounds.
        TooFewClusters: fewer than two clusters have answers.
    """
    if not 0 < margin < 0.5:
        raise ValueError(f"the margin must lie between 0 and 1/2, not {margin}")
    share, error, clusters = cr2_standard_error(counts)
    found = two_one_sided(share, error, clusters - 1, margin, null=0.5, alpha=alpha)
    return replace(found, n=sum(n for _, n in counts), clusters=clusters)


def decided_pairs_needed(
    margin: float, power: float = 0.8, alpha: float = 0.05, design_effect: float = 1.0
) -> int:
    """Decided pairs that show equivalence within a margin of one half, were the truth one half.

    n = (z_{1-alpha} + z_{(1+power)/2})^2 / 4 / margin^2, times the design effect of clusters,
    1 + (pairs an item - 1) * correlation within items. 857 for a margin of 0.05, 381 for 0.075 and
    215 for 0.1 at a power of 80 % (Chow, Shao & Wang 2008, section 4.1.2, one sample).

    Raises:
        ValueError: an argument is out of its bounds.
    """
    _check(power, alpha, design_effect)
    if not 0 < margin < 0.5:
        raise ValueError(f"the margin must lie between 0 and 1/2, not {margin}")
    return math.ceil(_z(power, alpha) ** 2 * 0.25 * design_effect / margin**2 - 1e-9)


def margin_supported(
    pairs: int,
    power: float = 0.8,
    alpha: float = 0.05,
    design_effect: float = 1.0,
    df: float = math.inf,
) -> float:
    """The smallest margin that so many decided pairs can show, were the truth one half.

    `df` are the degrees of freedom of its error: clusters minus one where those are few.

    Raises:
        ValueError: an argument is out of its bounds.
    """
    _check(power, alpha, design_effect)
    if pairs < 1:
        raise ValueError(f"a margin needs decided pairs, not {pairs}")
    return _z(power, alpha, df) * math.sqrt(0.25 * design_effect / pairs)


def _z(power: float, alpha: float, df: float = math.inf) -> float:
    if math.isfinite(df):
        return t_quantile(1 - alpha, df) + t_quantile((1 + power) / 2, df)
    normal = NormalDist()
    return normal.inv_cdf(1 - alpha) + normal.inv_cdf((1 + power) / 2)


def _check(power: float, alpha: float, design_effect: float) -> None:
    if not (0 < power < 1 and 0 < alpha < 0.5):
        raise ValueError(f"power {power} or alpha {alpha} is out of its bounds")
    if design_effect <= 0:
        raise ValueError(f"a design effect must be positive, not {design_effect}")
