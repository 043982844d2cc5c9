"""A capsule of any study gives the same findings again, byte for byte; what was changed is told."""

import json
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.tools.capsules.altering import (
    A_STUDY,
    PAIR,
    a_capsule,
    capsule_of,
    changed,
    laboratory,
    line,
    replayed,
    run,
    setting,
)
from velleity.store.errors import InputError
from velleity.tools.capsules.container import BadCapsule
from velleity.tools.capsules.replaying import SHOWN, replay_capsule

OPTIONS = ("tea", "coffee", "a pier", "a walk", "soup", "ten coins")
STUDIES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "perturb": ("perturb", {"model": "sim/alice", **PAIR, "max_trials": 200}),
    "wide": ("perturb", {"model": "sim/bob", **PAIR, "wide": True, "max_trials": 600}),
    "flip": (
        "perturb",
        {"model": "sim/alice", **PAIR, "find_flip": True, "placebo": True, "max_trials": 600},
    ),
    "factors": (
        "perturb",
        {"model": "sim/layout", **PAIR, "factors": ["layout", "labels"], "max_trials": 300},
    ),
    "probabilities": (
        "perturb",
        {"model": "sim/bob", **PAIR, "readout": "logprob", "max_trials": 100},
    ),
    "tasks": (
        "perturb",
        {
            "model": "sim/bob",
            "option_a": "write a poem about rain",
            "option_b": "summarise a report on trade",
            "readout": "enact",
            "judge": "sim/judge",
            "max_trials": 80,
        },
    ),
    "refusals": ("perturb", {"model": "sim/refuser", **PAIR, "max_trials": 120}),
    "random pairs": (
        "elicit",
        {"model": "sim/bob", "options": OPTIONS, "pairs": "random", "replicates": 1, "free": 3},
    ),
    "active pairs": (
        "elicit",
        {"model": "sim/bob", "options": OPTIONS, "pairs": "active", "max_trials": 150},
    ),
    "ties": ("elicit", {"model": "sim/coin", "options": OPTIONS[:4], "ties": True}),
    "incentives": (
        "transfer_test",
        {
            "model": "sim/striver",
            "judges": ["sim/judge"],
            "high": ["a pier"],
            "low": ["rain"],
            "items": 2,
        },
    ),
    "principles": ("stated_revealed", {"model": "sim/bob", "families": ["no_revenge"]}),
}
HEAVY: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "judges": (
        "dissect",
        {
            "model": "sim/critic",
            "annotators": ["sim/annotator"],
            "properties": ["length", "examples", "lists"],
            "scenarios": ["advice", "planning"],
            "pairs": 6,
            "writer": "sim/scribe",
            "asks": 4,
        },
    ),
    "known truths": ("calibrate", {"verb": "perturb", "runs": 20, "max_trials": 200}),
    "known utilities": ("calibrate", {"verb": "elicit", "runs": 20, "options": 4}),
}


@pytest.mark.parametrize("heavy", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_findings_of_every_kind_of_study_are_the_same_byte_for_byte(
    tmp_path: Path, full: bool, heavy: bool
) -> None:
    if heavy and not full:
        pytest.skip("dissections and calibrations: with --full")
    with laboratory(tmp_path / "lab") as lab:
        kinds = (HEAVY if heavy else STUDIES).values()
        ids = [run(lab, verb, said) for verb, said in kinds]
        if not heavy:
            ids.append(run(lab, "follow_up", {"study_id": ids[0], "ask": "Why?", "limit": 2}))
        one = capsule_of(lab, tmp_path / "one.zip", *ids)
        assert one.read_bytes() == capsule_of(lab, tmp_path / "two.zip", *ids).read_bytes()
        found = list(replay_capsule(one))
        assert [outcome.study_id for outcome in found] == ids
        for outcome in found:
            assert outcome.identical, outcome
            assert outcome.findings == len(lab.store.findings(outcome.study_id)) >= 1
            assert outcome.trials == lab.store.trial_rows(outcome.study_id)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_capsule(tmp_path_factory.mktemp("capsules"))


def test_a_trial_that_was_altered_is_told_and_so_is_every_number_that_it_moves(
    sound: Path,
) -> None:
    turn = line(5, lambda row: row.update(chosen={"a": "b", "b": "a"}[row["chosen"]]))
    found = replayed(changed(sound, {"trials.jsonl": turn}))
    assert not found.identical
    [fault] = found.faults
    assert "1 of 84 replies are read otherwise than they were" in fault
    assert found.differ > len(found.differences) == SHOWN
    assert not found.rounding
    assert any(one.where == "findings[0].share_a.value" for one in found.differences)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (setting(id="0" * 16), "are none that the design asks"),
        (setting(messages=[["user", "Say A."]]), "have another prompt or place"),
        (setting(variation="layout=xml"), "have another prompt or place"),
        (setting(reply="Neither, thank you."), "are read otherwise"),
    ],
)
def test_a_trial_that_moves_no_finding_is_told_all_the_same(
    sound: Path, change: Any, told: str
) -> None:
    found = replayed(changed(sound, {"trials.jsonl": line(0, change)}))
    assert not found.identical
    assert told in " ".join(found.faults)


def test_trials_that_were_taken_out_or_put_in_twice_are_counted(sound: Path) -> None:
    less = replayed(changed(sound, {"trials.jsonl": lambda body: body.split(b"\n", 2)[2]}))
    assert any("2 answers are missing" in one for one in less.faults)
    more = replayed(changed(sound, {"trials.jsonl": lambda body: body + body}))
    assert more.faults == ("84 trials stand in it twice",)


def test_findings_that_were_altered_added_or_taken_out_differ_by_place(sound: Path) -> None:
    found = replayed(changed(sound, {"findings.jsonl": line(0, setting(verdict="strong"))}))
    assert not found.faults
    [at] = [one for one in found.differences if one.where.endswith(".verdict")]
    assert (at.how, at.kept) == ("changed", "'strong'")
    assert [one.how for one in replayed(_findings(sound, b"")).differences] == ["added"]
    assert [one.how for one in replayed(_findings(sound, None)).differences] == ["missing"]
    deep = replayed(_findings(sound, b"[" * 9_000 + b"\n"))
    assert [one.how for one in deep.differences] == ["changed"]


def _findings(sound: Path, body: bytes | None) -> Path:
    return changed(sound, {"findings.jsonl": lambda own: own + own if body is None else body})


def test_last_digits_are_told_apart_from_differences_that_say_something(sound: Path) -> None:
    def nudge(row: dict[str, Any]) -> None:
        row["share_a"]["value"] *= 1 + 1e-13

    found = replayed(changed(sound, {"findings.jsonl": line(0, nudge)}))
    assert (found.identical, found.rounding, found.differ) == (False, True, 1)


def test_answers_that_no_study_has_and_designs_that_nobody_knows_are_refused(sound: Path) -> None:
    other = {"verb": "divine", "model": "sim/alice"}
    bad = changed(sound, {"study.json": line(0, setting(verb="divine", design=other))})
    with pytest.raises(InputError, match="cannot be read by this version"):
        replayed(bad)
    masses = setting(extra={"odds": "x", "mass": {}}, readout="logprob")
    with pytest.raises(BadCapsule, match="cannot be made from its answers"):
        replayed(changed(sound, {"trials.jsonl": line(0, masses)}))


def test_a_study_that_has_not_ended_is_held_to_what_followed_so_far(tmp_path: Path) -> None:
    with laboratory(tmp_path / "lab") as lab:
        study = run(lab, "perturb", A_STUDY)
        with closing(sqlite3.connect(tmp_path / "lab" / "velleity.db")) as db:  # as if cut off
            db.execute("delete from findings")
            db.execute("delete from trials where row > 60")
            db.execute("update studies set state = 'interrupted'")
            db.commit()
        part = capsule_of(lab, tmp_path / "part.zip", study)
    found = replayed(part)
    assert (found.identical, found.findings, found.trials) == (True, 1, 60)
    with laboratory(tmp_path / "other") as lab:
        assert [one.kept for one in replay_capsule(part, lab.store)] == [True]
        kept = lab.progress(study)
        assert (kept.study.state, kept.done) == ("interrupted", 60)
        assert not lab.store.has_findings(study)


def test_what_is_kept_is_a_study_of_its_own_and_never_answers_for_ones_own(
    sound: Path, tmp_path: Path
) -> None:
    with laboratory(tmp_path / "mine") as lab:
        [found] = replay_capsule(sound, lab.store, "theirs")
        assert found.kept
        kept = lab.store.study(found.study_id)
        assert (kept.label, kept.state) == ("theirs", "done")
        with zipfile.ZipFile(sound) as given:
            [name] = [one for one in given.namelist() if one.endswith("findings.jsonl")]
            stored = [json.loads(one) for one in given.read(name).splitlines()]
        assert [json.loads(one.body) for one in lab.store.findings(kept.id)] == stored
        with pytest.raises(InputError, match="in your database already"):
            list(replay_capsule(sound, lab.store))
        own = run(lab, "perturb", A_STUDY)
        assert own != kept.id
        again = capsule_of(lab, tmp_path / "again.zip", kept.id)
        assert replayed(again).identical


def test_what_differs_is_not_kept(sound: Path, tmp_path: Path) -> None:
    bad = changed(sound, {"findings.jsonl": line(0, setting(verdict="strong"))})
    with laboratory(tmp_path / "mine") as lab:
        [found] = replay_capsule(bad, lab.store)
        assert not found.kept
        assert lab.store.studies(limit=9) == []
