"""What a writer is told, and how a score reads."""

import pytest

from velleity.store.records import Answer
from velleity.tools.dissect.bank.pairs import Pair
from velleity.tools.dissect.manipulation.prompts import (
    Scoring,
    Writing,
    instruction,
    score_of,
    written_pairs,
)
from velleity.tools.properties.catalogue import COUNTED, PUBLISHED
from velleity.tools.respondents.protocol import Reply

PAIR = Pair("advice", "Is rain wet?", ("Rain is wet.", "Rain is dry."))


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ("7", 7),
        ("10", 10),
        ("8/10", 8),
        ("**9**", 9),
        ("I would give it a 6.", 6),
        ("0", None),
        ("11", None),
        ("7.5", None),
        ("between 4 and 6", None),
        ("good", None),
        ("", None),
    ],
)
def test_a_score_is_the_only_number_that_there_is(said: str, score: int | None) -> None:
    assert score_of(said) == score


def test_a_writer_is_told_in_the_system_message_and_all_arms_have_one_length() -> None:
    lists = next(one for one in COUNTED if one.name == "lists")
    told = (instruction(lists), instruction(PUBLISHED[2]))
    plain, most = Writing("w", PAIR, "plain", ()), Writing("w", PAIR, "most", told)
    assert "about 80 words" in plain.messages[0][1]
    assert most.messages[0][1] == f"{plain.messages[0][1]} Use lists. {told[1]}"
    assert "warm towards the reader" in told[1]
    assert plain.messages[1] == most.messages[1] == ("user", PAIR.question)
    assert plain.id != most.id


def test_pushed_answers_stand_beside_plain_ones_and_lost_or_equal_ones_are_left_out() -> None:
    def seen(arm: str, text: str, finish: str = "stop") -> object:
        asked = Writing("w", PAIR, arm, ())  # type: ignore[arg-type]
        heard = asked.read(Reply(text, finish))  # type: ignore[arg-type]
        return asked.observed(Answer(heard.outcome, None, text))

    found = [seen("plain", "One."), seen("most", "Two."), seen("least", "One.")]
    pairs = written_pairs(found)  # type: ignore[arg-type]
    assert [(arm, pair.texts) for (_, arm), pair in pairs.items()] == [("most", ("Two.", "One."))]
    assert not written_pairs([seen("plain", "One."), seen("most", "Tw", "length")])  # type: ignore[list-item]
    scoring = Scoring("j", PAIR, "most", "Two.", 0)
    assert scoring.observed(Answer("scored", None, "7")).score == 7
    assert scoring.read(Reply("what?")).outcome == "unreadable"
