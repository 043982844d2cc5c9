"""What a preference claims, and the words of the literature on order, on counts that are known."""

import pytest

from velleity.tools.perturb.pooled.claims import claims, order_words
from velleity.tools.perturb.pooled.facts import CellFacts
from velleity.tools.perturbations.catalogue import Side
from velleity.tools.study.pooled import Facts


def cells(a_first: int, b_first: int, of: int = 40, wordings: int = 2) -> list[CellFacts]:
    """So many choose option a in each order, of each wording."""
    wins: list[tuple[Side, int]] = [("a", a_first), ("b", b_first)]
    return [
        CellFacts(f"w{n}", "surface", first, of, won, of - won)
        for n in range(wordings)
        for first, won in wins
    ]


@pytest.mark.parametrize(
    ("a_first", "b_first", "word"),
    [
        (38, 36, "robust"),
        (2, 4, "robust"),  # of the other option
        (40, 12, "fragile"),  # ahead on average, undone by order
        (40, 0, "indifferent"),  # order breaks the tie
        (20, 20, "indifferent"),
        (24, 23, None),  # neither shown to be ahead, nor near enough to one half
        (39, 21, None),  # one order does not tell
    ],
)
def test_each_class_on_counts_of_which_it_is_known(
    a_first: int, b_first: int, word: str | None
) -> None:
    found = order_words(cells(a_first, b_first))
    assert found is not None
    assert found.order_class == word


def test_reversals_are_of_wordings_that_tell_in_both_orders() -> None:
    turned = [CellFacts("w", "surface", "a", 10, 9, 1), CellFacts("w", "surface", "b", 10, 2, 8)]
    even = [CellFacts("v", "surface", "a", 10, 5, 5), CellFacts("v", "surface", "b", 10, 2, 8)]
    found = order_words([*cells(38, 36), *turned, *even])
    assert found is not None
    assert (found.reversals, found.wordings) == (1, 3)


def test_the_first_slot_counts_each_order_alike_and_leaves_out_what_did_not_decide() -> None:
    found = order_words(
        [CellFacts("w", "surface", "a", 100, 60, 20), CellFacts("w", "surface", "b", 10, 5, 5)]
    )
    assert found is not None
    assert found.first.value == (0.75 + 0.5) / 2
    assert found.first.n == 90
    assert order_words(cells(30, 30)[:1]) is None


def test_what_an_earlier_release_left_still_makes_a_claim() -> None:
    facts = {
        **{"kind": "preference", "question": "q", "a": "tea", "b": "coffee", "e": 31.9},
        **{"claims": 1, "exact": False, "cells": [("plain", "surface", "a", 9, 8, 1)], "rungs": []},
    }
    [found] = claims(Facts("strong", facts))
    assert (found.verdict, found.e_value, found.favours) == ("strong", 31.9, "a")
    [known] = claims(Facts("strong", {**facts, "exact": True, "e": None}))
    assert (known.known, known.e_value, known.words) == (True, None, None)
