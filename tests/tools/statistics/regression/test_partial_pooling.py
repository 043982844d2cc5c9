"""Parts lean on each other as far as they are alike."""

import numpy as np

from velleity.tools.statistics.regression.partial_pooling import partial_pooling
from velleity.tools.statistics.regression.rows import WEAK, Rows


def drawn(weights: list[float], sizes: list[int], seed: int = 0) -> Rows:
    draw = np.random.default_rng(seed)
    part = np.repeat(np.arange(len(sizes)), sizes)
    x = draw.choice([-1.0, 1.0], (len(part), 2))
    order = draw.choice([-1.0, 1.0], len(part))
    logit = np.array(weights)[part] * x[:, 0] - 0.5 * x[:, 1] + 0.4 * order
    y = (draw.random(len(part)) < 1 / (1 + np.exp(-logit))).astype(float)
    rows = Rows.of(x, y, order)
    return Rows(rows.x, rows.order, rows.y, rows.weight, rows.group, part)


def test_a_small_part_leans_on_others_that_are_alike() -> None:
    rows = drawn([1.0, 1.0, 1.0, 1.0, 1.0], [300, 300, 300, 300, 12])
    found = partial_pooling(rows, 5, WEAK, np.random.default_rng(1), 300, 100)
    mean = found.weights.mean(axis=0)
    assert abs(mean[4, 0] - 1.0) < 0.35
    assert found.weights[:, 4, 0].std() > found.weights[:, 0, 0].std()
    assert abs(found.mean[:, 1].mean() + 0.5) < 0.2


def test_a_part_that_differs_is_let_differ_and_one_without_answers_knows_little() -> None:
    rows = drawn([1.0, 1.0, 1.0, -1.0, 1.0], [400, 400, 400, 400, 0])
    found = partial_pooling(rows, 5, WEAK, np.random.default_rng(1), 300, 100)
    assert found.weights[:, 3, 0].mean() < -0.5
    assert found.weights[:, 0, 0].mean() > 0.6
    assert found.spread[:, 0].mean() > found.spread[:, 1].mean()
    assert found.weights[:, 4, 0].std() > 3 * found.weights[:, 0, 0].std()
