"""Quantiles and tails that intervals and tests rest on, where they exist and where they do not."""

import math

import pytest
from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from tests.tools.statistics.special.known import known
from velleity.tools.statistics.distributions import (
    CRITICAL,
    beta_quantile,
    beta_share,
    chi_squared_tail,
    normal_quantile,
    t_quantile,
    t_tail,
)

DEGREES = (0.4, 1.0, 2.0, 2.7, 5.0, 29.0, 400.0, 12345.6, 1e7)
SHARES = (1e-200, 1e-12, 0.025, 0.2, 0.4999999, 0.5, 0.500001, 0.9, 0.975, 1 - 1e-12)


def test_tails_of_t_are_those_of_60_digits() -> None:
    for x, df, value in known("t_tail"):
        assert t_tail(x, df) == pytest.approx(value, rel=2e-13), (x, df)
        assert t_tail(-x, df) == pytest.approx(1 - value, rel=1e-15), (x, df)


@pytest.mark.parametrize("df", DEGREES)
def test_quantiles_of_t_are_the_points_of_their_tails(df: float) -> None:
    found = [t_quantile(p, df) for p in SHARES]
    assert found == sorted(found)
    for p, at in zip(SHARES, found, strict=True):
        if p <= 0.5:
            assert t_tail(-at, df) == pytest.approx(p, rel=1e-11), p
        if 1e-12 <= p <= 0.975 and df >= 1:
            expected = float(special.stdtrit(df, p))
            assert at == pytest.approx(expected, rel=1e-10, abs=1e-12), p
        assert t_quantile(1 - p, df) == pytest.approx(-at, rel=1e-15 / min(p, 1 - p)) or p < 1e-12


@pytest.mark.parametrize(
    ("p", "df", "value"),
    [(0.975, 1, 12.706204736174698), (0.975, 2, 4.302652729749464), (0.95, 10, 1.8124611228116754)],
)
def test_quantiles_of_t_are_those_of_the_tables(p: float, df: float, value: float) -> None:
    assert t_quantile(p, df) == pytest.approx(value, rel=1e-14)


def test_t_with_infinite_degrees_is_normal() -> None:
    assert t_quantile(0.975, math.inf) == normal_quantile(0.975) == pytest.approx(CRITICAL)
    assert t_quantile(0.9, 1e12) == pytest.approx(normal_quantile(0.9), rel=1e-11)
    assert t_tail(2.0, math.inf) == pytest.approx(float(special.ndtr(-2.0)), rel=1e-15)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (3, 8), (1, 500), (5000, 2), (0.5, 0.5)])
def test_quantiles_of_beta_go_back_to_their_shares(a: float, b: float) -> None:
    for p in (1e-100, 0.001, 0.025, 0.5, 0.95, 0.999):
        assert beta_share(beta_quantile(p, a, b), a, b) == pytest.approx(p, rel=1e-10)
    assert (beta_quantile(0.0, a, b), beta_quantile(1.0, a, b)) == (0, 1)
    assert (beta_share(0.0, a, b), beta_share(1.0, a, b)) == (0, 1)


def test_at_the_ends_quantiles_are_infinite() -> None:
    assert normal_quantile(0.0) == t_quantile(0.0, 3.0) == -math.inf
    assert normal_quantile(1.0) == t_quantile(1.0, 3.0) == t_quantile(1.0, math.inf) == math.inf
    assert (t_tail(math.inf, 3.0), t_tail(-math.inf, 3.0), t_tail(0.0, 3.0)) == (0, 1, 0.5)
    assert (chi_squared_tail(0.0, 3), chi_squared_tail(math.inf, 3)) == (1, 0)


@pytest.mark.parametrize("bad", [math.nan, -0.5, 1.5])
def test_what_is_no_share_has_no_quantile(bad: float) -> None:
    for found in (beta_quantile(bad, 1, 1), beta_share(bad, 1, 1), normal_quantile(bad)):
        assert math.isnan(found)
    assert math.isnan(t_quantile(bad, 3.0))
    assert math.isnan(t_quantile(bad, math.inf))


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, -math.inf])
def test_a_distribution_that_does_not_exist_has_nan_for_everything(bad: float) -> None:
    for found in (t_quantile(0.9, bad), t_tail(1.0, bad), beta_quantile(0.9, bad, 1.0)):
        assert math.isnan(found)
    assert math.isnan(beta_share(0.5, 1.0, bad))
    assert math.isnan(chi_squared_tail(1.0, 0))
    assert math.isnan(t_tail(math.nan, 3.0))
