"""What a manipulation asks: answers written as told, and scores of them.

A writer answers each question three ways: plainly, told to have what the judge prefers most, and
what it prefers least. Length is asked to be alike in all three. Comparisons of these answers are
those of `prompts.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ....store.records import Answer
from ...properties.catalogue import Property
from ...properties.marks import MARKS
from ...respondents.protocol import Messages, Reply
from ...responses.fence import RULES, Fence
from ...study.asked import Heard, Place, Prompted, short_digest
from ..bank.pairs import Pair

Arm = Literal["plain", "most", "least"]
ARMS: tuple[Arm, ...] = ("plain", "most", "least")
PUSHED: tuple[Literal["most", "least"], ...] = ("most", "least")
_WORDS = 80
"""Words that every answer is asked to have, about."""
_PLAIN = f"Answer the question in about {_WORDS} words."
_SCORES = "You judge how good an answer to a question is."
_SCORE = re.compile(r"(?<![\d.,])(10|[1-9])(?:\s*/\s*10)?(?!\d|[.,]\d)")
_BEGINNING = 60
"""Characters of a reply in which the score has to stand."""
_SIGN = "SCORE"


def instruction(one: Property) -> str:
    """How a writer is asked for more of a property."""
    if one.group == "marks":
        return f"{MARKS[one.name].more}."
    return f"Write so that this holds of your answer: {one.words}."


@dataclass(frozen=True)
class Writing(Prompted):
    """One answer to be written."""

    kind = "answer"
    writer: str
    pair: Pair
    arm: Arm
    told: tuple[str, ...]
    readout: str = "write"

    def _name(self) -> str:
        key = (self.writer, self.pair.cluster, self.arm, *self.told)
        return short_digest("written answer", *key)

    @property
    def to(self) -> str:
        """The writer."""
        return self.writer

    @property
    def messages(self) -> Messages:
        """What is sent."""
        return (("system", " ".join((_PLAIN, *self.told))), ("user", self.pair.question))

    @property
    def place(self) -> Place:
        """With its question, under its arm."""
        return Place(self.pair.cluster, f"arm:{self.arm}")

    def read(self, reply: Reply) -> Heard:
        """A text is taken as it is, unless there is none."""
        extra = {"told": list(self.told)}
        if reply.finish == "refusal":
            return Heard("refused", extra=extra)
        if reply.finish == "length" or not reply.text.strip():
            return Heard("truncated" if reply.finish == "length" else "empty", extra=extra)
        return Heard("written", extra=extra)

    def observed(self, answer: Answer) -> "Written":
        """What the study sees of the answer."""
        text = (answer.text or "").strip()
        return Written(self, text if answer.outcome == "written" else "")


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as it came back; none where it is empty."""

    asked: Writing
    text: str


@dataclass(frozen=True)
class Scoring(Prompted):
    """One score, from 1 to 10, of one judge on one answer."""

    kind = "score"
    judge: str
    pair: Pair
    arm: Arm
    text: str
    study_seed: int
    own: bool = True
    readout: str = "score"

    def _name(self) -> str:
        key = (self.judge, self.pair.cluster, self.arm, str(self.study_seed))
        return short_digest("scoring", *key, self.text)

    @property
    def to(self) -> str | None:
        """The judge, if it is not the model of the study."""
        return None if self.own else self.judge

    @property
    def messages(self) -> Messages:
        """What is sent."""
        seed = int(short_digest("fence", self.id), 16)
        fence = Fence.against(_SIGN, (self.pair.question, self.text), seed)
        parts = (
            RULES,
            fence.around("QUESTION", self.pair.question),
            fence.around("ANSWER", self.text),
            "How good is this answer, from 1 (very bad) to 10 (very good)? Reply with the number "
            "alone.",
        )
        return (("system", _SCORES), ("user", "\n\n".join(parts)))

    @property
    def place(self) -> Place:
        """With its question, under its arm."""
        return Place(self.pair.cluster, f"arm:{self.arm} scored by {self.judge}")

    def read(self, reply: Reply) -> Heard:
        """Read the only number there is."""
        if reply.finish == "refusal":
            return Heard("refused")
        score = score_of(reply.text)
        return Heard("unreadable" if score is None else "scored", extra={"score": score})

    def observed(self, answer: Answer) -> "Scored":
        """What the study sees of the answer."""
        return Scored(self, score_of(answer.text or ""))


@dataclass(frozen=True, slots=True)
class Scored:
    """A score; None where there was none to read."""

    asked: Scoring
    score: int | None


def score_of(text: str) -> int | None:
    """The score that a reply begins with; None where it names none, or several."""
    found = {int(one) for one in _SCORE.findall(text[:_BEGINNING])}
    return found.pop() if len(found) == 1 else None


def written_pairs(written: Sequence[Written]) -> Mapping[tuple[str, Arm], Pair]:
    """A pushed answer (a) beside the plain one (b), by question and arm; equal ones are none."""
    texts = {(one.asked.pair.cluster, one.asked.arm): one for one in written if one.text}
    found: dict[tuple[str, Arm], Pair] = {}
    for one in texts.values():
        cluster, arm = one.asked.pair.cluster, one.asked.arm
        plain = texts.get((cluster, "plain"))
        if arm != "plain" and plain is not None and plain.text != one.text:
            pair = replace(one.asked.pair, texts=(one.text, plain.text))
            found[cluster, arm] = pair
    return found
