"""How far a judge was moved: scores and choices between pushed and plain answers, and the forecast.

The forecast is by the weights that the judge's choices on other pairs gave, from what the written
answers differ in; what is moved beyond it has the errors of both. Knows observations and fits;
asks nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...properties.catalogue import Property
from ...properties.marks import words_of
from ...properties.signs import length_sign
from ...statistics.distributions import LEVEL, t_quantile
from ...statistics.regression.annotation_error import MISSING
from ...statistics.regression.maximum_likelihood import sigmoid
from ...study.estimate import Estimate
from ..bank.pairs import Pair
from ..evidence import Seen
from ..explaining import FEW, Explained, of_draws
from ..finding import Push
from ..prompts import Compared
from .prompts import PUSHED, Arm, Scored, Written, instruction, written_pairs

Floats = NDArray[np.float64]
NOT_ASKED = ("length", "overlap")
"""Marks that are no style: one is held, the other is content."""


@dataclass(frozen=True)
class Moved:
    """What was seen of the answers that a writer wrote."""

    written: Sequence[Written]
    compared: Sequence[Compared]
    scored: Sequence[Scored]


def extremes(
    one: Explained, properties: Sequence[Property], push: int
) -> dict[Arm, tuple[Property, ...]]:
    """The most and the least preferred properties, by the mean weight; of few data none."""
    able = [
        (float(one.mean[at]), each)
        for at, each in enumerate(properties)
        if one.differ[at] >= FEW and each.name not in NOT_ASKED and each.group != "reference"
    ]
    ranked = sorted(able, key=lambda each: -each[0])
    most = tuple(each for weight, each in ranked[:push] if weight > 0)
    least = tuple(each for weight, each in ranked[::-1][:push] if weight < 0)
    return {"plain": (), "most": most, "least": least}


def told_to(properties: Sequence[Property]) -> tuple[str, ...]:
    """What the writer is told to have."""
    return tuple(instruction(one) for one in properties)


def pushes(
    judges: Sequence[Explained],
    moved: Moved,
    read: Callable[[Sequence[Pair]], Seen],
) -> list[Push]:
    """What each instruction did to each judge; `read` gives what pairs differ in."""
    found: list[Push] = []
    pairs = written_pairs(moved.written)
    told = {one.asked.arm: one.asked.told for one in moved.written}
    for arm in PUSHED:
        own = {cluster: pair for (cluster, each), pair in pairs.items() if each == arm}
        if not own:
            continue
        seen = read(list(own.values()))
        about = told.get(arm, ())
        found += [_push(judge, arm, own, seen, moved, about) for judge in judges]
    return found


def _push(
    judge: Explained,
    arm: Arm,
    own: Mapping[str, Pair],
    seen: Seen,
    moved: Moved,
    told: Sequence[str],
) -> Push:
    assert arm != "plain"
    name = judge.judge.judge
    shares, chances = _shares(name, own, moved.compared), _chances(judge, seen)
    level = {
        cluster: share
        for cluster, share in shares.items()
        if length_sign(*(float(len(words_of(text))) for text in own[cluster].texts)) == 0
    }
    apart = [
        float(len(words_of(one.texts[0])) - len(words_of(one.texts[1]))) for one in own.values()
    ]
    return Push(
        judge=name,
        arm=arm,
        asked=list(told),
        questions=len(own),
        score=_mean(_score_shifts(name, arm, own, moved.scored), "no scores", -9.0, 9.0),
        wins=_mean(list(shares.values()), "no choices", 0.0, 1.0),
        foretold=of_draws(chances.mean(axis=0), len(own)),
        beyond=_beyond(shares, own, chances),
        longer=_mean(apart, "no answers", -np.inf, np.inf),
        at_equal_length=_mean(list(level.values()), "no answers of equal length", 0.0, 1.0),
    )


def _shares(judge: str, own: Mapping[str, Pair], compared: Sequence[Compared]) -> dict[str, float]:
    """By question, the share of the pushed answer, the mean of both orders; both are needed."""
    clusters = {pair.id: cluster for cluster, pair in own.items()}
    orders: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in compared:
        cluster = clusters.get(one.asked.pair.id)
        if one.asked.judge == judge and cluster is not None and one.share is not None:
            orders[cluster][one.asked.first].append(one.share)
    return {
        cluster: float(np.mean([np.mean(shares) for shares in both.values()]))
        for cluster, both in sorted(orders.items())
        if len(both) == 2
    }


def _score_shifts(
    judge: str, arm: Arm, own: Mapping[str, Pair], scored: Sequence[Scored]
) -> list[float]:
    """By question, the score of the pushed answer less that of the plain one."""
    known = {
        (one.asked.pair.cluster, one.asked.arm): one.score
        for one in scored
        if one.asked.judge == judge and one.score is not None
    }
    return [
        float(known[cluster, arm] - known[cluster, "plain"])
        for cluster in sorted(own)
        if (cluster, arm) in known and (cluster, "plain") in known
    ]


def _chances(judge: Explained, seen: Seen) -> Floats:
    """Draws of the chance that each pushed answer wins over both orders, (pairs, draws)."""
    there = seen.without(judge.judge.judge).said
    known = there != MISSING
    x = np.where(known, there, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    logit = x @ judge.weak.weights.T
    order = judge.weak.order if judge.weak.order is not None else np.zeros(logit.shape[1])
    return (sigmoid(logit + order) + sigmoid(logit - order)) / 2


def _beyond(shares: Mapping[str, float], own: Mapping[str, Pair], chances: Floats) -> Estimate:
    """Wins less the forecast, over questions; both the answers and the weights may be off."""
    there = [at for at, cluster in enumerate(own) if cluster in shares]
    n = len(there)
    if n < 2:
        return Estimate(value=None, reason="no choices" if not n else "one question only", n=n)
    told = chances[there]
    left = np.array([shares[cluster] for cluster in own if cluster in shares]) - told.mean(axis=1)
    error = (left.var(ddof=1) / n + told.mean(axis=0).var(ddof=1)) ** 0.5
    reach, value = t_quantile(0.5 + LEVEL / 2, n - 1) * float(error), float(left.mean())
    return Estimate(value=value, low=max(-1.0, value - reach), high=min(1.0, value + reach), n=n)


def _mean(values: Sequence[float], why: str, least: float, most: float) -> Estimate:
    """The mean over questions with a t interval, within what it can be."""
    n = len(values)
    if n < 2:
        return Estimate(value=None, reason=why if not n else "one question only", n=n)
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1)) / n**0.5
    reach = t_quantile(0.5 + LEVEL / 2, n - 1) * error
    return Estimate(value=mean, low=max(least, mean - reach), high=min(most, mean + reach), n=n)
