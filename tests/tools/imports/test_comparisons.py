"""Imported preferences: all judges in one study, what a pair differs in, every bad line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.requirements import requirement
from velleity.store.errors import InputError
from velleity.tools.dissect.finding import DissectFinding
from velleity.tools.dissect.verb import DISSECTION
from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take
from velleity.tools.studies import Laboratory


def a_line(**fields: Any) -> str:
    whole = {
        "kind": "comparison",
        "judge": "human",
        "scenario": "advice",
        "question": "q1",
        "pair": "p1",
        "features": {"length": 1, "friendly": 0},
        "preferred": "a",
        **fields,
    }
    return json.dumps({key: value for key, value in whole.items() if value is not ...})


def logged(pairs: int = 120, *, first: bool = True) -> str:
    """A person who likes friendly answers, and a model that likes long ones."""
    draw, lines = np.random.default_rng(0), list[str]()
    for at in range(pairs):
        length, friendly = (int(one) for one in draw.choice([-1, 1], 2))
        for judge, logit in (("human", 2 * friendly), ("m", 2 * length)):
            for order in ("a", "b") if first else (None,):
                won = draw.random() < 1 / (1 + np.exp(-logit))
                lines.append(
                    a_line(
                        judge=judge,
                        question=f"q{at}",
                        pair="p",
                        features={"length": length, "friendly": friendly},
                        preferred="a" if won else "b",
                        first=order,
                    )
                )
    return "\n".join(lines)


def finding_of(jsonl: str) -> DissectFinding:
    [taken] = take(Source(jsonl))
    [row] = taken.findings
    return DissectFinding.model_validate(
        row.body if isinstance(row.body, dict) else json.loads(row.body)
    )


@requirement("S3-similarity")
def test_a_person_and_a_model_are_dissected_beside_each_other() -> None:
    finding = finding_of(logged())
    assert finding.model == "human, m"
    verdicts = {one.judge: one.verdict for one in finding.judges}
    assert verdicts == {"human": "properties_driven", "m": "length_driven"}
    shown = {one.property: one for one in finding.differences if one.shown}
    assert (shown["friendly"].difference.value or 0.0) > 1
    assert (shown["length"].difference.value or 0.0) < -1


def test_the_order_of_records_makes_no_difference_and_an_order_may_be_unknown() -> None:
    lines = [one for one in logged(20, first=False).splitlines() if '"human"' in one]
    lines += [a_line(preferred="tie"), a_line(judge="m", preferred="refused", first="b", count=3)]
    [turned] = take(Source("\n".join(lines[::-1])))
    [taken] = take(Source("\n".join(lines)))
    assert turned.design == taken.design  # which holds the digest of what is concluded from
    [row] = taken.findings
    one = DissectFinding.model_validate_json(row.body)
    assert one.judges[0].order.value is None
    by_judge = {each.judge: each.outcomes for each in one.judges}
    assert by_judge["human"]["tied"] == 1
    assert by_judge["m"]["refused"] == 3


def test_marks_are_counted_where_the_texts_are_there() -> None:
    lines = [
        a_line(
            question=f"q{at}",
            features=...,
            prompt="Is rain wet?",
            answer_a="Yes! " * (1 + at % 3),
            answer_b="Perhaps it is.",
            preferred="ab"[at % 2],
        )
        for at in range(12)
    ]
    finding = finding_of("\n".join(lines))
    differ = {one.property: one.differ for one in finding.weights}
    assert differ["exclamations"] == differ["hedges"] == 12
    assert differ["code"] == 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (a_line(preferred="c"), "field preferred"),
        (a_line(features={"length": 2}), "field features.length"),
        (a_line(features=...), "Give features, or the texts"),
        (a_line(answer_a="x"), "Give both answer_a and answer_b"),
        (a_line(count=0), "field count"),
        (a_line() + "\n" + a_line(features={"length": -1}), "had other features"),
        (a_line(judge=...), "field judge"),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_nothing_is_stored(line: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        take(Source(line))


@pytest.fixture
def laboratory(home: Path) -> Iterator[Laboratory]:
    opened = Laboratory(home)
    yield opened
    opened.close()


def pair_of(at: int) -> str:
    return a_line(question=f"q{at}")


def test_records_are_added_to_those_of_a_label(laboratory: Laboratory) -> None:
    [first] = laboratory.import_choices("\n".join(map(pair_of, range(3))), "L")
    [more] = laboratory.import_choices(a_line(question="new"), "L", into=True)
    assert more.done == first.done + 1
    assert len(list(laboratory.store.trials(more.study.id, kind="verdict"))) == more.done


def test_what_was_imported_has_a_next_step_that_asks_nobody() -> None:
    log = "\n".join(map(pair_of, range(3)))
    [taken] = take(Source(log))
    steps = DISSECTION.steps("std_x", taken.design, finding_of(log))
    assert [step.tool for step in steps] == ["get_trials"]
