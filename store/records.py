"""The rows of the database as frozen values. Knows no SQL and computes nothing from them."""

from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["running", "done", "cancelled", "interrupted", "failed"]
Side = Literal["a", "b"]
Messages = tuple[tuple[str, str], ...]
"""What is sent to a respondent: pairs of role and text."""


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """One run of one verb with a frozen design."""

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


@dataclass(frozen=True, slots=True)
class Answer:
    """How one trial was answered; `chosen` is None unless the outcome is `chose`."""

    outcome: str
    chosen: Side | None


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """One prompt and its answer; `count` above 1 only where an import says so.

    `extra` holds what an import said beyond these columns (factors, categories).
    `messages` and `reply` are None for trials that were imported without their texts.
    """

    study_id: str
    id: str
    question: str
    option_a: str
    option_b: str
    variation: str
    tier: str
    first: Side
    replicate: int
    readout: str
    outcome: str
    chosen: Side | None
    count: int = 1
    extra: dict[str, Any] = field(default_factory=dict[str, Any])
    messages: Messages | None = None
    reply: str | None = None

    @property
    def answer(self) -> Answer:
        """The part of the row that a study's next step depends on."""
        return Answer(self.outcome, self.chosen)


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """One claim of a study, as the JSON that the verb concluded with."""

    study_id: str
    position: int
    kind: str
    body: dict[str, Any]
