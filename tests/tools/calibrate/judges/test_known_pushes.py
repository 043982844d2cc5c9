"""A manipulation that is tried on a judge of known weights and on a deaf one."""

from collections.abc import Generator, Sequence
from typing import TypeVar

import pytest

from tests.requirements import requirement
from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.judges.known_pushes import (
    DEAF,
    PUSHED,
    Tally,
    push_rows,
    pushed,
    try_pushes,
)
from velleity.tools.calibrate.judges.known_weights import JUDGE_TRUTHS, SIZES, judge_studies
from velleity.tools.study.estimate import Estimate

Row = TypeVar("Row")
SMALL = PUSHED.model_copy(update={"model": "sim/critic?examples=3&apologies=-3", "pairs": 2})


@requirement("S3-manipulation")
def test_a_writer_moves_the_judge_whose_weights_it_was_told() -> None:
    found = {(one.judge, one.arm): one for one in pushed(SMALL, 3)}
    assert len(found) == 4
    most, least = (found[SMALL.model, arm] for arm in ("most", "least"))
    assert (most.wins.low or 0.0) > 0.5 > (least.wins.high or 1.0)
    assert (most.score.low or 0.0) > 0 > (least.score.high or 0.0)
    for one in (most, least):
        assert one.beyond.n == one.questions == 30
        told = (one.wins.value or 0.0) - (one.foretold.value or 0.0)
        assert one.beyond.value == pytest.approx(told, abs=1e-9)


def test_a_tally_counts_intervals_that_hold_and_leaves_out_those_that_are_not_there() -> None:
    tally = Tally()
    for low, high in ((-1.0, 1.0), (0.5, 1.0)):
        tally.count(Estimate(value=0.7, low=low, high=high, n=5), 0.0)
    tally.count(Estimate(value=None, reason="no choices", n=0), 0.0)
    assert (tally.held, tally.runs) == (1, 2)
    assert tally.share.value == 0.5


@pytest.mark.slow
def test_forecasts_hold_and_a_deaf_judge_stays_where_it_is(runs: int) -> None:
    if runs < 2_000:
        pytest.skip("half a minute: run with --full; bench/dissect.py prints the table")
    for row in returned(try_pushes(40, 1)):
        assert (row.beyond.value or 0.0) > 0.85
        assert ((row.unmoved.value or 0.0) > 0.85) == (row.judge == DEAF)


def test_a_calibration_of_a_design_with_a_writer_tries_the_manipulation_too() -> None:
    plan = PUSHED.model_copy(update={"pairs": 2, "asks": 2, "scenarios": ("advice", "code")})
    design = CalibrateDesign(plan=plan, runs=20).model_copy(update={"runs": 2})
    rows = returned(push_rows(design, plan))
    assert {row.model for row in rows} <= {plan.model, DEAF}
    assert judge_studies(design) == 2 * (len(JUDGE_TRUTHS) + len(SIZES) + 1)


def returned(work: Generator[None, None, Sequence[Row]]) -> Sequence[Row]:
    """What a generator returns in the end."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
