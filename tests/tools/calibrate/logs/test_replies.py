"""Logs of known truths: what is true of each, and a table in which what is false is counted."""

from dataclasses import replace

import numpy as np
import pytest

from velleity.tools.calibrate.logs.replies import LOGS, answers, try_log
from velleity.tools.stated_revealed.verdict_rules import Rule


@pytest.mark.parametrize(
    ("name", "gap"),
    [
        ("does as it says", 0.0),
        ("one flip in ten", -0.09),
        ("a gap of a third", -0.33),
        ("contexts vary more, no side", 0.0),
        ("statements contradict each other", 0.45),
    ],
)
def test_the_gap_of_a_truth_is_that_of_its_answers(name: str, gap: float) -> None:
    assert LOGS[name].gap == pytest.approx(gap, abs=0.01)
    draw, many = np.random.default_rng(0), replace(LOGS[name], prompts=(3_000, 3_000))
    shares = {"stated": [0.0, 0.0], "revealed": [0.0, 0.0]}
    for one in answers(many, draw):
        shares[one.role][0] += one.supports
        shares[one.role][1] += one.supports + one.opposes
    means = {role: supports / decided for role, (supports, decided) in shares.items()}
    assert means["revealed"] - means["stated"] == pytest.approx(gap, abs=0.03)


def test_what_is_answered_alike_in_both_roles_is_told_apart() -> None:
    alike = {name for name, truth in LOGS.items() if truth.same}
    assert {"does as it says", "always yes", "contexts vary more, no side"} <= alike
    assert not alike & {"yes when stated only", "orders differ by role", "one flip in ten"}


def test_each_prompt_may_be_asked_in_one_order_alone() -> None:
    given = answers(LOGS["orders ten to one"], np.random.default_rng(0))
    first = [one for one in given if one.format == "yes_no" and one.role == "stated"]
    assert len(first) == len({one.item for one in first}) == 44
    assert sum(one.order == "no first" for one in first) == 4


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("always yes", {"style_driven"}),
        ("the last label", {"style_driven"}),
        ("much yes and a real gap", {"deviates"}),
        ("contexts all positive", {"undetermined"}),
        ("one side yes/no, the other A/B", {"undetermined"}),
        ("orders ten to one", {"style_driven"}),
    ],
)
def test_a_row_counts_verdicts_and_what_is_false_of_them(name: str, right: set[str]) -> None:
    row = try_log(name, 10, 0, Rule())
    assert row.runs == sum(row.verdicts.values()) == 10
    assert sum(row.verdicts.get(one, 0) for one in right) >= 9
    assert row.wrong.value == 0
    assert set(row.p_at_most) == ({"0.01", "0.05", "0.1"} if LOGS[name].same else set())
    assert try_log(name, 10, 0, Rule()) == row
