"""How well probabilities foretell new answers: accuracy, log loss, calibration.

Answers to one pair may depend on each other in any way: errors are clustered by pair. Knows
probabilities, wins and clusters: nothing of utilities or of who made the predictions.
"""

import math
from dataclasses import dataclass

import numpy as np

from ..distributions import LEVEL, t_quantile
from ..proportions.intervals import Interval
from .laplacian import summed
from .links import Floats
from .win_graph import Ints

BINS = 10
FEWEST_CLUSTERS = 2
ERROR_RESAMPLES = 400
CLIP = 1e-6
"""How near 0 or 1 a prediction may be: a loss is then finite."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean over answers with its interval clustered by pair; None with a reason if undefined."""

    value: float | None
    interval: Interval | None
    n: int
    clusters: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with similar predictions: what was expected, what was seen, and an interval of it."""

    predicted: float
    observed: float
    interval: Interval | None
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether predicted probabilities mean what they say.

    `error` is the expected calibration error, with an interval over resampled pairs; `by_chance`
    what perfect predictions would show with these answers. `slope` is Cox's: 1 is right, below 1
    too sure, above 1 too timid.
    """

    bins: list[Bin]
    error: Measured
    by_chance: float | None
    slope: Measured


def log_loss(
    predicted: Floats, wins: Floats, losses: Floats, clusters: Ints, level: float = LEVEL
) -> Measured:
    """Minus the mean log probability of the answers, in nats; a coin has log 2.

    All arrays are (rows,): P(win), the wins and losses it was predicted for, and the pair's number.

    Raises:
        ValueError: lengths differ, or the level is not between 0 and 1.
    """
    _check(predicted, wins, losses, clusters, level)
    p = np.clip(predicted, CLIP, 1 - CLIP)
    return _mean(-(wins * np.log(p) + losses * np.log1p(-p)), wins + losses, clusters, level)


def accuracy(
    predicted: Floats, wins: Floats, losses: Floats, clusters: Ints, level: float = LEVEL
) -> Measured:
    """The share of answers on the side that had more than half; a prediction of half is half right.

    Raises:
        ValueError: lengths differ, or the level is not between 0 and 1.
    """
    _check(predicted, wins, losses, clusters, level)
    up = np.sign(predicted - 0.5) / 2 + 0.5
    return _mean(up * wins + (1 - up) * losses, wins + losses, clusters, level)


def calibration(
    predicted: Floats,
    wins: Floats,
    losses: Floats,
    clusters: Ints,
    level: float = LEVEL,
    seed: int = 0,
) -> Calibration:
    """Reliability in bins of equal numbers of answers, its mean error, and Cox's slope.

    The calibration error (Naeini, Cooper & Hauskrecht 2015) is never zero, even of perfect
    predictions: `by_chance` redraws the answers from them (Bröcker & Smith 2007). The slope s is
    that of logit P(win) = s logit(p), with a sandwich clustered by pair (Cox 1958, "Two further
    applications of a model for binary regression"). It has no intercept, so that exchanging what
    counts as a win changes nothing.

    Raises:
        ValueError: lengths differ, or the level is not between 0 and 1.
    """
    _check(predicted, wins, losses, clusters, level)
    n = wins + losses
    _, owner = np.unique(clusters[n > 0], return_inverse=True)
    p, won, n = predicted[n > 0], wins[n > 0], n[n > 0]
    places = _bins(p, n)
    slope = _slope(p, won, n, owner, level)
    count = int(owner.max()) + 1 if len(owner) else 0
    if count < FEWEST_CLUSTERS:
        reason = f"calibration needs {FEWEST_CLUSTERS} pairs with answers, not {count}"
        empty = Measured(None, None, int(n.sum()), count, reason)
        return Calibration([], empty, None, slope)
    draw = np.random.default_rng(seed)
    error = _error(p, won, n, places)
    resampled: list[float] = []
    for times in draw.multinomial(count, np.full(count, 1 / count), size=ERROR_RESAMPLES):
        w = times[owner].astype(np.float64)
        resampled.append(_error(p, w * won, w * n, places))
    whole = np.round(n).astype(np.int64)
    perfect = [
        _error(p, draw.binomial(whole, p).astype(np.float64), whole.astype(np.float64), places)
        for _ in range(ERROR_RESAMPLES)
    ]
    # Resampling adds the same noise again: it is taken off the middle before the spread is used.
    shift = error - float(np.mean(resampled))
    low, high = np.quantile(resampled, [(1 - level) / 2, (1 + level) / 2]) + shift
    ends = Interval(max(0.0, float(low)), min(1.0, float(high)), level)
    found = Measured(error, ends, int(n.sum()), count)
    return Calibration(
        _table(p, won, n, owner, places, level), found, float(np.mean(perfect)), slope
    )


def _bins(p: Floats, n: Floats) -> Ints:
    """The bin of each row: rows sorted by prediction, cut where a tenth of the answers is full."""
    order = np.argsort(p, kind="stable")
    middle = np.cumsum(n[order]) - n[order] / 2
    places = np.empty(len(p), dtype=np.int64)
    places[order] = np.minimum(middle / max(float(n.sum()), 1e-300) * BINS, BINS - 1)
    return places


def _error(p: Floats, won: Floats, n: Floats, places: Ints) -> float:
    gap = summed(places, won - n * p, BINS)
    return float(np.abs(gap).sum() / max(float(n.sum()), 1e-300))


def _table(p: Floats, won: Floats, n: Floats, owner: Ints, places: Ints, level: float) -> list[Bin]:
    rows: list[Bin] = []
    for place in np.unique(places):
        here = places == place
        seen = _mean(won[here], n[here], owner[here], level)
        if seen.value is not None:
            middle = float(p[here] @ n[here] / n[here].sum())
            rows.append(Bin(middle, seen.value, seen.interval, seen.n))
    return rows


def _mean(values: Floats, n: Floats, clusters: Ints, level: float) -> Measured:
    """The ratio sum of values over sum of n, linearised by cluster (Cochran 1977, section 6.4)."""
    total = float(n.sum())
    if total == 0:
        return Measured(None, None, 0, 0, "there are no answers")
    ratio = float(values.sum()) / total
    _, owner = np.unique(clusters[n > 0], return_inverse=True)
    count = int(owner.max()) + 1
    if count < FEWEST_CLUSTERS:
        reason = "one pair alone does not tell how pairs differ: no interval"
        return Measured(ratio, None, round(total), count, reason)
    left = summed(owner, (values - ratio * n)[n > 0], count)
    error = math.sqrt(float(left @ left) * count / (count - 1)) / total
    half = t_quantile((1 + level) / 2, count - 1) * error
    return Measured(ratio, Interval(ratio - half, ratio + half, level), round(total), count)


def _slope(p: Floats, won: Floats, n: Floats, owner: Ints, level: float) -> Measured:
    """Newton's steps for one slope through the origin, and its sandwich."""
    count, answers = (int(owner.max()) + 1 if len(owner) else 0), int(n.sum())
    clipped = np.clip(p, CLIP, 1 - CLIP)
    x = np.log(clipped / (1 - clipped))
    if count < FEWEST_CLUSTERS or not np.any(np.abs(x) > 1e-9):
        return Measured(None, None, answers, count, "predictions do not differ from one half")
    right = np.where(x > 0, won, n - won)[np.abs(x) > 1e-9]
    if right.sum() in (0.0, float(n[np.abs(x) > 1e-9].sum())):
        reason = "all answers fall on one side of the predictions: the slope has no bound"
        return Measured(None, None, answers, count, reason)
    slope = 0.0
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(slope * x, -500, 500)))
        information = float((n * chance * (1 - chance)) @ x**2)
        step = float((won - n * chance) @ x) / information
        slope += min(max(step, -1.0), 1.0)
        if abs(step) < 1e-10:
            break
    chance = 1 / (1 + np.exp(-np.clip(slope * x, -500, 500)))
    pulls = summed(owner, (won - n * chance) * x, count)
    information = float((n * chance * (1 - chance)) @ x**2)
    error = math.sqrt(float(pulls @ pulls) * count / (count - 1)) / information
    half = t_quantile((1 + level) / 2, count - 1) * error
    return Measured(slope, Interval(slope - half, slope + half, level), answers, count)


def _check(predicted: Floats, wins: Floats, losses: Floats, clusters: Ints, level: float) -> None:
    if not len(predicted) == len(wins) == len(losses) == len(clusters):
        raise ValueError("predictions, wins, losses and clusters must be equally long")
    if not 0 < level < 1:
        raise ValueError(f"a level must lie between 0 and 1, not {level}")
