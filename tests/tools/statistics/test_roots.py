"""Where a function crosses zero."""

import math
from collections.abc import Callable

import pytest

from velleity.tools.statistics.roots import beyond, root

Function = Callable[[float], float]
CROSSING: dict[str, tuple[Function, float, float, float]] = {
    "a parabola": (lambda x: x * x - 2, 0.0, 2.0, 2**0.5),
    "falling": (lambda x: 1 - x**3, -4.0, 5.0, 1.0),
    "very steep": (lambda x: math.expm1(30 * (x - 0.9)), 0.0, 3.0, 0.9),
    "a step": (lambda x: -1.0 if x < 0.7 else 1.0, 0.0, 1.0, 0.7),
    "near zero": (lambda x: x - 1e-9, -1.0, 1.0, 1e-9),
    "far away": (lambda x: math.atan(x - 1e6), 0.0, 1e12, 1e6),
    "without a slope": (lambda x: math.copysign(abs(x - 3) ** 0.2, x - 3), 0.0, 8.0, 3.0),
}


@pytest.mark.parametrize("name", CROSSING)
def test_a_root_is_where_the_sign_changes(name: str) -> None:
    function, low, high, expected = CROSSING[name]
    for one, other in ((low, high), (high, low)):
        assert root(function, one, other) == pytest.approx(expected, rel=2e-12, abs=2e-13)


def test_smooth_functions_take_few_looks() -> None:
    looks: list[float] = []

    def function(x: float) -> float:
        looks.append(x)
        return math.exp(x) - 5

    assert root(function, 0.0, 8.0) == pytest.approx(math.log(5), rel=1e-12)
    assert len(looks) <= 16


def test_an_end_that_is_the_root_is_it() -> None:
    assert root(lambda x: x, 0.0, 3.0) == 0
    assert root(lambda x: x - 3, 0.0, 3.0) == 3


def test_without_a_change_of_sign_there_is_no_root() -> None:
    with pytest.raises(ValueError, match="signs"):
        root(lambda x: x * x + 1, 0.0, 2.0)


def test_the_first_power_of_two_beyond_is_found_in_either_direction() -> None:
    assert beyond(lambda x: x - 5, 1.0) == 8
    assert beyond(lambda x: -x - 5, -1.0) == -8
