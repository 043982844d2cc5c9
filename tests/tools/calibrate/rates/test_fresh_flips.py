"""What is told of a flip has no bias, where the answers that found it have one."""

import pytest

from velleity.tools.calibrate.rates.fresh_flips import (
    FLIPS,
    FlipRun,
    flip_row,
    simulate_flip,
)


def test_the_told_share_is_that_of_fresh_answers(request: pytest.FixtureRequest) -> None:
    runs = 400 if request.config.getoption("--full") else 12
    found = [simulate_flip(3, number) for number in range(runs)]
    row = flip_row(found)
    assert row.found.value is not None
    assert row.found.value >= 0.5
    assert row.fresh.low is not None
    assert row.fresh.high is not None
    assert row.fresh.low - 0.05 <= FLIPS <= row.fresh.high + 0.05
    assert row.coverage.high is not None
    assert row.coverage.high >= 0.95
    assert simulate_flip(3, 0) == found[0]


def test_a_row_has_the_studies_that_found_it_alone() -> None:
    row = flip_row([None, FlipRun(0.8, 0.6, True), FlipRun(0.9, 0.7, False)])
    assert (row.found.n, row.fresh.n, row.coverage.n) == (3, 2, 2)
    assert (row.in_cell.value, row.fresh.value, row.coverage.value) == pytest.approx(
        (0.85, 0.65, 0.5)
    )
    assert flip_row([None]).fresh.value is None
