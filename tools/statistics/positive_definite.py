"""Symmetric positive definite matrices: solutions, inverses and determinants from their factors.

numpy has Cholesky's factor and fast products, and no inverse of a triangle: here a matrix is halved
until its parts are small, so that nearly all of the work is products of large parts. That costs
what LAPACK's own routines do, up to a third more. Knows nothing of where matrices come from.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MOST_TOGETHER = 40
"""Unknowns up to which systems are solved all at once."""
PART = 64
"""Rows of a matrix that is factorised whole."""


def solved(matrices: Floats, wanted: Floats) -> Floats:
    """Solve symmetric positive definite systems: (systems, size).

    Small ones all at once: one by one they cost mostly calls. Of large ones that are not positive
    definite the solution is zero.
    """
    if wanted.shape[1] <= MOST_TOGETHER:
        found = np.linalg.solve(matrices, wanted[:, :, None])[:, :, 0]
        return np.asarray(found, dtype=np.float64)
    solutions = np.zeros_like(wanted)
    for matrix, one, solution in zip(matrices, wanted, solutions, strict=True):
        try:
            factor = np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
            solution[:] = _substituted(factor, one)
        except np.linalg.LinAlgError:
            continue
    return solutions


def log_determinants(matrices: Floats) -> Floats:
    """Those of symmetric positive definite matrices: (matrices,).

    Raises:
        numpy.linalg.LinAlgError: a matrix is not positive definite.
    """
    factors = np.linalg.cholesky(matrices)
    return 2 * np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)


def inverted(matrix: NDArray[Any]) -> NDArray[Any]:
    """The inverse of a symmetric positive definite matrix, in its own precision.

    Raises:
        numpy.linalg.LinAlgError: the matrix is not positive definite.
    """
    inverse = np.array(matrix, order="C")
    with np.errstate(over="ignore", invalid="ignore"):
        _invert_factor(inverse)
        _square(inverse)
    return _finite(inverse)


def inverse_diagonal(matrix: Floats) -> Floats:
    """The diagonal of the inverse of a symmetric positive definite matrix: (size,).

    From the inverse of its factor, whose columns' squares are summed: the product is not formed.
    That inverse is made where the matrix was, which is lost.

    Raises:
        numpy.linalg.LinAlgError: the matrix is not positive definite.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        _invert_factor(matrix)
        return _finite(np.einsum("ij,ij->j", matrix, matrix))


def _finite(found: NDArray[Any]) -> NDArray[Any]:
    """What was found, unless something overflowed: a factor of that is none."""
    if not np.isfinite(found).all():
        raise np.linalg.LinAlgError("the matrix is not positive definite")
    return found


def _invert_factor(matrix: NDArray[Any]) -> None:
    """Put the inverse of Cholesky's lower factor where the matrix was.

    With the matrix in quarters A, B' / B, C and P the same of A: B P' is the factor's lower left,
    what it leaves of C has the inverse R, and that of the lower left is -R (B P') P.
    """
    size = len(matrix)
    if size <= PART:
        matrix[:] = np.linalg.inv(np.linalg.cholesky(matrix))
        return
    half = size // 2
    upper, left, lower = matrix[:half, :half], matrix[half:, :half], matrix[half:, half:]
    _invert_factor(upper)
    across = left @ upper.T
    lower -= across @ across.T
    _invert_factor(lower)
    np.matmul(lower @ across, upper, out=left)
    np.negative(left, out=left)
    matrix[:half, half:] = 0


def _square(matrix: NDArray[Any]) -> None:
    """Put L' L where a lower triangle L was."""
    size = len(matrix)
    if size <= PART:
        matrix[:] = matrix.T @ matrix
        return
    half = size // 2
    upper, left, lower = matrix[:half, :half], matrix[half:, :half], matrix[half:, half:]
    _square(upper)
    upper += left.T @ left
    left[:] = lower.T @ left
    matrix[:half, half:] = left.T
    _square(lower)


def _substituted(factor: Floats, wanted: Floats) -> Floats:
    """Solve L L' x = b by substitution, forwards and then backwards: (size,)."""
    found = wanted.copy()
    starts = range(0, len(wanted), PART)
    for start in starts:
        here, before = slice(start, start + PART), slice(0, start)
        found[here] -= factor[here, before] @ found[before]
        found[here] = np.linalg.solve(factor[here, here], found[here])
    for start in reversed(starts):
        here, after = slice(start, start + PART), slice(start + PART, None)
        found[here] -= found[after] @ factor[after, here]
        found[here] = np.linalg.solve(factor[here, here].T, found[here])
    return found
