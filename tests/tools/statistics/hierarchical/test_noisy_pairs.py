"""The likelihood with noise of pairs and slips: the plain one where there is neither."""

import numpy as np
import pytest

from velleity.tools.statistics.hierarchical.noisy_pairs import NoisyPairs
from velleity.tools.statistics.hierarchical.pair_likelihood import Level
from velleity.tools.statistics.paired.bradley_terry import Comparisons, fit
from velleity.tools.statistics.paired.links import LinkName
from velleity.tools.statistics.positive_definite import MOST_TOGETHER


def some_counts(items: int = 6, answers: int = 10, seed: int = 0) -> Comparisons:
    draw = np.random.default_rng(seed)
    low, high = np.triu_indices(items, 1)
    first, second = np.concatenate((low, high)), np.concatenate((high, low))
    truth = draw.normal(size=items)
    p = 1 / (1 + np.exp(-(truth[first] - truth[second] + 0.3)))
    won = draw.binomial(answers, p).astype(np.float64)
    return Comparisons(first, second, won, answers - won, items)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_without_noise_and_slips_it_is_the_plain_fit(link: LinkName) -> None:
    counts = some_counts()
    plain = fit(counts, link=link, prior_sd=2.0)
    pairs = NoisyPairs(counts, link, 2.0)
    [peak] = pairs.peaks([Level(2.0, 0.0, 0.0)], np.zeros((1, 7)), CLOSE)
    at = peak.at[:-1] - peak.at[:-1].mean()
    assert np.abs(at - plain.utilities).max() < 1e-3
    assert peak.at[-1] == pytest.approx(plain.order_effect, abs=1e-3)
    errors = np.sqrt(np.diag(pairs.covariance(peak)))
    assert errors[:-1] == pytest.approx(plain.standard_errors, rel=2e-3)


def test_the_integral_over_the_noise_of_one_pair_is_that_of_a_fine_grid() -> None:
    counts = Comparisons(
        np.array([0, 1]), np.array([1, 0]), np.array([7.0, 2.0]), np.array([3.0, 8.0]), 2
    )
    noise, slips = 0.8, 0.1
    [log], _ = NoisyPairs(counts, "logit", 3.0).nulls([(noise, slips)], np.zeros(1), CLOSE)
    e, b = np.meshgrid(np.linspace(-6, 6, 601), np.linspace(-9, 9, 601))
    p, q = ((1 - slips) / (1 + np.exp(-(b + sign * noise * e))) + slips / 2 for sign in (1, -1))
    likely = p**7 * (1 - p) ** 3 * q**2 * (1 - q) ** 8
    prior = np.exp(-0.5 * (e**2 + b**2 / 9)) / (2 * np.pi * 3)
    exact = float(np.log((likely * prior).sum() * 0.02 * 0.03))
    assert log == pytest.approx(exact, abs=0.05)  # the order's peak is taken for normal


def test_rows_of_one_pair_and_order_are_one() -> None:
    counts = some_counts(4)
    twice = Comparisons(
        np.tile(counts.first, 2),
        np.tile(counts.second, 2),
        np.tile(counts.first_wins / 2, 2),
        np.tile(counts.second_wins / 2, 2),
        4,
    )
    levels, starts = [Level(1.0, 0.5, 0.05)], np.zeros((1, 5))
    [one], [other] = (
        NoisyPairs(some, "logit", 3.0).peaks(levels, starts, CLOSE) for some in (counts, twice)
    )
    assert one.evidence == pytest.approx(other.evidence)
    assert one.at == pytest.approx(other.at)


def test_noise_of_pairs_widens_and_repeats_do_not_narrow_below_it() -> None:
    few, many = (some_counts(8, answers) for answers in (10, 1_000))
    level, starts = Level(1.0, 1.0, 0.0), np.zeros((1, 9))

    def error(counts: Comparisons, at: Level) -> float:
        pairs = NoisyPairs(counts, "logit", 3.0)
        [peak] = pairs.peaks([at], starts, CLOSE)
        return float(np.sqrt(np.diag(pairs.covariance(peak))[:-1]).mean())

    assert error(few, level) > 1.3 * error(few, Level(1.0, 0.0, 0.0))
    assert error(many, level) > 0.7 * error(few, level)
    assert error(many, Level(1.0, 0.0, 0.0)) < 0.2 * error(few, Level(1.0, 0.0, 0.0))


CLOSE = 1e-9
LEVELS = [
    Level(spread, noise, slips)
    for spread in (0.3, 2.0)
    for noise in (0.0, 0.25, 2.0)
    for slips in (0.0, 0.02, 0.2)
]


@pytest.mark.parametrize("link", ["logit", "probit"])
@pytest.mark.parametrize("items", [5, MOST_TOGETHER + 4])
def test_many_levels_at_once_are_those_one_by_one(link: LinkName, items: int) -> None:
    counts = some_counts(items, 4)
    pairs, starts = NoisyPairs(counts, link, 3.0), np.zeros((len(LEVELS), items + 1))
    together = pairs.peaks(LEVELS, starts, CLOSE)
    noises = [level[1:] for level in LEVELS]
    nulls, orders = pairs.nulls(noises, np.zeros(len(LEVELS)), CLOSE)
    for i in range(0, len(LEVELS), 1 if items == 5 else 7):
        [alone] = pairs.peaks(LEVELS[i : i + 1], starts[:1], CLOSE)
        assert together[i].evidence == pytest.approx(alone.evidence, abs=1e-6)
        assert together[i].at == pytest.approx(alone.at, abs=1e-6)
        [null], [order] = pairs.nulls(noises[i : i + 1], np.zeros(1), CLOSE)
        assert (nulls[i], orders[i]) == pytest.approx((null, order), abs=1e-6)
