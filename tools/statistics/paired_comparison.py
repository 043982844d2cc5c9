"""Utilities from paired comparisons: Bradley-Terry (logit) and Thurstone case V (probit).

P(first is chosen) = F(u_first - u_second + b), with the order effect b (Bradley & Terry 1952;
Thurstone 1927; Davidson & Beaver 1977; Agresti 2002, section 10.6). Utilities sum to zero. Knows
counts of ordered pairs: nothing of options' texts, of ties or of answers that choose nothing.
"""

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import win_graph
from .links import LINKS, Floats, Link, LinkName, information, log_likelihood, score
from .win_graph import Ints

CONVERGED = 1e-9
"""Largest step, on the scale of the link, at which a fit is done."""
MOST_HALVINGS = 30
DRAWS = 2000
"""Simulated rankings behind a rank interval: its level is met to about half a percent."""


class NotIdentified(ValueError):
    """Raised when the answers leave some utility or the order effect without a finite estimate."""


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Counts by ordered pair: rows in which `first` was shown before `second`.

    All arrays have the shape (rows,); a pair may have several rows, and its other order is a row of
    its own. Wins may be fractional.

    Raises:
        ValueError: lengths differ, an index is out of range, an item meets itself, or a count is
            negative or not finite.
    """

    first: Ints
    second: Ints
    first_wins: Floats
    second_wins: Floats
    items: int

    def __post_init__(self) -> None:
        """Refuse what cannot be counts of pairs."""
        columns = (self.first, self.second, self.first_wins, self.second_wins)
        if self.items < 2:
            raise ValueError(f"{self.items} items cannot be compared: give at least two")
        if any(column.shape != (len(self.first),) for column in columns):
            raise ValueError("first, second and their wins must be flat and equally long")
        for indices in (self.first, self.second):
            if indices.size and indices.dtype.kind not in "iu":
                raise ValueError("first and second must hold whole numbers: positions of items")
            if indices.size and not 0 <= indices.min() <= indices.max() < self.items:
                raise ValueError(f"items are numbered from 0 to {self.items - 1}")
        if np.any(self.first == self.second):
            raise ValueError("an item is compared with itself: leave such rows out")
        for wins in (self.first_wins, self.second_wins):
            if not np.all(np.isfinite(wins) & (wins >= 0)):
                raise ValueError("wins must be finite and not negative")

    @cached_property
    def answers(self) -> Floats:
        """How many answers each row holds."""
        return self.first_wins + self.second_wins


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates with their covariance; utilities (items,) and covariance (items, items) sum to 0.

    `log_likelihood` leaves binomial coefficients and the prior out; `deviance` is against one free
    probability a row.
    """

    utilities: Floats
    covariance: Floats
    order_effect: float | None
    order_effect_se: float | None
    log_likelihood: float
    deviance: float
    iterations: int
    link: LinkName

    @cached_property
    def standard_errors(self) -> Floats:
        """Standard errors of the utilities, as differences from the mean utility: (items,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    def interval(self, level: float = 0.95) -> Floats:
        """Wald intervals of the utilities, one (low, high) an item: (items, 2).

        Raises:
            ValueError: the level is not between 0 and 1.
        """
        half = _normal_quantile(level) * self.standard_errors
        return np.stack((self.utilities - half, self.utilities + half), axis=1)

    def contrast(self, i: int, j: int) -> tuple[float, float]:
        """How much more useful i is than j, and the standard error of that difference."""
        cov = self.covariance
        variance = float(cov[i, i] + cov[j, j] - 2 * cov[i, j])
        return float(self.utilities[i] - self.utilities[j]), max(variance, 0.0) ** 0.5

    def probability(self, first: ArrayLike, second: ArrayLike) -> Floats:
        """P(first is chosen) for arrays of items of one shape, the order effect included."""
        gap = self.utilities[np.asarray(first)] - self.utilities[np.asarray(second)]
        return np.exp(LINKS[self.link].log_probability(gap + (self.order_effect or 0.0)))


def components(comparisons: Comparisons) -> list[set[int]]:
    """Groups of items that answers connect, the largest first; between groups only a prior speaks."""
    asked = comparisons.answers > 0
    return win_graph.components(
        comparisons.items, comparisons.first[asked], comparisons.second[asked]
    )


def fit(
    comparisons: Comparisons,
    link: Literal["logit", "probit"] = "logit",
    order: bool = True,
    prior_sd: float | None = None,
    max_iterations: int = 100,
) -> Fit:
    """Fit utilities by Fisher scoring (IRLS) with step-halving; for the logit that is Newton.

    With `prior_sd`, utilities and the order effect are N(0, prior_sd^2) on the scale of the link
    and the result is the mode with its Laplace covariance; everything is then identified, even an
    item that no answer mentions or a slot that always wins. Without, it is maximum likelihood.

    Raises:
        NotIdentified: without a prior the items fall apart into groups, or some estimate is
            infinite (Ford 1957), or the steps do not converge.
        ValueError: the link is unknown or the prior's deviation not positive.
    """
    if link not in LINKS:
        raise ValueError(f'there is no link {link!r}: choose "logit" or "probit"')
    if prior_sd is None:
        _require_identified(comparisons, order)
    elif not 0 < prior_sd < float("inf"):
        raise ValueError(f"prior_sd must be positive and finite, not {prior_sd}; None is no prior")
    model = _Model(comparisons, LINKS[link], order, 0.0 if prior_sd is None else prior_sd**-2)
    peak, iterations = _climb(model, max_iterations)
    items = comparisons.items
    covariance = model.covariance(peak)
    likelihood = model.log_likelihood(peak)
    return Fit(
        utilities=peak[:items] - peak[:items].mean(),
        covariance=covariance[:items, :items],
        order_effect=float(peak[items]) if order else None,
        order_effect_se=float(covariance[items, items] ** 0.5) if order else None,
        log_likelihood=likelihood,
        deviance=2 * (_saturated(comparisons) - likelihood),
        iterations=iterations,
        link=link,
    )


def rank_intervals(fitted: Fit, level: float = 0.95, seed: int = 0) -> NDArray[np.int64]:
    """The ranks, 1 the best, between which each item lies: (items, 2), for each item on its own.

    Quantiles of the ranks in `DRAWS` seeded draws from N(utilities, covariance), widened to the
    rank of the estimate itself (Goldstein & Spiegelhalter 1996, section 4).

    Raises:
        ValueError: the level is not between 0 and 1.
    """
    _normal_quantile(level)
    covariance, items = fitted.covariance, len(fitted.utilities)
    # The covariance is singular along "all items together". Variance put there makes it
    # invertible and moves no rank.
    root = np.linalg.cholesky(covariance + max(float(np.trace(covariance)), 1e-12) / items)
    noise = np.random.default_rng(seed).standard_normal((DRAWS, items))
    ranks = _ranks(fitted.utilities + noise @ root.T)
    tail = (1 - level) / 2
    low = np.quantile(ranks, tail, axis=0, method="lower")
    high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    own = _ranks(fitted.utilities)
    return np.stack((np.minimum(low, own), np.maximum(high, own)), axis=1).astype(np.int64)


@dataclass(frozen=True)
class _Model:
    """The penalised likelihood of utilities, followed by the order effect if there is one."""

    rows: Comparisons
    link: Link
    order: bool
    precision: float

    @property
    def size(self) -> int:
        return self.rows.items + self.order

    def gaps(self, at: Floats) -> Floats:
        utilities = at[: self.rows.items]
        gap = utilities[self.rows.first] - utilities[self.rows.second]
        return gap + at[-1] if self.order else gap

    def log_likelihood(self, at: Floats) -> float:
        rows = self.rows
        return log_likelihood(self.link, self.gaps(at), rows.first_wins, rows.second_wins)

    def objective(self, at: Floats) -> float:
        return self.log_likelihood(at) - 0.5 * self.precision * float(at @ at)

    def gradient(self, at: Floats) -> Floats:
        rows = self.rows
        pull = score(self.link, self.gaps(at), rows.first_wins, rows.second_wins)
        return self._by_item(pull) - self.precision * at

    def _by_item(self, values: Floats) -> Floats:
        """Sum values over rows: plus for the first, minus for the second, plus for the order."""
        items = self.rows.items
        total = np.bincount(self.rows.first, values, items)
        total -= np.bincount(self.rows.second, values, items)
        return np.append(total, values.sum()) if self.order else total

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
        matrix, along = self.curvature(at)
        inverse = np.linalg.inv(matrix)
        inverse[: self.rows.items, : self.rows.items] -= 1 / (self.rows.items * along)
        return (inverse + inverse.T) / 2


def _climb(model: _Model, max_iterations: int) -> tuple[Floats, int]:
    """Find the peak from zero, and say how many steps that took."""
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


def _require_identified(comparisons: Comparisons, order: bool) -> None:
    """Refuse data whose likelihood has no finite peak."""
    groups = components(comparisons)
    if len(groups) > 1:
        raise NotIdentified(
            f"the items fall into {len(groups)} groups that were never compared with each other: "
            "compare items across groups, fit each group alone, or set prior_sd"
        )
    up, down = comparisons.first_wins > 0, comparisons.second_wins > 0
    losers = np.concatenate((comparisons.second[up], comparisons.first[down]))
    winners = np.concatenate((comparisons.first[up], comparisons.second[down]))
    if not win_graph.strongly_connected(comparisons.items, losers, winners):
        raise NotIdentified(
            "some items always win or always lose against all others, so their utilities have no "
            "bound: ask more, leave these items out, or set prior_sd"
        )
    # A slope in the order effect has no end exactly when utilities can follow it, win by win.
    gains = np.concatenate((np.full(int(up.sum()), -1), np.full(int(down.sum()), 1)))
    if order and not all(
        win_graph.has_rising_cycle(comparisons.items, losers, winners, sign * gains)
        for sign in (1, -1)
    ):
        raise NotIdentified(
            "the answers put no bound on the order effect: ask pairs in both orders, set prior_sd, "
            "or fit with order=False"
        )


def _saturated(comparisons: Comparisons) -> float:
    """The log likelihood of one free probability a row."""
    answers, total = comparisons.answers, 0.0
    for wins in (comparisons.first_wins, comparisons.second_wins):
        some = wins > 0
        total += float(wins[some] @ np.log(wins[some] / answers[some]))
    return total


def _ranks(utilities: Floats) -> NDArray[np.int64]:
    """Rank along the last axis, the highest utility first."""
    order = np.argsort(-utilities, axis=-1)
    return np.argsort(order, axis=-1) + 1


def _normal_quantile(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"a level must lie between 0 and 1, not {level}")
    return NormalDist().inv_cdf((1 + level) / 2)
