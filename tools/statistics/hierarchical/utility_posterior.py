"""Utilities whose spread, pair noise and slips are found from the same answers; and any at all?

Nothing is taken for known that the answers tell: the posterior is averaged over a lattice of levels
(`pair_likelihood.Level`) by their evidence. A prior as wide as the utilities are keeps intervals
right where pairs were chosen by what was seen before: a posterior does not ask why one was
(Berger & Wolpert 1988, "The likelihood principle"; Efron & Morris 1973 on empirical Bayes).

Whether there are utilities is a ratio of evidence: all levels, against equal utilities with the
same noise and slips. Under equal utilities it is an e-value: on the mean over the priors it exceeds
20 with a probability of at most 1 in 20, whenever one stops and whatever pairs one selects (Ville
1939). The priors: log-uniform on the spread, half-normal on the noise, exponential on slips, with
extra weight on "none" for the latter two. Knows counts: nothing of texts or of who selects.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..distributions import HALVINGS, LEVEL
from ..paired.comparisons import Comparisons
from ..paired.links import LINKS, Floats, LinkName
from .lattice import DROP, STRIDES, Point, likely_points, near
from .noisy_pairs import NoisyPairs, Peak
from .pair_likelihood import Level

ORDER_SD = 3.0
NOISE_SD, NO_NOISE = 0.85, 0.75
"""Prior of the noise in logits, and its weight on none. With few options it alone tells a ranking
from pairs that are decided each for itself."""
SLIPS_MEAN, NO_SLIPS = 0.1, 0.8
PROBIT = 1.7
"""Logits in a probit, near enough for a prior."""
MOST_LEVELS, MOST_WORK = 400, 100_000
"""Levels that are tried at most, and fewer where there are many pairs."""
FEWEST_LEVELS = 40
FAR = 9.0
"""Errors from every level's mean, beyond which no quantile lies."""
_SPREADS: Floats = 0.1 * 10 ** (np.arange(35) / 20)
_NOISES: Floats = np.arange(65) / 16
_SLIPS: Floats = 0.3 * (np.arange(17) / 16) ** 1.5
_NEVER = (None, math.inf)


@dataclass(frozen=True, eq=False)
class UtilityPosterior:
    """What is known of utilities (items,), their covariance, and of the order effect after all.

    `log_evidence_ratio` is the natural logarithm of that for utilities against equal ones; `level`
    the mean of spread, noise and slips; `likeliest` the level of the largest posterior. `parts` are
    the weights of levels (levels,), and means and errors at each: (levels, items).
    """

    utilities: Floats
    joint_covariance: Floats
    order_effect: float
    log_evidence_ratio: float
    level: Level
    likeliest: Level
    parts: tuple[Floats, Floats, Floats]

    @property
    def covariance(self) -> Floats:
        """Of the utilities: (items, items)."""
        return self.joint_covariance[:-1, :-1]

    @property
    def posterior(self) -> tuple[Floats, Floats]:
        """Mean and covariance, to draw utilities from."""
        return self.utilities, self.covariance

    @cached_property
    def standard_errors(self) -> Floats:
        """Of the utilities, as differences from the mean utility: (items,)."""
        return np.sqrt(np.maximum(np.diag(self.covariance), 0.0))

    @cached_property
    def interval(self) -> Floats:
        """One (low, high) an item, quantiles of the mixture of levels: (items, 2)."""
        tail = (1 - LEVEL) / 2
        return np.stack([self._quantile(p) for p in (tail, 1 - tail)], axis=1)

    def _quantile(self, p: float) -> Floats:
        """By bisection; a mixture of normals is skewed where it is not sure of its spread."""
        weights, means, errors = self.parts
        low: Floats = (means - FAR * errors).min(axis=0)
        high: Floats = (means + FAR * errors).max(axis=0)
        for _ in range(HALVINGS):
            middle: Floats = (low + high) / 2
            chance = np.exp(LINKS["probit"].log_probability((middle - means) / errors))
            below: NDArray[np.bool_] = weights @ chance < p
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return (low + high) / 2

    @property
    def order_effect_se(self) -> float:
        """The standard deviation of the order effect."""
        return float(self.joint_covariance[-1, -1] ** 0.5)


def utility_posterior(counts: Comparisons, link: LinkName = "logit") -> UtilityPosterior:
    """Average over spread, noise and slips; wins may be fractional.

    A single pair has no noise: how much it differs from its utilities cannot be asked.

    Raises:
        ValueError: there is no answer.
    """
    if not counts.answers.sum():
        raise ValueError("without an answer there is nothing to fit")
    scale = 1.0 if link == "logit" else PROBIT
    return _Averaging(NoisyPairs(counts, link, ORDER_SD / scale), scale).result()


def _log_prior(points: Floats, density: Floats, none: float, stride: int) -> Floats:
    """The log weights of every `stride`-th point, `none` of the whole at the first: (points,)."""
    some = points[::stride]
    weights = density[::stride] * np.gradient(some)
    weights[0] = 0.0
    weights *= (1 - none) / weights.sum()
    weights[0] = none
    return np.log(np.maximum(weights, 1e-300))


class _Averaging:
    """The evidence of levels on a lattice, each computed once."""

    def __init__(self, pairs: NoisyPairs, scale: float) -> None:
        self._pairs, self._scale = pairs, scale
        self._peaks: dict[Point, tuple[Peak, float]] = {}
        self._nulls: dict[Point, tuple[float, float, float]] = {}
        noises = 1 if pairs.pairs < 2 else len(_NOISES)
        self._shape = (len(_SPREADS), noises, len(_SLIPS))
        self._most = max(FEWEST_LEVELS, min(MOST_LEVELS, MOST_WORK // pairs.pairs))
        noise = np.exp(-0.5 * (_NOISES / NOISE_SD) ** 2)
        slips = np.exp(-_SLIPS / SLIPS_MEAN)
        self._prior = {
            stride: (
                np.full(len(_SPREADS), -math.log(len(range(0, len(_SPREADS), stride)))),
                _log_prior(_NOISES, noise, NO_NOISE, stride),
                _log_prior(_SLIPS, slips, NO_SLIPS, stride),
            )
            for stride in STRIDES
        }

    def level(self, point: Point) -> Level:
        spread, noise, slips = point
        return Level(
            float(_SPREADS[spread]) / self._scale,
            float(_NOISES[noise]) / self._scale,
            float(_SLIPS[slips]),
        )

    def result(self) -> UtilityPosterior:
        widths = [(spread, 0, 0) for spread in range(0, self._shape[0], STRIDES[0])]
        found, best = likely_points(self._at, widths, self._shape, self._most)
        start = self._as_noise(best)
        equal, _ = likely_points(self._at_equal, [start], self._shape[1:], self._most)
        ratio = _log_sum(found.values()) - _log_sum(equal.values())
        top = found[best]
        weights = {point: math.exp(log - top) for point, log in found.items() if log > top - DROP}
        total = sum(weights.values())
        size = self._pairs.items + 1
        mean, second, level = np.zeros(size), np.zeros((size, size)), np.zeros(3)
        parts: list[tuple[float, Floats, Floats]] = []
        for point, weight in weights.items():
            peak, share = self._peaks[point][0], weight / total
            at = peak.at.copy()
            at[:-1] -= at[:-1].mean()
            own = self._pairs.covariance(peak)
            parts.append((share, at[:-1], np.sqrt(np.maximum(np.diag(own)[:-1], 1e-30))))
            mean += share * at
            second += share * (own + np.outer(at, at))
            level += share * np.array(self.level(point))
        spread = second - np.outer(mean, mean)
        return UtilityPosterior(
            utilities=mean[:-1],
            joint_covariance=spread,
            order_effect=float(mean[-1]),
            log_evidence_ratio=ratio,
            level=Level(*(float(one) for one in level)),
            likeliest=self.level(best),
            parts=(
                np.array([one for one, _, _ in parts]),
                np.array([one for _, one, _ in parts]),
                np.array([one for _, _, one in parts]),
            ),
        )

    def _as_noise(self, point: Point) -> Point:
        """Where equal utilities explain most: what utilities make of pairs is then their own."""
        at, stride = self.level(point), STRIDES[0]
        wide = math.sqrt(2 * at.spread**2 + at.noise**2) * self._scale
        noise = min(int(np.searchsorted(_NOISES, wide)), self._shape[1] - 1)
        return noise // stride * stride, point[2] // stride * stride

    def _at(self, points: Sequence[Point], stride: int, close: float) -> list[float]:
        new = [one for one in points if self._peaks.get(one, _NEVER)[1] > close]
        if new:
            known = {point: peak.at for point, (peak, _) in self._peaks.items()}
            starts = near(known, new, self._pairs.items + 1)
            peaks = self._pairs.peaks([self.level(point) for point in new], starts, close)
            self._peaks.update((one, (peak, close)) for one, peak in zip(new, peaks, strict=True))
        return [self._peaks[one][0].evidence + self._log_prior_of(one, stride, 0) for one in points]

    def _at_equal(self, points: Sequence[Point], stride: int, close: float) -> list[float]:
        new = [one for one in points if self._nulls.get(one, _NEVER)[1] > close]
        if new:
            known = {point: np.array([order]) for point, (_, _, order) in self._nulls.items()}
            levels = [self.level((0, *point))[1:] for point in new]
            logs, orders = self._pairs.nulls(levels, near(known, new, 1)[:, 0], close)
            found = zip(new, logs.tolist(), orders.tolist(), strict=True)
            self._nulls.update((one, (log, close, order)) for one, log, order in found)
        return [self._nulls[one][0] + self._log_prior_of(one, stride, 1) for one in points]

    def _log_prior_of(self, point: Point, stride: int, begin: int) -> float:
        priors = self._prior[stride][begin:]
        return sum(float(prior[at // stride]) for prior, at in zip(priors, point, strict=True))


def _log_sum(logs: Iterable[float]) -> float:
    logs = list(logs)
    top = max(logs)
    return top + math.log(sum(math.exp(log - top) for log in logs))
