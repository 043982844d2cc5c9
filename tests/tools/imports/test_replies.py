"""Imported replies: the analysis of a run, every verdict that a log can have, every bad line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.requirements import requirement
from velleity.store.errors import InputError
from velleity.tools.calibrate.logs.replies import LOGS, Truth, answers
from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take
from velleity.tools.stated_revealed.cells import Answered
from velleity.tools.stated_revealed.finding import StatedRevealedFinding
from velleity.tools.studies import Laboratory


def a_line(**fields: Any) -> str:
    whole = {
        "kind": "reply",
        "model": "m",
        "family": "promises",
        "item": "i1",
        "role": "stated",
        "prompt": "Should a promise be kept?",
        "format": "yes_no",
        "polarity": 1,
        "answer": "yes",
        **fields,
    }
    return json.dumps({key: value for key, value in whole.items() if value is not ...})


def line_of(one: Answered) -> str:
    """An answer of a known respondent as a log has it."""
    words = ("a", "b") if one.format == "a_b" else ("yes", "no")
    answer = one.outcome
    if one.outcome == "chose":
        answer = words[0 if bool(one.supports) == (one.polarity == 1) else 1]
    return a_line(
        item=one.item,
        role=one.role,
        prompt=f"{one.item} {one.format} {one.polarity}",
        format=one.format,
        polarity=one.polarity,
        order=one.order,
        answer=answer,
    )


def logged(truth: Truth, seed: int = 0) -> str:
    return "\n".join(line_of(one) for one in answers(truth, np.random.default_rng(seed)))


def finding_of(jsonl: str) -> StatedRevealedFinding:
    [taken] = take(Source(jsonl))
    [row] = taken.findings
    return StatedRevealedFinding.model_validate_json(row.body)


@pytest.mark.parametrize(
    ("truth", "verdict"),
    [
        (Truth(), "consistent"),
        (Truth(flips=0.8), "deviates"),
        (Truth(content=(0.0, 0.0), yes=(9.0, 9.0)), "style_driven"),
        (Truth(refuses=(0.0, 0.98)), "declines"),
        (Truth(polarity=((1,), (-1,)), formats=(("yes_no",), ("yes_no",))), "undetermined"),
        (Truth(formats=(("yes_no",), ("a_b",))), "undetermined"),
    ],
)
def test_a_log_has_the_verdict_of_the_run_that_it_is(truth: Truth, verdict: str) -> None:
    [family] = finding_of(logged(truth)).families
    assert family.verdict == verdict
    assert (family.reason is not None) == (verdict in ("undetermined", "declines"))


@requirement("S2-polarity")
def test_turning_every_polarity_with_its_answers_changes_no_verdict() -> None:
    text = logged(Truth(flips=0.8))
    turned = [json.loads(line) for line in text.splitlines()]
    swapped = {"yes": "no", "no": "yes", "a": "b", "b": "a"}
    for one in turned:
        one["polarity"], one["answer"] = -one["polarity"], swapped[one["answer"]]
    one, two = finding_of(text), finding_of("\n".join(json.dumps(each) for each in turned))
    assert two.families[0].verdict == one.families[0].verdict == "deviates"
    assert two.families[0].difference.value == pytest.approx(one.families[0].difference.value)


def test_the_order_of_the_lines_changes_nothing() -> None:
    for name in ("one flip in four", "orders ten to one", "always yes", "contexts vary more"):
        lines = logged(LOGS[name], 3).splitlines()
        one = finding_of("\n".join(lines)).families[0]
        two = finding_of("\n".join(lines[::-1])).families[0]
        assert (two.verdict, two.p_value) == (one.verdict, one.p_value)
        assert two.difference == one.difference


def test_an_order_that_is_not_told_is_an_order_of_its_own() -> None:
    lines = [json.loads(line) for line in logged(Truth(flips=0.8)).splitlines()]
    silent = [{key: value for key, value in one.items() if key != "order"} for one in lines]
    [family] = finding_of("\n".join(json.dumps(one) for one in silent)).families
    assert family.verdict == "deviates"
    assert {effect.order for effect in family.style} == {""}
    both = zip(lines, silent, strict=True)
    half = [one if one["role"] == "stated" else quiet for one, quiet in both]
    [mixed] = finding_of("\n".join(json.dumps(one) for one in half)).families
    assert mixed.verdict == "undetermined"
    assert len(mixed.left_out) == 5  # three orders of the statements, two of the contexts


def test_controls_of_a_log_are_held_against_its_statements() -> None:
    lines = [json.loads(line) for line in logged(Truth()).splitlines()]
    controls = [{**one, "role": "control"} for one in lines if one["role"] == "stated"]
    [with_them] = finding_of("\n".join(json.dumps(one) for one in [*lines, *controls])).families
    [without] = finding_of("\n".join(json.dumps(one) for one in lines)).families
    assert with_them.control.value == pytest.approx(0)
    assert without.control.value is None
    assert without.control.reason is not None
    assert with_them.verdict == without.verdict
    assert with_them.difference == without.difference


def test_lines_without_polarity_count_as_answers_and_move_no_verdict() -> None:
    lines = logged(Truth(flips=0.8)).splitlines()
    more = [
        a_line(item=f"u{n}", role=role, polarity=0, answer="yes", supports=n % 3 > 0)
        for n in range(6)
        for role in ("stated", "revealed")
    ]
    [one] = finding_of("\n".join([*lines, *more])).families
    [two] = finding_of("\n".join(lines)).families
    assert one.verdict == two.verdict == "deviates"
    assert one.difference.value == two.difference.value
    assert one.published.kl10_signed != two.published.kl10_signed


def test_counts_stand_for_as_many_lines() -> None:
    lines = logged(Truth()).splitlines()
    thrice = "\n".join(json.dumps({**json.loads(line), "count": 3}) for line in lines)
    assert (
        finding_of(thrice).families[0].difference
        == finding_of("\n".join(lines * 3)).families[0].difference
    )


def test_what_supports_may_be_said_where_no_polarity_is_known() -> None:
    lines = [
        a_line(item=f"i{n}", role=role, polarity=0, answer="yes", supports=n % 2 == 0)
        for n in range(6)
        for role in ("stated", "revealed")
    ]
    [family] = finding_of("\n".join(lines)).families
    assert family.published.deviation_signed is None  # tied
    assert family.raw.value is None
    assert family.verdict == "undetermined"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"answer": "a"}, "answer: 'a' is none of format yes_no"),
        ({"format": "a_b"}, "answer: 'yes' is none of format a_b"),
        ({"answer": "perhaps"}, "field answer"),
        ({"polarity": 2}, "field polarity"),
        ({"polarity": ...}, "field polarity"),
        ({"polarity": 0}, "with polarity 0, say whether this reply supports"),
        ({"supports": False}, "its answer and polarity say otherwise"),
        ({"answer": "refused", "supports": True}, "supports nothing; leave it out"),
        ({"role": "said"}, "field role"),
        ({"prompt": ""}, "field prompt"),
        ({"count": 0}, "field count"),
        ({"extra": 1}, "field extra"),
    ],
)
def test_a_bad_line_is_named_with_its_field_and_reason(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputError, match=r"^Line 2, ") as told:
        take(Source("\n".join([a_line(), a_line(**fields)])))
    assert reason in str(told.value)
    assert str(told.value).endswith("Nothing was imported.")


def test_one_prompt_has_one_polarity() -> None:
    with pytest.raises(InputError, match="Line 2, field polarity: -1, but an earlier line"):
        take(Source("\n".join([a_line(), a_line(polarity=-1)])))


@pytest.fixture
def laboratory(home: Path) -> Iterator[Laboratory]:
    opened = Laboratory(home)
    yield opened
    opened.close()


def test_an_import_is_a_study_whose_findings_and_report_are_those_of_any(
    laboratory: Laboratory,
) -> None:
    other = logged(Truth(flips=0.8)).replace('"model": "m"', '"model": "n"')
    made = laboratory.import_choices("\n".join([logged(Truth()), other]), "L")
    assert [one.study.model for one in made] == ["m", "n"]
    found = list(laboratory.summaries([one.study.id for one in made]).rows())
    verdicts = [one.families[0].verdict for _, one in found if one.kind == "stated_revealed"]
    assert verdicts == ["consistent", "deviates"]
    page = laboratory.write_report([one.study.id for one in made]).read_text("utf-8")
    assert page.index("Families by models") < page.index("What is chosen, less what is said")
    [overall] = laboratory.summaries([one.study.id for one in made]).pooled()
    [figure] = overall.figures
    assert figure.sentence.startswith("promises, revealed less stated: m ")
    assert "; n " in figure.sentence
    trials = list(laboratory.store.trials(made[0].study.id, kind="stance"))
    assert len(trials) == 96
    assert trials[0].messages is not None
