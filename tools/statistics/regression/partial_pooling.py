"""Weights by part of the data, pooled as far as the parts are alike.

    alpha_pk ~ N(mu_k, tau_k²),   mu_k ~ N(0, width²),   tau_k half-Cauchy(0, 1/2)

so that a part with few answers leans on the others, and one that differs is let differ. The order
term is one for all parts. A step draws omega, mu with the parts' weights integrated out, the
weights given mu, the order, and tau; see `gibbs.py` for the law and its sources. Knows numbers.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .gibbs import WARM_UP
from .gram import gram
from .polya_gamma import polya_gamma
from .rows import Floats, Prior, Rows

DRAWS = 1_000
SCALE = 0.5
"""Of the half-Cauchy prior on how far parts differ, in logits."""


@dataclass(frozen=True)
class Pooled:
    """Draws of the weights by part (m, p, k), of their means (m, k) and spreads (m, k)."""

    weights: Floats
    mean: Floats
    spread: Floats


def partial_pooling(
    rows: Rows,
    parts: int,
    prior: Prior,
    generator: np.random.Generator,
    draws: int = DRAWS,
    warm_up: int = WARM_UP,
) -> Pooled:
    """Draw from the posterior; `rows.part` are places below `parts`."""
    chain = _Chain(rows, parts, prior, generator)
    for _ in range(warm_up):
        chain.step()
    width = rows.x.shape[1]
    weights = np.empty((draws, parts, width))
    mean, spread = np.empty((draws, width)), np.empty((draws, width))
    for at in range(draws):
        chain.step()
        weights[at], mean[at], spread[at] = chain.alpha, chain.mu, chain.tau
    return Pooled(weights, mean, spread)


class _Chain:
    """The state of a chain, and its step."""

    def __init__(
        self, rows: Rows, parts: int, prior: Prior, generator: np.random.Generator
    ) -> None:
        """Begin where all chances are one half and parts differ by `SCALE`."""
        by_part = np.argsort(rows.part, kind="stable")
        rows = rows.only(by_part)
        self._x, self._order, self._part = rows.x, rows.order, rows.part
        self._weight, self._kappa = rows.weight, rows.weight * (rows.y - 0.5)
        ends = np.searchsorted(rows.part, np.arange(parts + 1))
        self._slices = [slice(a, b) for a, b in pairwise(ends.tolist())]
        self._prior, self._generator = prior, generator
        width = rows.x.shape[1]
        self.alpha: Floats = np.zeros((parts, width))
        self.mu: Floats = np.zeros(width)
        self.tau: Floats = np.full(width, SCALE)
        self._b = 0.0

    def step(self) -> None:
        """Draw everything once."""
        generator = self._generator
        content = np.einsum("ij,ij->i", self._x, self.alpha[self._part])
        omega = polya_gamma(self._weight, content + self._b * self._order, generator)
        self._draw_weights(omega)
        content = np.einsum("ij,ij->i", self._x, self.alpha[self._part])
        curve = float(omega @ self._order**2) + self._prior.order**-2.0
        score = float(self._order @ (self._kappa - omega * content))
        self._b = (score / curve) + generator.standard_normal() / curve**0.5
        apart = ((self.alpha - self.mu) ** 2).sum(axis=0)
        mixing = generator.standard_gamma(1.0, len(self.mu)) / (SCALE**-2.0 + self.tau**-2.0)
        shape = (len(self.alpha) + 1) / 2
        self.tau = np.sqrt((mixing + apart / 2) / generator.standard_gamma(shape, len(self.mu)))

    def _draw_weights(self, omega: Floats) -> None:
        """Means of all parts first, then each part's weights given them."""
        generator, inner = self._generator, self.tau**-2.0
        weighed = self._x * omega[:, None]
        lean = self._kappa - omega * self._b * self._order
        curves = np.stack([gram(weighed[one], self._x[one]) for one in self._slices])
        scores = np.stack([self._x[one].T @ lean[one] for one in self._slices])
        width = len(self.mu)
        curves[:, np.arange(width), np.arange(width)] += inner
        inverse: Floats = np.linalg.inv(curves).astype(np.float64)
        inverse = (inverse + inverse.transpose(0, 2, 1)) / 2
        told: Floats = inner[None, :, None] * inverse * inner[None, None, :]
        precision: Floats = len(curves) * np.diag(inner) - told.sum(axis=0)
        precision[np.diag_indices(width)] += self._prior.width**-2.0
        pull: Floats = inner * np.einsum("pij,pj->i", inverse, scores)
        lower = np.linalg.cholesky(precision)
        noise = generator.standard_normal(width)
        half = np.linalg.solve(lower, pull) + noise
        self.mu = np.linalg.solve(lower.T, half).astype(np.float64)
        mean: Floats = np.einsum("pij,pj->pi", inverse, scores + inner * self.mu)
        noise = generator.standard_normal(scores.shape)
        self.alpha = mean + np.einsum("pij,pj->pi", np.linalg.cholesky(inverse), noise)
