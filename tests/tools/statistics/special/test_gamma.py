"""What Stirling's formula leaves out, deviances, and tails of gamma at whole and half shapes."""

import math

import numpy as np
import pytest
from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from tests.tools.statistics.special.known import known
from velleity.tools.statistics.special.gamma import deviance, gamma_tail, stirling_error


@pytest.mark.parametrize("z", [1e-3, 0.1, 0.5, 1.0, 2.5, 7.999, 8.0, 30.0])
def test_what_stirling_leaves_out_makes_the_gamma_function(z: float) -> None:
    log = (z - 0.5) * math.log(z) - z + 0.5 * math.log(2 * math.pi) + stirling_error(z)
    assert log == pytest.approx(math.lgamma(z), rel=1e-14, abs=1e-14)


def test_what_stirling_leaves_out_of_large_ones_is_its_first_term() -> None:
    assert stirling_error(1e9) == pytest.approx(1 / 12e9, rel=1e-15)


@pytest.mark.parametrize("mean", [0.5, 90.0, 99.0, 100.0, 100.0001, 111.0, 1e5])
def test_a_deviance_is_its_formula_and_never_negative(mean: float) -> None:
    found = deviance(100.0, mean, 100.0 - mean)
    assert found == pytest.approx(100 * math.log(100 / mean) + mean - 100, rel=1e-9, abs=1e-13)
    assert found >= 0


def test_a_small_deviance_keeps_all_of_its_digits() -> None:
    gap = 2.0**-30
    assert deviance(1.0, 1 - gap, gap) == pytest.approx(gap * gap / 2, rel=1e-9)


def test_tails_are_those_of_60_digits() -> None:
    for x, df, value in known("chi_squared_tail"):
        found = gamma_tail(int(df) // 2, bool(df % 2), x / 2)
        assert found == pytest.approx(value, rel=1e-13), (x, df)


def test_tails_are_those_of_scipy_and_fall() -> None:
    draw = np.random.default_rng(3)
    for _ in range(200):
        steps, half = int(10 ** draw.uniform(0, 4)), bool(draw.integers(2))
        shape = steps + 0.5 * half
        points = np.sort(shape * draw.uniform(0.3, 2, size=4))
        found = [gamma_tail(steps, half, x) for x in points]
        assert found == sorted(found, reverse=True)
        expected = special.gammaincc(shape, points)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-290)


def test_nothing_lies_beyond_infinity_and_all_beyond_zero() -> None:
    assert gamma_tail(3, True, math.inf) == 0
    assert gamma_tail(3, True, 0.0) == 1
    assert gamma_tail(0, True, 1e-300) == pytest.approx(1)
