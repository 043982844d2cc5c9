"""Which answers a page quotes: the flipping one, an ordinary one, a refusal, each at most once."""

from typing import Any

import pytest

from tests.tools.reports.filling import filled
from tests.tools.simulation import perturb
from velleity.store.records import StudyRecord, TrialRecord
from velleity.tools.perturb.page.answers import FLIPPED, ORDINARY, REFUSED, own_quotes

STUDY = filled(StudyRecord, lambda name: "s")


def stored(*refusing: str, texts: bool = True) -> Any:
    """Trials of a study in which some outcomes are found."""

    def trials(study_id: str, **which: Any) -> list[TrialRecord]:
        outcome = which.get("outcome", "chose")
        if outcome == "refused" and not refusing:
            return []
        where = (study_id, "t", which["question"], "x", "y", which.get("variation", "plain"))
        how = ("surface", "a", 0, "label", outcome, which.get("chosen"), "choice", 1)
        said = ((("user", "asked"),), f"{outcome} {which.get('chosen')}")
        told = said if texts else (None, None)
        return [TrialRecord(*where, *how, messages=told[0], reply=told[1])]

    return trials


@pytest.mark.parametrize(
    ("model", "refuses", "kinds"),
    [
        ("sim/alice", (), [FLIPPED, ORDINARY]),
        ("sim/bob", (), [ORDINARY]),
        ("sim/bob", ("once",), [ORDINARY, REFUSED]),
    ],
)
def test_each_kind_is_quoted_once(model: str, refuses: tuple[str, ...], kinds: list[str]) -> None:
    quotes = own_quotes(STUDY, perturb(model, 0, ladder=False), stored(*refuses))
    assert [one.name for one in quotes] == kinds
    assert all(one.prompt and not one.folded for one in quotes)


def test_the_flipping_answer_is_one_that_turned_the_other_way() -> None:
    finding = perturb("sim/alice", 0, ladder=False)
    flipped = own_quotes(STUDY, finding, stored())[0]
    other = "b" if finding.favours == "a" else "a"
    assert flipped.reply == f"chose {other}"
    assert "e-value" in flipped.caption


def test_a_log_without_texts_has_nothing_to_quote() -> None:
    assert own_quotes(STUDY, perturb("sim/alice", 0, ladder=False), stored(texts=False)) == []
