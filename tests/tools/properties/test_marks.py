"""What is counted in a text, by examples of each mark."""

import pytest

from velleity.tools.properties.catalogue import BY_NAME, COUNTED, PUBLISHED
from velleity.tools.properties.marks import MARKS

PLAIN = "The pan is on the stove and the rice is done"
CASES = {
    "length": ("one two three-four", 3),
    "lists": ("Buy:\n- eggs\n2. rice\n* leeks\n-5 degrees", 3),
    "headings": ("# Title\nSome **bold** text and 2 * 3 * 4", 2),
    "code": ("Run `ls` and\n```\ncd\n```", 3),
    "exclamations": ("Yes! No!", 2),
    "questions": ("Really? Why?", 2),
    "hedges": ("Perhaps it might work; it seems so.", 3),
    "apologies": ("I'm sorry, and I apologise.", 2),
    "limits": ("As an AI, I can’t check it; see a doctor.", 3),
    "first_person": ("I think my cat likes me.", 3),
    "address": ("You know your way.", 2),
    "names": ("The road to Ghent passes by Anna's house", 2),
    "numbers": ("Take 2.5 kg, 1,000 times in 3 days", 3),
    "long_words": ("aa aaaa", 3.0),
    "repeats": ("a b c d e a b c d", 1),
    "informal": ("Honestly, it's kinda cool, don't worry", 4),
    "courtesies": ("Thank you, and good luck!", 2),
    "examples": ("For example fruit, such as figs", 2),
    "steps": ("First boil it, then wait; finally eat. Step 2.", 4),
}


@pytest.mark.parametrize("name", CASES)
def test_a_mark_is_counted_and_a_plain_sentence_has_none(name: str) -> None:
    text, count = CASES[name]
    assert MARKS[name].count(text, "") == count
    assert name in ("length", "long_words") or MARKS[name].count(PLAIN, "") == 0


def test_words_of_the_question_count_once_and_short_ones_not() -> None:
    assert MARKS["overlap"].count("Rain, rain and umbrellas", "Does rain need an umbrella?") == 1
    assert set(CASES) | {"overlap"} == set(MARKS)


def test_every_mark_says_what_it_counts_and_how_it_is_asked_for() -> None:
    for mark in MARKS.values():
        assert mark.words
        assert mark.more != mark.less
    assert len({mark.more for mark in MARKS.values()}) == len(MARKS)


def test_there_are_29_published_properties_with_length_last_and_no_two_alike() -> None:
    assert len(PUBLISHED) == 29
    assert PUBLISHED[-1].name == "length"
    assert len({one.name for one in PUBLISHED}) == len({one.words for one in PUBLISHED}) == 29
    assert len(BY_NAME) == 28 + len(COUNTED)
