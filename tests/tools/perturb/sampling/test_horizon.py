"""How far a verdict is: no luck makes it nearer, and going on alike reaches it."""

import math
from collections import Counter

import pytest

from tests.tools.perturb.by_rules import ANSWERS, make_cells
from tests.tools.perturb.test_verdict_rules import Given, cells, times
from velleity.tools.perturb.sampling.horizon import (
    FARTHEST,
    answers_ahead,
    may_end,
)
from velleity.tools.perturb.verdict_rules import Judgement, Rule


def judged(*given: Given) -> Judgement:
    return Judgement(cells(*given), Rule())


def grown(given: Counter[str], more: float) -> Given:
    """The same answers in the same shares, so many more."""
    n = given.total()
    return {word: round(k * (n + more) / n) for word, k in given.items()}


@pytest.mark.parametrize(
    "cell", [{"a": 12, "b": 8}, {"declined": 12, "a": 8}, {"not_answered": 12, "b": 8}]
)
def test_answers_that_go_on_alike_reach_a_rule_there_and_not_long_before(
    cell: dict[str, int],
) -> None:
    few = {word: k // 4 for word, k in cell.items()}
    ahead = answers_ahead(judged(*times(28, few)))
    assert 0 < ahead < FARTHEST

    def told(share: float) -> bool:
        judgement = judged(*times(28, grown(Counter(few), ahead * share / 28)))
        return judgement.toward is not None or judgement.verdict != "undetermined"

    assert told(2.0)
    assert not told(0.0)


def test_indifference_is_as_far_as_it_is_for_cells_that_choose_either_half_of_the_time() -> None:
    ahead = answers_ahead(judged(*times(28, {"a": 2, "b": 2})))
    each = math.ceil(ahead / 28 / 2) + 1
    assert judged(*times(28, {"a": 2 + each, "b": 2 + each})).verdict == "indifferent"
    less = each - 3
    assert judged(*times(28, {"a": 2 + less, "b": 2 + less})).verdict == "undetermined"


def test_repeats_that_begin_to_look_dependent_bring_the_next_look_nearer() -> None:
    """Of the same shares: the answers of each cell in blocks, or in turns."""

    def ahead(*orders: str) -> int:
        found = make_cells(28)
        for v, cell in enumerate(found):
            for word in orders[v % len(orders)]:
                cell.add(*ANSWERS[word])
        return answers_ahead(Judgement(found, Rule()))

    assert 0 < ahead("abba", "baab", "abba", "aabb") < ahead("abab", "baba", "abba", "baab")
    assert ahead("aabb") == 0, "they are called dependent by now"


def test_nothing_is_near_where_nobody_answers_or_cells_are_not_few() -> None:
    assert answers_ahead(judged()) == FARTHEST
    assert not may_end(judged(), [])


def test_a_round_may_end_a_study_that_gives_every_cell_what_it_lacks_or_one_suspect() -> None:
    near = judged(*times(28, {"a": 3}))
    assert may_end(near, [cell for cell in near.cells for _ in range(4)])
    assert not may_end(near, [cell for cell in near.cells for _ in range(3)])
    open_still = judged(*times(27, {"a": 3}), {"a": 1, "b": 2})
    assert not may_end(open_still, [cell for cell in open_still.cells for _ in range(4)])
    suspected = judged(*times(27, {"a": 3}), {"b": 3})
    assert may_end(suspected, [suspected.cells[27]] * 9)
    assert not may_end(suspected, [suspected.cells[27]] * 8)
    even = judged(*times(28, {"a": 2, "b": 2}))
    assert not may_end(even, [cell for cell in even.cells for _ in range(50)])
