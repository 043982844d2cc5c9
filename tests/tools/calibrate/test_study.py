"""The instrument tried on known truths: what it says of itself is what simulation shows."""

from collections.abc import Generator

import pytest

from velleity.tools.calibrate import elicit, perturb
from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.elicit import TRUTHS
from velleity.tools.calibrate.finding import CalibrationFinding, PowerPoint, TruthRow
from velleity.tools.calibrate.power_curve import crossing
from velleity.tools.calibrate.scenarios import CORE
from velleity.tools.calibrate.seeds import run_seed
from velleity.tools.calibrate.study import calibrate, simulated_studies
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.study.design import TaggedOption
from velleity.tools.study.estimate import Estimate

PERTURB = PerturbDesign(model="simulated", option_a="x", option_b="y", max_trials=400)
ELICIT = ElicitDesign(
    model="simulated",
    options=tuple(TaggedOption(text=f"option {i}") for i in range(6)),
)


def finish(work: Generator[None, None, CalibrationFinding]) -> tuple[CalibrationFinding, int]:
    steps = 0
    while True:
        try:
            next(work)
            steps += 1
        except StopIteration as end:
            return end.value, steps


def checked(plan: PerturbDesign | ElicitDesign) -> CalibrationFinding:
    """A calibration of 20 runs a truth, of as many studies as it announces."""
    design = CalibrateDesign(plan=plan, runs=20)
    finding, studies = finish(calibrate(design))
    assert studies == simulated_studies(design)
    for row in finding.rows:
        assert sum(row.verdicts.values()) == 20
        assert row.wrong.value is not None
    assert simulated_and_planned(finding) == pytest.approx(1, abs=0.2)
    return finding


def simulated_and_planned(finding: CalibrationFinding) -> float:
    """How the smallest effect that is read off the power curve is to that of the formula."""
    planned, found = finding.smallest_effect_planned, finding.smallest_effect
    assert planned is not None
    assert found is not None
    middle = 0.5 if finding.verb == "perturb" else 0.0
    return (found - middle) / (planned - middle)


def test_of_perturb_every_truth_has_its_row_and_hardly_a_wrong_verdict() -> None:
    finding = checked(PERTURB)
    assert [row.model for row in finding.rows] == [truth.model for truth in CORE]
    for row in finding.rows:
        assert (row.wrong.value or 0.0) <= 0.15, row.model
        assert row.rounds is not None
        assert 1 <= row.rounds <= 40
        assert row.warned is not None
        assert row.warned.value is not None
        assert row.warned.value <= 0.15, row.model
    judged = [row.coverage.value for row in finding.rows if row.coverage.value is not None]
    assert len(judged) >= 8
    assert min(judged) >= 0.85


def test_of_elicit_utilities_are_covered_and_noise_raises_the_alarm() -> None:
    finding = checked(ELICIT)
    assert [row.model for row in finding.rows] == [truth.model for truth in TRUTHS]
    for row in finding.rows:
        assert (row.wrong.value or 0.0) <= (0.4 if "sticky" in row.model else 0.2), row.what
        # What is missing for its content bends utilities: there the row shows what that costs.
        if row.coverage.value is not None and "one_sided" not in row.model:
            assert 0.86 <= row.coverage.value <= 1, row.what


def test_the_same_seed_gives_the_same_study_and_another_one_another() -> None:
    small = ElicitDesign(model="simulated", options=ELICIT.options, replicates=4)
    asked = PERTURB.model_copy(update={"max_trials": 90})
    for known in TRUTHS[:3]:
        once = [elicit.simulate(small, known, 5, number) for number in range(3)]
        assert once == [elicit.simulate(small, known, 5, number) for number in range(3)]
    drawn = [elicit.simulate(small, TRUTHS[0], seed, 0) for seed in range(5)]
    assert len(set(drawn)) > 1
    for truth in CORE[:3]:
        runs = [perturb.simulate(asked, truth.model, 5, number) for number in range(4)]
        assert runs == [perturb.simulate(asked, truth.model, 5, number) for number in range(4)]
    assert len({perturb.simulate(PERTURB, "sim/coin?spread=1", seed, 0) for seed in range(4)}) > 1


def test_a_truth_has_missing_answers_slips_noise_of_pairs_repeats_and_no_chance() -> None:
    for word in ("refusal=", "one_sided=", "lapse=0.05", "pairs=", "sticky=", "order="):
        assert any(word in truth.model for truth in TRUTHS), word
    assert any(truth.temperature == 0 for truth in TRUTHS)
    assert len({truth.what for truth in TRUTHS}) == len(TRUTHS)


def test_no_two_runs_have_a_seed_in_common() -> None:
    """Of two calibrations with neighbouring seeds, of two truths, and within one."""
    models = ("sim/coin", "sim/bob")
    seeds = [
        run_seed(seed, model, number)
        for seed in range(4)
        for model in models
        for number in range(500)
    ]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= one < 2**53 for one in seeds)


def test_a_finding_of_an_earlier_release_can_still_be_read() -> None:
    rate = {"value": 0.1, "low": 0.0, "high": 0.3, "n": 20}
    row = {
        "model": "sim/coin",
        "what": "a coin",
        "right": ["indifferent"],
        "runs": 20,
        "verdicts": {"indifferent": 18, "weak": 2},
        "wrong": rate,
        "coverage": rate,
        "trials": 500,
    }
    read = TruthRow.model_validate(row)
    assert (read.rounds, read.warned) == (None, None)


def test_a_power_curve_is_crossed_where_it_is_crossed() -> None:
    def point(effect: float, power: float) -> PowerPoint:
        return PowerPoint(effect=effect, detected=Estimate(value=power, n=1), trials=None)

    assert crossing([point(1, 0.2), point(2, 0.6), point(3, 1.0)]) == pytest.approx(2.5)
    assert crossing([point(1, 0.2), point(2, 0.6)]) is None
    assert crossing([point(1, 0.9)]) is None
