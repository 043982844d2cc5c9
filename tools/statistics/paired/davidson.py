"""Utilities where "equal" is an allowed answer: Bradley-Terry with ties.

P(first) : P(tie) : P(second) = pi_1 e^b : nu sqrt(pi_1 pi_2) : pi_2 with pi = e^u (Davidson 1970,
"On extending the Bradley-Terry model to accommodate ties"; the order effect b as in Davidson &
Beaver 1977). Without ties it is Bradley-Terry. Knows counts of ordered pairs; nothing of what a
respondent means by "equal".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ..positive_definite import inverted
from .comparisons import Comparisons, NotIdentified, require_identified
from .laplacian import PairGraph
from .links import Floats
from .penalised_likelihood import MOST_HALVINGS

CONVERGED = 1e-9
LARGEST = 50.0
"""Without a prior, a parameter beyond which an estimate counts as infinite."""


@dataclass(frozen=True, eq=False)
class TiesFit:
    """Utilities (items,) and their covariance, which sum to zero, and the log of nu.

    `joint_covariance` is of the utilities, the order effect if there is one, and log nu, in this
    order. Probabilities of a tie between equals are nu / (nu + 2) where no order effect is.
    """

    utilities: Floats
    joint_covariance: Floats
    order_effect: float | None
    log_nu: float
    log_likelihood: float
    iterations: int

    @property
    def covariance(self) -> Floats:
        """Of the utilities: (items, items)."""
        items = len(self.utilities)
        return self.joint_covariance[:items, :items]

    @property
    def standard_errors(self) -> Floats:
        """Standard errors of the utilities: (items,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    @property
    def order_effect_se(self) -> float | None:
        """The standard error of the order effect; None if the fit has none."""
        return None if self.order_effect is None else float(self.joint_covariance[-2, -2] ** 0.5)

    @property
    def log_nu_se(self) -> float:
        """The standard error of log nu."""
        return float(self.joint_covariance[-1, -1] ** 0.5)

    def probabilities(self, first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """P(first), P(tie) and P(second) for arrays of items of one shape."""
        gap = self.utilities[np.asarray(first)] - self.utilities[np.asarray(second)]
        shares = _shares(gap, self.order_effect or 0.0, self.log_nu)
        return shares[0], shares[1], shares[2]


def fit_with_ties(
    comparisons: Comparisons,
    ties: Floats,
    order: bool = True,
    prior_sd: float | None = None,
    max_iterations: int = 100,
) -> TiesFit:
    """Fit by Newton's steps with halving; `ties` counts the answers "equal", one number a row.

    With `prior_sd`, utilities, order effect and log nu are N(0, prior_sd^2).

    Raises:
        NotIdentified: without a prior some estimate is infinite: nobody or everybody says "equal",
            items fall apart into groups, or some always win.
        ValueError: ties are not one finite, not negative number a row.
    """
    if ties.shape != comparisons.first.shape or not np.all(np.isfinite(ties) & (ties >= 0)):
        raise ValueError("ties must be one finite number a row, not negative")
    if prior_sd is None:
        _require_ties_identified(comparisons, ties, order)
    elif not 0 < prior_sd < float("inf"):
        raise ValueError(f"prior_sd must be positive and finite, not {prior_sd}; None is no prior")
    model = _Ties(comparisons, ties, order, 0.0 if prior_sd is None else prior_sd**-2)
    at, iterations = _climb(model, max_iterations)
    items = comparisons.items
    return TiesFit(
        utilities=at[:items] - at[:items].mean(),
        joint_covariance=model.covariance(at),
        order_effect=float(at[items]) if order else None,
        log_nu=float(at[-1]),
        log_likelihood=model.log_likelihood(at),
        iterations=iterations,
    )


def _require_ties_identified(comparisons: Comparisons, ties: Floats, order: bool) -> None:
    if not ties.sum() or not comparisons.answers.sum():
        raise NotIdentified(
            'nobody or everybody answers "equal", so its frequency has no bound: set prior_sd, or '
            "fit without ties"
        )
    halves = Comparisons(
        comparisons.first,
        comparisons.second,
        comparisons.first_wins + ties / 2,
        comparisons.second_wins + ties / 2,
        comparisons.items,
    )
    require_identified(halves, order)


def _shares(gap: Floats, order: float, log_nu: float) -> Floats:
    """P(first), P(tie) and P(second), stacked."""
    logs = np.stack((gap / 2 + order, np.full_like(gap, log_nu), -gap / 2))
    powers = np.exp(logs - logs.max(axis=0))
    return powers / powers.sum(axis=0)


class _Ties:
    """The log posterior of utilities, the order effect if there is one, and log nu."""

    def __init__(self, rows: Comparisons, ties: Floats, order: bool, precision: float) -> None:
        self.rows, self.order, self.precision = rows, order, precision
        self.graph = PairGraph(rows, order=False)
        self.counts = np.stack((rows.first_wins, ties, rows.second_wins))
        self.answers = self.counts.sum(axis=0)
        self.size = rows.items + order + 1

    def shares(self, at: Floats) -> Floats:
        gap = at[self.rows.first] - at[self.rows.second]
        return _shares(gap, float(at[-2]) if self.order else 0.0, float(at[-1]))

    def log_likelihood(self, at: Floats) -> float:
        logs = np.log(np.maximum(self.shares(at), 1e-300))
        return float((self.counts * logs).sum())

    def objective(self, at: Floats) -> float:
        return self.log_likelihood(at) - 0.5 * self.precision * float(at @ at)

    def gradient(self, at: Floats) -> Floats:
        left = self.counts - self.answers * self.shares(at)
        slope = -self.precision * at
        slope[: self.rows.items] += self.graph.by_parameter((left[0] - left[2]) / 2)
        if self.order:
            slope[-2] += left[0].sum()
        slope[-1] += left[1].sum()
        return slope

    def information(self, at: Floats) -> tuple[Floats, float]:
        """Minus the Hessian, made invertible as in `PairGraph.matrix`: the covariance of answers.

        An answer's features are (first - second) / 2 on the gap, first on the order, tie on log nu.
        """
        first, tie, second = self.shares(at)
        n, items = self.answers, self.rows.items
        lead = first - second
        matrix = np.zeros((self.size, self.size))
        block, along = self.graph.matrix(n * (first + second - lead**2) / 4, self.precision)
        matrix[:items, :items] = block
        matrix[-1, :items] = self.graph.by_parameter(-n * lead * tie / 2)
        matrix[-1, -1] = (n * tie * (1 - tie)).sum() + self.precision
        if self.order:
            matrix[-2, :items] = self.graph.by_parameter(n * first * (1 - lead) / 2)
            matrix[-2, -2] = (n * first * (1 - first)).sum() + self.precision
            matrix[-1, -2] = -(n * first * tie).sum()
        lower = np.tril(matrix, -1)
        return lower + lower.T + np.diag(np.diag(matrix)), along

    def covariance(self, at: Floats) -> Floats:
        matrix, along = self.information(at)
        inverse = inverted(matrix)
        inverse[: self.rows.items, : self.rows.items] -= 1 / (self.rows.items * along)
        return inverse


def _climb(model: _Ties, max_iterations: int) -> tuple[Floats, int]:
    at = np.zeros(model.size)
    value = model.objective(at)
    for iteration in range(1, max_iterations + 1):
        step = np.asarray(np.linalg.solve(model.information(at)[0], model.gradient(at)), float)
        for _ in range(MOST_HALVINGS):
            if model.objective(at + step) >= value - 1e-12 * abs(value):
                break
            step = step / 2
        at = at + step
        value = model.objective(at)
        if model.precision == 0 and float(np.abs(at).max()) > LARGEST:
            break
        if float(np.abs(step).max()) < CONVERGED:
            return at, iteration
    raise NotIdentified("some estimate grows without bound: set prior_sd")
