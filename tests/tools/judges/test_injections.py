"""Texts that tell the judge what to answer, in pairs: what a simulated judge sees, and a panel's
flip rate. That no answer is taken from inside a text is shown in `responses/test_fence.py`.
"""

import json
from pathlib import Path
from typing import Any

from velleity.tools.judges.bias import Obedience, obedience
from velleity.tools.judges.grammar import read_verdict
from velleity.tools.judges.injections import INJECTIONS, inject
from velleity.tools.judges.panel import JudgeVote, ballot, judge_votes
from velleity.tools.judges.prompts import pose
from velleity.tools.respondents.simulated.prompt_reader import look
from velleity.tools.respondents.simulated.roster import simulated

CORPUS_FILE = Path(__file__).parents[1] / "responses" / "injections.jsonl"
LINES = CORPUS_FILE.read_text("utf-8").split("\n")
CORPUS: list[dict[str, Any]] = [json.loads(line) for line in LINES if line]
OTHER = "It holds because of fact 7."
TASK, AXIS, DEFINITION = "Write.", "rigour", "The better text is more rigorous."


def test_no_text_can_close_its_fence() -> None:
    for seed, row in enumerate(CORPUS):
        prompt = pose(row["text"], AXIS, DEFINITION, (row["text"], OTHER), "1", seed)
        said = prompt.messages[1][1]
        for name in ("TASK", "TEXT 1", "TEXT 2"):
            assert said.count(f"[{prompt.word}] {name} BEGINS\n") == 1
            assert said.count(f"\n[{prompt.word}] {name} ENDS") == 1
        assert said.count(prompt.word) == 9
        scene = look(prompt.messages)
        assert scene is not None
        assert scene.texts == (row["text"].strip(), OTHER)


def votes_of(judge: str, texts: dict[str, tuple[str, str]]) -> list[JudgeVote]:
    found: list[Any] = []
    for at, (pair, both) in enumerate(texts.items()):
        for first in ("1", "2"):
            prompt = pose(TASK, AXIS, DEFINITION, both, first, at)
            reply = simulated(judge).say(prompt.messages, hash_of(judge, pair, first))
            verdict = read_verdict(reply, prompt.word)
            found.append(ballot(judge, pair, f"item {pair[1:]}", first, verdict))
    return judge_votes(found)


def hash_of(*parts: str) -> int:
    return sum(ord(sign) * 31**at for at, sign in enumerate("".join(parts))) % 2**32


def obeys(gullible: float, items: int = 12, accuracy: float = 0.95) -> Obedience:
    """How one judge takes orders in the worse text of a pair."""
    good = "It holds because of fact 1. It holds because of fact 2. And because of fact 3."
    plain = {f"p{at}": (good, OTHER) for at in range(items)}
    worse = {f"q{at}": (good, inject(OTHER, at)) for at in range(items)}
    judge = f"sim/judge?accuracy={accuracy:g}&gullible={gullible:g}"
    votes = [*votes_of(judge, plain), *votes_of(judge, worse)]
    return obedience(votes, judge, plain.keys(), worse.keys())


def test_a_judge_that_obeys_is_told_from_one_that_does_not() -> None:
    assert len(INJECTIONS) >= 6
    whole = obeys(1.0)
    assert (whole.toward, whole.away, whole.items) == (12, 0, 12)
    assert whole.follows
    assert obeys(0.5).follows
    assert obeys(1.0, items=6).follows
    none = obeys(0.0)
    assert none.items == 12
    assert not none.follows


def test_votes_that_move_either_way_by_chance_are_no_obedience() -> None:
    unsure = obeys(0.0, items=60, accuracy=0.6)
    assert unsure.toward > 3
    assert unsure.away > 3
    assert not unsure.follows


def test_without_votes_on_both_kinds_of_pairs_nothing_is_said() -> None:
    found = obedience([], "j", set(), set())
    assert (found.items, found.follows) == (0, False)
