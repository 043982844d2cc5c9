"""Several models beside each other, on counts of which it is known how they differ."""

from typing import Any

import pytest

from velleity.tools.perturb.pooled.models import between
from velleity.tools.study.pooled import Facts, ModelPair, OfStudy

Counts = dict[str, tuple[int, int]]
"""Of each wording the answers for option a when a is first, and when b is."""
STEADY: Counts = {f"w{n}": (20, 20) for n in range(6)}


def a_finding(model: str, counts: Counts, of: int = 20, **fields: Any) -> OfStudy:
    """Each cell was asked so often, and every answer decided."""
    cells = [
        (wording, "surface", first, of, wins, of - wins)
        for wording, pair in counts.items()
        for first, wins in zip("ab", pair, strict=True)
    ]
    n = of * len(cells)
    share = sum(cell[4] for cell in cells) / n
    facts = {
        **{"kind": "preference", "question": "q", "a": "tea", "b": "coffee", "e": 50.0},
        **{"claims": 1, "exact": False, "imported": False, "aside": 0, "favours": "a"},
        **{"share": (share, share - 0.1, share + 0.1, n), "cells": cells, "rungs": []},
    }
    return OfStudy(f"std_{model}", model, Facts("weak", {**facts, **fields}))


def pair_of(*found: OfStudy) -> ModelPair:
    told = between(found)
    assert told is not None
    [pair] = told.pairs
    return pair


def flipping(*wordings: str, by: Counts = STEADY) -> Counts:
    return {name: (0, 0) if name in wordings else pair for name, pair in by.items()}


def test_shares_are_apart_on_the_same_prompts_with_an_interval_for_any_stopping() -> None:
    pair = pair_of(a_finding("m", STEADY), a_finding("n", dict.fromkeys(STEADY, (15, 15))))
    gap = pair.difference
    assert gap is not None
    assert gap.value == 0.25
    assert gap.low is not None
    assert gap.high is not None
    assert 0.1 < gap.low < 0.25 < gap.high < 0.4
    assert gap.n == 480


def test_of_other_prompts_those_in_common_are_compared() -> None:
    wide = {**STEADY, "odd": (0, 0)}
    pair = pair_of(a_finding("m", STEADY), a_finding("n", wide))
    assert pair.cells == 12
    assert pair.difference is not None
    assert pair.difference.value == 0
    found = between([a_finding("m", {"x": (9, 9)}), a_finding("n", {"y": (9, 9)})])
    assert found is not None
    [_, other] = found.rows[0].models
    assert other.difference is not None
    assert other.difference.reason == "they were asked no prompt in common"


def test_what_an_earlier_release_left_is_compared_by_its_cells() -> None:
    old, new = a_finding("m", STEADY), a_finding("n", dict.fromkeys(STEADY, (15, 15)))
    for name in ("aside", "imported", "share"):
        del old.facts.facts[name]
    gap = pair_of(old, new).difference
    assert gap is not None
    assert (gap.value, gap.low is None) == (0.25, False)


def test_known_probabilities_are_apart_by_what_is_known() -> None:
    masses = {"m": (1, 1), "n": (1, 0)}
    exact = [a_finding(name, {"w": pair}, of=1, exact=True) for name, pair in masses.items()]
    gap = pair_of(*exact).difference
    assert gap is not None
    assert (gap.value, gap.low, gap.high) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    ("one", "two", "weakness", "flips"),
    [
        (flipping("w1", "w2"), flipping("w1", "w2"), "same", (4, 4, 4)),
        (flipping("w1", "w2"), flipping("w3"), "another", (4, 2, 0)),
        (flipping("w1"), STEADY, "one", (2, 0, 0)),
        (STEADY, STEADY, "none", (0, 0, 0)),
        (flipping("w0", "w1", "w2"), flipping("w2", "w3", "w4"), "open", (6, 6, 2)),
    ],
)
def test_flips_in_the_same_cells_are_one_weakness(
    one: Counts, two: Counts, weakness: str, flips: tuple[int, int, int]
) -> None:
    pair = pair_of(a_finding("m", one), a_finding("n", two))
    assert (pair.weakness, pair.flips, pair.cells) == (weakness, flips, 12)


def test_each_turns_against_its_own_favourite() -> None:
    mirrored = {name: (20 - a, 20 - b) for name, (a, b) in flipping("w1").items()}
    pair = pair_of(a_finding("m", flipping("w1", "w2")), a_finding("n", mirrored, favours="b"))
    assert pair.opposite == 1
    assert pair.flips == (4, 2, 2)


def test_of_one_model_or_of_questions_that_nobody_else_was_asked_nothing_is_said() -> None:
    assert between([a_finding("m", STEADY), a_finding("m", STEADY)]) is None
    assert between([a_finding("m", STEADY), a_finding("n", STEADY, a="milk")]) is None


def test_questions_by_models_say_verdict_and_share() -> None:
    found = between(
        [a_finding(model, STEADY, a=f"tea {n}") for n in range(3) for model in ("m", "n", "o")]
    )
    assert found is not None
    assert [len(row.models) for row in found.rows] == [3, 3, 3]
    assert {(one.model, one.verdict) for one in found.rows[0].models} == {
        *(("m", "weak"), ("n", "weak"), ("o", "weak"))
    }
    assert len(found.pairs) == len(found.sentences) == 3
    assert found.pairs[0].questions == found.pairs[0].alike == 3
