"""The page of a calibration says what came of every truth, and when a verdict is wrong."""

from typing import get_args

from tests.tools.reports.filling import filled
from velleity.store.records import StudyRecord
from velleity.tools.calibrate.claims import CLAIMS
from velleity.tools.calibrate.finding import CalibrationFinding, TruthRow
from velleity.tools.calibrate.power_curve import rate
from velleity.tools.calibrate.report import calibration_sections
from velleity.tools.perturb.finding import Verdict
from velleity.tools.reports.page import Section, Table


def section(verb: str, **row: object) -> Section:
    study = filled(StudyRecord, lambda name: "x")
    finding = filled(CalibrationFinding, lambda name: "x")
    rows = [filled(TruthRow, lambda name: "x").model_copy(update=row)]
    [found] = calibration_sections(
        study, [finding.model_copy(update={"verb": verb, "rows": rows})], lambda *_: []
    )
    return found


def titles(found: Section) -> list[str]:
    return [table.title for table in found.tables]


def by_truth(found: Section) -> dict[str, str]:
    table: Table = found.tables[0]
    return dict(zip(table.columns, table.rows[0], strict=True))


def test_when_a_verdict_is_wrong_is_said_of_verdicts_and_of_nothing_else() -> None:
    assert titles(section("perturb")) == ["Verdicts by truth", "When a verdict is wrong"]
    assert titles(section("elicit")) == ["Verdicts by truth"]
    said = section("perturb").tables[1].rows
    assert len(said) == len(get_args(Verdict))
    assert {words for _, words in said} == {one.wrong_if for one in CLAIMS.values()}


def test_rounds_and_warnings_stand_where_they_are_known() -> None:
    known = by_truth(section("perturb", rounds=12.0))
    assert known["rounds"] == "12"
    assert known["warned of dependence"]
    unknown = by_truth(section("elicit", rounds=None, warned=None))
    assert (unknown["rounds"], unknown["warned of dependence"]) == ("", "")


def test_small_p_values_are_counted_where_nothing_differs() -> None:
    column = "p at most, where nothing differs; further rates"
    told = by_truth(section("stated_revealed", p_at_most={"0.05": rate(3, 100)}, also={}))[column]
    assert told.startswith("0.05: 0.03 [0.01, 0.0")
    assert told.endswith("n = 100")
    assert by_truth(section("stated_revealed", p_at_most={}, also={}))[column] == ""
    further = by_truth(section("dissect", p_at_most={}, also={"both ends": rate(3, 100)}))[column]
    assert further.startswith("both ends: 0.03 [")
