"""The Thurstonian model of Utility Engineering: every option has a mean and a variance.

U_i ~ N(mu_i, sigma_i^2) independently, so P(first is chosen) = Phi((mu_first - mu_second + b) /
sqrt(sigma_first^2 + sigma_second^2)) (Thurstone 1927, case III; Mazeika et al. 2025, "Utility
Engineering"), with an order effect b. Unlike the published procedure it keeps the two orders apart
and weighs a row by its answers. Variances are weakly identified by few answers: a prior holds them.
Knows counts of ordered pairs alone.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from ..positive_definite import inverted
from .comparisons import Comparisons, NotIdentified
from .laplacian import PairGraph, conjugate_gradients, summed
from .links import LINKS, Floats, derivatives, information, log_likelihood
from .penalised_likelihood import MOST_HALVINGS, PenalisedLikelihood

MEAN_SD = 3.0
"""Of the means and the order effect, where a typical difference of two options has variance 1."""
LOG_VARIANCE_SD = 1.0
"""Of the log variances around log 1/2: two options in three lie within a factor 2.7."""
CONVERGED = 1e-6
"""Gain of log posterior at which a fit is done: a thousandth of a standard error."""
SOLVED = 0.1
START_STEPS = 3
LONGEST_STEP = 2.0
"""Largest change of a mean or a log variance in one step: beyond it the curvature says little."""
MIDDLE = -math.log(2)
PROBIT = LINKS["probit"]


@dataclass(frozen=True, eq=False)
class Thurstonian:
    """Means (items,) with mean 0 and variance 1 and variances (items,) on that scale, as published.

    `scale` is the standard deviation of the means before; `log_likelihood` leaves priors and
    binomial coefficients out.
    """

    utilities: Floats
    variances: Floats
    order_effect: float | None
    log_likelihood: float
    iterations: int
    scale: float
    model: "Likelihood"
    peak: Floats

    @cached_property
    def covariance(self) -> Floats:
        """Of the standardised means: (items, items).

        The inverse expected information with the priors, through the derivative of standardising.
        """
        items = len(self.utilities)
        raw = inverted(self.model.information(self.peak))[:items, :items]
        z = self.utilities
        slope = (np.eye(items) - 1 / items - np.outer(z, z) / items) / self.scale
        return slope @ raw @ slope.T

    @cached_property
    def standard_errors(self) -> Floats:
        """Standard errors of the standardised means: (items,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    def probability(self, first: ArrayLike, second: ArrayLike) -> Floats:
        """P(first is chosen) for arrays of items of one shape, the order effect included."""
        one, other = np.asarray(first), np.asarray(second)
        gap = self.utilities[one] - self.utilities[other] + (self.order_effect or 0.0)
        spread = np.sqrt(self.variances[one] + self.variances[other])
        return np.exp(PROBIT.log_probability(gap / spread))


def fit_thurstonian(
    comparisons: Comparisons,
    order: bool = True,
    prior_sd: float = MEAN_SD,
    log_variance_sd: float = LOG_VARIANCE_SD,
    max_iterations: int = 200,
) -> Thurstonian:
    """Fit means, log variances and the order effect by Newton's steps with halving.

    Starts at least squares on the shares with all variances alike. The result is the mode under
    N(0, prior_sd^2) on means and order and N(log 1/2, log_variance_sd^2) on log variances.

    Raises:
        NotIdentified: the steps do not converge, or the means are all alike.
        ValueError: a prior's deviation is not positive and finite.
    """
    if not all(0 < sd < float("inf") for sd in (prior_sd, log_variance_sd)):
        raise ValueError("prior_sd and log_variance_sd must be positive and finite")
    model = Likelihood(comparisons, order, prior_sd**-2, log_variance_sd**-2)
    at, iterations = _climb(model, max_iterations)
    items = comparisons.items
    means = at[:items] - at[:items].mean()
    scale = float(means.std())
    if scale < 1e-9:
        raise NotIdentified("all options are alike in these answers: there is nothing to scale")
    return Thurstonian(
        utilities=means / scale,
        variances=np.exp(at[items : 2 * items]) / scale**2,
        order_effect=float(at[-1]) / scale if order else None,
        log_likelihood=model.log_likelihood(at),
        iterations=iterations,
        scale=scale,
        model=model,
        peak=at,
    )


class Likelihood:
    """The log posterior of means, then log variances, then the order effect if there is one."""

    def __init__(
        self, rows: Comparisons, order: bool, precision: float, log_variance_precision: float
    ) -> None:
        """Take the counts and the priors' precisions."""
        self.rows, self.order, self.items = rows, order, rows.items
        self.graph = PairGraph(rows, order=False)
        self.precisions = np.full(2 * rows.items + order, precision)
        self.precisions[rows.items : 2 * rows.items] = log_variance_precision
        self.centre = np.zeros(2 * rows.items + order)
        self.centre[rows.items : 2 * rows.items] = MIDDLE

    def start(self) -> Floats:
        """Means near those of equal variances, found at a third of the cost a step."""
        equal = PenalisedLikelihood(self.rows, PROBIT, self.order, float(self.precisions[0]))
        at, found = self.centre.copy(), equal.start()
        for _ in range(START_STEPS):
            found = found + equal.step(found)
        at[: self.items] = found[: self.items]
        at[2 * self.items :] = found[self.items :]
        return at

    def gaps(self, at: Floats) -> tuple[Floats, Floats, Floats]:
        """What the link is applied to; one over its spread; each row's two shares of variance."""
        first, second, items = self.rows.first, self.rows.second, self.items
        variances = np.exp(at[items : 2 * items])
        total = variances[first] + variances[second]
        inverse = 1 / np.sqrt(total)
        gap = at[first] - at[second] + (at[-1] if self.order else 0.0)
        shares = np.stack((variances[first], variances[second])) / total
        return gap * inverse, inverse, shares

    def log_likelihood(self, at: Floats) -> float:
        """The log likelihood of all rows, priors and binomial coefficients left out."""
        return log_likelihood(PROBIT, self.gaps(at)[0], self.rows.first_wins, self.rows.second_wins)

    def objective(self, at: Floats) -> float:
        """What is climbed: log likelihood plus log prior."""
        away = at - self.centre
        return self.log_likelihood(at) - 0.5 * float(self.precisions @ (away * away))

    def step(self, at: Floats, tolerance: float = SOLVED) -> Floats:
        """Newton's step by conjugate gradients, cut short where the posterior is not concave."""
        gap, inverse, shares = self.gaps(at)
        pull, bend = derivatives(PROBIT, gap, self.rows.first_wins, self.rows.second_wins)
        slope = -gap / 2 * shares
        gradient = self._back(inverse * pull, slope * pull) - self.precisions * (at - self.centre)
        diagonal = self.precisions + self._back_squared(inverse**2 * bend, slope**2 * bend)
        product = self._curvature(gap, inverse, shares, pull, bend)
        found = conjugate_gradients(product, diagonal, gradient, tolerance)
        return inverted(self.information(at)) @ gradient if found is None else found

    def _curvature(
        self, gap: Floats, inverse: Floats, shares: Floats, pull: Floats, bend: Floats
    ) -> Callable[[Floats], Floats]:
        """Multiply by minus the Hessian, whose blocks are summed over the rows of a pair, once.

        With m the difference of means and l the two log variances of a row, the gap's first
        derivatives are inverse (by m) and -gap/2 shares (by l); its second ones enter times the
        pull on the gap.
        """
        items, graph = self.items, self.graph
        sign = np.where(self.rows.first == graph.low[graph.pair_of_row], 1.0, -1.0)
        low_share = np.asarray(np.where(sign > 0, shares[0], shares[1]), dtype=np.float64)
        by_mean = bend * inverse**2
        mixed = inverse / 2 * (pull - bend * gap)
        by_logs = gap * (bend * gap / 4 - 0.75 * pull)
        mean = graph.by_pair(by_mean)
        low = graph.by_pair(sign * mixed * low_share)
        high = graph.by_pair(sign * mixed * (1 - low_share))
        across = graph.by_pair(by_logs * low_share * (1 - low_share))
        border = self._back(by_mean, mixed * shares)
        own = self.precisions.copy()
        alone = shares * (by_logs * shares + pull * gap / 2)
        own[items : 2 * items] += self._back(by_mean, alone)[items : 2 * items]

        def product(x: Floats) -> Floats:
            m = x[graph.low] - x[graph.high]
            one, other = x[items + graph.low], x[items + graph.high]
            out = own * x
            along = mean * m + low * one + high * other
            out[:items] += summed(graph.low, along, items) - summed(graph.high, along, items)
            out[items : 2 * items] += summed(graph.low, low * m + across * other, items)
            out[items : 2 * items] += summed(graph.high, high * m + across * one, items)
            if self.order:
                out += border * x[-1]
                out[-1] += border[:-1] @ x[:-1]
            return out

        return product

    def information(self, at: Floats) -> Floats:
        """The expected information with the priors' precisions: (size, size)."""
        rows, items, size = self.rows, self.items, len(self.centre)
        gap, inverse, shares = self.gaps(at)
        weights = information(PROBIT, gap, rows.answers)
        slopes = (inverse, -inverse, *(-gap / 2 * shares), *([inverse] if self.order else []))
        last = np.full(len(gap), size - 1)
        where = (rows.first, rows.second, rows.first + items, rows.second + items, last)
        matrix = np.zeros(size * size)
        for one, row in zip(slopes, where, strict=False):
            for other, column in zip(slopes, where, strict=False):
                matrix += summed(row * size + column, weights * one * other, size * size)
        matrix = matrix.reshape(size, size)
        matrix[range(size), range(size)] += self.precisions
        return matrix

    def _back(self, mean: Floats, logs: Floats) -> Floats:
        """Sum what pulls at the mean and the log variances of each row over the parameters."""
        first, second, items = self.rows.first, self.rows.second, self.items
        total = np.empty(len(self.centre))
        total[:items] = summed(first, mean, items) - summed(second, mean, items)
        total[items : 2 * items] = summed(first, logs[0], items) + summed(second, logs[1], items)
        if self.order:
            total[-1] = mean.sum()
        return total

    def _back_squared(self, mean: Floats, logs: Floats) -> Floats:
        total = self._back(mean, logs)
        total[: self.items] += 2 * summed(self.rows.second, mean, self.items)
        return total


def _climb(model: Likelihood, max_iterations: int) -> tuple[Floats, int]:
    at = model.start()
    value = model.objective(at)
    for iteration in range(1, max_iterations + 1):
        step = model.step(at)
        step *= min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        for _ in range(MOST_HALVINGS):
            after = model.objective(at + step)
            if after >= value:
                break
            step = step / 2
        else:
            return at, iteration
        at, value, gain = at + step, after, after - value
        if gain < CONVERGED:
            return at, iteration
    raise NotIdentified(f"no convergence in {max_iterations} steps: raise max_iterations")
