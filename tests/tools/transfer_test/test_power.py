"""What a plan says of the margin: the items and replicates that reach it, before the first call."""

import pytest

from tests.tools.transfer_test.transfers import PANEL, design_of
from velleity.server.toolset.answers.status_views import WARNING
from velleity.tools.transfer_test.power import (
    items_needed,
    margin_in_reach,
    plan,
    replicates_needed,
)


def test_the_plan_names_the_items_and_replicates_that_reach_the_margin() -> None:
    found = plan(design_of("sim/stoic", PANEL, 0))
    assert "12 items x 84" in found.effect
    reach, items = found.cautions
    assert "857 decided pairs" in reach
    assert "12 items x 84" in reach
    assert "add families" in reach  # all items of the only family are asked already
    assert "Items narrow the interval, replicates do not" in items
    assert "36 items at least" in items
    assert all(len(one.encode()) <= WARNING for one in found.cautions)


def test_the_plan_says_what_replicates_cannot_narrow() -> None:
    few, many = (plan(design_of("m", PANEL, 0, replicates=n, margin=0.15)) for n in (10, 24))
    assert not few.cautions
    assert "[0.74, 1.00]" in few.effect
    assert "[0.74, 1.00]" in many.effect


def test_where_a_family_has_more_items_they_are_named_first() -> None:
    caution, _ = plan(design_of("m", PANEL, 0, items=6)).cautions
    assert "Raise items (up to 12" in caution


@pytest.mark.parametrize(("items", "margin"), [(12, 0.05), (12, 0.15), (48, 0.05)])
def test_so_many_replicates_reach_the_margin_and_one_fewer_does_not(
    items: int, margin: float
) -> None:
    needed = replicates_needed(items, margin, 0.05)
    assert needed is not None
    assert margin_in_reach(items, needed, 0.05) <= margin
    assert margin_in_reach(items, needed - 1, 0.05) > margin


def test_what_cannot_be_reached_is_not_promised() -> None:
    assert replicates_needed(6, 0.01, 0.05) is None
    assert margin_in_reach(1, 100, 0.05) == 0.5
    assert items_needed(0.05, 0.05, spread=0.1) == 36
    assert items_needed(0.0001, 0.05) is None
