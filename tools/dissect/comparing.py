"""Judges held against each other: how alike they weigh properties, and where they differ.

The order term is no property and is left out. Knows fits, not prompts.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..properties.catalogue import Property
from ..statistics.distributions import LEVEL
from ..statistics.proportions.multiplicity import holm
from ..statistics.regression.gibbs import gibbs
from ..statistics.regression.noisy_correlation import noisy_correlation, pearson
from ..statistics.regression.rows import PUBLISHED
from ..study.estimate import Estimate, exact_share
from .explaining import FEW, Explained, generator, of_draws, p_of
from .finding import Difference, Similarity

Floats = NDArray[np.float64]
FEWER, WARMING = 400, 100
FEWEST_PAIRS = 20
"""Pairs that a scenario needs for a fit of its own."""
FEWEST_PROPERTIES = 4
"""Properties that a correlation needs."""


def scenario_fits(one: Explained, scenarios: Sequence[str], seed: int) -> Mapping[str, Floats]:
    """Draws by the published prior in each scenario that has pairs enough, (m, k)."""
    rows, found = one.judge.rows, dict[str, Floats]()
    for at, name in enumerate(scenarios):
        there = rows.part == at
        if len(np.unique(one.judge.pair[there])) < FEWEST_PAIRS:
            continue
        draw = generator(seed, "scenario", name, one.judge.judge)
        kept = rows.only(there)
        readings = one.judge.readings
        if readings is not None:
            readings = type(readings)(readings.said, readings.row[there])
        found[name] = gibbs(kept, PUBLISHED, draw, FEWER, WARMING, readings).weights
    return found


def similarity(
    one: Explained,
    other: Explained,
    fits: tuple[Mapping[str, Floats], Mapping[str, Floats]],
    seed: int,
) -> Similarity:
    """How alike two judges weigh properties."""
    names = (one.judge.judge, other.judge.judge)
    told = _enough(one, other)
    measured = np.column_stack([one.mean[told], other.mean[told]])
    variance = np.column_stack([each.weak.weights[:, told].var(axis=0) for each in (one, other)])
    plain, beneath = None, Estimate(value=None, reason="too few properties with data")
    if len(measured) >= FEWEST_PROPERTIES:
        plain = pearson(measured[:, 0], measured[:, 1])
        draws = noisy_correlation(measured, variance, generator(seed, "alike", *names))
        beneath = of_draws(draws, len(measured))
    return Similarity(
        one=names[0],
        other=names[1],
        by_scenario=_by_scenario(*fits),
        plain=plain,
        beneath_noise=beneath,
        agreement=_agreement(one, other),
    )


def differences(
    one: Explained, other: Explained, properties: Sequence[Property], alpha: float
) -> list[Difference]:
    """Each property's weight with one judge less that with the other, corrected over properties."""
    apart = one.mean - other.mean
    sd = np.sqrt(one.weak.weights.var(axis=0) + other.weak.weights.var(axis=0))
    m = min(len(one.weak.weights), len(other.weak.weights))
    drawn = one.weak.weights[:m] - other.weak.weights[:m]
    told = set(np.flatnonzero(_enough(one, other)).tolist())
    corrected = holm([p_of(float(a), float(b)) for a, b in zip(apart, sd, strict=True)], alpha)
    return [
        Difference(
            one=one.judge.judge,
            other=other.judge.judge,
            property=each.name,
            difference=of_draws(drawn[:, at], min(one.judge.pairs, other.judge.pairs)),
            q=corrected.adjusted[at],
            shown=corrected.rejected[at] and at in told,
        )
        for at, each in enumerate(properties)
    ]


def _enough(one: Explained, other: Explained) -> NDArray[np.bool_]:
    """Properties in which enough pairs differ with both judges."""
    found = np.ones(one.mean.shape, dtype=bool)
    for each in (one, other):
        found &= each.differ >= FEW
    return found


def _by_scenario(one: Mapping[str, Floats], other: Mapping[str, Floats]) -> Estimate:
    """The published rule, and the interval of the same over draws."""
    both = [name for name in one if name in other]
    of_means = [pearson(one[name].mean(axis=0), other[name].mean(axis=0)) for name in both]
    known = [value for value in of_means if value is not None]
    if not known:
        return Estimate(value=None, reason=f"no scenario has {FEWEST_PAIRS} pairs of both")
    drawn = np.mean([_rowwise(one[name], other[name]) for name in both], axis=0)
    low, high = np.quantile(drawn - drawn.mean(), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    value = float(np.mean(known))
    # Draws are noisier than means, so that their correlations lie lower: only the width is theirs.
    ends = max(-1.0, value + float(low)), min(1.0, value + float(high))
    return Estimate(value=value, low=ends[0], high=ends[1], n=len(known))


def _rowwise(one: Floats, other: Floats) -> Floats:
    """The correlation of each draw of the one with the same of the other."""
    m = min(len(one), len(other))
    a, b = (each[:m] - each[:m].mean(axis=1, keepdims=True) for each in (one, other))
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return (a * b).sum(axis=1) / np.where(size > 0, size, 1.0)


def _agreement(one: Explained, other: Explained) -> Estimate:
    """Of pairs that both decided, the share on which both prefer the same answer."""
    sides = [_preferred(each) for each in (one, other)]
    both = [pair for pair in sides[0] if pair in sides[1]]
    return exact_share(sum(sides[0][pair] == sides[1][pair] for pair in both), len(both))


def _preferred(one: Explained) -> dict[int, bool]:
    """By pair, whether a was preferred over both orders; pairs without a preference left out."""
    judge = one.judge
    lean = np.bincount(judge.pair, judge.rows.weight * (judge.rows.y - 0.5))
    return {int(pair): bool(lean[pair] > 0) for pair in np.unique(judge.pair) if lean[pair] != 0}
