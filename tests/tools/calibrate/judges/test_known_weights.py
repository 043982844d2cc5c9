"""A design to dissect, tried on judges of known weights."""

import pytest

from tests.tools.calibrate.test_study import finish
from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.judges.known_weights import JUDGE_TRUTHS, SIZES, sized
from velleity.tools.calibrate.study import calibrate, simulated_studies
from velleity.tools.dissect.design import DissectDesign
from velleity.tools.respondents.simulated.reviewing import Reviewing
from velleity.tools.respondents.simulated.roster import simulated


def test_a_judge_of_one_weight_has_no_other() -> None:
    judge = simulated(sized(0.6))
    assert isinstance(judge, Reviewing)
    assert {name: one for name, one in judge.critic.weights.items() if one} == {"examples": 0.6}


@pytest.mark.slow
def test_false_findings_are_rare_and_clear_ones_are_found(runs: int) -> None:
    if runs < 2_000:
        pytest.skip("minutes: run with --full; bench/dissect.py prints the table")
    plan = DissectDesign(model="simulated", pairs=5)
    design = CalibrateDesign(plan=plan, runs=40)
    finding, steps = finish(calibrate(design))
    assert steps == simulated_studies(design) == 40 * (len(JUDGE_TRUTHS) + len(SIZES))
    rows = {row.model: row for row in finding.rows}
    assert all((row.wrong.value or 0.0) <= 0.15 for row in rows.values())
    assert all((row.coverage.value or 0.0) >= 0.9 for row in rows.values())
    assert rows["sim/critic"].verdicts["properties_driven"] >= 38
    detected = [point.detected.value or 0.0 for point in finding.power]
    assert detected[0] < 0.5 < detected[-1]
