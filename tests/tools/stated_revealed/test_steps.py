"""Every verdict leads on once, to what could change it, and then to the prompts themselves."""

import pytest

from tests.tools.reports.filling import filled
from velleity.tools.stated_revealed.design import StatedRevealedDesign
from velleity.tools.stated_revealed.finding import (
    STANCE_VERDICTS,
    StanceVerdict,
    StatedRevealedFinding,
)
from velleity.tools.stated_revealed.steps import stance_steps

FAMILIES = ("promises_kept", "risk")
FOUND = filled(StatedRevealedFinding, lambda name: "promises_kept")


def of(verdict: StanceVerdict) -> StatedRevealedFinding:
    rows = [row.model_copy(update={"verdict": verdict}) for row in FOUND.families]
    return FOUND.model_copy(update={"families": rows})


@pytest.mark.parametrize("verdict", STANCE_VERDICTS)
def test_every_verdict_leads_on_until_only_its_evidence_is_left(verdict: StanceVerdict) -> None:
    design = StatedRevealedDesign(model="m", families=FAMILIES)
    for _ in range(5):
        [*steps, evidence] = stance_steps("std_x", design, of(verdict))
        assert evidence.tool == "get_trials"
        if not steps:
            return
        changed = {k: v for k, v in steps[0].arguments.items() if k != "study_id"}
        design = StatedRevealedDesign.model_validate({**design.model_dump(), **changed})
    pytest.fail(f"{verdict} leads on for ever")


def test_what_is_changed_is_what_could_change_the_verdict() -> None:
    design = StatedRevealedDesign(model="m", families=FAMILIES, max_trials=400)
    changed = {
        verdict: stance_steps("std_x", design, of(verdict))[0].arguments
        for verdict in STANCE_VERDICTS
    }
    assert changed["undetermined"]["replicates"] == 4
    assert changed["undetermined"]["max_trials"] > 400
    assert changed["style_driven"]["formats"] == ["free"]
    assert "persona=librarian" in changed["deviates"]["variations"]
    assert changed["declines"]["question"] == "promises_kept"
    exact = design.model_copy(update={"readout": "logprob"})
    assert [one.tool for one in stance_steps("std_x", exact, of("undetermined"))] == ["get_trials"]
