"""The sampler of `gibbs.py` for many data sets of the same rows at once: a hundred judges of one
design, whose answers differ.

The law and the steps are the same; what numpy does once for each data set there it does once for
all of them here. Signs that were annotated with errors are not for this. Knows numbers alone.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .gibbs import FEWEST_WARM, MOST_OVER, SMALLEST, WARM_UP
from .gram import ALONE, product
from .polya_gamma import polya_gamma
from .rows import SINGLE, Floats, Prior, Rows


def gibbs_many(
    some: Sequence[Rows],
    prior: Prior,
    generator: np.random.Generator,
    draws: int,
    warm_up: int = WARM_UP,
) -> Floats:
    """Draws of weights, and of the order in the last column if it is known: (sets, draws, k).

    All sets have the signs, orders and groups of the first; preferences and weights are their own.
    """
    chain = _Chains(some, prior, generator)
    warm = np.empty((warm_up, *chain.beta.shape))
    for at in range(warm_up):
        chain.step()
        warm[at] = chain.beta
    chain.over = _over(warm[warm_up // 2 :])
    kept = np.empty((draws, *chain.beta.shape))
    for at in range(draws):
        chain.step()
        kept[at] = chain.beta
    return kept.transpose(1, 0, 2)


def _over(warm: Floats) -> Floats:
    """How far each set's weights are drawn over to the other side, (sets, 1)."""
    if len(warm) < FEWEST_WARM:
        return np.zeros((warm.shape[1], 1))
    apart = warm - warm.mean(axis=0)
    size = np.maximum((apart**2).sum(axis=0), 1e-300)
    lacking = np.quantile((apart[1:] * apart[:-1]).sum(axis=0) / size, 0.75, axis=1, keepdims=True)
    return np.clip(lacking / np.maximum(1 - lacking, 0.1), 0.0, MOST_OVER)


class _Groups:
    """Rows by group in a table, filled up with a row that counts nothing."""

    def __init__(self, group: NDArray[np.int64]) -> None:
        """Take the group of each row."""
        self.rows = np.flatnonzero(group != SINGLE)
        _, self.place = np.unique(group[self.rows], return_inverse=True)
        sizes = np.bincount(self.place)
        self.count, nothing = len(sizes), len(group)
        self.table = np.full((self.count, sizes.max(initial=0)), nothing)
        by_group = np.argsort(self.place, kind="stable")
        start = np.cumsum(sizes) - sizes
        column = np.arange(len(self.rows)) - np.repeat(start, sizes)
        self.table[self.place[by_group], column] = self.rows[by_group]

    def of(self, values: Floats) -> Floats:
        """Values by row (sets, n) as they stand in the table, (sets, groups, most)."""
        filled = np.column_stack([values, np.zeros(len(values))])
        return filled[:, self.table]


class _Chains:
    """The states of all chains, and their step."""

    def __init__(self, some: Sequence[Rows], prior: Prior, generator: np.random.Generator) -> None:
        """Begin at zero, where every chance is one half."""
        first, self.generator, self.prior = some[0], generator, prior
        self.x, self.width = first.design, first.x.shape[1]
        sets, (n, k) = len(some), self.x.shape
        self.weight = np.stack([one.weight for one in some])
        kappa = self.weight * (np.stack([one.y for one in some]) - 0.5)
        self.score = kappa @ self.x
        blocks = max(1, sets * n * k // ALONE)
        self.turned = [np.ascontiguousarray(one.T) for one in np.array_split(self.x, blocks)]
        upper = np.triu_indices(k)
        self.products = self.x[:, upper[0]] * self.x[:, upper[1]]
        self.square = np.zeros((k, k), dtype=np.int64)
        self.square[upper] = self.square.T[upper] = np.arange(len(upper[0]))
        self.precision = np.full((sets, k), prior.width**-2.0)
        self.precision[:, self.width :] = prior.order**-2.0
        self.diagonal = np.diag_indices(k)
        self.groups = _Groups(first.group)
        self.grouped = np.vstack([self.x, np.zeros(k)])[self.groups.table]
        self.lean = self.groups.of(kappa).sum(axis=2)
        self.beta, self.effect = np.zeros((sets, k)), np.zeros((sets, n))
        self.tau, self.over = np.ones((sets, 1)), np.zeros((sets, 1))

    def step(self) -> None:
        """Draw everything once."""
        eta = np.hstack([self.beta @ some for some in self.turned]) + self.effect
        drawn = polya_gamma(self.weight.ravel(), eta.ravel(), self.generator)
        self._weights(drawn.reshape(eta.shape))
        if self.prior.kind == "laplace":
            own = np.maximum(np.abs(self.beta[:, : self.width]), SMALLEST)
            rate = 1 / self.prior.width
            self.precision[:, : self.width] = self.generator.wald(rate / own, rate**2)

    def _weights(self, omega: Floats) -> None:
        curve = product(omega, self.products)[:, self.square]
        curve[:, *self.diagonal] += self.precision
        groups, score = self.groups, self.score
        if not groups.count:
            self.beta = self._normal(curve, score)
            return
        by_group = groups.of(omega)
        cross: Floats = np.matmul(by_group.transpose(1, 0, 2), self.grouped).transpose(1, 0, 2)
        own: Floats = by_group.sum(axis=2) + self.tau**-2.0
        part = cross / own[:, :, None]
        curve = curve - np.matmul(part.transpose(0, 2, 1), cross)
        score = score - np.einsum("sgk,sg->sk", part, self.lean)
        self.beta = self._normal(curve, score)
        fitted: Floats = np.matmul(cross, self.beta[:, :, None])[:, :, 0]
        effect: Floats = np.asarray((self.lean - fitted) / own, dtype=np.float64)
        noise = self.generator.standard_normal((len(effect), groups.count)) / np.sqrt(own)
        effects = effect + noise
        self.effect[:, groups.rows] = effects[:, groups.place]
        mixing = self.generator.standard_gamma(1.0, self.tau.shape) / (1 + self.tau**-2.0)
        rate: Floats = mixing + 0.5 * np.sum(effects**2, axis=1, keepdims=True)
        shape = (groups.count + 1) / 2
        self.tau = np.sqrt(rate / self.generator.standard_gamma(shape, self.tau.shape))

    def _normal(self, curve: Floats, score: Floats) -> Floats:
        """Draws of normal laws with these precisions and scores, away from the last ones."""
        root: Floats = np.linalg.inv(np.linalg.cholesky(curve)).astype(np.float64)
        turned = root.transpose(0, 2, 1)
        mean = (turned @ (root @ score[:, :, None]))[:, :, 0]
        free = self.generator.standard_normal(score.shape)
        noise = (turned @ free[:, :, None])[:, :, 0]
        over = self.over
        return mean - over * (self.beta - mean) * (over > 0) + np.sqrt(1 - over**2) * noise
