"""What is foretold of rows that no fit has seen, against the reference on the same split."""

import numpy as np
import pytest

from tests.requirements import requirement
from tests.tools.statistics.regression.sets import SETS, rows_of
from velleity.tools.statistics.regression.gibbs import gibbs
from velleity.tools.statistics.regression.held_out import (
    ALL,
    BOTH,
    COIN,
    LENGTH,
    ORDER,
    HeldOut,
    foretold,
    gain,
    held_out,
    held_out_many,
    log_losses,
)
from velleity.tools.statistics.regression.rows import PUBLISHED, WEAK, Rows


@requirement("S3-held-out")
@pytest.mark.parametrize("name", ["small", "middle"])
def test_losses_and_accuracies_are_those_of_the_reference(name: str) -> None:
    rows, known = rows_of(name, order=True), SETS[name]["held_out"]
    tested = np.arange(len(rows.y)) % 5 == 0
    train, test = rows.only(~tested), rows.only(tested)
    drawn = gibbs(train, PUBLISHED, np.random.default_rng(0), 600).all
    chances = foretold(train, test, train.x.shape[1] - 1, drawn)
    losses = {key: log_losses(some, test.y) for key, some in chances.items()}
    found = HeldOut(chances, losses, test.weight, test.y)
    for key, which in (
        (LENGTH, "length_only"),
        (ORDER, "order_only"),
        (BOTH, "length_and_order"),
        (COIN, "coin"),
    ):
        assert found.log_loss(key) == pytest.approx(known[which]["log_loss"], abs=1e-6)
        assert found.accuracy(key) == pytest.approx(known[which]["accuracy"], abs=1e-9)
    by_draws = known["all_laplace_posterior"]["log_loss_predictive"]
    assert found.log_loss(ALL) == pytest.approx(by_draws, abs=0.01)


def test_a_gain_has_an_interval_by_clusters_and_copies_of_a_cluster_tell_nothing_new() -> None:
    draw = np.random.default_rng(2)
    x = draw.choice([-1.0, 1.0], (60, 2))
    y = (draw.random(60) < 1 / (1 + np.exp(-1.5 * x[:, 0]))).astype(float)
    cluster = np.arange(60)
    found = held_out(Rows.of(x, y), cluster % 5, 1, WEAK, np.random.default_rng(0))
    one = gain(found, LENGTH, ALL, cluster)
    assert one is not None
    assert one.low < one.value < one.high
    assert one.clusters == 60
    twice = HeldOut(
        {key: np.tile(some, 4) for key, some in found.chances.items()},
        {key: np.tile(some, 4) for key, some in found.losses.items()},
        np.tile(found.weight, 4),
        np.tile(found.y, 4),
    )
    again = gain(twice, LENGTH, ALL, np.tile(cluster, 4))
    assert again is not None
    assert again.high - again.low == pytest.approx(one.high - one.low)
    assert gain(found, LENGTH, ALL, np.zeros(60, dtype=np.int64)) is None


def test_many_sets_are_foretold_as_each_by_itself() -> None:
    draw = np.random.default_rng(2)
    x = draw.choice([-1.0, 1.0], (200, 2))
    some = [
        Rows.of(x, (draw.random(200) < 1 / (1 + np.exp(-size * x[:, 0]))).astype(float))
        for size in (0.0, 2.0)
    ]
    fold, one = np.arange(200) % 5, np.random.default_rng(0)
    many = held_out_many(some, fold, 1, WEAK, one)
    for rows, found in zip(some, many, strict=True):
        alone = held_out(rows, fold, 1, WEAK, np.random.default_rng(1))
        assert found.log_loss(LENGTH) == pytest.approx(alone.log_loss(LENGTH), abs=1e-12)
        assert found.log_loss(ALL) == pytest.approx(alone.log_loss(ALL), abs=0.01)
