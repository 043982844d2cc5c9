"""The likelihood of utilities under a Gaussian prior, and the way up to its peak.

Parameters are utilities that sum to zero, followed by the order effect if there is one. Knows
nothing of intervals or ranks, and takes it that a peak exists.
"""

from dataclasses import dataclass

import numpy as np

from .comparisons import Comparisons, NotIdentified
from .links import Floats, Link, information, log_likelihood, score

CONVERGED = 1e-9
"""Largest step, on the scale of the link, at which a fit is done."""
MOST_HALVINGS = 30


@dataclass(frozen=True)
class PenalisedLikelihood:
    """The penalised likelihood of utilities, followed by the order effect if there is one."""

    rows: Comparisons
    link: Link
    order: bool
    precision: float

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return self.rows.items + self.order

    def gaps(self, at: Floats) -> Floats:
        """What the link is applied to, one a row."""
        utilities = at[: self.rows.items]
        gap = utilities[self.rows.first] - utilities[self.rows.second]
        return gap + at[-1] if self.order else gap

    def log_likelihood(self, at: Floats) -> float:
        """The log likelihood of all rows, prior and binomial coefficients left out."""
        rows = self.rows
        return log_likelihood(self.link, self.gaps(at), rows.first_wins, rows.second_wins)

    def objective(self, at: Floats) -> float:
        """What is climbed: log likelihood plus log prior."""
        return self.log_likelihood(at) - 0.5 * self.precision * float(at @ at)

    def gradient(self, at: Floats) -> Floats:
        """The slope of the objective: (size,)."""
        rows = self.rows
        pull = score(self.link, self.gaps(at), rows.first_wins, rows.second_wins)
        return self._by_item(pull) - self.precision * at

    def _by_item(self, values: Floats) -> Floats:
        """Sum values over rows: plus for the first, minus for the second, plus for the order."""
        items = self.rows.items
        total = np.zeros(self.size)
        total[:items] = np.bincount(self.rows.first, values, items)
        total[:items] -= np.bincount(self.rows.second, values, items)
        if self.order:
            total[items] = values.sum()
        return total

    def curvature(self, at: Floats) -> tuple[Floats, float]:
        """The information, made invertible, and the eigenvalue it has along "all utilities".

        The likelihood does not see a shift of all utilities. A constant added to every entry
        between utilities gives that direction, and no other, an eigenvalue; so steps keep the sum
        at zero without any item being the reference.
        """
        rows, items = self.rows, self.rows.items
        weights = information(self.link, self.gaps(at), rows.answers)
        cells = np.bincount(rows.first * items + rows.second, weights, items * items)
        crossed = cells.reshape(items, items)
        degree = crossed.sum(axis=0) + crossed.sum(axis=1)
        anchor = max(float(degree.mean()), 1e-9)
        matrix = np.zeros((self.size, self.size))
        matrix[:items, :items] = anchor / items - crossed - crossed.T
        matrix[range(items), range(items)] += degree
        if self.order:
            matrix[-1] = matrix[:, -1] = self._by_item(weights)
        matrix[range(self.size), range(self.size)] += self.precision
        return matrix, anchor + self.precision

    def covariance(self, at: Floats) -> Floats:
        """The inverse information, for utilities that sum to zero: (size, size)."""
        matrix, along = self.curvature(at)
        inverse = np.linalg.inv(matrix)
        inverse[: self.rows.items, : self.rows.items] -= 1 / (self.rows.items * along)
        return (inverse + inverse.T) / 2


def climb(model: PenalisedLikelihood, max_iterations: int) -> tuple[Floats, int]:
    """Find the peak from zero, and say how many steps that took.

    Raises:
        NotIdentified: the steps do not converge.
    """
    at = np.zeros(model.size)
    value = model.objective(at)
    for iteration in range(1, max_iterations + 1):
        step = np.linalg.solve(model.curvature(at)[0], model.gradient(at))
        for _ in range(MOST_HALVINGS):
            if model.objective(at + step) >= value - 1e-12 * abs(value):
                break
            step = step / 2
        at = at + step
        value = model.objective(at)
        if float(np.abs(step).max()) < CONVERGED:
            return at, iteration
    raise NotIdentified(
        f"no convergence in {max_iterations} steps: set prior_sd, or raise max_iterations"
    )
