"""The normal distribution over arrays, against 60 digits and against scipy, far into its tails."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from scipy import special  # pyright: ignore[reportMissingTypeStubs]

from tests.tools.statistics.special.known import known
from velleity.tools.statistics.special.normal import (
    log_normal,
    mills_ratio,
    normal_hazards,
    normal_quantiles,
    normal_tails,
)

GRID = np.concatenate((np.linspace(-37.5, 37.5, 3001), [-1e9, 1e9, -1e-12, 0.0, 1e-300]))


def test_far_tails_are_those_of_60_digits() -> None:
    x, log, hazard = np.array(known("normal")).T
    found = normal_tails(x)
    np.testing.assert_allclose(found.down, log, rtol=2e-15)
    np.testing.assert_allclose(found.hazard_down, hazard, rtol=2e-15)
    np.testing.assert_allclose(mills_ratio(x), 1 / hazard, rtol=1e-15)


def test_all_is_that_of_scipy_on_both_sides() -> None:
    found = normal_tails(GRID)
    np.testing.assert_allclose(found.inside, special.ndtr(GRID), rtol=3e-13)
    np.testing.assert_allclose(found.up, special.log_ndtr(GRID), rtol=3e-13, atol=1e-300)
    np.testing.assert_allclose(found.down, special.log_ndtr(-GRID), rtol=3e-13, atol=1e-300)


def test_the_parts_agree_with_each_other() -> None:
    found = normal_tails(GRID)
    np.testing.assert_array_equal(found.up, log_normal(GRID))
    np.testing.assert_array_equal(found.hazard, normal_hazards(GRID)[0])
    np.testing.assert_array_equal(found.hazard_down, normal_hazards(GRID)[1])
    mirrored = normal_tails(-GRID)
    np.testing.assert_allclose(found.up, mirrored.down, rtol=1e-15)
    np.testing.assert_allclose(found.hazard, mirrored.hazard_down, rtol=1e-15)
    assert (np.diff(found.inside[:3001]) >= 0).all()


def test_shapes_are_kept_and_nothing_is_lost_at_infinity() -> None:
    x = np.array([[0.0, math.inf, -math.inf], [1.0, -1.0, 1e200]])
    found = normal_tails(x)
    assert all(part.shape == x.shape for part in found)
    assert found.inside[0].tolist() == [0.5, 1.0, 0.0]
    assert not any(np.isnan(part).any() for part in found)
    assert np.isnan(log_normal(np.array([math.nan]))).all()
    assert log_normal(np.empty(0)).shape == (0,)


def test_quantiles_are_the_points_of_their_shares() -> None:
    p = np.array([[1e-300, 1e-12, 0.3], [0.5, 0.3, 1 - 1e-16]])
    found = normal_quantiles(p)
    assert found.shape == p.shape
    np.testing.assert_allclose(found, special.ndtri(p), rtol=1e-13, atol=1e-16)
    np.testing.assert_allclose(np.exp(log_normal(found)), p, rtol=1e-12)
    assert found[0, 2] == found[1, 1] == pytest.approx(NormalDist().inv_cdf(0.3))
