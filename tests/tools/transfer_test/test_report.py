"""The section of a report: what was promised, and the claim with other causes taken out."""

from typing import Any

from tests.tools.reports.filling import filled
from tests.tools.transfer_test.transfers import HIGH, design_of, found
from velleity.store.records import StudyRecord, TrialRecord
from velleity.tools.transfer_test.design import CLAIM
from velleity.tools.transfer_test.report import transfer_sections
from velleity.tools.transfer_test.wording import WHAT

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
    figure = section.figure
    assert figure is not None
    assert figure.band == (0.5 - finding.margin, 0.5 + finding.margin)
    rows = [row.label for row in figure.rows]
    claim = WHAT[CLAIM]
    assert {f"{claim}, at equal length", f"{claim}, without texts that speak of it"} <= set(rows)
    assert not [label for label in rows if "_" in label]


def test_both_texts_on_one_task_and_a_vote_are_quoted_with_what_was_promised() -> None:
    design = design_of("sim/stoic", LOVERS, 1, items=6)
    asked: list[dict[str, object]] = []

    def trials(study_id: str, **which: Any) -> list[TrialRecord]:
        asked.append(which)
        which.pop("limit")
        written = which["kind"] == "text" and "outcome" not in which
        kind = "written" if written else "chose" if which["kind"] == "verdict" else "refused"
        promised = {"promised": f"{which.get('variation')} comes"}
        where = (study_id, "t", which.get("question") or "essay:one", None, None)
        how = (which.get("variation", "v"), None, None, 0, "write", kind, None, which["kind"], 1)
        said = f"{kind} under {which.get('variation')}"
        return [TrialRecord(*where, *how, promised, (("user", "the task"),), said)]

    finding = found(design.model, LOVERS, 1, items=6)
    study = filled(StudyRecord, lambda name: "std_1")
    [section] = transfer_sections(study, [finding], trials)
    assert [one.reply for one in section.quotes] == [
        *(f"written under arm:{arm}" for arm in ("high", "low", "exhorted")),
        "chose under None",
        "refused under None",
    ]
    assert "arm:high comes" in section.quotes[0].caption
    assert [one.get("question") for one in asked] == [None, *["essay:one"] * 3, None]
