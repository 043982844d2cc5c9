"""What is asked: one base for choices, texts, verdicts and free answers.

An askable has a name, from which its seed follows; says whom it asks, how the reply is read and
what kind of answer that is; and makes an observation of what came back. Most know their own prompt
and read their own reply (`Prompted`); a choice is rendered and read in `responses/`. Knows no
model, no verb and no database.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, get_args

from ...store.records import Answer, TrialRecord
from ..perturbations.catalogue import Side
from ..respondents.protocol import Messages, Repeat, Reply

Kind = Literal[
    "choice",
    "text",
    "verdict",
    "free",
    "proposal",
    "meaning_check",
    "task_naming",
    "stance",
    "follow_up",
    "rating",
    "answer",
    "score",
]
"""What kind of answer is asked for: a choice between two options; a text; a verdict on two texts; a
choice in own words; variations of a question; what a proposed variation means; which task a text
does; an answer for or against a principle; what is said to a question after an answer;
what two texts have of some properties; an answer written to be judged; how good one is."""
OWN_WORDS: tuple[Kind, ...] = ("choice", "text", "free", "stance", "follow_up")
"""Kinds of which a study asks the model that it is about, and nobody beside it."""
KINDS: tuple[Kind, ...] = get_args(Kind)


def short_digest(*parts: str) -> str:
    """Name a tuple of strings by what they say: 16 hexadecimal digits."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def seed_of(name: str, study_seed: int) -> int:
    """The seed of everything random in what goes by a name within a study."""
    return int(short_digest(str(study_seed), name), 16)


class _Read(ABC):
    """Says how the reply is read, in a type of its own (a Literal, which pyright holds invariant).

    Stands apart from `Askable` because an annotation there would be a field, before all others.
    """

    __slots__ = ()
    readout: Any


@dataclass(frozen=True, slots=True)
class Askable(_Read):
    """One prompt of a study, to be asked once; `id` is its stable name within the study.

    `room` counts how often it was asked before and cut off by our own limit: each time there is
    more room for the reply.
    """

    kind: ClassVar[Kind]
    id: str = field(init=False, compare=False, repr=False)
    room: int = field(default=0, kw_only=True)

    def __post_init__(self) -> None:
        """Name it; there are many of them, so nothing is kept but what is declared."""
        object.__setattr__(self, "id", self._with_room(self._name()))

    def _with_room(self, name: str) -> str:
        return short_digest(name, f"room {self.room}") if self.room else name

    @abstractmethod
    def _name(self) -> str:
        """Its name, made of all that it asks; the room for its reply is added to that."""

    @property
    def to(self) -> str | None:
        """Whoever is asked beside the model that the study is about; None for that one."""
        return None

    def seed(self, study_seed: int) -> int:
        """The seed of everything random in it."""
        return seed_of(self.id, study_seed)

    def repeat(self, study_seed: int) -> Repeat | None:
        """Which asking of the same this is; None where the same is asked but once."""
        return None

    @abstractmethod
    def observed(self, answer: Answer) -> Any:
        """What its study sees of the answer."""


class Posed(Protocol):
    """Something that is asked, rendered once, and how its reply is put down."""

    @property
    def id(self) -> str:
        """The name of what is asked."""
        ...

    @property
    def messages(self) -> Messages:
        """What is sent."""
        ...

    def record(self, study_id: str, reply: Reply, seed: int) -> TrialRecord:
        """Read a reply, and put it beside all that was asked."""
        ...


class Place(NamedTuple):
    """Where something that was asked belongs: the columns by which it is found again.

    `option_a`, `option_b`, `first` and `tier` are None where there are no two options, no order, no
    variation of a question.
    """

    question: str
    variation: str
    replicate: int = 0
    option_a: str | None = None
    option_b: str | None = None
    first: Side | None = None
    tier: str | None = None


class Heard(NamedTuple):
    """How a reply reads; `extra` is what else is worth keeping of what was asked, or found."""

    outcome: str
    chosen: Side | None = None
    extra: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Prompted(Askable):
    """What knows its own prompt, and reads its own reply."""

    @property
    @abstractmethod
    def messages(self) -> Messages:
        """What is sent."""

    @property
    def kept(self) -> Messages:
        """What is kept of it: texts that are stored already may be named in their place."""
        return self.messages

    @property
    @abstractmethod
    def place(self) -> Place:
        """Where it belongs."""

    @abstractmethod
    def read(self, reply: Reply) -> Heard:
        """Read a reply."""

    def record(self, study_id: str, reply: Reply, seed: int) -> TrialRecord:
        """Read a reply, and put it beside all that was asked."""
        return recorded(self, self.place, self.read(reply), self.kept, study_id, reply)


def recorded(
    asked: Askable, place: Place, heard: Heard, messages: Messages, study_id: str, reply: Reply
) -> TrialRecord:
    """All that is remembered of something that was asked."""
    return TrialRecord(
        study_id=study_id,
        id=asked.id,
        kind=asked.kind,
        question=place.question,
        option_a=place.option_a,
        option_b=place.option_b,
        variation=place.variation,
        tier=place.tier,
        first=place.first,
        replicate=place.replicate,
        readout=asked.readout,
        outcome=heard.outcome,
        chosen=heard.chosen,
        extra=dict(heard.extra),
        messages=messages,
        reply=reply.text,
    )
