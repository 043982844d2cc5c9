"""The beta distribution, against 60 digits and against scipy, to its ends."""

import math

import numpy as np
import pytest
from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from tests.tools.statistics.special.known import known
from velleity.tools.statistics.special.beta import Beta, point

PARAMETERS = (0.5, 1.0, 2.5, 12.0, 101.0, 4321.5, 1e6)
SHARES = (1e-300, 1e-40, 1e-9, 0.025, 0.3, 0.5, 0.7, 0.975, 1 - 1e-9, 1 - 2.0**-53)


def test_probabilities_are_those_of_60_digits() -> None:
    for x, a, b, value in known("beta_below"):
        within = 1e-13 if min(a, b) >= 0.5 else 1e-11
        assert Beta(a, b).below(x, 1 - x) == pytest.approx(value, rel=within), (x, a, b)


def test_probabilities_are_those_of_scipy_on_a_wide_grid() -> None:
    draw = np.random.default_rng(1)
    for a, b in 10 ** draw.uniform(-1, 6, size=(400, 2)):
        deviation = math.sqrt(a * b / (a + b + 1)) / (a + b)
        x = min(1 - 1e-12, max(1e-12, a / (a + b) + deviation * draw.uniform(-5, 5)))
        found = Beta(a, b).below(x, 1 - x)
        assert found == pytest.approx(float(special.betainc(a, b, x)), rel=1e-10), (x, a, b)


def test_both_ways_round_are_one_distribution() -> None:
    for x, a, b, value in known("beta_below"):
        if 0.01 < value < 0.99 and x >= 0.5:  # where 1 - x is exact
            assert Beta(b, a).below(1 - x, x) == pytest.approx(1 - value, abs=1e-13), (x, a, b)


def test_a_quantile_is_where_the_probability_is_its_share() -> None:
    for a in PARAMETERS:
        for b in PARAMETERS:
            odds = [Beta(a, b).log_odds(p, 1 - p) for p in SHARES]
            assert odds == sorted(odds), (a, b)
            for p, at in zip(SHARES, odds, strict=True):
                x, y = point(at)
                if x < 1e-290 or y < 1e-290:
                    continue
                low, high = (Beta(a, b).below(x, y), p) if p <= 0.5 else (
                    Beta(b, a).below(y, x), 1 - p)  # fmt: skip
                # At 1e6 and 1e-300 one bit of the log odds is 1e-10 of the probability.
                assert low == pytest.approx(high, rel=1e-9 if p < 1e-30 else 1e-11), (p, a, b)


def test_quantiles_are_those_of_scipy_where_it_is_right() -> None:
    draw = np.random.default_rng(2)
    for a, b in 10 ** draw.uniform(0, 5, size=(200, 2)):
        for p in (0.025, 0.5, 0.95, draw.random()):
            found, _ = point(Beta(a, b).log_odds(p, 1 - p))
            assert found == pytest.approx(float(special.betaincinv(a, b, p)), rel=1e-12), (p, a, b)


def test_a_mirrored_quantile_is_the_same_point_seen_from_the_other_side() -> None:
    assert Beta(3.0, 8.0).log_odds(0.3, 0.7) == -Beta(8.0, 3.0).log_odds(0.7, 0.3)
    less, more = point(-40.0)
    assert point(40.0) == (more, less)
    assert less == pytest.approx(math.exp(-40))


def test_very_skewed_quantiles_are_found_by_halving_where_newton_strays() -> None:
    at = Beta(4e6, 0.0015).log_odds(0.025, 0.975)
    x, y = point(at)
    assert Beta(4e6, 0.0015).below(x, y) == pytest.approx(0.025, rel=1e-6)
    assert point(Beta(0.001, 5.0).log_odds(1e-9, 1 - 1e-9))[0] < 1e-300


def test_a_point_at_an_end_has_all_on_one_side() -> None:
    assert Beta(2.0, 3.0).below(0.0, 1.0) == 0
    assert Beta(2.0, 3.0).below(1.0, 0.0) == 1
