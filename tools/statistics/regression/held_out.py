"""How well answers are foretold that no fit has seen: by all properties, by length, by order.

Clusters are held out whole, a fold at a time. All properties: the mean over posterior draws of the
chance, which is what a log loss is fair to. Baselines: unpenalised maximum likelihood. Log losses
are in nats; a prediction of exactly one half is half right. Knows numbers alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..distributions import LEVEL, t_quantile
from .gibbs import gibbs
from .gibbs_many import gibbs_many
from .maximum_likelihood import mode, sigmoid
from .rows import Floats, Prior, Rows

ALL, LENGTH, ORDER, BOTH, COIN = "all", "length", "order", "length_and_order", "coin"
DRAWS_HELD_OUT, WARM_UP = 200, 40
"""Of one fit: the mean chance of a row hardly depends on how many there are."""


@dataclass(frozen=True)
class HeldOut:
    """Chances that were foretold of each row, by model, and how good they were."""

    chances: Mapping[str, Floats]
    losses: Mapping[str, Floats]
    weight: Floats
    y: Floats

    def log_loss(self, model: str) -> float:
        """The mean log loss of a row."""
        return float(np.average(self.losses[model], weights=self.weight))

    def accuracy(self, model: str) -> float:
        """The share of preferences that were foretold."""
        chance = self.chances[model]
        right = np.where(chance > 0.5, self.y, np.where(chance < 0.5, 1 - self.y, 0.5))
        return float(np.average(right, weights=self.weight))


def foretold(train: Rows, test: Rows, length: int | None, drawn: Floats) -> dict[str, Floats]:
    """Chances of the rows of `test`; `length` is the column of the length.

    `drawn` (m, k) are draws of a fit to `train`, the order in the last column if it is known.
    """
    design = np.column_stack([test.x, test.order]) if train.ordered else test.x
    found = {
        ALL: sigmoid(design @ drawn.T).mean(axis=1),
        COIN: np.full(len(test.y), 0.5),
        ORDER: _by(train, test, []),
    }
    if length is not None:
        plain = Rows.of(train.x, train.y)
        found[LENGTH] = _by(
            Rows(plain.x, plain.order, train.y, train.weight, train.group, train.part),
            Rows(test.x, np.zeros(len(test.y)), test.y, test.weight, test.group, test.part),
            [length],
        )
        found[BOTH] = _by(train, test, [length])
    return found


def _by(train: Rows, test: Rows, columns: list[int]) -> Floats:
    """By maximum likelihood from some columns, and the order where it is known."""
    one, other = train.x[:, columns], test.x[:, columns]
    if train.ordered:
        one = np.column_stack([one, train.order])
        other = np.column_stack([other, test.order])
    return sigmoid(other @ mode(one, train.y, train.weight))


def held_out(
    rows: Rows,
    fold: NDArray[np.int64],
    length: int | None,
    prior: Prior,
    generator: np.random.Generator,
    draws: int = DRAWS_HELD_OUT,
) -> HeldOut:
    """Foretell each fold from all others; `fold` (n,) is the same for what is held out together."""

    def fit(train: Sequence[Rows]) -> list[Floats]:
        return [gibbs(one, prior, generator, draws, WARM_UP).all for one in train]

    return _by_folds([rows], fold, length, fit)[0]


def held_out_many(
    some: Sequence[Rows],
    fold: NDArray[np.int64],
    length: int | None,
    prior: Prior,
    generator: np.random.Generator,
    draws: int = DRAWS_HELD_OUT,
) -> list[HeldOut]:
    """The same for many sets whose rows differ in preferences and weights alone."""

    def fit(train: Sequence[Rows]) -> list[Floats]:
        return list(gibbs_many(train, prior, generator, draws, WARM_UP))

    return _by_folds(some, fold, length, fit)


def _by_folds(
    some: Sequence[Rows],
    fold: NDArray[np.int64],
    length: int | None,
    fit: Callable[[Sequence[Rows]], list[Floats]],
) -> list[HeldOut]:
    chances: list[dict[str, Floats]] = [{} for _ in some]
    for one in np.unique(fold):
        test = fold == one
        train = [rows.only(~test) for rows in some]
        for rows, left, drawn, found in zip(some, train, fit(train), chances, strict=True):
            for name, told in foretold(left, rows.only(test), length, drawn).items():
                found.setdefault(name, np.empty(len(rows.y)))[test] = told
    return [_held_out(rows, found) for rows, found in zip(some, chances, strict=True)]


def _held_out(rows: Rows, chances: dict[str, Floats]) -> HeldOut:
    losses = {name: log_losses(some, rows.y) for name, some in chances.items()}
    return HeldOut(chances, losses, rows.weight, rows.y)


def log_losses(chance: Floats, y: Floats) -> Floats:
    """Of each row, in nats."""
    kept = np.clip(chance, 1e-12, 1 - 1e-12)
    return -(y * np.log(kept) + (1 - y) * np.log1p(-kept))


@dataclass(frozen=True, slots=True)
class Gain:
    """The mean difference of two log losses, with an interval clustered by question."""

    value: float
    low: float
    high: float
    clusters: int


def gain(
    found: HeldOut, worse: str, better: str, cluster: NDArray[np.int64], level: float = LEVEL
) -> Gain | None:
    """How much less `better` loses than `worse`; None with fewer than two clusters.

    The interval is that of a ratio of sums over clusters, with t quantiles.
    """
    apart = (found.losses[worse] - found.losses[better]) * found.weight
    _, place = np.unique(cluster, return_inverse=True)
    sums, sizes = np.bincount(place, apart), np.bincount(place, found.weight)
    count = len(sums)
    if count < 2:
        return None
    value = float(sums.sum() / sizes.sum())
    left = sums - value * sizes
    error = float(np.sqrt(count / (count - 1) * (left @ left)) / sizes.sum())
    reach = t_quantile(0.5 + level / 2, count - 1) * error
    return Gain(value, value - reach, value + reach, count)
