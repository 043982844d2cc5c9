"""A design of transfer_test, tried on known truths: false effects and false nulls are rare."""

import pytest

from tests.tools.calibrate.test_study import finish
from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.finding import CalibrationFinding
from velleity.tools.calibrate.incentives.scenarios import (
    PANEL_TRUTHS,
    TEXT_TRUTHS,
    planned_transfer,
)
from velleity.tools.calibrate.incentives.study import calibrate_incentives
from velleity.tools.calibrate.study import calibrate, simulated_studies
from velleity.tools.calibrate.wording import calibration

RUNS = 200
FEW = 0.05 + 3 * (0.05 * 0.95 / RUNS) ** 0.5
"""Five in a hundred and three standard errors of it."""


def a_design(items: int, replicates: int, runs: int) -> CalibrateDesign:
    """Of any number of runs: those that a caller may ask for would take a test too long."""
    plan = planned_transfer(items, replicates, 0.05, 0.05)
    return CalibrateDesign(plan=plan, runs=20).model_copy(update={"runs": runs})


@pytest.fixture(scope="module")
def tried() -> CalibrationFinding:
    """Panels as numbers alone: texts take longer."""
    return finish(calibrate_incentives(a_design(8, 5, RUNS), texts=()))[0]


def test_false_verdicts_are_rare_whatever_items_and_lengths_do(tried: CalibrationFinding) -> None:
    assert {row.model for row in tried.rows if (row.wrong.value or 0.0) > FEW} == set()
    nulls = [row for row in tried.rows if row.model.startswith("no effect")]
    assert len(nulls) == 4
    assert all((row.coverage.value or 0.0) > 1 - FEW for row in nulls)
    transfers = [row.verdicts.get("transfers", 0) for row in tried.rows if "length" in row.model]
    assert max(transfers) <= FEW * RUNS


def test_panels_that_length_moves_are_told_from_effects(tried: CalibrationFinding) -> None:
    rows = {row.model: row for row in tried.rows}
    assert rows["length 6 x 0.5"].verdicts["confounded"] > 0.8 * RUNS


def test_power_grows_with_the_share(tried: CalibrationFinding) -> None:
    detected = [point.detected.value or 0.0 for point in tried.power]
    assert detected == sorted(detected)
    assert detected[-1] > 0.9
    assert tried.smallest_effect is not None
    assert "share of decided pairs won" in calibration(tried)


@pytest.mark.slow
@pytest.mark.parametrize("items", [6, 8, 12])
@pytest.mark.parametrize("replicates", [1, 5])
def test_the_rates_hold_at_every_size(items: int, replicates: int, runs: int) -> None:
    tries = runs if runs >= 2_000 else 30
    found, _ = finish(calibrate_incentives(a_design(items, replicates, tries), texts=()))
    bound = 0.05 + 3 * (0.05 * 0.95 / tries) ** 0.5
    for row in found.rows:
        assert row.verdicts.get("transfers", 0) <= bound * tries or "margin" in row.model
        assert row.verdicts.get("no_transfer", 0) <= bound * tries or "margin" not in row.model


def test_texts_are_tried_too_as_often_as_was_said() -> None:
    design = a_design(6, 1, 3)
    found, steps = finish(calibrate(design))
    assert steps == simulated_studies(design)
    texts = found.rows[len(PANEL_TRUTHS) :]
    assert [row.what for row in texts] == [one.what for one in TEXT_TRUTHS]
    assert all(sum(row.verdicts.values()) == 3 for row in found.rows)
    assert all(row.trials > 100 for row in texts)
