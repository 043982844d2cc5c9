"""Exact e-values of cells and of means over cells: closed forms, expectation, symmetry, size."""

import math
from fractions import Fraction

import pytest

from velleity.tools.statistics.distributions import beta_quantile
from velleity.tools.statistics.sequential.e_values import (
    MOST_WINS,
    e_value,
    log_e_above_half,
    log_e_mean,
    log_e_mean_above,
    log_e_spread,
    log_mean,
    wins_until,
)


def in_fractions(k: int, n: int) -> float:
    """E(k, n) by its definition, in exact arithmetic."""
    above = sum(math.comb(n + 1, j) for j in range(k + 1))
    return float(Fraction(above, (n + 1) * math.comb(n, k)))


@pytest.mark.parametrize("n", [1, 2, 7, 12, 50, 301])
def test_evidence_agrees_with_exact_arithmetic_for_every_count(n: int) -> None:
    for k in range(n + 1):
        assert log_e_above_half(k, n) == pytest.approx(math.log(in_fractions(k, n)), rel=1e-10)


@pytest.mark.parametrize(("k", "n"), [(5, 5), (3, 7), (0, 9), (60, 100)])
def test_evidence_is_the_integral_of_the_likelihood_above_one_half(k: int, n: int) -> None:
    steps = 20_000
    grid = (0.5 + (i + 0.5) / (2 * steps) for i in range(steps))
    mixture = sum(t**k * (1 - t) ** (n - k) for t in grid) / steps
    assert e_value(log_e_above_half(k, n)) == pytest.approx(mixture * 2.0**n, rel=1e-6)


def test_seven_equal_answers_are_enough_and_six_are_not() -> None:
    assert e_value(log_e_above_half(7, 7)) == pytest.approx(31.875)
    assert e_value(log_e_above_half(6, 6)) < 20


def test_no_answers_are_no_evidence() -> None:
    assert log_e_above_half(0, 0) == 0.0
    assert log_e_mean(0, 0, 0.4) == 0.0
    assert log_e_mean_above(0, 0, 0.4) == -math.inf


@pytest.mark.parametrize("n", [1, 5, 40])
def test_expectation_is_one_at_one_half_and_less_below(n: int) -> None:
    for theta in (Fraction(1, 2), Fraction(2, 5), Fraction(1, 10)):
        mean = sum(
            float(math.comb(n, k) * theta**k * (1 - theta) ** (n - k))
            * e_value(log_e_above_half(k, n))
            for k in range(n + 1)
        )
        assert mean <= 1 + 1e-9
        assert (mean == pytest.approx(1)) == (theta == Fraction(1, 2))


def test_the_posterior_odds_agree_with_the_beta_quantile() -> None:
    k, n = 14, 20
    above, below = (e_value(log_e_above_half(one, n)) for one in (k, n - k))
    assert beta_quantile(below / (above + below), k + 1, n - k + 1) == pytest.approx(0.5)


@pytest.mark.parametrize(("k", "n"), [(0, 10**6), (500_000, 10**6), (500_300, 10**6)])
def test_a_million_answers_take_no_time_and_lose_no_digits(k: int, n: int) -> None:
    """Against the normal approximation of the posterior, and E(0, n) = 1/(n + 1)."""
    z = (2 * k - n) / math.sqrt(n)
    density = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2)
    above = math.log(2 * 0.5 * math.erfc(-z / math.sqrt(2))) if k else None
    expected = -math.log(n + 1) if above is None else above - density - math.log(n + 1)
    assert log_e_above_half(k, n) == pytest.approx(expected, abs=2e-3)


def test_the_largest_evidence_stays_a_number_in_json() -> None:
    assert math.isfinite(e_value(log_e_above_half(200_000, 200_000)))


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        log_e_above_half(k, n)
    with pytest.raises(ValueError, match="count"):
        log_e_mean_above(k, n, 0.5)


@pytest.mark.parametrize("mean", [0.0, 1.0])
def test_a_mean_outside_of_the_open_interval_is_refused(mean: float) -> None:
    with pytest.raises(ValueError, match="mean"):
        log_e_mean(1, 3, mean)


@pytest.mark.parametrize(
    ("k", "n", "mean", "evidence"),
    [
        (10, 10, 0.5, 1024 / 11),
        (8, 10, 0.5, 1024 / (11 * 45)),
        (2, 2, 0.25, (1 / 3) / 0.25**2),
        (5, 10, 0.5, 0.0),
        (0, 10, 0.5, 0.0),
    ],
)
def test_the_evidence_of_a_mean_above_is_the_mixture_over_the_likelihood_or_none(
    k: int, n: int, mean: float, evidence: float
) -> None:
    assert e_value(log_e_mean_above(k, n, mean)) == pytest.approx(evidence, rel=1e-9)


def test_a_known_share_is_no_more_evidence_than_answers_drawn_with_it() -> None:
    """By the inequality of the arithmetic and the geometric mean: known shares may be summed."""
    for share in (0.3, 0.6, 0.9):
        drawn = share * e_value(log_e_mean(1, 1, 0.5)) + (1 - share) * e_value(
            log_e_mean(0, 1, 0.5)
        )
        assert e_value(log_e_mean(share, 1, 0.5)) <= drawn + 1e-12


def test_cells_alike_are_evidence_against_a_spread_and_cells_apart_are_none() -> None:
    assert log_e_spread([(20, 20)] * 28, 0.15) > math.log(20)
    assert log_e_spread([(26, 14), (14, 26)] * 14, 0.15) < 0
    assert log_e_spread([], 0.15) == 0
    assert math.isfinite(log_e_spread([(20, 20)] * 28, 0.7))


@pytest.mark.parametrize("spread", [0.05, 0.15, 0.3])
def test_the_evidence_against_a_spread_is_fair_to_that_spread(spread: float) -> None:
    """Its mean over the beta-binomial of one cell with four answers is 1."""
    shape = 1 / (8 * spread**2) - 0.5
    mean = 0.0
    for a in range(5):
        weight = math.comb(4, a) * math.exp(
            math.lgamma(shape + a)
            + math.lgamma(shape + 4 - a)
            - math.lgamma(2 * shape + 4)
            - 2 * math.lgamma(shape)
            + math.lgamma(2 * shape)
        )
        mean += weight * math.exp(log_e_spread([(a, 4 - a)], spread))
    assert mean == pytest.approx(1)


def test_the_mean_of_evidence_is_taken_without_overflow() -> None:
    assert log_mean([5_000.0, 0.0]) == pytest.approx(5_000 - math.log(2))
    assert log_mean([math.log(4), math.log(2)]) == pytest.approx(math.log(3))
    assert log_mean([]) == -math.inf
    assert log_mean([-math.inf, math.inf]) == math.inf


@pytest.mark.parametrize(("k", "n"), [(0, 0), (3, 3), (2, 3), (6, 7), (5, 10), (40, 60)])
def test_so_many_wins_reach_a_bar_and_one_less_does_not(k: int, n: int) -> None:
    more = wins_until(math.log(20), k, n)
    assert log_e_above_half(k + more, n + more) >= math.log(20)
    assert more == 0 or log_e_above_half(k + more - 1, n + more - 1) < math.log(20)


def test_seven_alike_hold_and_what_is_far_is_as_far_as_any() -> None:
    assert wins_until(math.log(20), 0, 0) == 7
    assert wins_until(math.log(20), 9, 9) == 0
    assert wins_until(math.log(20), 0, 500) == MOST_WINS
