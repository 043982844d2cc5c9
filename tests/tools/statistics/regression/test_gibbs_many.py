"""Many chains at once against one chain at a time: the same law, set by set."""

import numpy as np
import pytest

from velleity.tools.statistics.regression.gibbs import gibbs
from velleity.tools.statistics.regression.gibbs_many import gibbs_many
from velleity.tools.statistics.regression.rows import PUBLISHED, WEAK, Prior, Rows


@pytest.mark.parametrize("prior", [WEAK, PUBLISHED], ids=["weak", "published"])
@pytest.mark.parametrize("grouped", [False, True])
def test_each_set_has_the_posterior_that_it_has_alone(prior: Prior, *, grouped: bool) -> None:
    draw, n = np.random.default_rng(1), 240
    x, order = draw.choice([-1.0, 0.0, 1.0], (n, 3)), draw.choice([-1.0, 1.0], n)
    group = draw.integers(0, 20, n) if grouped else np.full(n, -1)
    some: list[Rows] = []
    for size in (0.0, 1.5):
        chance = 1 / (1 + np.exp(-size * x[:, 0] + size * order / 2))
        one = Rows.of(x, (draw.random(n) < chance).astype(float), order)
        some.append(Rows(one.x, one.order, one.y, one.weight * 0.8, group, one.part))
    many = gibbs_many(some, prior, np.random.default_rng(2), 700)
    assert many.shape == (2, 700, 4)
    for rows, drawn in zip(some, many, strict=True):
        alone = gibbs(rows, prior, np.random.default_rng(3), 700).all
        sd = alone.std(axis=0)
        assert np.all(np.abs(drawn.mean(axis=0) - alone.mean(axis=0)) < 0.25 * sd)
        assert np.all(np.abs(drawn.std(axis=0) / sd - 1) < 0.25)


def test_draws_hardly_depend_on_the_last_ones() -> None:
    draw = np.random.default_rng(4)
    x = draw.choice([-1.0, 1.0], (400, 4))
    y = (draw.random(400) < 1 / (1 + np.exp(-x @ [2.0, -1.5, 1.0, 0.0]))).astype(float)
    rows = Rows.of(x, y)
    one = gibbs(rows, WEAK, np.random.default_rng(0), 1_500).weights
    [other] = gibbs_many([rows], WEAK, np.random.default_rng(0), 1_500)
    for drawn in (one, other):
        apart = drawn - drawn.mean(axis=0)
        lag = (apart[1:] * apart[:-1]).sum(axis=0) / (apart**2).sum(axis=0)
        assert np.abs(lag).mean() < 0.35  # without drawing to the other side it is .53
