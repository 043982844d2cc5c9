"""The section of a report: what was promised, and the claim with other causes taken out."""

from tests.tools.transfer_test.transfers import HIGH, design_of, found
from velleity.store.records import StudyRecord
from velleity.tools.transfer_test.report import transfer_sections

LOVERS = ("sim/longlover", "sim/obedient?length=6")


def test_a_report_names_the_outcomes_and_the_claim_without_its_other_causes() -> None:
    design = design_of("sim/pleader?padding=3", LOVERS, 1, items=6)
    study = StudyRecord(
        id="std_1",
        verb="transfer_test",
        model=design.model,
        label="",
        design=design.model_dump(mode="json"),
        digest="d",
        state="done",
        planned=1,
        created_at="2026-01-01T00:00:00+00:00",
    )
    finding = found(design.model, LOVERS, 1, items=6)
    [section] = transfer_sections(study, [finding], lambda *_, **__: [])
    facts = {one.name: one for one in section.facts}
    assert HIGH[0] in facts["Outcomes that it likes"].explanation
    assert facts["Outcomes that it likes"].explanation.endswith("and 1 more")
    assert "n = " in facts["The claim at equal length"].value
    assert "no data" in facts["The claim without their pairs"].value
    assert (
        "follows orders"
        in facts["sim/obedient?length=6: right on pairs of known quality"].explanation
    )
    rows = [row.label for chart in section.charts for row in chart.rows]
    assert {"high_low · at equal length", "high_low · without leaks"} <= set(rows)
