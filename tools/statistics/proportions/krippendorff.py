"""Agreement of several judges beyond chance: Krippendorff's alpha, with an interval over items.

Knows ratings as whole numbers, with None for missing ones. Nothing of who judged or what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..distributions import LEVEL

Metric = Literal["nominal", "ordinal"]
Floats = NDArray[np.float64]
AGREEMENT_RESAMPLES = 2_000
"""Resamples of a bootstrap interval."""
MOST_WEIGHTS = 2_000_000
"""Weights of items that are in memory at once: 32 MB."""
MOST_DEGENERATE = 0.05
"""Share of resamples without any variation above which there is no interval."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha with its interval; either is None where it is undefined, and `reason` says why.

    `units` are those with at least two ratings, `ratings` the number of ratings in them.
    """

    alpha: float | None
    low: float | None
    high: float | None
    level: float
    metric: Metric
    units: int
    items: int
    ratings: int
    reason: str | None = None


def krippendorff_alpha(
    units: Sequence[Sequence[int | None]],
    metric: Metric = "nominal",
    *,
    items: Sequence[str] | None = None,
    level: float = LEVEL,
    draws: int = AGREEMENT_RESAMPLES,
    seed: int = 0,
) -> Agreement:
    """Alpha over units, each the ratings that one thing got, with a bootstrap interval by item.

    alpha = 1 - observed / expected disagreement, from the matrix of coincidences (Krippendorff
    2011, "Computing Krippendorff's alpha-reliability"); the ordinal metric takes values in their
    numerical order. `items` names the item of each unit, the units themselves if left out: items
    are resampled with all their units, and the interval is that of percentiles.

    Raises:
        ValueError: `items` is not as long as `units`, or the level not between 0 and 1.
    """
    names = list(range(len(units))) if items is None else list(items)
    if len(names) != len(units):
        raise ValueError(f"{len(names)} items were named for {len(units)} units")
    if not 0 < level < 1:
        raise ValueError(f"a level must lie between 0 and 1, not {level}")
    rated = [[value for value in unit if value is not None] for unit in units]
    pairable = [(name, unit) for name, unit in zip(names, rated, strict=True) if len(unit) > 1]
    ratings = sum(len(unit) for _, unit in pairable)
    groups = {name: at for at, name in enumerate(dict.fromkeys(name for name, _ in pairable))}
    if not pairable:
        reason = "no unit has two ratings"
        return Agreement(None, None, None, level, metric, 0, 0, 0, reason)
    by_item = _coincidences(pairable, groups)
    found = _alphas(by_item.sum(axis=0)[None], metric)[0]
    ends, reason = (None, None), "all ratings are the same: chance alone would agree as well"
    if not np.isnan(found):
        ends, reason = _percentiles(by_item, metric, level, draws, seed)
    alpha = None if np.isnan(found) else float(found)
    sizes = (len(pairable), len(groups), ratings)
    return Agreement(alpha, *ends, level, metric, *sizes, reason)


def _coincidences(
    pairable: list[tuple[int | str, list[int]]], groups: dict[int | str, int]
) -> Floats:
    """Coincidences of values by item: (items, values, values)."""
    values = sorted({value for _, unit in pairable for value in unit})
    place = {value: at for at, value in enumerate(values)}
    total = np.zeros((len(groups), len(values), len(values)))
    for name, unit in pairable:
        counts = np.bincount([place[value] for value in unit], minlength=len(values))
        crossed = np.outer(counts, counts) - np.diag(counts)
        total[groups[name]] += crossed / (len(unit) - 1)
    return total


def _alphas(matrices: Floats, metric: Metric) -> Floats:
    """Alpha of each matrix of coincidences; nan where nothing varies."""
    margins = matrices.sum(axis=2)
    n = margins.sum(axis=1)
    distances = _distances(margins, metric)
    observed = (matrices * distances).sum(axis=(1, 2))
    expected = (margins[:, :, None] * margins[:, None, :] * distances).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (n - 1) * observed / expected, np.nan)


def _distances(margins: Floats, metric: Metric) -> Floats:
    """Squared differences of values: (matrices, values, values)."""
    size = margins.shape[1]
    if metric == "nominal":
        return np.broadcast_to(1.0 - np.eye(size), (len(margins), size, size))
    # The sum of n_g from c to k, less half of both ends, is a difference of midranks.
    midranks = np.cumsum(margins, axis=1) - margins / 2
    return (midranks[:, :, None] - midranks[:, None, :]) ** 2


def _percentiles(
    by_item: Floats, metric: Metric, level: float, draws: int, seed: int
) -> tuple[tuple[float, float] | tuple[None, None], str | None]:
    items = len(by_item)
    if items < 2:
        return (None, None), "an interval needs two items with ratings"
    chance, even = np.random.default_rng(seed), np.full(items, 1 / items)
    found: list[Floats] = []
    for at in range(0, draws, step := max(1, MOST_WEIGHTS // items)):
        weights = chance.multinomial(items, even, size=min(step, draws - at)).astype(np.float64)
        found.append(_alphas(np.tensordot(weights, by_item, axes=1), metric))
    alphas = np.concatenate(found)
    varied = alphas[~np.isnan(alphas)]
    if len(varied) < (1 - MOST_DEGENERATE) * draws:
        return (None, None), "too few ratings differ for an interval"
    low, high = np.quantile(varied, ((1 - level) / 2, (1 + level) / 2))
    return (float(low), float(high)), None
