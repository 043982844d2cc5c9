"""Every answer counts and nothing else: how a log is cut, ordered or filled up is no matter."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from velleity.store.errors import StoreError
from velleity.store.records import Search
from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take
from velleity.tools.studies import Laboratory

SIDES = ("a", "b")


@pytest.fixture
def laboratory(home: Path) -> Iterator[Laboratory]:
    opened = Laboratory(home)
    yield opened
    opened.close()


@pytest.fixture
def files(request: pytest.FixtureRequest) -> int:
    return 500 if request.config.getoption("--full") else 12


Lines = list[dict[str, Any]]


def a_question(draw: random.Random, number: int) -> Lines:
    """Answers of one question with all that a log may say: unbalanced, doubled, turned round."""
    texts = [f"option {number} {side} {draw.random()}" for side in SIDES]
    found: Lines = []
    for _ in range(draw.randint(1, 12)):
        turned = draw.random() < 0.3
        one: dict[str, Any] = {
            "kind": "choice",
            "model": "m",
            "option_a": texts[turned],
            "option_b": texts[not turned],
            "first": draw.choice(["a", "b", "a", None]),
            "chosen": draw.choice(["a", "b", "a", "refused", "unreadable"]),
            "variation": draw.choice(["plain", "xml"]),
            "count": draw.choice([1, 1, 3, 90]),
        }
        if draw.random() < 0.5:
            one["replicate"] = draw.randint(0, 4)
        if draw.random() < 0.2:
            one["factors"] = {"price": str(draw.randint(1, 3))}
        if draw.random() < 0.2:
            one["temperature"] = 0
        found += [one] * draw.choice([1, 1, 2])
    return found


def written(lines: Lines) -> str:
    return "\n".join(json.dumps(one) for one in lines)


def findings_of(text: str) -> dict[int, str]:
    """The findings of a log, by their place."""
    [taken] = take(Source(text), concluded="perturb")
    return {row.position: row.body for row in taken.findings}


def stored(laboratory: Laboratory, study: str) -> dict[int, str]:
    return {
        one.position: json.dumps(one.body, sort_keys=True)
        for one in laboratory.store.findings(study)
    }


def test_findings_do_not_depend_on_the_order_of_lines_or_on_unrelated_questions(
    files: int,
) -> None:
    for seed in range(files):
        draw = random.Random(seed)
        lines = [one for n in range(draw.randint(1, 5)) for one in a_question(draw, n)]
        expected = findings_of(written(lines))
        shuffled = draw.sample(lines, len(lines))
        assert findings_of(written(shuffled)) == expected
        unrelated = [one for n in range(100) for one in a_question(draw, 1_000 + n)]
        joined = [*shuffled, *unrelated]
        draw.shuffle(joined)
        found = findings_of(written(joined))
        assert {place: found[place] for place in expected} == expected
        assert len(found) == len(expected) + 100


def test_a_file_in_two_parts_is_the_file(laboratory: Laboratory, files: int) -> None:
    for seed in range(files):
        draw = random.Random(seed)
        lines = [one for n in range(draw.randint(2, 5)) for one in a_question(draw, n)]
        [whole] = laboratory.import_choices(written(lines), f"whole {seed}")
        draw.shuffle(lines)
        at = draw.randint(1, len(lines) - 1)
        laboratory.import_choices(written(lines[:at]), f"parts {seed}")
        [both] = laboratory.import_choices(written(lines[at:]), f"parts {seed}", into=True)
        assert len(laboratory.store.studies(Search(f"parts {seed}"), limit=9)) == 1
        assert stored(laboratory, both.study.id) == stored(laboratory, whole.study.id)
        assert both.done == whole.done
        assert both.study.design == whole.study.design


def test_what_is_added_twice_counts_once_where_it_names_its_replicate(
    laboratory: Laboratory,
) -> None:
    line = {"kind": "choice", "model": "m", "option_a": "x", "option_b": "y", "first": "a"}
    named = written([{**line, "chosen": "a", "replicate": n} for n in range(5)])
    laboratory.import_choices(named, "log")
    [again] = laboratory.import_choices(named, "log", into=True)
    assert again.done == 5
    nameless = written([{**line, "chosen": "a"}])
    laboratory.import_choices(nameless, "log", into=True)
    [more] = laboratory.import_choices(nameless, "log", into=True)
    assert more.done == 7


def test_what_is_added_under_a_label_leaves_other_models_and_labels_alone(
    laboratory: Laboratory,
) -> None:
    line = {"kind": "choice", "option_a": "x", "option_b": "y", "first": "a", "chosen": "a"}
    laboratory.import_choices(written([{**line, "model": m} for m in "mn"]), "log")
    laboratory.import_choices(written([{**line, "model": "m"}]), "other")
    laboratory.import_choices(written([{**line, "model": "m", "count": 3}]), "log", into=True)
    found = {(one.model, one.label): one.planned for one in laboratory.store.studies(limit=9)}
    assert found == {("m", "log"): 4, ("n", "log"): 1, ("m", "other"): 1}


def test_two_that_add_at_once_lose_nothing_one_is_told_to_try_again(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = {"kind": "choice", "model": "m", "option_a": "x", "option_b": "y", "first": "a"}
    laboratory.import_choices(written([{**line, "chosen": "a"}]), "log")
    own = laboratory.store.add_imports

    def late(imports: Any) -> Any:
        monkeypatch.undo()  # another process is faster
        laboratory.import_choices(written([{**line, "chosen": "b"}]), "log", into=True)
        return own(imports)

    monkeypatch.setattr(laboratory.store, "add_imports", late)
    with pytest.raises(StoreError, match="changed by another import"):
        laboratory.import_choices(written([{**line, "chosen": "refused"}]), "log", into=True)
    [kept] = laboratory.store.studies(limit=9)
    assert kept.planned == 2


def test_a_log_that_is_laid_by_in_parts_is_judged_as_one_that_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = random.Random(3)
    text = written([one for n in range(20) for one in a_question(draw, n)])
    expected = findings_of(text)
    monkeypatch.setattr("velleity.tools.imports.tallies.MOST_HELD", 3)
    assert findings_of(text) == expected


def test_our_own_export_is_judged_as_the_log_that_it_is(laboratory: Laboratory) -> None:
    line = {"kind": "trial", "trial_kind": "choice", "model": "m", "option_a": "x"}
    rest: dict[str, Any] = {
        "option_b": "y",
        "variation": "plain",
        "tier": "surface",
        "count": 1,
        "extra": {},
    }
    text = written(
        [
            {**line, **rest, "first": first, "outcome": outcome, "chosen": chosen, "replicate": n}
            for n in range(4)
            for first, outcome, chosen in (("a", "chose", "a"), ("b", "truncated", None))
        ]
        + [{**line, **rest, "trial_kind": "verdict"}]
    )
    [progress] = laboratory.import_choices(text)
    [finding] = laboratory.findings(progress.study.id)
    assert finding.kind == "preference"
    assert (finding.asked, finding.missing) == (8, {"truncated": 4})
