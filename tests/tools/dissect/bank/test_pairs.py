"""The bank, how its answers are dressed, and pairs of a caller's own."""

import json
from itertools import combinations

import pytest

from velleity.store.errors import InputError
from velleity.tools.dissect.bank.pairs import SCENARIOS, pairs_of_bank, read_pairs, shipped
from velleity.tools.properties.marks import MARKS, words_of
from velleity.tools.properties.signs import signs


def test_the_bank_has_questions_enough_and_answers_that_differ() -> None:
    bank = shipped()
    questions = [one for some in bank.values() for one in some]
    assert len(bank) == len(SCENARIOS) >= 10
    assert len(questions) >= 80
    assert len({one.ask for one in questions}) == len(questions)
    assert sum(one.reference is not None for one in questions) >= 15
    for one in questions:
        first, second = one.answers
        assert first.strip() != second.strip()
        assert one.ask not in (first, second)
        assert max(map(len, one.answers)) < 700
    for one, other in combinations(questions, 2):
        words = [set(words_of(each.ask)) for each in (one, other)]
        assert len(words[0] & words[1]) < 0.8 * len(words[0] | words[1])


def test_pairs_are_the_same_every_time_and_marks_vary_in_many_of_them() -> None:
    pairs = pairs_of_bank((), 5)
    assert len(pairs) == 5 * 88
    assert [one.id for one in pairs] == [one.id for one in pairs_of_bank((), 5)]
    found = [signs(one.texts, one.question, list(MARKS)) for one in pairs]
    for at, name in enumerate(MARKS):
        differ = sum(row[at] != 0 for row in found)
        assert differ >= (20 if name == "code" else 120), name
        balance = sum(row[at] for row in found) / differ
        assert name == "code" or abs(balance) < 0.5, name


def test_every_third_pair_is_one_answer_in_two_dressings() -> None:
    bank = shipped()["advice"][0]
    same = pairs_of_bank(("advice",), 6)[2]
    for text in same.texts:
        words = set(words_of(text))
        assert set(words_of(bank.answers[0])) <= words
    assert same.texts[0] != same.texts[1]


def test_own_pairs_are_read_as_a_list_or_by_line() -> None:
    one = {"question": "Is rain wet?", "a": "Yes.", "b": "No.", "scenario": "weather"}
    other = {"question": "Is rain wet?", "a": "Yes!", "b": "No."}
    by_line = "\n".join(json.dumps(row) for row in (one, other))
    assert read_pairs(by_line) == read_pairs(json.dumps([one, other]))
    assert [pair.scenario for pair in read_pairs(by_line)] == ["weather", "own"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not 0"),
        ("{", "not JSON"),
        ('{"question": "q", "a": "x"}', "Pair 1, field b"),
        ('{"question": "q", "a": "x", "b": "x "}', "the same text"),
        ('{"question": "q", "a": "x", "b": "y"}\n' * 2, "Pair 2 was there before"),
    ],
)
def test_a_mistake_in_own_pairs_is_told(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read_pairs(text)
    with pytest.raises(ValueError, match="no scenario 'chess'"):
        pairs_of_bank(("chess",), 1)
