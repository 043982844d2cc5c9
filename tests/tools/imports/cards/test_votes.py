"""Votes on disk: laid by at any time, told once, and with their actor as with their judge."""

import json
import random
from typing import Any

import pytest

from velleity.tools.imports.cards import votes
from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take
from velleity.tools.study.verb import Taken

Log = list[dict[str, Any]]


def a_log(seed: int, pairs: int = 20) -> Log:
    """Votes of two judges on pairs of an actor's texts and on pairs of several authors."""
    draw = random.Random(seed)
    arms = {"actor": "w", "arm_1": "high", "arm_2": "low"}
    found: Log = [
        {"kind": "choice", "model": "m", "option_a": "x", "option_b": "y"}
        | {"first": "a", "chosen": "a"}
    ]
    for at in range(pairs):
        for judge in ("j", "k"):
            for first in ("1", "2"):
                one = {"kind": "judgement", "item": f"i{at}", "judge": judge, "first": first}
                of_actor = {**arms, "pair": f"p{at}"} if judge == "k" else {}
                found.append({**one, **of_actor, "vote": draw.choice(["1", "2", "tie"])})
    return found


def told(log: Log) -> list[tuple[str, list[str]]]:
    return [(one.design.model, [row.body for row in one.findings]) for one in imported(log)]


def imported(log: Log) -> list[Taken]:
    return take(Source("\n".join(map(json.dumps, log))))


def test_what_is_laid_by_on_the_way_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    log = a_log(3)
    at_once = told(log)
    monkeypatch.setattr(votes, "MOST_HELD", 3)
    random.Random(1).shuffle(log)
    assert told(log) == at_once
    assert [model for model, _ in at_once] == ["m", "w", "j", "k"]


def test_a_replicate_counts_once_for_the_actor_and_for_the_judge() -> None:
    log = [{**one, "replicate": 0} for one in a_log(4) if one.get("judge") == "k"]
    *_, before = imported(log)
    actor, judge = imported([*log, *log[:5]])
    assert (actor.answers, judge.answers) == (40, 40)
    assert [row.body for row in judge.findings] == [row.body for row in before.findings]
    said = ("5 records repeat another, replicate and all: each counts once.",)
    assert (actor.warnings, judge.warnings) == (said, said)


def test_votes_without_a_replicate_that_say_the_same_all_count() -> None:
    log = [one for one in a_log(5) if one.get("judge") == "j"]
    [judge] = imported([*log, *log])
    assert (judge.answers, judge.warnings) == (80, ())
