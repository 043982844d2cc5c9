"""Tables of prompts by cells, from answers that somebody could check by hand."""

from dataclasses import replace

import numpy as np
import pytest

from velleity.tools.stated_revealed.bank.families import Role
from velleity.tools.stated_revealed.cells import Answered, Tables, tables


def yes_no(role: Role, item: str, polarity: int, *, said: bool) -> Answered:
    supports = said == (polarity == 1)
    return Answered(
        role,
        item,
        "yes_no",
        "yes first",
        polarity,
        supports=float(supports),
        opposes=float(not supports),
    )


def small(*more: Answered) -> Tables:
    """Two prompts of each polarity in both roles; yes to all of them."""
    roles: tuple[Role, Role] = ("stated", "revealed")
    plain = [
        yes_no(role, f"{role} {number} {sign}", sign, said=True)
        for role in roles
        for number in range(2)
        for sign in (1, -1)
    ]
    return tables([*plain, *more])


def test_a_yes_sayer_supports_where_yes_does_and_nowhere_else() -> None:
    found = small()
    [pair] = found.pairs
    for role in found.roles.values():
        assert np.nanmean(role.values[:, pair.plus]) == 1.0
        assert np.nanmean(role.values[:, pair.minus]) == 0.0
        assert role.tally.shares == (0.5, 0.5)
        assert role.letters.shares == (1.0, 0.0)
    values, strata, rows = found.scores("stated")
    assert values.tolist() == [1.0, 0.0, 1.0, 0.0]
    assert len(set(strata.tolist())) == 2
    assert rows.tolist() == [0, 1, 2, 3]


def test_draws_of_one_prompt_are_one_value_and_prompts_weigh_alike() -> None:
    first = yes_no("stated", "stated 0 1", 1, said=False)
    found = small(first, first, first)
    row = found.roles["stated"].items.index("stated 0 1")
    assert found.roles["stated"].values[row].tolist()[found.pairs[0].plus] == 0.25
    assert found.roles["stated"].decided[row] == 4


def test_what_is_missing_is_bounded_and_what_is_neutral_is_not() -> None:
    lost = replace(
        yes_no("stated", "stated 0 1", 1, said=True), supports=0.0, missing=1.0, outcome="refused"
    )
    calm = replace(lost, missing=0.0, neutral=1.0, outcome="neutral")
    found = small(lost, calm)
    stated, plus = found.roles["stated"], found.pairs[0].plus
    row = stated.items.index("stated 0 1")
    assert stated.values[row, plus] == 1.0
    assert (stated.lowest[row, plus], stated.highest[row, plus]) == (0.5, 1.0)
    assert stated.outcomes == {"chose": 4, "refused": 1, "neutral": 1}
    assert stated.tally.neutral == 1.0
    assert stated.undecided == (True, False, False, False)


def test_a_format_that_only_one_role_has_is_left_out_and_named() -> None:
    stray = replace(yes_no("stated", "stated 0 1", 1, said=True), format="a_b", order="first label")
    found = small(stray)
    assert len(found.pairs) == 1
    assert found.left_out == ("a_b first label",)
    assert found.paired("stated")
    assert not found.paired("control")


def test_answers_of_unknown_polarity_count_as_answers_alone() -> None:
    unknown = replace(yes_no("stated", "stated 9", 1, said=True), polarity=0)
    found = small(unknown)
    assert found.roles["stated"].tally.supports == 3.0
    assert len(found.roles["stated"].items) == 5
    values, _, _ = found.scores("stated")
    assert len(values) == 4


@pytest.mark.parametrize(("least", "count"), [(1, 4), (2, 0)])
def test_a_sign_needs_as_many_answers_as_are_asked_for(least: int, count: int) -> None:
    signs = small().signs("revealed", least, 0.1)
    assert len(signs) == count
    assert set(signs.values()) <= {1, -1}


def test_a_share_near_one_half_is_neither_for_nor_against() -> None:
    near = [
        Answered("stated", f"{at}", "yes_no", "", 1, share, 1 - share, mass=1.0)
        for at, share in enumerate((0.55, 0.65, 0.45, 0.35))
    ]
    assert list(tables(near).signs("stated", 3, 0.1).values()) == [0, 1, 0, -1]


def test_a_log_may_have_more_cells_than_a_number_has_bits() -> None:
    """Each order is a cell of its own: prompts of different orders are in different strata."""
    roles: tuple[Role, Role] = ("stated", "revealed")
    given = [
        replace(yes_no(role, f"{order} {number} {sign}", sign, said=True), order=f"order {order}")
        for role in roles
        for order in range(40)
        for number in range(2)
        for sign in (1, -1)
    ]
    found = tables(given)
    assert len(found.keys) == 80
    strata = [set(found.scores(role)[1].tolist()) for role in roles]
    assert strata[0] == strata[1]
    assert len(strata[0]) == 80
