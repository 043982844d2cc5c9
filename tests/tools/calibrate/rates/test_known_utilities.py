"""Worlds of known utilities: what is shown of them is true as often as it claims to be."""

from pathlib import Path

import numpy as np
import pytest

from velleity.tools.calibrate.rates.known_utilities import (
    ACTIVE,
    ALLOWED,
    COVERED,
    EMPTY,
    FAINT,
    MISSING,
    RANKED,
    WORLDS,
    World,
    WorldRun,
    row_of,
    simulate,
)

MANY, FEW = 400, 2
HARD = {(one.what, one.options) for one in (*FAINT[:3], *MISSING)}
"""Of which the tables say that they do not come to what is wanted."""


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


def test_intervals_that_are_shown_hold_the_truth(full: bool) -> None:
    runs = [
        run
        for world in COVERED
        if full or world.options <= 20
        for run in (simulate(world, 7, number) for number in range(40 if full else FEW))
        if run.shown
    ]
    held = np.array([run.held / run.options for run in runs])
    assert len(runs) >= 0.7 * FEW * (len(COVERED) - 1)
    assert held.mean() == pytest.approx(0.95, abs=0.03 + 3 * held.std() / len(held) ** 0.5)
    assert held.min() >= 0.4


def test_what_is_empty_is_not_shown_and_what_is_ranked_is(full: bool) -> None:
    runs = 40 if full else 1
    empty = [
        simulate(world, 7, number).shown
        for world in EMPTY
        if world.options <= 12
        for number in range(runs)
    ]
    assert sum(empty) <= max(2, 0.05 * len(empty))
    ranked = [
        simulate(world, 7, number).shown
        for world in RANKED
        if world.options <= 12
        for number in range(runs)
    ]
    assert sum(ranked) >= 0.95 * len(ranked)


def test_every_row_is_where_it_should_be(full: bool) -> None:
    for world in WORLDS if full else WORLDS[::9]:
        runs = [simulate(world, 7, number) for number in range(MANY if full else 1)]
        row = row_of(world, runs)
        assert row.runs == row.shown.n == len(runs)
        if full:
            assert row.right or (world.what, world.options) in HARD, row


def test_the_same_number_is_the_same_study_and_another_is_another() -> None:
    for world in (EMPTY[4], MISSING[1]):
        once = [simulate(world, 1, number) for number in range(3)]
        assert once == [simulate(world, 1, number) for number in range(3)]
    drawn = {simulate(MISSING[1], seed, number) for seed in (1, 2) for number in range(3)}
    assert len({run.answers for run in drawn}) > 3


def test_a_row_counts_coverage_where_intervals_are_shown_and_nowhere_else() -> None:
    runs = [WorldRun(True, 9, 10, 100.0), WorldRun(True, 10, 10, 100.0), WorldRun(False, 0, 10, 90)]
    row = row_of(COVERED[0], runs)
    assert row.coverage.value == pytest.approx(0.95)
    assert (row.shown.value, row.shown.n, row.answers) == (pytest.approx(2 / 3), 3, 100.0)
    assert row_of(EMPTY[0], runs).coverage.value is None
    assert row_of(EMPTY[0], runs * 20).right is False
    assert row_of(EMPTY[0], runs[2:] * 20).right is True


def test_one_sided_losses_take_from_what_is_less_liked_alone() -> None:
    lost, whole = (
        World("", "coverage", 12, apart=4.0, slips=0.2, one_sided=share, asked={"replicates": 5})
        for share in (0.999, 0.0)
    )
    fewer, all_of_them = simulate(lost, 1, 0).answers, simulate(whole, 1, 0).answers
    assert all_of_them == 66 * 2 * 5
    assert 0.85 < fewer / all_of_them < 0.95  # a tenth of the answers, by slips, was for it


def test_the_readme_shows_every_world() -> None:
    page = (Path(__file__).parents[4] / "README.md").read_text("utf-8")
    shown = page.partition("<!-- utilities -->")[2].partition("<!-- end of utilities -->")[0]
    rows = [line for line in shown.splitlines() if line.startswith("| ")]
    for world in WORLDS:
        assert sum(row.startswith(f"| {world.what} | {world.options} | ") for row in rows) == 1
    assert {one.measure for one in WORLDS} == set(ALLOWED)
    assert any(one.asked == ACTIVE for one in WORLDS)
