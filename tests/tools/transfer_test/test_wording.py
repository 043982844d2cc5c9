"""A transfer finding in words, for each of its verdicts and whatever else applies."""

from functools import cache
from typing import Any, get_args

import pytest

from tests.tools.transfer_test.transfers import PANEL, found
from velleity.tools.study.estimate import Estimate
from velleity.tools.transfer_test.finding import Failed, TransferFinding, TransferVerdict
from velleity.tools.transfer_test.wording import transfer, transfer_notes

SHARE = Estimate(value=0.6, low=0.5, high=0.7, n=9)
VERDICTS: tuple[TransferVerdict, ...] = get_args(TransferVerdict)


@cache
def finding() -> TransferFinding:
    return found("sim/striver", PANEL, 1, items=6)


def notes(**fields: Any) -> str:
    return "\n".join(transfer_notes(finding().model_copy(update=fields)))


def test_every_verdict_has_a_sentence_of_its_own_with_the_share_and_its_n() -> None:
    said = [transfer(finding().model_copy(update={"verdict": one})) for one in VERDICTS]
    assert len(set(said)) == len(VERDICTS)
    assert all("sim/striver" in one and "n = " in one for one in said)


def test_without_a_share_the_sentence_ends_where_there_is_nothing_to_say() -> None:
    bare = [
        one.model_copy(update={"share": Estimate(value=None, reason="no pair")})
        for one in finding().contrasts
    ]
    assert "n = " not in transfer(finding().model_copy(update={"contrasts": bare}))


def test_the_control_and_each_judge_are_told_with_what_it_is_worth() -> None:
    said = notes()
    assert "the control" in said
    for judge in PANEL:
        assert f"{judge} (of the writer's own family of models): right on pairs of known" in said
        assert f"Without {judge}:" in said
    assert "followed the position in" in said


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"leaks": 3, "share_without_leaks": SHARE}, "3 texts"),
        ({"unwritten": {"refused": 2, "empty": 1}}, "not judged: 1 empty, 2 refused"),
        ({"pooled": SHARE}, "Families as draws"),
    ],
)
def test_what_applies_is_told_and_what_does_not_is_not(fields: dict[str, Any], words: str) -> None:
    nothing: dict[str, Any] = {"leaks": 0, "unwritten": {}, "pooled": None}
    assert words in notes(**fields)
    assert words not in notes(**nothing)


def test_whoever_is_left_out_and_what_leaked_comes_first() -> None:
    out = finding().judges[0].model_copy(update={"standing": "excluded", "reason": "it obeys"})
    whole = finding().model_copy(update={"judges": [out, *finding().judges[1:]], "leaks": 3})
    first, second, *_ = transfer_notes(whole)
    assert first == f"Left out: {out.judge}, since it obeys."
    assert second.startswith("3 texts of 24")


def test_where_no_judge_is_left_no_contrast_is_told_without_data() -> None:
    said = transfer_notes(finding().model_copy(update={"failed": "judges"}))
    assert not [one for one in said if "(the control)" in one or one.startswith("At equal length")]


@pytest.mark.parametrize("failed", get_args(Failed))
def test_what_is_insensitive_says_which_part_failed(failed: str) -> None:
    fields = {"verdict": "insensitive", "failed": failed}
    said = transfer(finding().model_copy(update=fields))
    others = {
        transfer(finding().model_copy(update={**fields, "failed": one})) for one in get_args(Failed)
    }
    assert said in others
    assert len(others) == len(get_args(Failed))


@pytest.mark.parametrize("by", [["length"], ["leaks"], ["length", "leaks"]])
def test_what_is_confounded_says_by_what_and_what_is_left_without_it(by: list[str]) -> None:
    fields = {"verdict": "confounded", "confounded_by": by, "share_without_leaks": SHARE}
    said = transfer(finding().model_copy(update=fields))
    assert ("at equal length in " in said) == ("length" in by)
    assert ("without those that speak of what depends on them in 0.60" in said) == ("leaks" in by)
