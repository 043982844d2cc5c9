"""Comparisons of many options: utilities as elicit's, chosen where pairs form a graph."""

import json
import math
import random
import re
from itertools import combinations

import pytest

from velleity.store.errors import InputError
from velleity.tools.elicit.finding import UtilitiesFinding
from velleity.tools.imports import graph
from velleity.tools.imports.design import As
from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take


def log(options: int, pairs: int, seed: int = 0) -> list[str]:
    """Answers by known utilities: the number of an option, in halves."""
    draw = random.Random(seed)
    some = list(combinations(range(options), 2))
    draw.shuffle(some)
    found: list[str] = []
    for i, j in some[:pairs]:
        for first in ("a", "b"):
            p = 1 / (1 + math.exp(-(i - j) / 2))
            wins = sum(draw.random() < p for _ in range(10))
            for chosen, count in (("a", wins), ("b", 10 - wins)):
                line = {"kind": "choice", "model": "m", "first": first, "chosen": chosen}
                texts = {"option_a": f"thing {i}", "option_b": f"thing {j}"}
                kinds = {"category_a": f"kind {i % 2}", "category_b": f"kind {j % 2}"}
                if count:
                    found.append(json.dumps({**line, **texts, **kinds, "count": count}))
    return found


def kinds_of(lines: list[str], concluded: As = "auto") -> list[str]:
    [taken] = take(Source("\n".join(lines)), concluded=concluded)
    return sorted({row.kind for row in taken.findings})


def test_pairs_that_form_a_graph_have_utilities_and_a_verdict_each() -> None:
    lines = log(8, 28)
    [taken] = take(Source("\n".join(lines)))
    first, *others = taken.findings
    found = UtilitiesFinding.model_validate_json(first.body)
    assert [one.option for one in found.options] == [f"thing {n}" for n in reversed(range(8))]
    assert (found.asked, found.pairs, len(others)) == (560, 28, 28)
    assert [(one.category, one.over) for one in found.categories] == [("kind 0", "kind 1")]
    random.Random(1).shuffle(lines)
    [again] = take(Source("\n".join(lines)))
    assert next(iter(again.findings)) == first


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (log(4, 6), ["preference"]),
        ([one for one in log(9, 36) if '"thing 0"' in one], ["preference"]),
        (log(9, 36), ["preference", "utilities"]),
    ],
    ids=["few options", "a star", "a graph"],
)
def test_utilities_are_fitted_where_options_are_compared_in_rings(
    lines: list[str], kinds: list[str]
) -> None:
    assert kinds_of(lines) == kinds


def test_whoever_imports_says_what_is_concluded() -> None:
    assert kinds_of(log(4, 6), "elicit") == ["utilities"]
    assert kinds_of(log(9, 36), "perturb") == ["preference"]


def test_more_pairs_than_are_fitted_are_told_and_none_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = log(9, 36)
    monkeypatch.setattr(graph, "MOST_PAIRS", 35)
    [taken] = take(Source("\n".join(lines)))
    assert taken.warnings == (
        "Utilities are not computed: there are 36 pairs, and 35 are fitted at most.",
    )
    assert {row.kind for row in taken.findings} == {"preference"}
    with pytest.raises(InputError, match="there are 36 pairs, and 35 are fitted at most"):
        take(Source("\n".join(lines)), concluded="elicit")


def test_very_many_options_are_not_followed_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph, "MAX_OPTIONS", 6)
    monkeypatch.setattr(graph, "MOST_FOLLOWED", 8)
    [taken] = take(Source("\n".join(log(20, 190))))
    [told] = taken.warnings
    assert re.search(r"there are at least [89] options, and 6 are fitted", told)
