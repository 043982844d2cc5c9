"""The interval of a difference: against cases computed by hand, and how often it covers."""

import numpy as np
import pytest

from velleity.tools.statistics.proportions.intervals import Interval
from velleity.tools.statistics.proportions.mover import bounded, recovered
from velleity.tools.statistics.proportions.score_interval import score_interval


def test_distances_to_the_ends_are_put_together_as_roots_of_squares() -> None:
    """Newcombe (1998), 56/70 against 48/80: 0.2 [0.0524, 0.3339] with Wilson's intervals."""
    p, q = score_interval([(56, 70)], 0.95), score_interval([(48, 80)], 0.95)
    found = recovered(56 / 70, p, 48 / 80, q)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=0.002)


def test_bounds_take_the_far_ends_and_both_rates_of_failing() -> None:
    found = bounded(Interval(0.5, 0.7, 0.975), Interval(0.1, 0.4, 0.975))
    assert (found.low, found.high, found.level) == pytest.approx((0.1, 0.6, 0.95))


def test_intervals_cover_as_often_as_they_say() -> None:
    generator, covered, runs = np.random.default_rng(1), 0, 300
    for _ in range(runs):
        counts = [[(int(generator.binomial(8, p)), 8) for p in (a, 0.9)] for a in (0.3, 0.6)]
        means = [sum(k / n for k, n in some) / 2 for some in counts]
        ends = [score_interval(some, 0.95) for some in counts]
        found = recovered(means[0], ends[0], means[1], ends[1])
        covered += found.low <= -0.15 <= found.high
    assert covered / runs > 0.92
