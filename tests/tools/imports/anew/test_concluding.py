"""Findings of an import follow from its stored rows alone, whatever kind of record it was of."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.tools.capsules.altering import capsule_of, changed, laboratory, line, replayed, setting
from velleity.tools.capsules.replaying import replay_capsule
from velleity.tools.imports.judgements import PEOPLE

Lines = Sequence[dict[str, Any]]
CHOICES: Lines = [
    {
        "kind": "choice",
        "model": "m",
        "option_a": f"x{i % 4}",
        "option_b": f"x{(i + 1) % 4}",
        "first": "a" if i % 2 else "b",
        "chosen": "a" if i % 3 else "refused" if i % 7 else "b",
        "factors": {"words": str(i % 5)},
        "replicate": i // 8,
        "category_a": "odd" if i % 2 else "even",
    }
    for i in range(160)
]
ON_TEXTS: Lines = [
    {
        "kind": "judgement",
        "actor": "writer",
        "task": "essay",
        "item": f"i{i}",
        "arm_1": "high",
        "arm_2": "low",
        "first": str(first),
        "judge": "j",
        "vote": "1" if i % 3 else "2",
        "pair": f"p{i}",
    }
    for i in range(9)
    for first in (1, 2)
]
BY_JUDGES: Lines = [
    {
        "kind": "judgement",
        "item": f"i{i}",
        "first": str(first),
        "judge": judge,
        "vote": "1" if (i + len(judge)) % 3 else "2",
        "pair": f"p{i}",
    }
    for i in range(9)
    for first in (1, 2)
    for judge in ("j2", "human")
]
REPLIES: Lines = [
    {
        "kind": "reply",
        "model": "m",
        "family": family,
        "item": f"i{i}",
        "role": role,
        "prompt": f"{i} {role}?",
        "format": "yes_no",
        "polarity": 1 if i % 2 else -1,
        "answer": "yes" if i % 3 else "no",
    }
    for i in range(6)
    for role in ("stated", "revealed")
    for family in ("fair", "brave")
]
COMPARISONS: Lines = [
    {
        "kind": "comparison",
        "judge": "j",
        "scenario": "s",
        "question": f"q{i}",
        "pair": f"p{i}",
        "features": {"clear": 1 if i % 2 else -1},
        "preferred": "a" if i % 3 else "b",
        "first": "a" if i % 4 else "b",
    }
    for i in range(24)
]
EVERY = (*CHOICES, *ON_TEXTS, *BY_JUDGES, *REPLIES, *COMPARISONS)


def test_every_kind_of_import_is_concluded_again_from_a_capsule(tmp_path: Path) -> None:
    with laboratory(tmp_path / "lab") as lab:
        made = lab.import_choices("\n".join(map(json.dumps, EVERY)), "log")
        ids = [one.study.id for one in made]
        found = list(replay_capsule(capsule_of(lab, tmp_path / "all.zip", *ids)))
        assert [one.faults for one in found] == [()] * len(ids)
        assert [one.differ for one in found] == [0] * len(ids)
        assert {one.study.design["of"] for one in made} == {
            *("choice", "judgement", "judge", "reply", "comparison")
        }
        judged = [one for one in made if one.study.model == "j2"]
        [first, *_] = lab.store.trials(judged[0].study.id)
        assert first.extra[PEOPLE] in ("1", "2", "tie")


def test_rows_that_are_not_those_of_the_design_are_told_by_their_digest(tmp_path: Path) -> None:
    with laboratory(tmp_path / "lab") as lab:
        [made] = lab.import_choices("\n".join(map(json.dumps, CHOICES)))
        sound = capsule_of(lab, tmp_path / "sound.zip", made.study.id)
    found = replayed(changed(sound, {"trials.jsonl": line(0, setting(count=1_000))}))
    assert not found.identical
    assert "not those that the design names by their digest" in found.faults[0]
