"""Utilities from paired comparisons: Bradley-Terry (logit) and Thurstone case V (probit).

P(first is chosen) = F(u_first - u_second + b), with the order effect b (Bradley & Terry 1952;
Thurstone 1927; Davidson & Beaver 1977; Agresti 2002, section 10.6). Utilities sum to zero. Knows
counts of ordered pairs: nothing of options' texts, of ties or of answers that choose nothing.
"""

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..distributions import LEVEL
from .comparisons import Comparisons, NotIdentified, components, require_identified
from .links import LINKS, Floats, LinkName
from .penalised_likelihood import PenalisedLikelihood, climb
from .variational_gaussian import GaussianPosterior, gaussian_posterior

__all__ = ["Comparisons", "Fit", "NotIdentified", "components", "fit", "rank_intervals"]

RANK_DRAWS = 2000
"""Simulated rankings behind a rank interval: its level is met to about half a percent."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates with their covariance; utilities (items,) and covariance (items, items) sum to 0.

    `log_likelihood` leaves binomial coefficients and the prior out; `deviance` is against one free
    probability a row. `model` and `peak` are what was climbed and where to.
    """

    utilities: Floats
    order_effect: float | None
    log_likelihood: float
    deviance: float
    iterations: int
    link: LinkName
    model: PenalisedLikelihood
    peak: Floats

    @cached_property
    def joint_covariance(self) -> Floats:
        """Of the utilities, followed by the order effect if there is one: (size, size)."""
        return self.model.covariance(self.peak)

    @property
    def covariance(self) -> Floats:
        """Of the utilities: (items, items). Computed on first use."""
        items = len(self.utilities)
        return self.joint_covariance[:items, :items]

    @property
    def order_effect_se(self) -> float | None:
        """The standard error of the order effect; None if the fit has none."""
        if self.order_effect is None:
            return None
        return float(self.joint_covariance[-1, -1] ** 0.5)

    @cached_property
    def near(self) -> GaussianPosterior:
        """The Gaussian to draw parameters from.

        With a prior the one nearest to the posterior; without one the maximum and its inverse
        information.
        """
        if self.model.precision == 0:
            return GaussianPosterior(self.model, self.peak, self.model.curvature(self.peak))
        return gaussian_posterior(self.model, self.peak)

    @property
    def posterior(self) -> tuple[Floats, Floats]:
        """Mean (items,) and covariance (items, items) to draw utilities from: those of `near`."""
        items = len(self.utilities)
        return self._middle, self.near.covariance[:items, :items]

    @property
    def _middle(self) -> Floats:
        mean = self.near.mean[: len(self.utilities)]
        return mean - mean.mean()

    @cached_property
    def standard_errors(self) -> Floats:
        """Standard errors of the utilities, as differences from the mean utility: (items,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    def interval(self, level: float = LEVEL) -> Floats:
        """Intervals of the utilities, one (low, high) an item: (items, 2).

        Wald intervals without a prior; with one those of `posterior`, whose middle is not quite the
        mode.

        Raises:
            ValueError: the level is not between 0 and 1.
        """
        quantile, variances = _normal_quantile(level), self.near.variances[: len(self.utilities)]
        half = quantile * np.sqrt(np.maximum(variances, 0.0))
        return np.stack((self._middle - half, self._middle + half), axis=1)

    def contrast(self, i: int, j: int) -> tuple[float, float]:
        """How much more useful i is than j, and the standard error of that difference."""
        cov = self.covariance
        variance = float(cov[i, i] + cov[j, j] - 2 * cov[i, j])
        return self.contrast_estimate(i, j), max(variance, 0.0) ** 0.5

    def contrast_estimate(self, i: int, j: int) -> float:
        """How much more useful i is than j; unlike `contrast` it needs no covariance."""
        return float(self.utilities[i] - self.utilities[j])

    def probability(self, first: ArrayLike, second: ArrayLike) -> Floats:
        """P(first is chosen) for arrays of items of one shape, the order effect included."""
        gap = self.utilities[np.asarray(first)] - self.utilities[np.asarray(second)]
        return np.exp(LINKS[self.link].log_probability(gap + (self.order_effect or 0.0)))


def fit(
    comparisons: Comparisons,
    link: Literal["logit", "probit"] = "logit",
    order: bool = True,
    prior_sd: float | None = None,
    max_iterations: int = 100,
) -> Fit:
    """Fit utilities by Newton's steps with halving, from least squares on the shares.

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
        require_identified(comparisons, order)
    elif not 0 < prior_sd < float("inf"):
        raise ValueError(f"prior_sd must be positive and finite, not {prior_sd}; None is no prior")
    model = PenalisedLikelihood(
        comparisons, LINKS[link], order, 0.0 if prior_sd is None else prior_sd**-2
    )
    peak, iterations = climb(model, max_iterations)
    items = comparisons.items
    likelihood = model.log_likelihood(peak)
    return Fit(
        utilities=peak[:items] - peak[:items].mean(),
        order_effect=float(peak[items]) if order else None,
        log_likelihood=likelihood,
        deviance=2 * (_saturated(comparisons) - likelihood),
        iterations=iterations,
        link=link,
        model=model,
        peak=peak,
    )


class Placed(Protocol):
    """What ranks can be drawn from: estimates, and the mean and covariance of their posterior."""

    @property
    def utilities(self) -> Floats:
        """Estimates: (items,)."""
        ...

    @property
    def posterior(self) -> tuple[Floats, Floats]:
        """Mean (items,) and covariance (items, items)."""
        ...


def rank_intervals(fitted: Fit | Placed, level: float = LEVEL, seed: int = 0) -> NDArray[np.int64]:
    """The ranks, 1 the best, between which each item lies: (items, 2), for each item on its own.

    Quantiles of the ranks in `RANK_DRAWS` seeded draws from the `posterior`, widened to the rank of
    the estimate itself (Goldstein & Spiegelhalter 1996).

    Raises:
        ValueError: the level is not between 0 and 1.
    """
    _normal_quantile(level)
    (middle, covariance), items = fitted.posterior, len(fitted.utilities)
    # The covariance is singular along "all items together", and of standardised utilities along
    # their scale. Variance put there makes it invertible and moves no rank worth a mention.
    mean = max(float(np.trace(covariance)), 1e-12) / items
    root = np.linalg.cholesky(covariance + mean + 1e-9 * mean * np.eye(items))
    noise = np.random.default_rng(seed).standard_normal((RANK_DRAWS, items))
    ranks = _ranks(middle + noise @ root.T)
    tail = (1 - level) / 2
    low = np.quantile(ranks, tail, axis=0, method="lower")
    high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    own = _ranks(fitted.utilities)
    return np.stack((np.minimum(low, own), np.maximum(high, own)), axis=1).astype(np.int64)


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
