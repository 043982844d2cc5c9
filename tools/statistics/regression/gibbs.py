"""Bayesian logistic regression by Pólya-Gamma Gibbs sampling; nothing is approximated by a normal.

Given omega_i ~ PG(w_i, eta_i) the likelihood of the weights is Gaussian in eta with precision
omega and score kappa = w (y - 1/2). One step draws omega, then weights and group effects jointly
(the group effects are integrated out of the weights' law first, so that both mix as one), then the
variances of the priors:

    Laplace(0, s): alpha | v ~ N(0, v), 1/v | alpha ~ InverseGaussian(1/(s |alpha|), 1/s²)
    groups: u ~ N(0, tau²), tau half-Cauchy(0, 1) as a mixture of inverse gammas

and, where properties were annotated with errors, the true signs (`annotation_error.py`).

Weights that are drawn anew given omega still resemble the last ones, by the share f of information
that omega and the variances lack. So they are drawn over to the other side: beta' = m - g (beta -
m) + sqrt(1 - g²) noise has the same law given omega as beta, and with g = f/(1 - f) draws hardly
depend on the last (Adler, Physical Review D 23, 1981). f is how successive draws of the warm-up
correlate, in three quarters of the weights at most.
Sources: Polson, Scott and Windle (2013); Park and Casella, The Bayesian lasso, JASA 103 (2008);
Wand et al., Mean field variational Bayes for elaborate distributions, Bayesian Analysis 6 (2011)
for the half-Cauchy. What is random comes from the generator.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .annotation_error import Latent, Readings
from .gram import gram
from .polya_gamma import polya_gamma
from .rows import SINGLE, Floats, Prior, Rows

DRAWS = 2_000
WARM_UP = 100
MOST_OVER = 0.6
"""Of g: beyond it draws would go to and fro more than they move on."""
FEWEST_WARM = 20
"""Draws from which a correlation is taken."""
SMALLEST = 1e-6
"""Weights nearer to 0 than this count as this near in the step of the Laplace prior."""


@dataclass(frozen=True)
class Draws:
    """Draws from a posterior: `weights` (m, k), `order` (m,) or None, `spread` (m,) of groups.

    `errors` (m, k) are the shares of signs that were annotated wrongly, where that was modelled;
    `signs` (n, k) are then the means of the true ones.
    """

    weights: Floats
    order: Floats | None
    spread: Floats | None = None
    errors: Floats | None = None
    signs: Floats | None = None

    @property
    def all(self) -> Floats:
        """Weights, and the order in the last column where it was fitted."""
        return self.weights if self.order is None else np.column_stack([self.weights, self.order])


def gibbs(
    rows: Rows,
    prior: Prior,
    generator: np.random.Generator,
    draws: int = DRAWS,
    warm_up: int = WARM_UP,
    readings: Readings | None = None,
) -> Draws:
    """Draw from the posterior of weights, order and, where there are groups, their spread."""
    chain = _Chain(rows, prior, generator, readings)
    warm = np.empty((warm_up, chain.beta.size))
    for at in range(warm_up):
        chain.step()
        warm[at] = chain.beta
    chain.over = _over(warm[warm_up // 2 :])
    width = rows.x.shape[1]
    kept = np.empty((draws, chain.beta.size))
    spread, errors = np.empty(draws), np.empty((draws, width))
    signs = np.zeros(rows.x.shape)
    for at in range(draws):
        chain.step()
        kept[at], spread[at] = chain.beta, chain.tau
        if chain.latent is not None:
            errors[at] = chain.latent.error
            signs += chain.x[:, :width]
    latent = chain.latent is not None
    return Draws(
        kept[:, :width],
        kept[:, width] if rows.ordered else None,
        spread if chain.groups.count else None,
        errors if latent else None,
        signs / draws if latent else None,
    )


def _over(warm: Floats) -> float:
    """How far to draw over to the other side, by how successive draws correlate."""
    if len(warm) < FEWEST_WARM or not warm.size:
        return 0.0
    apart = warm - warm.mean(axis=0)
    size = np.maximum((apart**2).sum(axis=0), 1e-300)
    lacking = float(np.quantile((apart[1:] * apart[:-1]).sum(axis=0) / size, 0.75))
    return float(np.clip(lacking / max(1 - lacking, 0.1), 0.0, MOST_OVER))


class _Groups:
    """Which rows share an effect; sums over groups."""

    def __init__(self, group: NDArray[np.int64]) -> None:
        """Take the group of each row."""
        self.rows = np.flatnonzero(group != SINGLE)
        _, place = np.unique(group[self.rows], return_inverse=True)
        by_group = np.argsort(place, kind="stable")
        self.rows, self.place = self.rows[by_group], place[by_group]
        self.sorted = bool(np.array_equal(self.rows, np.arange(len(group))))
        self.starts = np.flatnonzero(np.diff(self.place, prepend=-1))
        self.count = len(self.starts)

    def sums(self, values: Floats) -> Floats:
        """Of values (n, ...) in each group (g, ...)."""
        if not self.count:
            return values[:0]
        return np.add.reduceat(values if self.sorted else values[self.rows], self.starts, axis=0)


class _Chain:
    """The state of a chain, and its step."""

    def __init__(
        self, rows: Rows, prior: Prior, generator: np.random.Generator, readings: Readings | None
    ) -> None:
        """Begin at zero, where every chance is one half."""
        self.x = rows.design.copy()
        self.kappa = rows.weight * (rows.y - 0.5)
        self.weight = rows.weight
        self.prior, self.generator = prior, generator
        self.width = rows.x.shape[1]
        self.beta = np.zeros(self.x.shape[1])
        self.precision = np.full(self.x.shape[1], prior.width**-2.0)
        self.precision[self.width :] = prior.order**-2.0
        self.diagonal = np.diag_indices(self.x.shape[1])
        self.groups = _Groups(rows.group)
        self.lean = self.groups.sums(self.kappa)
        self.effect = np.zeros(len(rows.y))
        self.tau = 1.0
        self.over = 0.0
        self.latent = None if readings is None else Latent(readings, generator)
        if self.latent is not None:
            self.x[:, : self.width] = self.latent.signs
        self.score = self.x.T @ self.kappa

    def step(self) -> None:
        """Draw everything once."""
        eta = self.x @ self.beta + self.effect
        omega = polya_gamma(self.weight, eta, self.generator)
        self._weights(omega)
        if self.prior.kind == "laplace":
            own = np.maximum(np.abs(self.beta[: self.width]), SMALLEST)
            rate = 1 / self.prior.width
            self.precision[: self.width] = self.generator.wald(rate / own, rate**2)
        if self.latent is not None:
            rest = self.effect + self.x[:, self.width :] @ self.beta[self.width :]
            own = self.beta[: self.width]
            self.x[:, : self.width] = self.latent.step(own, rest, self.kappa, omega)
            self.score = self.x.T @ self.kappa

    def _weights(self, omega: Floats) -> None:
        weighed = self.x * omega[:, None]
        curve = gram(weighed, self.x)
        curve[self.diagonal] += self.precision
        score, groups = self.score, self.groups
        if not groups.count:
            self.beta = self._normal(curve, score)
            return
        cross = groups.sums(weighed)
        own = groups.sums(omega) + self.tau**-2.0
        lean = self.lean
        part = cross / own[:, None]
        self.beta = self._normal(curve - part.T @ cross, score - part.T @ lean)
        noise = self.generator.standard_normal(groups.count) / np.sqrt(own)
        effects = (lean - cross @ self.beta) / own + noise
        self.effect[groups.rows] = effects[groups.place]
        mixing = self.generator.standard_gamma(1.0) / (1 + self.tau**-2.0)
        shape, rate = (groups.count + 1) / 2, mixing + 0.5 * float(effects @ effects)
        self.tau = float(np.sqrt(rate / self.generator.standard_gamma(shape)))

    def _normal(self, curve: Floats, score: Floats) -> Floats:
        """A draw of the normal law with this precision and score, away from the last one."""
        root = np.linalg.inv(np.linalg.cholesky(curve)).astype(np.float64)
        mean = root.T @ (root @ score)
        noise = root.T @ self.generator.standard_normal(len(score))
        if not self.over:
            return mean + noise
        return mean - self.over * (self.beta - mean) + np.sqrt(1 - self.over**2) * noise
