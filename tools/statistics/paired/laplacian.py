"""Weighted least squares over a graph of pairs, without ever writing the matrix down.

The matrix of a fit to pairs is a weighted Laplacian with, perhaps, one more row for the order. It
has one entry a pair, so steps of conjugate gradients cost the number of pairs. Knows weights and
right-hand sides: nothing of links, counts or priors' meaning.
"""

from typing import Any

import numpy as np

from ..positive_definite import inverse_diagonal, inverted
from .comparisons import Comparisons
from .links import Floats
from .win_graph import Ints

MOST_EXACT = 250
"""Parameters up to which variances of gaps are exact: that takes milliseconds, and two machines
agree on what follows from them to the last digits."""
MOST_PRODUCTS = 400
"""Products with the matrix after which a dense factorisation is the cheaper way."""


class PairGraph:
    """The pairs of some comparisons, merged over rows, and the way to solve on them."""

    def __init__(self, rows: Comparisons, order: bool) -> None:
        """Merge the rows of a pair, whichever way round they are."""
        self.rows, self.order, self.items = rows, order, rows.items
        low, high = np.minimum(rows.first, rows.second), np.maximum(rows.first, rows.second)
        keys, self.pair_of_row = np.unique(low * rows.items + high, return_inverse=True)
        self.low, self.high = keys // rows.items, keys % rows.items
        self._heads = np.concatenate((self.low, self.high))
        self._tails = np.concatenate((self.high, self.low))

    @property
    def size(self) -> int:
        """Utilities, and the order effect if there is one."""
        return self.items + self.order

    def by_pair(self, values: Floats) -> Floats:
        """Sum values of rows over the pairs: (pairs,)."""
        return summed(self.pair_of_row, values, len(self.low))

    def by_parameter(self, values: Floats) -> Floats:
        """Sum values over rows: plus for the first, minus for the second, plus for the order."""
        total = np.empty(self.size)
        total[: self.items] = summed(self.rows.first, values, self.items)
        total[: self.items] -= summed(self.rows.second, values, self.items)
        if self.order:
            total[-1] = values.sum()
        return total

    def matrix(self, weights: Floats, precision: float) -> tuple[Floats, float]:
        """The matrix, made invertible, and the eigenvalue it has along "all utilities".

        The data do not see a shift of all utilities. A constant added to every entry between
        utilities gives that direction, and no other, an eigenvalue; so solutions keep the sum at
        zero without any item being the reference.
        """
        items, pairs = self.items, self.by_pair(weights)
        matrix = np.zeros((self.size, self.size))
        degree = self._degree(pairs)
        anchor = max(float(degree.mean()), 1e-9)
        matrix[:items, :items] = anchor / items
        matrix[self.low, self.high] -= pairs
        matrix[self.high, self.low] -= pairs
        matrix[range(items), range(items)] += degree
        if self.order:
            matrix[-1] = matrix[:, -1] = self.by_parameter(weights)
        matrix[range(self.size), range(self.size)] += precision
        return matrix, anchor + precision

    def inverse(self, weights: Floats, precision: float) -> Floats:
        """The inverse for utilities that sum to zero: (size, size)."""
        matrix, along = self.matrix(weights, precision)
        inverse: Floats = inverted(matrix)
        inverse[: self.items, : self.items] -= 1 / (self.items * along)
        return inverse

    def inverse_diagonal(self, weights: Floats, precision: float) -> Floats:
        """The diagonal of `inverse`, at half its cost: (size,)."""
        matrix, along = self.matrix(weights, precision)
        diagonal = inverse_diagonal(matrix)
        diagonal[: self.items] -= 1 / (self.items * along)
        return diagonal

    def gap_variances(self, weights: Floats, precision: float) -> Floats:
        """The variance of each row's gap under the inverse: (rows,), to three digits or all.

        Of many in single precision where that will do, at half of the cost.

        Raises:
            numpy.linalg.LinAlgError: the matrix is not positive definite.
        """
        matrix, _ = self.matrix(weights, precision)
        try:
            inverse = inverted(matrix.astype(np.float32) if self.size > MOST_EXACT else matrix)
        except np.linalg.LinAlgError:
            inverse = inverted(matrix)
        first, second, own = self.rows.first, self.rows.second, np.diag(inverse)
        variances = own[first] + own[second] - 2 * inverse[first, second]
        if self.order:
            variances = variances + own[-1] + 2 * (inverse[-1, first] - inverse[-1, second])
        return np.maximum(variances, 0.0).astype(np.float64)

    def gap_degrees(self, weights: Floats, precision: float) -> Floats:
        """One over the weight at each row's first item, plus one over that at its second: (rows,).

        To first order in the pairs' weights, the variance of the row's gap.
        """
        inverse = 1 / np.maximum(self._degree(self.by_pair(weights)) + precision, 1e-300)
        return inverse[self.rows.first] + inverse[self.rows.second]

    def solve(self, weights: Floats, wanted: Floats, precision: float, tolerance: float) -> Floats:
        """Solve for utilities that sum to zero, followed by the order effect if there is one.

        Conjugate gradients with the diagonal as preconditioner (Golub & Van Loan, section 11.5), up
        to a relative error in the energy norm; exactly, if they are slow.
        """
        items, pairs = self.items, self.by_pair(weights)
        both = np.concatenate((pairs, pairs))
        diagonal = np.full(self.size, precision)
        diagonal[:items] += self._degree(pairs)
        border = self.by_parameter(weights)[:items] if self.order else None
        if self.order:
            diagonal[-1] += weights.sum()

        def product(x: Floats) -> Floats:
            out = diagonal * x
            out[:items] -= summed(self._heads, both * x[self._tails], items)
            if border is not None:
                out[:items] += border * x[-1]
                out[-1] += border @ x[:items]
            return out

        found = conjugate_gradients(product, np.maximum(diagonal, 1e-300), wanted, tolerance)
        if found is None:
            found = np.asarray(np.linalg.solve(self.matrix(weights, precision)[0], wanted), float)
        found[:items] -= found[:items].mean()
        return found

    def _degree(self, pairs: Floats) -> Floats:
        return summed(self._heads, np.concatenate((pairs, pairs)), self.items)


def conjugate_gradients(
    product: Any, diagonal: Floats, wanted: Floats, tolerance: float
) -> Floats | None:
    """Solve a positive semidefinite system; None where `MOST_PRODUCTS` products do not suffice.

    Where the system turns out to have a negative direction, what was found before is the answer: it
    still leads uphill (Steihaug 1983).
    """
    found, left = np.zeros_like(wanted), wanted.copy()
    scaled = left / diagonal
    direction, size = scaled, float(left @ scaled)
    goal = size * tolerance**2
    for _ in range(MOST_PRODUCTS):
        if size <= goal or size == 0:
            return found
        moved = product(direction)
        curvature = float(direction @ moved)
        if curvature <= 0:
            return found if found.any() else direction
        length = size / curvature
        found += length * direction
        left -= length * moved
        scaled = left / diagonal
        before, size = size, float(left @ scaled)
        direction = scaled + (size / before) * direction
    return None


def summed(groups: Ints, values: Floats, count: int) -> Floats:
    """Sum values by group: (count,)."""
    return np.bincount(groups, values, count).astype(np.float64, copy=False)
