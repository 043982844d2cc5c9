"""The dose at which half is won: found where it is, and its interval holds it."""

import math

import numpy as np
import pytest

from velleity.tools.statistics.proportions.half_dose import Point, half_dose

DOSES = (1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0)


def sweep(seed: int, families: int = 13, spread: float = 0.5, half: float = 4.0) -> list[Point]:
    """Families whose own dose lies around `half`, ten answers a dose."""
    draw = np.random.default_rng(seed)
    found: list[Point] = []
    for family in range(families):
        own = math.log(half) + spread * draw.normal()
        for dose in DOSES:
            p = 1 / (1 + math.exp(2 * (math.log(dose) - own)))
            found.append(Point(dose, int(draw.binomial(10, p)), 10, str(family)))
    return found


def test_the_dose_at_one_half_is_found() -> None:
    points = [
        Point(dose, 100 / (1 + (dose / 4) ** 2), 100, str(n)) for dose in DOSES for n in "abc"
    ]
    found = half_dose(points)
    assert found.dose == pytest.approx(4.0)
    assert found.slope == pytest.approx(-2.0)
    assert found.clusters == 3


def test_a_scale_of_doses_scales_the_answer() -> None:
    one = half_dose(sweep(1))
    other = half_dose([p._replace(dose=100 * p.dose) for p in sweep(1)])
    assert one.dose is not None
    assert other.dose == pytest.approx(100 * one.dose)


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([Point(dose, 9, 10, str(n)) for dose in DOSES for n in range(4)], "hardly changes|cross"),
        ([Point(2.0, 5, 10, str(n)) for n in range(4)], "hardly changes"),
        ([Point(dose, 9.9 - dose / 10, 10, str(n)) for dose in DOSES for n in range(4)], "cross"),
        ([Point(dose, 10 - dose / 2, 10, "one") for dose in DOSES], "fewer than 3"),
    ],
)
def test_where_there_is_none_it_is_said_why(points: list[Point], reason: str) -> None:
    import re

    found = half_dose(points)
    assert found.interval is None
    assert re.search(reason, found.reason or "")


def test_what_is_no_count_is_refused() -> None:
    with pytest.raises(ValueError, match="at most as many"):
        half_dose([Point(1.0, 3, 2, "a")])


def test_doses_that_are_not_positive_are_taken_as_they_are() -> None:
    points = [
        Point(dose, 100 / (1 + math.exp(0.5 * (dose - 1))), 100, n)
        for dose in (-6.0, -2.0, 0.0, 3.0, 9.0)
        for n in "abc"
    ]
    found = half_dose(points)
    assert (found.dose, found.slope) == (pytest.approx(1.0), pytest.approx(-0.5))
    assert not found.logarithmic


def test_where_half_is_not_reached_the_slope_still_has_an_interval() -> None:
    points = [Point(dose, 9 - dose / 4 + int(n) / 4, 10, n) for dose in DOSES[:5] for n in "0123"]
    found = half_dose(points)
    assert (found.dose, found.interval) == (None, None)
    assert "does not cross" in (found.reason or "")
    assert found.slope_interval is not None
    assert found.slope_interval.high < 0


@pytest.mark.slow
def test_its_interval_holds_the_median_of_the_families(runs: int) -> None:
    missed = 0
    for seed in range(runs):
        ends = half_dose(sweep(seed)).interval
        missed += ends is None or not ends.low <= 4.0 <= ends.high
    assert missed / runs <= 0.06 + 2.5 * math.sqrt(0.05 * 0.95 / runs)
