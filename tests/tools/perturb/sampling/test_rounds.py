"""Which cells a round goes to, and how many answers it has."""

from collections import Counter

import pytest

from tests.tools.perturb.by_rules import ANSWERS, make_cells
from tests.tools.perturb.test_verdict_rules import Given, cells, times
from velleity.tools.perturb.cells import Key
from velleity.tools.perturb.sampling.horizon import answers_ahead
from velleity.tools.perturb.sampling.rounds import (
    AGAIN,
    GROWTH,
    LEAST,
    PART,
    next_round,
)
from velleity.tools.perturb.verdict_rules import Judgement, Rule


def planned(*given: Given, spare: int = 10_000) -> Counter[Key]:
    found = cells(*given)
    asked = sum(cell.asked for cell in found)
    chosen = next_round(Judgement(found, Rule()), asked, spare)
    return Counter(cell.key for cell in chosen)


def test_a_round_has_a_part_of_the_answers_there_are_at_least() -> None:
    assert planned(*times(28, {"a": 2, "b": 1})).total() == 84 // PART
    assert planned(*times(28, {"a": 30, "b": 30})).total() == 1_680 // PART


def test_with_a_direction_each_cell_gets_what_it_lacks_to_hold() -> None:
    found = planned(*times(27, {"a": 3}), {"a": 6, "b": 1})
    assert set(found.values()) == {4}, "seven alike hold; of one against, four more or less"
    assert len(found) == 28


@pytest.mark.parametrize(("one", "two"), [("abbaab", "baabba"), ("ab", "ba")])
def test_without_a_direction_most_of_the_way_to_the_nearest_rule_is_asked_at_once(
    one: str, two: str
) -> None:
    found = make_cells(28)
    for v, cell in enumerate(found):
        for word in (one, two)[v % 2]:
            cell.add(*ANSWERS[word])
    judgement, asked = Judgement(found, Rule()), 28 * len(one)
    size = len(next_round(judgement, asked, 10_000))
    assert size == max(asked // PART, min(answers_ahead(judgement), GROWTH * asked))
    assert (size == GROWTH * asked) == (len(one) == 2)


def test_no_more_is_planned_than_the_budget_allows() -> None:
    assert planned(*times(28, {"a": 30, "b": 30}), spare=5).total() == 5
    assert planned(*times(28, {"a": 30, "b": 30}), spare=0).total() == 0


def test_the_least_asked_come_first() -> None:
    given = [*times(20, {"a": 3, "b": 3}), *times(8, {"a": 2, "b": 2})]
    found = planned(*given, spare=16)
    assert set(found) == {(f"v{v // 2}", "ab"[v % 2]) for v in range(20, 28)}


def test_a_cell_is_asked_a_few_times_at_most_or_half_as_often_as_before() -> None:
    sure = times(27, {"a": 9})
    assert planned(*sure, {"a": 2, "b": 2})[("v13", "b")] == AGAIN
    assert planned(*sure, {"a": 20, "b": 20})[("v13", "b")] == 20
    assert planned({"a": 3, "b": 1}) == {("v0", "a"): GROWTH * 4}


def test_a_suspect_gets_what_it_lacks_to_be_a_flip() -> None:
    found = planned(*times(25, {"a": 3}), *times(3, {"b": 3}))
    suspects: set[Key] = {(f"v{v // 2}", "b" if v % 2 else "a") for v in range(25, 28)}
    assert [found[key] for key in suspects] == [9] * 3, "twelve alike flip among 28"
    assert set(found.values()) == {4, 9}
    few = planned(*times(25, {"a": 3}), *times(3, {"b": 3}), spare=20)
    assert sorted(few.values(), reverse=True) == [9, 9, 2]


def test_a_quarter_of_a_round_without_direction_goes_to_what_leans_away_most() -> None:
    given = [*times(27, {"a": 13, "b": 12}), {"a": 8, "b": 17}]
    found = planned(*given)
    suspect = found.pop(("v13", "b"))
    assert suspect >= (suspect + found.total()) // LEAST > max(found.values())


def test_with_a_direction_only_cells_that_are_not_settled_are_asked() -> None:
    assert set(planned(*times(27, {"a": 9}), {"a": 5, "b": 3})) == {("v13", "b")}


def test_what_is_set_aside_is_never_asked_again() -> None:
    found = planned(*times(27, {"a": 3, "b": 3}), {"not_answered": 12})
    assert ("v13", "b") not in found
    assert planned({"not_answered": 40}) == {}


def test_nothing_is_planned_for_no_cells() -> None:
    assert next_round(Judgement(make_cells(0), Rule()), 0, 100) == []
