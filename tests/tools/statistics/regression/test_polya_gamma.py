"""Draws of Pólya-Gamma variables against the exact moments and the exact Laplace transform."""

import numpy as np
import pytest

from velleity.tools.statistics.regression.polya_gamma import mean_and_variance, polya_gamma

SHAPES, TILTS = (0.5, 1.0, 2.0), (0.0, 0.005, 1.0, 6.0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("tilt", TILTS)
def test_mean_variance_and_transform_are_exact(shape: float, tilt: float) -> None:
    n = 60_000
    drawn = polya_gamma(np.full(n, shape), np.full(n, tilt), np.random.default_rng(5))
    [mean], [variance] = mean_and_variance(np.array([shape]), np.array([tilt]))
    assert abs(drawn.mean() - mean) < 5 * (variance / n) ** 0.5
    assert abs(drawn.var() / variance - 1) < 0.05
    for t in (0.5, 5.0):
        exact = (np.cosh(tilt / 2) / np.cosh(np.sqrt((tilt**2 / 2 + t) / 2))) ** shape
        told = np.exp(-t * drawn)
        assert abs(told.mean() - exact) < 5 * told.std() / n**0.5
    assert drawn.min() > 0


def test_moments_are_continuous_where_their_series_takes_over_and_finite_far_out() -> None:
    one = np.ones(2)
    mean, variance = mean_and_variance(one, np.array([0.00999999, 0.01000001]))
    assert abs(mean[0] - mean[1]) < 1e-9
    assert abs(variance[0] / variance[1] - 1) < 1e-5
    mean, variance = mean_and_variance(one, np.array([800.0, -800.0]))
    assert np.all(np.isfinite(mean))
    assert np.all(variance > 0)
    drawn = polya_gamma(one, np.array([800.0, -800.0]), np.random.default_rng(0))
    assert np.all((drawn > 0) & np.isfinite(drawn))
