"""Contrasts over actors and tasks: one figure each, whose interval knows that cells are alike."""

import numpy as np
import pytest

from velleity.tools.study.pooled import Facts, Figure
from velleity.tools.transfer_test.pooled import pool_actors

Shares = dict[tuple[str, str], float]
PAIRS = 200


def facts(shares: Shares, contrast: str = "high_low") -> list[Facts]:
    by_actor: dict[str, list[tuple[object, ...]]] = {}
    error = 0.5 / PAIRS**0.5
    for (actor, task), share in shares.items():
        p = 0.001 if abs(share - 0.5) > 0.12 else 0.6
        row = (contrast, task, PAIRS, share, error, share - 2 * error, share + 2 * error, p)
        by_actor.setdefault(actor, []).append(row)
    return [
        Facts("undetermined", {"kind": "transfer", "actor": actor, "cells": rows})
        for actor, rows in by_actor.items()
    ]


def figure_of(shares: Shares) -> Figure:
    [figure] = pool_actors("all", facts(shares)).figures
    return figure


def drawn(seed: int, actors: float, tasks: float, mean: float = 0.5) -> Shares:
    """Six actors on four tasks, each with an effect of its own of such a standard deviation."""
    draw = np.random.default_rng(seed)
    own, other = draw.normal(0, actors, 6), draw.normal(0, tasks, 4)
    return {
        (f"a{i}", f"t{j}"): mean + own[i] + other[j] + draw.normal(0, 0.5 / PAIRS**0.5)
        for i in range(6)
        for j in range(4)
    }


def test_a_mean_over_cells_counts_actors_tasks_and_pairs() -> None:
    figure = figure_of(drawn(1, 0.0, 0.0))
    assert figure.of == 24
    assert figure.estimate is not None
    assert figure.estimate.value == pytest.approx(np.mean([*drawn(1, 0, 0).values()]), abs=0.002)
    assert "4,800 decided pairs in 24 cells (6 actors, 4 tasks)" in figure.sentence
    assert "equal to one half within 0.0" in figure.sentence
    assert "off would show" in figure.sentence


def test_what_is_off_one_half_is_not_called_near_it() -> None:
    figure = figure_of(drawn(2, 0.02, 0.0, 0.8))
    assert "equal to one half" not in figure.sentence
    assert "24 cells above one half and 0 below, 24 of them after Holm" in figure.sentence


def test_the_claim_comes_first_and_one_cell_is_not_pooled() -> None:
    given = [
        *facts(drawn(3, 0.0, 0.0), "exhortation"),
        *facts(drawn(4, 0.0, 0.0)),
        *facts({("a", "t"): 0.5}, "role"),
    ]
    names = [one.sentence.split(":")[0] for one in pool_actors("all", given).figures]
    assert [name.split()[1] for name in names] == ["for", "urged"]


@pytest.mark.parametrize(("actors", "tasks"), [(0.0, 0.0), (0.06, 0.0), (0.0, 0.04)])
def test_the_interval_covers_whether_actors_or_tasks_are_alike(
    actors: float, tasks: float, request: pytest.FixtureRequest
) -> None:
    runs = 400 if request.config.getoption("--full") else 100
    ends = [figure_of(drawn(seed, actors, tasks)).estimate for seed in range(runs)]
    held = sum(e is not None and (e.low or 0) <= 0.5 <= (e.high or 1) for e in ends)
    assert held / runs >= 0.95 - 2.5 * (0.95 * 0.05 / runs) ** 0.5
