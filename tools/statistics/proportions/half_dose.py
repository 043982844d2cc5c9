"""The dose at which half of the answers are won: a logistic curve in the logarithm of the dose.

logit P(win) = a + b ln(dose), fitted to counts by maximum likelihood; the dose at one half is
exp(-a/b). Where a dose is not positive, the dose itself takes the place of its logarithm. The error
is the jackknife over clusters on that scale, with t on clusters minus one, so that answers within a
cluster may depend on each other in any way. Knows numbers.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..distributions import LEVEL, t_quantile
from .intervals import Interval

STEPS = 60
STEEPEST = 60.0
"""A logit beyond which a fit counts as without bound."""
MOST_LOG = 700.0
"""Of a dose: its exponential is still a number."""
FEWEST_CLUSTERS = 3
"""Clusters without which nothing tells how they differ."""


class Point(NamedTuple):
    """Wins of so many answers at a dose, in a cluster."""

    dose: float
    wins: float
    answers: float
    cluster: str


class HalfDose(NamedTuple):
    """The dose with its interval; None with a reason why.

    `slope` is in logits, for each factor of e in the dose where it is `logarithmic`, else for each
    unit; its interval is None where the dose's would be.
    """

    dose: float | None
    interval: Interval | None
    slope: float | None
    clusters: int
    reason: str | None = None
    slope_interval: Interval | None = None
    logarithmic: bool = True


def half_dose(points: Sequence[Point], level: float = LEVEL) -> HalfDose:
    """Fit, and leave out each cluster in turn.

    Raises:
        ValueError: there are more wins than answers.
    """
    if any(not 0 <= one.wins <= one.answers for one in points):
        raise ValueError("wins are at most as many as answers")
    log = all(one.dose > 0 for one in points)
    names = sorted({one.cluster for one in points})
    whole = _fit(points, log)
    if whole is None:
        return HalfDose(None, None, None, len(names), "no curve fits: the share hardly changes")
    found = HalfDose(_back(whole[0], log), None, whole[1], len(names), None, None, log)
    if len(names) < FEWEST_CLUSTERS:
        return _reached(found, points, f"fewer than {FEWEST_CLUSTERS} clusters")
    without = [_fit([one for one in points if one.cluster != name], log) for name in names]
    kept = [one for one in without if one is not None]
    if len(kept) < len(names):
        return _reached(found, points, "it rests on one cluster")
    (low, high), slopes = (_jackknifed([one[i] for one in kept], whole[i], level) for i in (0, 1))
    ends = Interval(_back(low, log), _back(high, log), level)
    found = found._replace(interval=ends, slope_interval=Interval(*slopes, level))
    return _reached(found, points)


def _reached(found: HalfDose, points: Sequence[Point], why: str | None = None) -> HalfDose:
    """Without a dose, if that lies beyond those that were tried; `why` it has no interval."""
    lowest, highest = (pick(one.dose for one in points) for pick in (min, max))
    if found.dose is not None and lowest <= found.dose <= highest:
        return found._replace(reason=why)
    reason = f"the share does not cross one half between {lowest:g} and {highest:g}"
    return found._replace(dose=None, interval=None, reason=reason)


def _jackknifed(without: Sequence[float], value: float, level: float) -> tuple[float, float]:
    """The ends of an interval from estimates without each cluster in turn."""
    squares = sum((one - value) ** 2 for one in without)
    error = math.sqrt(squares * (len(without) - 1) / len(without))
    half = t_quantile((1 + level) / 2, len(without) - 1) * error
    return value - half, value + half


def _back(at: float, log: bool) -> float:
    """From the scale of the fit to a dose."""
    return math.exp(min(at, MOST_LOG)) if log else at


def _fit(points: Sequence[Point], log: bool) -> tuple[float, float] | None:
    """The place of one half, and the slope; None where there is no finite peak, or no slope."""
    doses = np.array([one.dose for one in points])
    x = np.log(doses) if log else doses
    if not len(x) or np.ptp(x) == 0:
        return None
    middle = float(x.mean())
    design = np.column_stack((np.ones_like(x), x - middle))
    wins, answers = (np.array([one[i] for one in points]) for i in (1, 2))
    at = np.zeros(2)
    for _ in range(STEPS):
        logits = design @ at
        if np.abs(logits).max() > STEEPEST:
            return None
        chance = 1 / (1 + np.exp(-logits))
        information = design.T @ (design * (answers * chance * (1 - chance))[:, None])
        if np.linalg.cond(information) > 1e12:
            return None
        step = np.linalg.solve(information, design.T @ (wins - answers * chance))
        at = at + step / max(1.0, float(np.abs(design @ step).max()) / 4)
        if float(np.abs(step).max()) < 1e-10:
            break
    slope = float(at[1])
    return None if abs(slope) < 1e-9 else (middle - float(at[0]) / slope, slope)
