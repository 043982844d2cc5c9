"""Inverses by halves, their diagonals, solutions and determinants are those of whole matrices."""

import numpy as np
import pytest
from numpy.typing import NDArray

from velleity.tools.statistics.positive_definite import (
    MOST_TOGETHER,
    PART,
    inverse_diagonal,
    inverted,
    log_determinants,
    solved,
)

Floats = NDArray[np.float64]
SIZES = (1, 2, 5, PART, PART + 1, 2 * PART + 7, 301)


def covariance(size: int, seed: int = 0) -> Floats:
    """A matrix whose largest eigenvalue is 10,000 times its least."""
    draw = np.random.default_rng(seed)
    basis, _ = np.linalg.qr(draw.normal(size=(size, size)))
    return (basis * np.geomspace(0.01, 100, size)) @ basis.T


@pytest.mark.parametrize("size", SIZES)
def test_an_inverse_is_that_of_the_whole_matrix_and_symmetric(size: int) -> None:
    matrix = covariance(size)
    found = inverted(matrix)
    expected = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-11 * np.abs(expected).max())
    np.testing.assert_array_equal(found, found.T)
    np.testing.assert_array_equal(matrix, covariance(size))  # as it was
    np.testing.assert_allclose(inverse_diagonal(matrix), np.diag(expected), rtol=1e-10)


@pytest.mark.parametrize("size", SIZES)
def test_only_the_lower_half_of_a_matrix_is_read(size: int) -> None:
    matrix = covariance(size)
    np.testing.assert_array_equal(inverted(np.tril(matrix)), inverted(matrix))


def test_single_precision_stays_single() -> None:
    matrix = covariance(3 * PART).astype(np.float32)
    found = inverted(matrix)
    assert found.dtype == np.float32
    expected = np.asarray(np.linalg.inv(matrix.astype(np.float64)), dtype=np.float64)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-2 * np.abs(expected).max())


@pytest.mark.parametrize("size", [2, PART + 30])
@pytest.mark.parametrize("at", [0, -1])
@pytest.mark.parametrize("what", [-1.0, np.nan, 0.0])
def test_only_positive_definite_matrices_are_inverted(size: int, at: int, what: float) -> None:
    for inverse in (inverted, inverse_diagonal):
        matrix = covariance(size)
        matrix[at, at] = what
        with pytest.raises(np.linalg.LinAlgError):
            inverse(matrix)


def test_a_matrix_too_large_for_its_precision_is_not_inverted() -> None:
    matrix = np.full((2 * PART, 2 * PART), np.inf, dtype=np.float32)
    with pytest.raises(np.linalg.LinAlgError):
        inverted(matrix)


@pytest.mark.parametrize("size", [3, MOST_TOGETHER, MOST_TOGETHER + 1, 2 * PART, 2 * PART + 9])
def test_solutions_are_those_of_each_system_alone(size: int) -> None:
    matrices = np.array([covariance(size, seed) for seed in range(3)])
    wanted = np.random.default_rng(9).normal(size=(3, size))
    found = solved(matrices, wanted)
    for matrix, one, solution in zip(matrices, wanted, found, strict=True):
        np.testing.assert_allclose(matrix @ solution, one, rtol=1e-9, atol=1e-9)


def test_a_large_system_that_is_not_positive_definite_has_the_solution_zero() -> None:
    size = MOST_TOGETHER + 5
    matrices = np.array([covariance(size), -covariance(size)])
    found = solved(matrices, np.ones((2, size)))
    assert found[0].any()
    assert not found[1].any()


def test_determinants_are_products_of_eigenvalues() -> None:
    matrices = np.array([covariance(30, seed) for seed in range(4)])
    expected = np.log(np.geomspace(0.01, 100, 30)).sum()
    np.testing.assert_allclose(log_determinants(matrices), expected, rtol=0, atol=1e-9)
