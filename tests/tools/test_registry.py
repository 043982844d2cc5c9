"""One row a verb: designs and findings come back from the store, and refusals say what to do."""

from typing import Any

import pytest

from tests.tools.reports.filling import findings
from velleity.store.errors import InputError
from velleity.tools.registry import (
    FINDING,
    KINDS,
    design_of,
    kind_of,
    loads,
    open_study,
    plan,
    planned,
    sentence,
    verb_of,
)
from velleity.tools.study.design import Design

PAIR = {"verb": "perturb", "model": "m", "option_a": "tea", "option_b": "coffee"}
SET = {"verb": "elicit", "model": "m", "options": [{"text": "tea"}, {"text": "coffee"}]}
TEXTS = {
    "verb": "transfer_test",
    "model": "m",
    "judges": ["j", "k"],
    "high": [{"text": "a pier"}],
    "low": [{"text": "rain"}],
}
STANCES = {"verb": "stated_revealed", "model": "m", "families": ["risk"]}
JUDGE = {"verb": "dissect", "model": "m", "writer": "w", "annotators": ["n", "o"], "pairs": 1}
TRIED = {"verb": "calibrate", "plan": PAIR, "runs": 20}
TAKEN = {"verb": "import", "model": "m", "records": "d", "questions": 1}
TURN = {
    **{"trial": "t", "question": "q", "variation": "plain", "reply": "A"},
    "messages": [["user", "Tea or coffee?"]],
}
ASKED_ON = {"verb": "follow_up", "model": "m", "after": "std_x", "turns": [TURN]}
STORED: list[dict[str, Any]] = [PAIR, SET, TEXTS, STANCES, JUDGE, ASKED_ON, TRIED, TAKEN]


@pytest.mark.parametrize("stored", STORED, ids=lambda one: one["verb"])
def test_a_design_comes_back_from_the_store_with_its_verb(stored: dict[str, Any]) -> None:
    design = design_of(stored)
    assert verb_of(design).name == stored["verb"]
    assert design_of(design.model_dump(mode="json")) == design


def test_a_design_of_no_verb_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        design_of({**PAIR, "verb": "ponder"})


@pytest.mark.parametrize("finding", findings("tea"), ids=lambda one: one.headline)
def test_a_finding_comes_back_from_the_store_and_has_words(finding: Any) -> None:
    assert FINDING.validate_python(finding.model_dump(mode="json")) == finding
    assert FINDING.validate_json(finding.model_dump_json()) == finding
    assert kind_of(finding) is KINDS[finding.kind]
    assert "tea" in sentence(finding) or finding.kind == "calibration"


@pytest.mark.parametrize(
    "stored", [PAIR, SET, TEXTS, STANCES, JUDGE, ASKED_ON], ids=lambda one: one["verb"]
)
def test_what_is_asked_is_planned_and_shared_out_to_who_is_asked(stored: dict[str, Any]) -> None:
    design = design_of(stored)
    found = plan(design)
    assert found.trials == planned(design) > 0
    shares = loads(design)
    assert {one.to for one in shares} == {None, *design.judges_asked}
    assert sum(one.trials for one in shares) <= planned(design)
    assert open_study(design).next([])


@pytest.mark.parametrize("stored", [TRIED, TAKEN], ids=lambda one: one["verb"])
def test_what_asks_nobody_has_no_study(stored: dict[str, Any]) -> None:
    design = design_of(stored)
    with pytest.raises(InputError):
        open_study(design)
    with pytest.raises(ValueError, match="only perturb, elicit, transfer_test"):
        plan(design)


def test_a_design_that_cannot_be_carried_out_is_refused_in_a_sentence() -> None:
    many = [{"text": f"bench {n}"} for n in range(40)]
    few: Design = design_of({**SET, "options": many, "max_trials": 2})
    with pytest.raises(InputError, match=r"at least 80 trials; raise max_trials.*\.$"):
        open_study(few)
