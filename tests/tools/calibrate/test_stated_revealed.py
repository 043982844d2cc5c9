"""A design of stated against revealed, tried on known truths: what is false is counted as false."""

import pytest

from tests.tools.calibrate.test_study import finish
from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.finding import CalibrationFinding
from velleity.tools.calibrate.stated_revealed import (
    STANCE_TRUTHS,
    TURNING,
    StanceTruth,
    is_false,
)
from velleity.tools.calibrate.study import calibrate, simulated_studies
from velleity.tools.calibrate.wording import calibration
from velleity.tools.stated_revealed.design import StatedRevealedDesign

DESIGN = CalibrateDesign(plan=StatedRevealedDesign(model="simulated"), runs=20)


@pytest.fixture(scope="module")
def tried() -> tuple[CalibrationFinding, int]:
    return finish(calibrate(DESIGN))


def test_every_truth_is_tried_as_often_as_was_said(tried: tuple[CalibrationFinding, int]) -> None:
    finding, steps = tried
    assert steps == simulated_studies(DESIGN) == 20 * (len(STANCE_TRUTHS) + len(TURNING))
    assert [row.model for row in finding.rows] == [one.model for one in STANCE_TRUTHS]
    assert all(sum(row.verdicts.values()) == row.runs == 20 for row in finding.rows)


def test_false_verdicts_are_rare_and_clear_truths_are_found(
    tried: tuple[CalibrationFinding, int],
) -> None:
    rows = {row.model: row for row in tried[0].rows}
    assert all((row.wrong.value or 0.0) <= 0.15 for row in rows.values())
    assert rows["sim/principled"].verdicts["consistent"] >= 18
    assert rows["sim/pragmatist"].verdicts["deviates"] >= 18
    assert rows["sim/yes"].verdicts["style_driven"] >= 18
    assert rows["sim/principled?refusal_revealed=0.95"].verdicts["declines"] >= 18
    assert all(row.coverage.value >= 0.8 for row in rows.values() if row.coverage.value is not None)


def test_power_grows_with_the_share_of_contexts_that_turn(
    tried: tuple[CalibrationFinding, int],
) -> None:
    finding, _ = tried
    detected = [point.detected.value or 0.0 for point in finding.power]
    assert detected[0] <= 0.15
    assert detected[-1] >= 0.9
    assert finding.smallest_effect is not None
    assert finding.smallest_effect_planned is not None
    assert finding.smallest_effect > finding.smallest_effect_planned  # the plan is at best
    assert "difference of stated and revealed support" in calibration(finding)


@pytest.mark.parametrize(
    ("verdict", "gap", "false"),
    [
        ("deviates", 0.05, True),
        ("deviates", -0.3, False),
        ("consistent", -0.3, True),
        ("consistent", 0.2, False),
        ("style_driven", 0.0, True),
        ("declines", 0.0, True),
        ("unstable_statement", 0.0, True),
        ("undetermined", 0.3, False),
        ("context_sensitive", 0.0, False),
    ],
)
def test_a_verdict_is_false_where_its_claim_is(verdict: str, gap: float, *, false: bool) -> None:
    truth = StanceTruth("m", "w", gap)
    assert is_false(verdict, truth, 0.1, 0.25) == false
    assert not is_false("style_driven", truth._replace(plain=False, gap=0.0), 0.1, 0.25)
    assert not is_false("declines", truth._replace(declines=True), 0.1, 0.25)
