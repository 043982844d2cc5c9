"""The rows of the database as frozen values. Knows no SQL and computes nothing from them."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypedDict

from .texts import clean

State = Literal["running", "done", "cancelled", "interrupted", "failed"]
Side = Literal["a", "b"]
WRITTEN = ("enact", "write", "free", "rating", "score")
"""Readouts whose replies are read whole by a later step: texts for a judge, lists of numbers."""
WEIGHED = "logprob"
"""The readout that asks for probabilities."""
EXAMPLE = 200
"""Characters of a reply that chose nothing, as an example of what could not be counted."""
MOST_SERVED = 20
"""Ways of being answered that are remembered of a study: a name may change with every reply."""
MOST_WARNINGS = 20
"""Warnings that are remembered of a study."""
Messages = tuple[tuple[str, str], ...]
"""What is sent to a respondent: pairs of role and text."""


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """One run of one verb with a frozen design; `warnings` tell what was meant and is not done.

    Limits are of all studies together that name the same `purse`, which have the same.
    """

    id: str
    verb: str
    model: str
    label: str
    design: dict[str, Any]
    digest: str
    state: State
    planned: int
    created_at: str
    error: str | None = None
    idempotency_key: str | None = None
    max_cost_usd: float | None = None
    max_tokens: int | None = None
    warnings: tuple[str, ...] = ()
    purse: str | None = None


class InOrder(NamedTuple):
    """A question in one order, by its first trial: answers, and those that chose each option."""

    row: int
    first: Side
    asked: int
    a: int
    b: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Trials that are alike but for their replicate: their number, and that of their answers."""

    kind: str
    question: str
    option_a: str | None
    option_b: str | None
    variation: str
    tier: str | None
    first: Side | None
    outcome: str
    chosen: Side | None
    trials: int
    answers: int


@dataclass(frozen=True, slots=True)
class Answer:
    """How one trial was answered; `chosen` is None unless the outcome is `chose`.

    `text` is what was written: whole for trials whose text a later trial is about, else its first
    EXAMPLE characters where nothing was chosen. `masses` are the probabilities of the labels shown
    first and second, for trials that were asked for them.
    """

    outcome: str
    chosen: Side | None
    text: str | None = None
    masses: tuple[float, float] | None = None


@lru_cache
def answer_of(outcome: str, chosen: Side | None) -> Answer:
    """The one value for all answers alike: few kinds, a million of answers."""
    return Answer(outcome, chosen)


def masses_of(extra: dict[str, Any]) -> tuple[float, float] | None:
    """The masses that a trial was answered with; None where no probabilities were sent."""
    if "odds" not in extra:
        return None
    (first, second), mass = extra["odds"], extra["mass"]
    return first * mass, second * mass


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """One prompt and its answer; `count` above 1 only where an import says so.

    `kind` is what kind of answer was asked for, such as a choice or a verdict. Options, order and
    tier are None where there are none: a text has no options, a verdict no tier. `extra` holds what
    was said or found beyond these columns (factors, categories, the texts of a verdict).
    `messages` and `reply` are None for trials that were imported without their texts.
    """

    study_id: str
    id: str
    question: str
    option_a: str | None
    option_b: str | None
    variation: str
    tier: str | None
    first: Side | None
    replicate: int
    readout: str
    outcome: str
    chosen: Side | None
    kind: str = "choice"
    count: int = 1
    extra: dict[str, Any] = field(default_factory=dict[str, Any])
    messages: Messages | None = None
    reply: str | None = None

    @property
    def offered(self) -> tuple[str, str, Side]:
        """Both options, and which of them was shown first.

        Raises:
            ValueError: it is no choice between two.
        """
        if self.option_a is None or self.option_b is None or self.first is None:
            raise ValueError(f"a {self.kind} is no choice between two options")
        return self.option_a, self.option_b, self.first

    @property
    def answer(self) -> Answer:
        """The part of the row that a study's next step depends on."""
        if self.readout in WRITTEN:
            return Answer(self.outcome, self.chosen, self.reply)
        if self.readout == WEIGHED and (masses := masses_of(self.extra)):
            return Answer(self.outcome, self.chosen, masses=masses)
        if self.chosen is None and self.reply:
            return Answer(self.outcome, None, clean(self.reply)[:EXAMPLE])
        return answer_of(self.outcome, self.chosen)


class AttemptRecord(NamedTuple):
    """One call over a wire, written before it is made, so that no call is ever forgotten.

    `outcome` is None while it is in flight; once its process is gone, that means: unknown, perhaps
    paid. `held_usd` is its worst case, `cost_usd` what it took; None where a price is unknown.
    `batch` is the tag of the batch it was handed in with, if it was; `model` who was called, if it
    was not the study's own. `row` is where it is written, which whoever ends it must know.
    """

    study_id: str
    trial: str
    number: int
    started_at: str
    held_usd: float | None
    held_tokens: int
    batch: str | None = None
    model: str | None = None
    ended_at: str | None = None
    outcome: str | None = None
    status: int | None = None
    retry_after_s: float | None = None
    maybe_paid: bool = True
    cost_usd: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """Calls that are handed in together. `number` is the provider's; None until it is known."""

    tag: str
    study_id: str
    begun_at: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class ServedRecord:
    """What was sent beside the prompts, and who answered; once, however many answers are alike.

    `participant` is who was asked, if it was not the study's own model. `sent` is a JSON object
    without secrets. `model`, `fingerprint` and `server` are what the other side calls itself.
    """

    study_id: str
    participant: str | None
    sent: str
    left_out: tuple[str, ...] = ()
    model: str = ""
    fingerprint: str = ""
    server: str = ""


@dataclass(frozen=True, slots=True)
class Spending:
    """What a study has spent so far, its calls of unknown outcome at their worst case."""

    cost_usd: float = 0.0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Calls:
    """How the calls of a study ended, counted. `unsettled` ones may be paid without an answer.

    Tokens and US dollars take those at their worst case; dollars are None where a price is unknown.
    """

    made: int
    answered: int
    failed: dict[str, int]
    unsettled: int
    tokens: int
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class UnsettledCall:
    """One call that may be paid for without its answer being known, or that is in flight.

    `outcome` is the kind of fault, None without an end; `answered`: another call of its trial has
    brought an answer. Tokens and US dollars are the most that it can have taken.
    """

    trial: str
    number: int
    started_at: str
    outcome: str | None
    status: int | None
    batch: str | None
    model: str | None
    tokens: int
    cost_usd: float | None
    answered: bool


@dataclass(frozen=True, slots=True)
class Experience:
    """Means over the answered calls of one model: tokens in and out, worst case, seconds."""

    calls: int
    input_tokens: float = 0.0
    output_tokens: float = 0.0
    held_tokens: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One call of a tool: who, what (the arguments by their digest), and how it ended."""

    at: str
    client: str
    tool: str
    arguments: str
    result: str
    study_id: str | None
    took_ms: int


class FindingRecord(NamedTuple):
    """One claim of a study, as the JSON that the verb concluded with, and what finds it again.

    `headline` is the word under which it is counted, `about` the text in which it is searched,
    `weight` how much it matters beside others, the most first; `facts`, JSON too, the few numbers
    of it that are pooled with those of other findings, None where there are none.
    """

    position: int
    kind: str
    body: str
    headline: str = ""
    weight: float = 0.0
    about: str = ""
    facts: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings are meant: of these studies, under one word, about some text."""

    studies: tuple[str, ...]
    headline: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Which studies are meant; what is None does not matter."""

    label: str | None = None
    state: State | None = None
    model: str | None = None
    verdict: str | None = None
    text: str | None = None


class Which(TypedDict, total=False):
    """Which trials of a study are meant; what is left out or None does not matter."""

    kind: str | None
    question: str | None
    variation: str | None
    outcome: str | None
    chosen: Side | None
