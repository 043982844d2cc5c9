"""Agreement of one rater with another beyond chance: Cohen's kappa, with a clustered interval.

kappa = (p_o - p_e) / (1 - p_e) (Cohen 1960), p_o the share of answers on which both say the same
and p_e the share that their margins alone would give. Its error is the jackknife over clusters,
with t on clusters minus one, so that answers within a cluster may depend on each other. Knows
counts alone.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..distributions import LEVEL, t_quantile
from .intervals import Interval

Floats = NDArray[np.float64]
FEWEST_TABLES = 3
"""Clusters without which nothing tells how they differ."""


class Kappa(NamedTuple):
    """Kappa with its error and interval; None with a reason where it is undefined."""

    value: float | None
    error: float | None
    interval: Interval | None
    reason: str | None = None


def cohen_kappa(tables: Floats, level: float = LEVEL) -> Kappa:
    """Kappa of the sum of some tables of counts, one a cluster: (clusters, values, values).

    Raises:
        ValueError: the tables are not square, or a count is negative.
    """
    if tables.ndim != 3 or tables.shape[1] != tables.shape[2] or (tables < 0).any():
        raise ValueError("tables of counts must be (clusters, values, values)")
    whole = tables.sum(axis=0)
    if not whole.sum():
        return Kappa(None, None, None, "there are no answers")
    value = float(_kappa(whole[None])[0])
    if math.isnan(value):
        return Kappa(None, None, None, "both always say the same one thing: chance would too")
    clusters = len(tables)
    if clusters < FEWEST_TABLES:
        return Kappa(value, None, None, f"fewer than {FEWEST_TABLES} pairs")
    without = _kappa(whole - tables)
    if np.isnan(without).any():
        return Kappa(value, None, None, "it rests on one pair")
    error = math.sqrt(float(((without - value) ** 2).sum()) * (clusters - 1) / clusters)
    half = t_quantile((1 + level) / 2, clusters - 1) * error
    return Kappa(value, error, Interval(max(-1.0, value - half), min(1.0, value + half), level))


def _kappa(tables: Floats) -> Floats:
    """Of each table; nan where chance alone would always agree."""
    n = tables.sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.trace(tables, axis1=1, axis2=2) / n
        chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1) / n**2
        return np.where(chance < 1, (observed - chance) / (1 - chance), np.nan)
