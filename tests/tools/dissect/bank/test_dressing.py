"""Every dressing adds the mark it is for, and takes no word away."""

import random

import pytest

from velleity.tools.dissect.bank.dressing import DRESSINGS, dressed
from velleity.tools.properties.marks import MARKS, words_of

TEXT = "Blot it with a clean cloth. Cover it with salt. Rinse it with cold water. Wash it."
ADDS = {
    "steps": "steps",
    "again": "repeats",
    "asks": "questions",
    "wishes": "courtesies",
    "hedge": "hedges",
    "case": "examples",
    "cheer": "exclamations",
    "sorry": "apologies",
    "limit": "limits",
    "casual": "informal",
    "listed": "lists",
    "bold": "headings",
}


@pytest.mark.parametrize("name", DRESSINGS)
def test_it_adds_its_mark_in_every_wording_and_keeps_every_word(name: str) -> None:
    count = MARKS[ADDS[name]].count
    for seed in range(12):
        worn = DRESSINGS[name](TEXT, random.Random(seed))
        assert count(worn, "") > count(TEXT, ""), worn
        assert set(words_of(TEXT)) <= set(words_of(worn))


def test_both_answers_wear_dressings_of_their_own_drawn_from_the_seed() -> None:
    one = dressed((TEXT, TEXT), "a")
    assert one == dressed((TEXT, TEXT), "a")
    assert one != dressed((TEXT, TEXT), "b")
    assert sum(dressed((TEXT, TEXT), f"{at}")[0] != TEXT for at in range(50)) > 40
