"""Figures over many preferences: each from findings of which it is known what it must be."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take
from velleity.tools.perturb.pooled.doses import sweeps, turning_point
from velleity.tools.perturb.pooled.facts import Preference, conditions
from velleity.tools.perturb.pooled.figures import pool
from velleity.tools.study.pooled import Facts, Figure, Pooled


def facts_of(records: Sequence[dict[str, Any]]) -> list[Facts]:
    line = {"kind": "choice", "model": "m"}
    text = "\n".join(json.dumps({**line, **one}) for one in records)
    [taken] = take(Source(text), concluded="perturb")
    return [Facts(one.headline, json.loads(one.facts or "")) for one in taken.findings]


def pooled(records: Sequence[dict[str, Any]]) -> Pooled:
    return pool("m", facts_of(records))


def a_question(n: int, a_first: int, b_first: int, **fields: Any) -> list[dict[str, Any]]:
    """Of ten answers in each order, so many choose a."""
    texts = {"option_a": f"x{n:03}!", "option_b": f"y{n:03}!", **fields}
    return [
        {**texts, "first": first, "chosen": chosen, "count": count}
        for first, wins in (("a", a_first), ("b", b_first))
        for chosen, count in (("a", wins), ("b", 10 - wins))
        if count
    ]


def only(found: Pooled, name: str) -> Figure:
    [figure] = [one for one in found.figures if one.figure == name]
    return figure


def test_the_first_slot_and_the_gap_of_orders_count_every_question_alike() -> None:
    records = [one for n in range(8) for one in a_question(n, 10, 4 if n % 2 else 2)]
    records += a_question(9, 10, 3) * 50  # many answers are still one question
    found = pooled(records)
    slot, gap = only(found, "first_slot").estimate, only(found, "order_gap").estimate
    assert slot is not None
    assert gap is not None
    assert (slot.value, slot.n) == (pytest.approx(0.85), 9)
    assert gap.value == pytest.approx(0.7)
    assert slot.low is not None
    assert 0.8 < slot.low < 0.85


def test_of_pairs_in_the_middle_those_that_follow_the_slot_are_counted() -> None:
    records = [one for n in range(6) for one in a_question(n, 10, 0)]
    records += [one for n in range(6, 8) for one in a_question(n, 5, 5)]
    records += [one for n in range(8, 12) for one in a_question(n, 10, 10)]
    found = only(pooled(records), "pooled_middle")
    assert found.of == 8
    assert found.estimate is not None
    assert found.estimate.value == 6 / 8
    assert len(found.questions) == 3


def test_verdicts_are_counted() -> None:
    sure = [one for n in range(3) for one in a_question(n, 10, 10)]
    vague = [one for n in range(3, 400) for one in a_question(n, 6, 4)]
    found = only(pooled([*sure, *vague]), "verdicts")
    assert "397 undetermined, 3 leaning" in found.sentence
    assert len(found.questions) == 3


def test_conditions_are_contrasted_with_the_reasonable_one_that_is_asked_most() -> None:
    records: list[dict[str, Any]] = []
    for n in range(10):
        records += a_question(n, 9, 8, variation="native")
        wins = 1 if n < 4 else 9
        records += a_question(n, wins, wins, variation="told", tier="pressure")
    facts = [Preference(one) for one in facts_of(records)]
    assert conditions(facts) == ["native", "told"]
    found = only(pooled(records), "condition")
    assert "Under told 4 of 10 questions turn round against native" in found.sentence
    assert found.estimate is not None
    assert found.estimate.value == 0.4


def test_a_price_in_the_text_is_a_dose() -> None:
    wins = {1: 10, 2: 9, 3: 7, 5: 4, 8: 2, 12: 1, 20: 0}
    records = [
        one
        for thing in ("a lamp", "a rope", "a desk", "a tent")
        for price, won in wins.items()
        for one in a_question(
            0, won, won, option_a=f"You get {thing} for {price} coins.", option_b="2 hats for 5."
        )
    ]
    facts = [Preference(one) for one in facts_of(records)]
    [sweep] = sweeps(facts)
    assert (sweep.side, len(sweep.doses), len(set(sweep.families.values()))) == (0, 28, 4)
    assert sweep.words.endswith("for # coins.")
    found = turning_point(sweep, facts, "plain")
    assert found.dose == pytest.approx(4.3, abs=0.3)
    assert "half turn at # = 4" in only(pooled(records), "dose").sentence


def test_categories_are_contrasted_whichever_option_has_them() -> None:
    records: list[dict[str, Any]] = []
    for n in range(6):
        kinds = {"category_a": "art", "category_b": "law"}
        records += a_question(n, 8, 8, **kinds)
        records += a_question(n + 50, 2, 2, category_a="law", category_b="art")
    found = only(pooled(records), "category")
    assert found.estimate is not None
    assert found.estimate.value == pytest.approx(0.8)
    assert found.of == 12


def test_what_the_log_lacks_is_named() -> None:
    records = [{**one, "first": None} for n in range(3) for one in a_question(n, 9, 8)]
    records += [one for n in range(5, 7) for one in a_question(n, 9, 8) if one["first"] == "a"]
    lacking = {one.lacks: one.questions for one in pooled(records).not_computed}
    assert lacking["first"] == 3
    assert lacking['answers with the other option first (first "a" and "b")'] == 2
    assert lacking["variation or factors"] == 5
    assert lacking['answers of tier "nudge" or "pressure"'] == 5
    assert "a number that varies in options or factors" in lacking
    assert "category_a and category_b" in lacking


def test_what_the_log_has_is_not_said_to_lack() -> None:
    records: list[dict[str, Any]] = []
    for n in range(4):
        kinds = {"category_a": "art", "category_b": "law"}
        for variation in ("plain", "xml"):
            records += a_question(n, 9, 8, variation=variation, **kinds)
        records += a_question(n, 9, 8, variation="told", tier="pressure", **kinds)
    assert [one.lacks for one in pooled(records).not_computed] == [
        "a number that varies in options or factors"
    ]


def test_one_finding_is_not_pooled() -> None:
    assert pooled(a_question(0, 9, 8)) == Pooled()


def asked_once(n: int, first: str, share: float, **fields: Any) -> list[dict[str, Any]]:
    """A question asked in one order, of whose twenty answers such a share choose a."""
    texts = {"option_a": f"x{n:03}!", "option_b": f"y{n:03}!", "first": first, **fields}
    return [
        {**texts, "chosen": side, "count": round(20 * p)}
        for side, p in zip("ab", (share, 1 - share), strict=True)
    ]


def test_between_questions_of_one_order_each_the_place_is_told_from_the_content() -> None:
    records: list[dict[str, Any]] = []
    for n in range(
        40
    ):  # art is chosen in .7 and .5: .6 with both orders alike, of which .2 is order
        kinds = {"category_a": "art", "category_b": "law"}
        first = "a" if n % 5 else "b"
        share = (0.7 if n % 5 else 0.5) + (0.05 if n % 2 else -0.05)
        records += asked_once(n, first, share, **kinds)
    found = pooled(records)
    gap, fair = only(found, "one_order_gap"), only(found, "category_adjusted").estimate
    assert gap.estimate is not None
    assert fair is not None
    assert (gap.of, gap.estimate.value) == (40, pytest.approx(0.2))
    assert fair.value == pytest.approx(0.6)
    assert gap.estimate.low is not None
    assert gap.estimate.low > 0.1
    mixed = only(found, "category").estimate
    assert mixed is not None
    assert mixed.value == pytest.approx(0.66)
    assert "if orders were drawn" in gap.sentence


def test_questions_that_share_an_option_do_not_count_as_so_many() -> None:
    """One law that everybody dislikes stands in half of the questions."""
    kinds = {"category_a": "art", "category_b": "law"}
    wins = {n: 4 if n % 2 else 9 for n in range(20)}
    own = [one for n in wins for one in a_question(n, wins[n], wins[n], **kinds)]
    even = {f"y{n:03}!" for n in range(0, 20, 2)}
    shared = [{**one, "option_b": "law"} if one["option_b"] in even else one for one in own]
    apart = only(pooled(own), "category").estimate
    together = only(pooled(shared), "category").estimate
    assert apart is not None
    assert together is not None
    assert (apart.n, together.n) == (20, 20)
    assert apart.value == pytest.approx(together.value)
    width = [one.high - one.low for one in (apart, together) if one.high and one.low]
    assert width[1] > 1.5 * width[0]


def test_a_factor_that_is_a_number_has_a_dose_at_which_half_turn() -> None:
    records = [
        one
        for n in range(12)
        for price in (1, 2, 4, 8, 16)
        for one in a_question(
            n, *[round(10 / (1 + price / 4))] * 2, factors={"price": str(price), "mood": "calm"}
        )
    ]
    figure = only(pooled(records), "dose")
    assert figure.estimate is not None
    assert figure.estimate.value == pytest.approx(4, rel=0.15)
    assert figure.of == 12
    assert figure.sentence.startswith("Factor “price”")
    assert "mood" not in figure.sentence
