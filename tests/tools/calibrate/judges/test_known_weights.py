"""A design to dissect, tried on judges of known weights."""

import numpy as np
import pytest

from tests.tools.calibrate.test_study import finish
from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.judges.known_weights import (
    JUDGE_TRUTHS,
    SIZES,
    extremes_right,
    known_judge,
    sized,
)
from velleity.tools.calibrate.study import calibrate, simulated_studies
from velleity.tools.dissect.design import DissectDesign
from velleity.tools.respondents.simulated.reviewing import Reviewing
from velleity.tools.respondents.simulated.roster import simulated


def test_a_judge_of_one_weight_has_no_other() -> None:
    judge = simulated(sized(0.6))
    assert isinstance(judge, Reviewing)
    assert {name: one for name, one in judge.critic.weights.items() if one} == {"examples": 0.6}


@pytest.mark.parametrize("steady", [0, 1])
def test_answers_are_drawn_from_the_probabilities_that_a_judge_was_asked_for(steady: int) -> None:
    plan = DissectDesign(model="simulated", pairs=2, scenarios=("advice",), replicates=20)
    judge = known_judge(plan, f"sim/critic?steady={steady}&order=1")
    given, seen = judge.evidence.said, judge.answered(5).said
    assert len(seen) == 20 * len(given)
    drawn = np.array([one.share for one in seen]).reshape(20, -1)
    assert set(drawn.ravel()) == {0.0, 1.0}
    assert np.abs(drawn.mean(axis=0) - [one.share or 0.0 for one in given]).max() < 0.5
    by_pair = [one.pair for one in given]
    firsts = [at for at, one in enumerate(given) if one.first == "a"]
    seconds = [by_pair.index(by_pair[at], at + 1) for at in firsts]
    # Being shown first helps: one that is steady never prefers a only where it stands second.
    never = (drawn[:, firsts] < drawn[:, seconds]).sum()
    assert never == 0 if steady else never > 0


def test_the_ends_of_the_list_are_right_where_weights_are_large() -> None:
    plan = DissectDesign(model="simulated", pairs=2)
    judge = known_judge(plan, "sim/critic?examples=4&apologies=-4")
    [fit] = judge.explained([1], 100)
    assert extremes_right(fit, judge.real)
    assert not extremes_right(fit, -judge.real)
    assert judge.verdicts([fit], 0.05) == ["properties_driven"]


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
    assert all((row.also["a false property"].value or 0.0) <= 0.15 for row in rows.values())
    detected = [point.detected.value or 0.0 for point in finding.power]
    assert detected[0] < 0.5 < detected[-1]
