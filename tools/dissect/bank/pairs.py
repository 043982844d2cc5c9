"""Pairs of answers: those of the bank, and a caller's own.

The bank has questions with two answers each, one file a scenario. Of each question as many pairs
are made as are asked for: the first is the two answers as they are written; in every third both
sides are the same answer, and in the others the two, each in dressings of its own (`dressing.py`),
so that what they differ in is known. Knows no judge.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ....store.errors import InputError
from ...study.asked import short_digest
from ...study.design import Text
from ...study.validation import first_reason
from .dressing import dressed

SCENARIOS = (
    "advice",
    "code",
    "conversation",
    "creative_writing",
    "daily_tasks",
    "exam_questions",
    "functional_writing",
    "knowledge",
    "language_tasks",
    "planning",
    "risky_requests",
)
MAX_CHARACTERS = 20_000_000
MAX_PAIRS = 20_000
OWN = "own"
Answer = Annotated[Text, Field(min_length=1, max_length=20_000)]
Name = Annotated[Text, Field(min_length=1, max_length=200)]


class Question(BaseModel):
    """A question of the bank with two answers, and one that is known to be right, if there is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: Answer
    answers: tuple[Answer, Answer]
    reference: Answer | None = None


class OwnPair(BaseModel):
    """A pair of a caller's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Answer
    a: Answer
    b: Answer
    scenario: Name = OWN
    reference: Answer | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to one question, of which the first is called a."""

    scenario: str
    question: str
    texts: tuple[str, str]
    reference: str | None = None

    @property
    def id(self) -> str:
        """Its name, made of all that it says."""
        return short_digest("pair", self.question, *self.texts, self.reference or "")

    @property
    def cluster(self) -> str:
        """The name of its question."""
        return short_digest("question", self.scenario, self.question)


@lru_cache
def shipped() -> dict[str, tuple[Question, ...]]:
    """The questions of the bank, by scenario."""
    folder = files(__package__ or "")
    found: dict[str, tuple[Question, ...]] = {}
    for name in SCENARIOS:
        rows = json.loads((folder / f"{name}.json").read_text("utf-8"))
        found[name] = tuple(Question.model_validate(one) for one in rows)
    return found


def pairs_of_bank(scenarios: Sequence[str], each: int) -> list[Pair]:
    """So many pairs of each question of some scenarios; of all, if none is named.

    Raises:
        ValueError: a scenario is unknown.
    """
    known = shipped()
    if unknown := [one for one in scenarios if one not in known]:
        raise ValueError(f"there is no scenario {unknown[0][:60]!r}: {', '.join(known)}")
    return [
        _made(name, question, number)
        for name in scenarios or known
        for question in known[name]
        for number in range(each)
    ]


def _made(scenario: str, question: Question, number: int) -> Pair:
    texts: tuple[str, str] = question.answers
    if number:
        if number % 3 == 2:
            same = texts[number // 3 % 2]
            texts = (same, same)
        texts = dressed(texts, f"{question.ask} {number}")
    return Pair(scenario, question.ask, texts, question.reference)


def read_pairs(text: str) -> list[Pair]:
    """Pairs of a caller's own: a list of JSON objects, or one object a line.

    Raises:
        InputError: the text is too long, is not JSON, or a pair lacks or repeats something.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"The pairs have over {MAX_CHARACTERS:,} characters: split them.")
    rows = _rows(text)
    if not 0 < len(rows) <= MAX_PAIRS:
        raise InputError(f"Give 1 to {MAX_PAIRS:,} pairs, not {len(rows):,}.")
    found: dict[str, Pair] = {}
    for number, row in enumerate(rows, 1):
        try:
            one = OwnPair.model_validate(row)
        except ValidationError as error:
            raise InputError(f"Pair {number}, {first_reason(error, 'field')}") from None
        if one.a.strip() == one.b.strip():
            raise InputError(f"Pair {number}: a and b are the same text.")
        pair = Pair(one.scenario, one.question, (one.a, one.b), one.reference)
        if pair.id in found:
            raise InputError(f"Pair {number} was there before: give each once.")
        found[pair.id] = pair
    return list(found.values())


def _rows(text: str) -> list[Any]:
    try:
        if text.lstrip()[:1] == "[":
            return cast("list[Any]", json.loads(text))
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise InputError(f"The pairs are not JSON ({str(error)[:120]}).") from None
