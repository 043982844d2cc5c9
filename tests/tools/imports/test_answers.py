"""Prompts written for another runner, and their answers by id: judged as a run of ours would be."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from velleity.server.settings import Settings
from velleity.server.upkeep.export import ExportFailed
from velleity.server.upkeep.prompts import write_prompts
from velleity.store.errors import InputError
from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take
from velleity.tools.perturb.finding import PreferenceFinding
from velleity.tools.studies import Laboratory
from velleity.tools.study.verb import Taking

Line = dict[str, Any]


@pytest.fixture
def laboratory(home: Path) -> Iterator[Laboratory]:
    opened = Laboratory(home)
    yield opened
    opened.close()


@pytest.fixture
def prompts(home: Path, tmp_path: Path) -> Callable[..., list[Line]]:
    """The lines of a file of prompts about a kayak and a telescope."""

    def written(**said: Any) -> list[Line]:
        target = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        whole = {"model": "theirs", "option_a": "a kayak", "option_b": "a telescope", **said}
        count = write_prompts(Settings(home=home), {"max_trials": 300, **whole}, target)
        lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
        assert (lines[0]["kind"], lines[0]["prompts"], len(lines)) == ("plan", count, count + 1)
        return lines

    return written


def telescope(prompt: Line) -> str:
    return "a telescope"


def answered(lines: list[Line], reply: Callable[[Line], str] = telescope) -> list[Line]:
    return [
        {"kind": "answer", "id": one["id"], "reply": reply(one)}
        for one in lines
        if one["kind"] == "prompt"
    ]


def text(lines: list[Line]) -> str:
    return "\n".join(map(json.dumps, lines))


def test_answers_by_id_are_judged_with_their_variations_and_orders(
    prompts: Callable[..., list[Line]],
) -> None:
    plan = prompts(max_trials=400)
    [taken] = take(Source(text(answered(plan) + plan)))
    [row] = list(taken.findings)
    found = PreferenceFinding.model_validate_json(row.body)
    assert (found.verdict, found.asked + 8 * 16) == ("strong", len(plan) - 1)
    assert {one.variation for one in found.ladder} == {
        "nudge=friend:a",
        "pressure=told:a",
        "pressure=reward:a",
        "pressure=threat:a",
    }
    assert not taken.warnings


def test_a_runner_may_put_replies_into_the_lines_it_was_given(
    prompts: Callable[..., list[Line]],
) -> None:
    plan = prompts(ladder=False, max_trials=56)
    apart = list(take(Source(text([*plan, *answered(plan)])))[0].findings)
    within = [plan[0], *({**one, "reply": "a telescope", "took_s": 0.4} for one in plan[1:])]
    assert list(take(Source(text(within)))[0].findings) == apart


def test_replies_are_read_as_in_a_run(prompts: Callable[..., list[Line]]) -> None:
    plan = prompts(ladder=False, max_trials=56)
    said = iter(["I will not choose.", "mumble", ""] * 20)
    [taken] = take(Source(text([*plan, *answered(plan, lambda one: next(said))])))
    outcomes = {one.outcome for one in taken.trials}
    assert outcomes == {"refused", "unreadable", "empty"}


def test_what_was_not_asked_as_planned_is_refused(prompts: Callable[..., list[Line]]) -> None:
    plan = prompts(ladder=False, max_trials=56)
    other = [{"role": "user", "content": "Kayak or telescope?"}]
    cases: list[tuple[list[Line], str]] = [
        (answered(plan), "field id: no plan of this import has"),
        ([*plan, {**plan[1], "messages": other, "reply": "A"}], "the prompts changed"),
        ([{**plan[0], "fingerprint": "0" * 16}, *plan[1:]], "the prompts changed"),
        ([*plan, *answered(plan), *answered(plan, lambda one: "a kayak")], "another record"),
        ([{**plan[0], "design": {**plan[0]["design"], "max_trials": 3}}], "max_trials must be"),
        ([{**plan[0], "design": {"model": "x"}}], "field design"),
    ]
    for lines, reason in cases:
        with pytest.raises(InputError, match=reason):
            take(Source(text(lines)))


def test_what_lacks_and_who_answered_is_told(
    laboratory: Laboratory, prompts: Callable[..., list[Line]]
) -> None:
    plan = prompts(ladder=False, max_trials=56)
    some = [{**one, "model": "another"} for one in answered(plan)[:50]]
    [made] = laboratory.import_choices(text([*plan, *some]))
    assert made.study.model == "another"
    told = " ".join(made.study.warnings)
    assert "50 of 56 planned prompts are answered" in told
    assert "The model changed: these prompts" in told
    assert "written for theirs, and another answered" in told


def test_two_imports_of_a_label_tell_a_new_model_from_new_prompts(
    laboratory: Laboratory, prompts: Callable[..., list[Line]]
) -> None:
    plan = prompts(ladder=False, max_trials=56)
    wide = prompts(ladder=False, max_trials=200, wide=True)
    whole = {"snapshot": "may"}

    def taken(lines: list[Line], **more: str) -> str:
        given = [{**one, **more} for one in answered(lines)]
        [made] = laboratory.import_choices(Taking(text([*lines, *given])), "mine")
        return " ".join(made.study.warnings)

    assert taken(plan, **whole) == ""
    newer = taken(plan, snapshot="june")
    assert "the model changed (theirs may, now theirs june); the prompts are the same" in newer
    assert "the prompts changed (" in taken(wide, **whole)
    assert "the model is the same (theirs may)" in taken(wide, snapshot="may", finish="stop")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"find_flip": True}, "follow no answer"),
        ({"readout": "logprob"}, "follow no answer"),
        ({"max_trials": 20}, "ax_trials must be 156"),
        ({"option_b": "a kayak"}, "two different options"),
    ],
)
def test_what_cannot_be_planned_beforehand_is_refused(
    home: Path, tmp_path: Path, said: Line, reason: str
) -> None:
    whole = {"model": "m", "option_a": "a kayak", "option_b": "a telescope", **said}
    with pytest.raises((ExportFailed, ValueError), match=reason):
        write_prompts(Settings(home=home), whole, tmp_path / "p.jsonl")
    assert not (tmp_path / "p.jsonl").exists()


def test_no_file_is_overwritten(home: Path, tmp_path: Path) -> None:
    there = tmp_path / "p.jsonl"
    there.write_text("mine")
    whole = {"model": "m", "option_a": "a kayak", "option_b": "a telescope"}
    with pytest.raises(ExportFailed, match="is there already"):
        write_prompts(Settings(home=home), whole, there)
    assert there.read_text() == "mine"


def test_prompts_without_an_answer_and_trials_that_are_no_choices_are_refused(
    prompts: Callable[..., list[Line]],
) -> None:
    verdict = {"kind": "trial", "trial_kind": "verdict", "model": "m"}
    for lines in ([verdict], prompts(ladder=False, max_trials=56)):
        with pytest.raises(InputError, match="no answer"):
            take(Source(text(lines)))
