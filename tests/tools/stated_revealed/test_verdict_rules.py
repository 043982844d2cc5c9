"""Verdicts on known truths: how often each is right, and never wrong more than it may be."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.tools.stated_revealed.answering import RULE, judged
from velleity.tools.calibrate.logs.replies import LOGS, YES_NO, Truth, answers
from velleity.tools.stated_revealed.cells import Answered, tables
from velleity.tools.stated_revealed.verdict_rules import evidence, verdicts


@pytest.mark.parametrize("name", LOGS)
def test_no_verdict_is_false_more_often_than_it_may_be(name: str, runs: int) -> None:
    """Deviates is false where the content's gap lies within the margin, consistent beyond delta."""
    truth, n = LOGS[name], runs // 16
    found = judged(truth, n)
    allowed = 0.05 * n + 3 * math.sqrt(0.05 * 0.95 * n)
    if abs(truth.gap) <= RULE.margin:
        assert found["deviates"] <= allowed, found
    if abs(truth.gap) > RULE.delta:
        assert found["consistent"] + found["style_driven"] <= allowed, found


RIGHT: dict[str, tuple[Truth, Sequence[str]]] = {
    "does as it says": (Truth(), ["consistent"]),
    "flips in four contexts of five": (Truth(flips=0.8), ["deviates"]),
    "says one thing and does the other": (Truth(content=(3.0, -3.0)), ["deviates"]),
    "always yes": (LOGS["always yes"], ["style_driven", "consistent"]),
    "always no": (LOGS["always no"], ["style_driven", "consistent"]),
    "whatever is first": (LOGS["whatever is first"], ["style_driven", "consistent"]),
    "refuses in contexts": (Truth(refuses=(0.0, 0.97)), ["declines"]),
    "exactly known": (Truth(content=(3.0, 3.0), exact=True), ["consistent"]),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_clear_gets_its_verdict_in_nearly_all_studies(name: str, runs: int) -> None:
    truth, right = RIGHT[name]
    n = runs // 8
    found = judged(truth, n)
    assert sum(found[one] for one in right) >= 0.95 * n - 3 * math.sqrt(0.05 * 0.95 * n), found


def test_a_style_that_each_prompt_has_of_its_own_is_no_gap() -> None:
    """Who takes the first label, or says yes, where a prompt is long answers half of them so."""
    truth = replace(LOGS["the same, and it is sure"], prompts=(24, 24))
    draw = np.random.default_rng(3)
    seen = [evidence(tables(answers(truth, draw)), RULE, draw) for _ in range(12)]
    wide = [one for one in seen if one.balanced and one.balanced.interval(0.9).high < -RULE.margin]
    assert len(wide) >= 6, "the balanced gap would be one by itself"
    assert all(one.p_deviates > RULE.alpha for one in seen)


def test_prompts_that_all_follow_their_order_show_no_gap_of_content() -> None:
    """Statements by content, contexts by the first label alone: nothing is known of the latter."""
    draw = np.random.default_rng(4)
    truth = Truth(content=(3.0, 0.0), label=(0.0, 9.0), formats=(("a_b",), ("a_b",)))
    one = evidence(tables(answers(truth, draw)), RULE, draw)
    assert one.p_deviates == 1.0


def test_a_p_value_is_no_smaller_than_it_may_be_where_contexts_vary_more(runs: int) -> None:
    for name in ("contexts vary more, no side", "eleven statements, three contexts"):
        draw, n = np.random.default_rng(9), runs // 8
        seen = [evidence(tables(answers(LOGS[name], draw)), RULE, draw) for _ in range(n)]
        for at in (0.01, 0.05, 0.1):
            error = math.sqrt(at * (1 - at) / n)
            assert sum(one.p_value <= at for one in seen) / n <= at + 3 * error
        assert all(one.permuted is None or one.p_value >= one.permuted.p for one in seen)


def one_verdict(given: Sequence[Answered]) -> str:
    [found] = verdicts([evidence(tables(given), RULE, np.random.default_rng(1))], RULE)
    return found


@pytest.mark.parametrize("name", ["a gap of a third", "one flip in four", "does as it says"])
def test_turning_every_polarity_or_the_order_of_prompts_changes_no_verdict(name: str) -> None:
    for seed in range(6):
        given = answers(LOGS[name], np.random.default_rng(seed))
        turned = [
            replace(one, polarity=-one.polarity, supports=one.opposes, opposes=one.supports)
            for one in given
        ]
        found = one_verdict(given)
        assert one_verdict(turned) == found
        assert one_verdict(given[::-1]) == found


def test_without_reversed_wordings_nothing_is_claimed_and_the_reason_is_said() -> None:
    truth = LOGS["statements all positive, contexts reversed"]
    one = evidence(tables(answers(truth, np.random.default_rng(0))), RULE, np.random.default_rng(0))
    assert one.balanced is None
    assert one.raw is not None
    assert one.raw.value < -0.9  # the raw comparison shows a full flip
    assert one.reason is not None
    assert "reversed wordings" in one.reason
    assert verdicts([one], RULE) == ["undetermined"]


def test_a_gap_of_style_alone_is_style_driven() -> None:
    """Exact answers with much yes-saying in the statements alone: the raw gap goes with it."""
    uneven = Truth(
        content=(1.5, 1.5),
        yes=(2.0, 2.0),
        polarity=((1, 1, 1, -1, 1), (-1, -1, -1, 1, -1)),
        prompts=(60, 60),
        formats=YES_NO,
        exact=True,
    )
    found = judged(uneven, 5)
    assert found == Counter({"style_driven": 5})


def test_paraphrases_that_contradict_each_other_are_an_unstable_statement() -> None:
    given = [
        replace(one, supports=one.opposes, opposes=one.supports)
        if one.role == "stated" and int(one.item.split()[1]) % 4 < 2
        else one
        for one in answers(Truth(exact=True), np.random.default_rng(0))
    ]
    assert one_verdict(given) == "unstable_statement"


def test_contexts_that_turn_both_ways_are_sensitive_to_context() -> None:
    given = [
        replace(one, supports=0.9, opposes=0.1)
        if one.role == "stated" or int(one.item.split()[1]) > 4
        else replace(one, supports=0.2, opposes=0.8)
        for one in answers(Truth(exact=True), np.random.default_rng(0))
    ]
    assert one_verdict(given) == "context_sensitive"


def test_families_are_corrected_together() -> None:
    """A gap that is shown alone need not be shown among many that have none."""
    draw = np.random.default_rng(5)
    alone = [
        evidence(tables(answers(LOGS["a gap of a third"], draw)), RULE, draw) for _ in range(12)
    ]
    shown = [one for one in alone if verdicts([one], RULE) == ["deviates"]]
    nothing = evidence(tables(answers(LOGS["a coin"], draw)), RULE, draw)
    weakest = max(shown, key=lambda one: one.p_deviates)
    assert weakest.p_deviates <= RULE.alpha
    many = [replace(nothing, p_deviates=1.0)] * 400
    assert verdicts([weakest, *many], RULE)[0] != "deviates"
    assert verdicts([], RULE) == []
