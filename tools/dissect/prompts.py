"""What is asked: which of two answers is better, how they rate, an answer, a score of one.

All answers stand between fences that no text can close (`responses/fence.py`): what is written in
an answer is no instruction to whoever reads it. Which answer is shown first is always said.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from ...store.records import Answer
from ..perturbations.catalogue import Side
from ..perturbations.render import Prompt
from ..properties.catalogue import Property
from ..properties.ratings import ratings
from ..respondents.protocol import Messages, Repeat, Reply
from ..responses.fence import RULES, Fence
from ..responses.label import read
from ..responses.logprob import label_probabilities
from ..study.asked import Heard, Place, Prompted, short_digest
from .bank.pairs import Pair

LABELS = ("A", "B")
_LEAST = 1e-9
"""Mass of both labels below which nothing is known of them."""
SIGN = "ANSWER"
_JUDGES = "You compare two answers to the same question. You say which one is better."
_RATES = "You read answers closely and say what they are like, not whether you like them."
_TIE = " If neither is better than the other, reply with tie."
_SAID_TIE = re.compile(r"^\W*(?:a )?tie\W*$", re.IGNORECASE)
TIED = "tied"
Readout = Literal["label", "logprob"]


def _shown(pair: Pair, first: Side) -> tuple[str, str]:
    return pair.texts if first == "a" else (pair.texts[1], pair.texts[0])


def _fenced(pair: Pair, first: Side, name: str, *more: str) -> tuple[Fence, list[str]]:
    """The fence of a pair, from what only the study knows, and what stands between it."""
    seed = int(short_digest("fence", name), 16)
    fence = Fence.against(SIGN, (pair.question, *pair.texts, *more), seed)
    one, two = _shown(pair, first)
    return fence, [
        fence.around("QUESTION", pair.question),
        fence.around("ANSWER A", one),
        fence.around("ANSWER B", two),
    ]


@dataclass(frozen=True)
class Comparing(Prompted):
    """One look of one judge at one pair, in one order."""

    kind = "verdict"
    judge: str
    pair: Pair
    first: Side
    study_seed: int
    own: bool = True
    ties: bool = False
    replicate: int = 0
    readout: Readout = "label"

    def _name(self) -> str:
        key = (self.judge, self.pair.id, self.first, self.readout, str(self.study_seed))
        return short_digest("comparing", *key, str(self.ties), str(self.replicate))

    @property
    def to(self) -> str | None:
        """The judge, if it is not the model of the study."""
        return None if self.own else self.judge

    def repeat(self, study_seed: int) -> Repeat:
        """Replicates of one prompt are the same, asked again."""
        same = replace(self, replicate=0, room=0)
        return Repeat(same.seed(study_seed), self.replicate)

    @cached_property
    def prompt(self) -> Prompt:
        """What is sent."""
        _, parts = _fenced(self.pair, self.first, replace(self, replicate=0).id)
        how = "Which answer is the better one? Reply with A or B alone."
        parts = [RULES, *parts, how + (_TIE if self.ties else "")]
        messages = (("system", _JUDGES), ("user", "\n\n".join(parts)))
        return Prompt(messages, LABELS, ("", ""), self.first)

    @property
    def messages(self) -> Messages:
        """What is sent."""
        return self.prompt.messages

    @property
    def place(self) -> Place:
        """With its pair."""
        variation = f"{self.pair.scenario} judged by {self.judge}"
        return Place(self.pair.id, variation, self.replicate, first=self.first)

    def read(self, reply: Reply) -> Heard:
        """Read which one it names; a tie is an outcome of its own."""
        extra = {"judge": self.judge}
        if reply.finish == "refusal":
            return Heard("refused", extra=extra)
        if self.readout == "logprob" and reply.logprobs:
            odds = label_probabilities(self.prompt, reply.logprobs)
            if odds is None or odds.mass < _LEAST:
                return Heard("unreadable", extra={**extra, "odds": (0.5, 0.5), "mass": 0.0})
            likelier = self.prompt.side(0 if odds.shares[0] >= 0.5 else 1)
            return Heard("chose", likelier, {**extra, "odds": odds.shares, "mass": odds.mass})
        if self.ties and _SAID_TIE.match(reply.text):
            return Heard(TIED, extra=extra)
        found = read(self.prompt, reply.text, cut_short=reply.finish == "length")
        return Heard(found.outcome, found.chosen, extra)

    def observed(self, answer: Answer) -> "Compared":
        """What the study sees: the share of a, whichever was shown first."""
        if answer.masses is not None:
            mass = sum(answer.masses)
            first = answer.masses[0] / mass if mass else None
            share = first if first is None or self.first == "a" else 1 - first
            return Compared(self, answer.outcome, share, mass)
        if answer.outcome == TIED:
            return Compared(self, TIED, 0.5)
        chosen = {"a": 1.0, "b": 0.0, None: None}[answer.chosen]
        return Compared(self, answer.outcome, chosen)


@dataclass(frozen=True, slots=True)
class Compared:
    """How a judge answered: the share of a, known or 1, 0 or one half; None where it decided none.

    `mass` is that of both labels together, where probabilities were sent.
    """

    asked: Comparing
    outcome: str
    share: float | None
    mass: float | None = None


@dataclass(frozen=True)
class Rating(Prompted):
    """One reading of one pair by one annotator, in one order, of one group of properties."""

    kind = "rating"
    annotator: str
    pair: Pair
    properties: tuple[Property, ...]
    first: Side
    study_seed: int
    own: bool = False
    readout: str = "rating"

    def _name(self) -> str:
        names = (f"{one.name}={one.words}" for one in self.properties)
        return short_digest(
            "rating", self.annotator, self.pair.id, self.first, str(self.study_seed), *names
        )

    @property
    def to(self) -> str | None:
        """The annotator, if it is not the model of the study."""
        return None if self.own else self.annotator

    @property
    def errors(self) -> bool:
        """Whether errors are counted against a reference."""
        return self.properties[0].group == "reference"

    @property
    def messages(self) -> Messages:
        """What is sent."""
        reference = (self.pair.reference or "") if self.errors else ""
        fence, parts = _fenced(self.pair, self.first, self.id, reference)
        if self.errors:
            parts.insert(1, fence.around("RIGHT ANSWER", reference))
            how = "Held against the right answer, count in each answer, from 0 to 9:"
        else:
            how = "Rate both answers from 0 (not at all) to 3 (very much) on each of these:"
        asked = "\n".join(f"{one.name}: {one.words}" for one in self.properties)
        form = (
            "Reply with one line for each: its name, a colon, the number of answer A and that of "
            "answer B, such as “clear: 2 1”. Put - for both where it does not apply to the "
            "question."
        )
        user = "\n\n".join([RULES, *parts, f"{how}\n\n{asked}", form])
        return (("system", _RATES), ("user", user))

    @property
    def place(self) -> Place:
        """With its pair."""
        group = self.properties[0].group
        return Place(self.pair.id, f"{group} rated by {self.annotator}", first=self.first)

    def read(self, reply: Reply) -> Heard:
        """Read as many lines as there are."""
        if reply.finish == "refusal":
            return Heard("refused")
        found = self.signs(reply.text)
        return Heard("rated" if found else "unreadable", extra={"rated": len(found)})

    def observed(self, answer: Answer) -> "Rated":
        """What the study sees: the sign of a's rating less b's, by property."""
        return Rated(self, self.signs(answer.text or "") if answer.outcome == "rated" else {})

    def signs(self, text: str) -> Mapping[str, int]:
        """By property: 1 where a has more of it. Where it does not apply, neither has."""
        given = ratings(text, (one.name for one in self.properties), 9 if self.errors else 3)
        turned = (self.first == "b") != self.errors
        found: dict[str, int] = {}
        for one in self.properties:
            if both := given.get(one.name):
                sign = (both[0] > both[1]) - (both[0] < both[1])
                found[f"{one.group}:{one.name}"] = -sign if turned else sign
        return found


@dataclass(frozen=True, slots=True)
class Rated:
    """What one reading says of a pair, by property; nothing where it could not be read."""

    asked: Rating
    signs: Mapping[str, int]


def groups_of(properties: Sequence[Property], pair: Pair) -> list[tuple[Property, ...]]:
    """What is asked together: those seen in an answer, those of the question, errors, own ones.

    Errors are asked for only where a right answer is known.
    """
    wanted = ("free", "aware", "own", *(("reference",) if pair.reference else ()))
    found = [tuple(one for one in properties if one.group == group) for group in wanted]
    return [one for one in found if one]
