"""The likely points of a lattice are found wherever the peak is, in few batches."""

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from velleity.tools.statistics.hierarchical.lattice import (
    CLOSE,
    DROP,
    Point,
    likely_points,
    near,
)

SHAPE = (35, 65, 17)


class Hill:
    """A normal density on the lattice, with a count of looks."""

    def __init__(self, peak: tuple[float, float, float], width: float) -> None:
        self.peak, self.width, self.looks, self.points = peak, width, 0, dict[Point, float]()

    def __call__(self, points: Sequence[Point], stride: int, close: float) -> list[float]:
        assert all(at % stride == 0 for point in points for at in point)
        self.looks += 1
        self.points.update(dict.fromkeys(points, close))
        return [self.log(point) for point in points]

    def log(self, point: Point) -> float:
        return -0.5 * (math.dist(point, self.peak) / self.width) ** 2


@pytest.mark.parametrize("peak", [(0, 0, 0), (13.2, 5.1, 8.9), (34, 64, 16), (30.2, 0, 3.3)])
@pytest.mark.parametrize("width", [1.0, 2.5, 7.0])
def test_all_likely_points_are_found_closely_and_the_largest_is_named(
    peak: tuple[float, float, float], width: float
) -> None:
    hill = Hill(peak, width)
    seen, best = likely_points(hill, [(20, 0, 0)], SHAPE, 5_000)
    stride = 4 if width == 7 else math.gcd(*(at for point in seen for at in point))
    whole = {
        point: hill.log(point) for point in product(*(range(0, size, stride) for size in SHAPE))
    }
    assert best == max(whole, key=whole.__getitem__)
    likely = {point for point, log in whole.items() if log > whole[best] - DROP}
    assert likely <= set(seen)
    assert all(hill.points[point] == CLOSE for point in likely)
    assert hill.looks < 40


def test_no_more_points_are_looked_at_than_may_be() -> None:
    hill = Hill((16, 32, 8), 40.0)
    seen, _ = likely_points(hill, [(20, 0, 0)], SHAPE, 60)
    assert len(seen) <= 66  # those of the last step up are whole


def test_a_start_is_the_nearest_peak_or_as_far_beyond_it_as_another_is_behind() -> None:
    known = {(0, 0): np.array([1.0]), (4, 0): np.array([3.0]), (4, 8): np.array([9.0])}
    points = [(8, 0), (4, 12), (4, 0)]
    assert near(known, points, 1).tolist() == [[5.0], [9.0], [3.0]]
    assert near({}, points, 1).tolist() == [[0.0]] * 3
