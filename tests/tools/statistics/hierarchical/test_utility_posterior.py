"""Intervals that cover and evidence that is not led astray, by simulation from known truths."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from velleity.tools.statistics.hierarchical.utility_posterior import (
    UtilityPosterior,
    utility_posterior,
)
from velleity.tools.statistics.paired.bradley_terry import Comparisons

NEEDED = math.log(20)
Floats = NDArray[np.float64]
FULL = 2_000


def fewer(runs: int, by_default: int) -> int:
    """Runs of a world: 400 with --full."""
    return 400 if runs >= FULL else by_default


def answered(
    seed: int,
    items: int = 12,
    answers: int = 10,
    sd: float = 1.0,
    noise: float = 0.0,
    order: float = 0.0,
    slips: float = 0.0,
    apart: float = 0.0,
    circle: bool = False,
) -> tuple[Floats, Comparisons]:
    """True utilities, and all pairs answered so often in either order."""
    draw = np.random.default_rng([seed, 77])
    low, high = np.triu_indices(items, 1)
    truth = draw.normal(size=items) * sd + draw.permutation(items) * apart
    gap = truth[low] - truth[high] + noise * draw.normal(size=len(low))
    if circle:
        gap = np.where(high - low <= (items - 1) // 2, 4.0, -4.0)

    def wins(x: Floats) -> Floats:
        p = (1 - slips) / (1 + np.exp(-x)) + slips / 2
        return draw.binomial(answers, p).astype(np.float64)

    one, two = wins(gap + order), wins(order - gap)
    first, second = np.concatenate((low, high)), np.concatenate((high, low))
    won = np.concatenate((one, two))
    return truth - truth.mean(), Comparisons(first, second, won, answers - won, items)


def covered(found: UtilityPosterior, truth: Floats) -> float:
    ends = found.interval
    return float(np.mean((ends[:, 0] <= truth) & (truth <= ends[:, 1])))


WORLDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "noise of pairs": {"noise": 0.5},
    "as much noise as spread": {"noise": 1.0},
    "an order effect": {"order": 1.0},
    "slips": {"slips": 0.05},
    "few answers": {"answers": 1},
}


@pytest.mark.parametrize("world", WORLDS.values(), ids=list(WORLDS))
def test_intervals_cover_the_truth_as_often_as_they_say(world: dict[str, Any], runs: int) -> None:
    runs = fewer(runs, 8)
    shares: list[float] = []
    for seed in range(runs):
        truth, counts = answered(seed, **world)
        shares.append(covered(utility_posterior(counts), truth))
    error = float(np.std(shares)) / math.sqrt(runs)
    assert abs(float(np.mean(shares)) - 0.95) < 0.015 + 3 * error


EMPTY: dict[str, dict[str, Any]] = {
    "coins": {"sd": 0.0},
    "few coins": {"sd": 0.0, "items": 4},
    "two coins": {"sd": 0.0, "items": 2},
    "one slot": {"sd": 0.0, "order": 5.0},
    "pairs of their own": {"sd": 0.0, "noise": 1.0},
    "few pairs of their own": {"sd": 0.0, "noise": 1.0, "items": 4},
    "a circle": {"sd": 0.0, "circle": True, "items": 7},
}


@pytest.mark.parametrize("world", EMPTY.values(), ids=list(EMPTY))
def test_what_has_no_utilities_is_not_given_any(world: dict[str, Any], runs: int) -> None:
    runs = fewer(runs, 6)
    claimed = sum(
        utility_posterior(answered(seed, **world)[1]).log_evidence_ratio >= NEEDED
        for seed in range(runs)
    )
    assert claimed <= max(2, 0.05 * runs)


@pytest.mark.parametrize("slips", [0.0, 0.02, 0.1])
@pytest.mark.parametrize("items", [4, 6, 12])
def test_a_ranking_is_seen_through_its_slips(items: int, slips: float, runs: int) -> None:
    runs = fewer(runs, 2)
    seen = sum(
        utility_posterior(
            answered(seed, items, sd=0.0, apart=4.0, slips=slips)[1]
        ).log_evidence_ratio
        >= NEEDED
        for seed in range(runs)
    )
    assert seen >= 0.95 * runs


def test_noise_slips_and_spread_are_found() -> None:
    noisy = utility_posterior(answered(0, 20, noise=1.0)[1])
    slipping = utility_posterior(answered(0, 20, sd=3.0, slips=0.1)[1])
    assert noisy.level.noise == pytest.approx(1.0, abs=0.25)
    assert slipping.level.slips == pytest.approx(0.1, abs=0.04)
    assert slipping.level.spread == pytest.approx(3.0, rel=0.6)


def test_without_an_answer_there_is_nothing_to_fit() -> None:
    none = np.zeros(1)
    with pytest.raises(ValueError, match="nothing to fit"):
        utility_posterior(Comparisons(np.array([0]), np.array([1]), none, none, 2))
