"""What stands in a capsule, line by line: as it is written, and as it is believed when it is read.

A line of a trial is that of an export, so that whatever reads one reads the other. Nothing read is
believed beyond its type and its bounds: what a study concludes from it is for `replaying`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...store.records import Side, State, StudyRecord, TrialRecord
from ..study.asked import Kind
from ..study.validation import first_reason
from .container import BadCapsule

MOST_COUNTED = 10**9
"""Answers that one row may stand for."""
Name = Annotated[str, Field(max_length=10_000)]
Count = Annotated[int, Field(ge=0, lt=2**53)]
Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Line = TypeVar("Line", bound=BaseModel)


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PriceLine(_Line):
    """What a model cost when the capsule was made, in US dollars a million tokens."""

    input_usd_per_mtok: Dollars
    output_usd_per_mtok: Dollars


class LookLine(_Line):
    """That a study was looked at, or gone on with, when it had so many answers."""

    what: Name
    answers: Count


class StudyLine(_Line):
    """A study: its frozen design, and what is known of its run.

    `concluded`: its findings were stored at its end; else they are what followed from its answers
    so far. `prices` has None where a price is unknown, or nobody goes by the name any more.
    """

    id: Annotated[str, Field(pattern=r"^std_[a-z2-7]{26}$")]
    verb: Name
    model: Name
    label: str
    design: dict[str, Any]
    digest: Name
    state: State
    planned: Count
    created_at: Name
    max_cost_usd: Dollars | None
    max_tokens: Count | None
    warnings: list[str]
    concluded: bool
    looks: list[LookLine]
    prices: dict[str, PriceLine | None]

    def record(self) -> StudyRecord:
        """The study as a store keeps it."""
        return StudyRecord(
            id=self.id,
            verb=self.verb,
            model=self.model,
            label=self.label,
            design=self.design,
            digest=self.digest,
            state=self.state,
            planned=self.planned,
            created_at=self.created_at,
            max_cost_usd=self.max_cost_usd,
            max_tokens=self.max_tokens,
            warnings=tuple(self.warnings),
        )


class TrialLine(_Line):
    """A trial as an export has it."""

    study_id: Name
    id: Name
    question: Name
    option_a: str | None
    option_b: str | None
    variation: Name
    tier: Name | None
    first: Side | None
    replicate: Count
    readout: Name
    outcome: Name
    chosen: Side | None
    kind: Literal["trial"]
    count: Annotated[int, Field(ge=1, le=MOST_COUNTED)]
    extra: dict[str, Any]
    messages: list[Annotated[list[str], Field(min_length=2, max_length=2)]] | None
    reply: str | None
    trial_kind: Kind
    model: Name

    def record(self, study_id: str) -> TrialRecord:
        """The trial as a store keeps it, of a study."""
        said = self.messages
        return TrialRecord(
            study_id=study_id,
            id=self.id,
            question=self.question,
            option_a=self.option_a,
            option_b=self.option_b,
            variation=self.variation,
            tier=self.tier,
            first=self.first,
            replicate=self.replicate,
            readout=self.readout,
            outcome=self.outcome,
            chosen=self.chosen,
            kind=self.trial_kind,
            count=self.count,
            extra=self.extra,
            messages=None if said is None else tuple((role, text) for role, text in said),
            reply=self.reply,
        )


def exported(trial: TrialRecord, model: str) -> dict[str, Any]:
    """One line of an export."""
    return {
        "study_id": trial.study_id,
        "id": trial.id,
        "question": trial.question,
        "option_a": trial.option_a,
        "option_b": trial.option_b,
        "variation": trial.variation,
        "tier": trial.tier,
        "first": trial.first,
        "replicate": trial.replicate,
        "readout": trial.readout,
        "outcome": trial.outcome,
        "chosen": trial.chosen,
        "kind": "trial",
        "count": trial.count,
        "extra": trial.extra,
        "messages": trial.messages,
        "reply": trial.reply,
        "trial_kind": trial.kind,
        "model": model,
    }


def written(value: Mapping[str, Any]) -> str:
    """A line as it is written."""
    return json.dumps(value, ensure_ascii=False)


def read(kind: type[Line], lines: Iterable[str], where: str) -> Iterator[Line]:
    """Lines as they are believed.

    Raises:
        BadCapsule: one is not of this kind.
    """
    for number, line in enumerate(lines, 1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            raise BadCapsule(f"Line {number} of {where}: {first_reason(error, 'field')}") from None
