"""Which of two answers has more, and when a length counts as longer."""

import pytest

from velleity.tools.properties.signs import length_sign, sign_of, signs


@pytest.mark.parametrize(
    ("first", "second", "sign"),
    [
        (100, 100, 0),
        (7, 10, 0),
        (23, 33, -1),
        (24, 34, 0),
        (80, 100, -1),
        (85, 100, 0),
        (360, 400, -1),
        (365, 400, 0),
        (33, 23, 1),
    ],
)
def test_a_length_is_shorter_by_a_share_and_by_words(first: int, second: int, sign: int) -> None:
    assert length_sign(first, second) == sign
    assert length_sign(second, first) == -sign


def test_signs_turn_with_the_answers_and_length_may_be_its_count() -> None:
    texts = ("Yes! It is, perhaps.", "It is. It is wet, and so it will stay.")
    marks = ["length", "exclamations", "hedges", "lists"]
    assert signs(texts, "", marks) == [0, 1, 1, 0]
    assert signs(texts, "", marks, thresholds=False) == [-1, 1, 1, 0]
    assert signs((texts[1], texts[0]), "", marks) == [0, -1, -1, 0]
    assert sign_of(2, 2) == 0
