"""What answers to one pair count together, and which columns say the same."""

import numpy as np
import pytest

from tests.requirements import requirement
from velleity.tools.statistics.regression.gibbs_many import gibbs_many
from velleity.tools.statistics.regression.rows import WEAK, Rows
from velleity.tools.statistics.regression.units import (
    inflation,
    unit_weights,
    with_halves,
    within_pairs,
)


@requirement("S3-pair-is-one-unit")
@pytest.mark.parametrize(("repeats", "low", "high"), [(True, 0.95, 1.0), (False, 0.0, 0.15)])
def test_a_judge_that_repeats_itself_counts_once_and_one_that_draws_anew_twice(
    repeats: bool, low: float, high: float
) -> None:
    draw = np.random.default_rng(0)
    n = 400
    x = draw.choice([-1.0, 0.0, 1.0], (n, 2))
    chance = 1 / (1 + np.exp(-x @ [0.8, -0.5]))
    one = (draw.random(n) < chance).astype(float)
    other = one if repeats else (draw.random(n) < chance).astype(float)
    pair = np.tile(np.arange(n), 2)
    order = np.repeat([1.0, -1.0], n)
    found = within_pairs(Rows.of(np.tile(x, (2, 1)), np.r_[one, other], order), pair, WEAK)
    assert low <= found <= high
    weights = unit_weights(pair, np.ones(2 * n), found)
    assert weights.sum() == pytest.approx(n * 2 / (1 + found))


def test_answers_asked_once_count_whole() -> None:
    rows = Rows.of(np.ones((5, 1)), np.array([1.0, 0, 1, 1, 0]))
    assert within_pairs(rows, np.arange(5), WEAK) == 0.0
    assert unit_weights(np.arange(5), np.ones(5), 0.7).tolist() == [1.0] * 5
    assert unit_weights(np.array([0]), np.array([3.0]), 1.0).tolist() == [1.0]


def test_columns_that_say_the_same_are_named() -> None:
    draw = np.random.default_rng(1)
    a, b = draw.choice([-1.0, 1.0], (2, 300))
    near = a * draw.choice([1.0, -1.0], 300, p=[0.95, 0.05])
    factors, beside = inflation(np.column_stack([a, b, near, 0 * a, a]), np.ones(300))
    assert np.isinf(factors[[0, 4]]).all()
    assert factors[1] < 1.1
    assert factors[2] > 4
    assert factors[3] == 1
    assert beside[0] == 4
    assert beside[2] in (0, 4)


def test_many_terms_tell_large_weights_too_large_unless_half_and_half_answers_stand_against() -> (
    None
):
    draw, truth = np.random.default_rng(3), np.r_[2.0, -2.0, np.zeros(19)]
    x = draw.choice([-1.0, 0.0, 1.0], (500, len(truth)), p=[0.3, 0.4, 0.3])
    chance = 1 / (1 + np.exp(-x @ truth))
    some = [Rows.of(x, (draw.random(500) < chance).astype(float)) for _ in range(16)]
    plain, mended = (
        gibbs_many(sets, WEAK, draw, 120, 40).mean(axis=(0, 1))
        for sets in (some, [with_halves(one) for one in some])
    )
    assert plain[0] > 2.15
    assert plain[1] < -2.15
    assert np.allclose(mended[:2], truth[:2], atol=0.15)
    assert with_halves(some[0]).weight.sum() == pytest.approx(521)
    assert np.all(with_halves(Rows.of(0 * x, some[0].y)).weight == 1)
