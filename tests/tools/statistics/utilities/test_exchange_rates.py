"""Lines in ln N and exchange rates: exact lines, Fieller's interval by hand, coverage, no bound."""

import math
import re

import numpy as np
import pytest
from numpy.typing import NDArray

from velleity.tools.statistics.utilities.exchange_rates import (
    Quantity,
    exchange_rate,
    fit_curves,
    told_rate,
)

Floats = NDArray[np.float64]
NUMBERS = (1, 10, 100, 1000)
LINES = {"lives": (0.5, 0.8), "dollars": (-3.0, 0.4)}


def asked(
    seed: int, error: float, misfit: float = 0.0, flat: bool = False
) -> tuple[Floats, Floats, list[Quantity]]:
    draw = np.random.default_rng(seed)
    truth: list[float] = []
    quantities: list[Quantity] = []
    for unit, (a, b) in LINES.items():
        for number in NUMBERS:
            slope = 0.0 if flat and unit == "dollars" else b
            quantities.append(Quantity(len(truth), unit, number))
            truth.append(a + slope * math.log(number) + misfit * draw.normal())
    size = len(truth)
    root = error * (np.eye(size) + 0.3 * draw.normal(size=(size, size)) / size**0.5)
    return np.array(truth) + root @ draw.normal(size=size), root @ root.T, quantities


def test_exact_lines_are_found_and_rates_are_where_they_meet() -> None:
    curves = fit_curves(*asked(1, 1e-6))
    assert curves.curves["lives"].slope == pytest.approx(0.8, abs=1e-4)
    assert curves.curves["dollars"].intercept == pytest.approx(-3, abs=1e-4)
    rate = exchange_rate(curves, "lives", "dollars", 1)
    assert rate.rate == pytest.approx(math.exp(3.5 / 0.4), rel=1e-3)
    assert rate.rate is not None
    back = exchange_rate(curves, "dollars", "lives", rate.rate)
    assert back.rate == pytest.approx(1, rel=1e-6)


def test_equal_independent_errors_give_ordinary_least_squares() -> None:
    utilities, _, quantities = asked(2, 0.5)
    curves = fit_curves(utilities, 0.01 * np.eye(8), quantities)
    x, y = np.log(NUMBERS), utilities[:4]
    slope, intercept = np.polyfit(x, y, 1)
    assert curves.curves["lives"].slope == pytest.approx(float(slope))
    assert curves.curves["lives"].intercept == pytest.approx(float(intercept))


def test_a_shift_that_the_covariance_does_not_know_changes_nothing() -> None:
    """Utilities that sum to zero: the covariance has no variance along all items."""
    utilities, covariance, quantities = asked(3, 0.3)
    centre = np.eye(8) - 1 / 8
    zero = fit_curves(centre @ utilities, centre @ covariance @ centre, quantities)
    free = fit_curves(utilities, covariance, quantities)
    assert zero.curves["lives"].slope == pytest.approx(free.curves["lives"].slope, rel=1e-4)
    one, other = (exchange_rate(curves, "lives", "dollars", 10) for curves in (zero, free))
    assert one.low == pytest.approx(other.low, rel=1e-3)
    assert one.high == pytest.approx(other.high, rel=1e-3)


def test_fiellers_ends_are_where_the_two_utilities_just_differ() -> None:
    curves = fit_curves(*asked(4, 0.2))
    rate = exchange_rate(curves, "lives", "dollars", 5)
    assert rate.low is not None
    assert rate.high is not None
    for end in (rate.low, rate.high):
        contrast = np.array([1.0, math.log(5), -1.0, -math.log(end)])
        gap = float(contrast @ curves.estimates)
        error = float(contrast @ curves.covariance @ contrast) ** 0.5
        assert abs(gap) / error == pytest.approx(curves.quantile, rel=1e-4)


@pytest.mark.parametrize("misfit", [0.0, 0.3])
def test_intervals_of_slopes_and_rates_cover_the_truth(misfit: float, runs: int) -> None:
    truth = math.exp((3.5 + 0.8 * math.log(10)) / 0.4)
    slopes: list[bool] = []
    rates: list[bool] = []
    for seed in range(2 * runs):
        curves = fit_curves(*asked(seed, 0.25, misfit))
        line = curves.curves["lives"]
        slopes.append(line.slope_low <= 0.8 <= line.slope_high)
        rate = exchange_rate(curves, "lives", "dollars", 10)
        if rate.low is not None and rate.high is not None:
            rates.append(rate.low <= truth <= rate.high)
    assert len(rates) > runs
    assert float(np.mean(slopes)) >= 0.92
    assert float(np.mean(rates)) >= 0.92


def test_where_more_is_worth_nothing_there_is_no_rate_and_it_says_why() -> None:
    curves = fit_curves(*asked(5, 0.3, flat=True))
    rate = exchange_rate(curves, "lives", "dollars", 1)
    assert (rate.rate, rate.low, rate.high) == (None, None, None)
    assert rate.reason is not None
    assert "no bound" in rate.reason
    assert rate.excluded is not None
    assert rate.excluded[0] < rate.excluded[1]


def test_single_numbers_opposite_signs_and_impossible_numbers_are_told_apart() -> None:
    utilities, covariance, quantities = asked(6, 1e-3)
    one = fit_curves(utilities, covariance, quantities[:5])
    assert "dollars" in one.skipped
    assert exchange_rate(one, "lives", "dollars", 1).reason == one.skipped["dollars"]
    turned = np.concatenate((utilities[:4], -utilities[4:]))
    reason = exchange_rate(fit_curves(turned, covariance, quantities), "lives", "dollars", 1).reason
    assert reason is not None
    assert "worse" in reason
    with pytest.raises(ValueError, match="positive"):
        fit_curves(utilities, covariance, [Quantity(0, "lives", 0.0)])
    assert fit_curves(utilities, covariance, []).curves == {}


def test_an_interval_that_says_nothing_and_a_rate_far_from_what_was_asked_are_not_told() -> None:
    curves = fit_curves(*asked(0, 0.6))
    wide = exchange_rate(curves, "lives", "dollars", 1)
    assert wide.low is not None
    assert wide.high is not None
    assert wide.high > 1000 * wide.low
    untold = told_rate(curves, wide)
    assert (untold.rate, untold.low, untold.high) == (None, None, None)
    assert re.match(r"its interval would run from 10\^\d+ to 10\^\d+$", untold.reason or "")
    exact = fit_curves(*asked(1, 1e-6))
    far = told_rate(exact, exchange_rate(exact, "lives", "dollars", 1000))
    assert far.rate is None
    assert far.reason is not None
    assert "far beyond the 1 to 1,000 of dollars that were asked about" in far.reason
    near = exchange_rate(exact, "lives", "dollars", 1)
    assert told_rate(exact, near) is near
    assert told_rate(exact, untold) is untold
