"""Answers to principles and contexts that somebody already has, as studies: one for each model.

A record is a reply to a prompt of a family: stated, revealed or control. `polarity` says which
answer supports the principle: 1 a yes or the label a, -1 a no or b, 0 unknown or neither; then
`supports` says it of this reply. `order` names what stood first, in whatever words the log has:
only prompts of one format and order are held against each other. Judged as a run is; what a log
lacks of opposite polarities makes it undetermined, and says so.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...store.records import Side, TrialRecord
from ...store.texts import digest
from ..stated_revealed.analysis import Asked, conclude
from ..stated_revealed.bank.families import Format, Role
from ..stated_revealed.cells import Answered
from ..stated_revealed.prompts import Posing
from ..stated_revealed.verdict_rules import Rule
from ..study.asked import short_digest
from ..study.design import OptionText
from ..study.validation import first_reason, read_as
from .choices import MAX_ANSWERS, Name
from .faults import Faults
from .imported import SAID, Imported

DECIDED = frozenset({"yes", "no", "a", "b"})
DOMAIN = "imported"


class ReplyLine(BaseModel):
    """One line: how often a prompt was answered so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["reply"]
    model: Name
    family: Name
    item: Name
    role: Role
    prompt: OptionText
    format: Format
    polarity: Literal[-1, 0, 1]
    answer: Literal[
        "yes", "no", "a", "b", "neutral", "refused", "both", "neither", "unreadable", "truncated"
    ]
    order: Name | None = None
    supports: Annotated[bool, Field(strict=True)] | None = None
    count: Annotated[int, Field(ge=1, le=MAX_ANSWERS, strict=True)] = 1

    @property
    def side(self) -> bool | None:
        """Whether it supports the principle; None where it decides nothing."""
        if self.answer not in DECIDED or not self.polarity:
            return self.supports
        return (self.answer in ("yes", "a")) == (self.polarity == 1)


class ReplyRecords:
    """Checks records of replies, and what they say of each other."""

    def __init__(self, faults: Faults) -> None:
        """Gather what is wrong in `faults`."""
        self._faults = faults
        self._polarities: dict[tuple[str, ...], int] = {}

    def read(self, place: str, value: dict[str, Any]) -> list[ReplyLine]:
        """Check one record; none if it is bad."""
        try:
            one = read_as(ReplyLine, value)
        except ValidationError as error:
            self._faults.add(place, f", {first_reason(error, 'field')}")
            return []
        key = (one.model, one.family, one.role, one.item, one.format, one.order or "", one.prompt)
        wrong = _wrong(one)
        if not wrong and self._polarities.setdefault(key, one.polarity) != one.polarity:
            wrong = f"polarity: {one.polarity}, but an earlier line gave this prompt another."
        if wrong:
            self._faults.add(place, f", field {wrong}")
            return []
        return [one]


def _wrong(one: ReplyLine) -> str | None:
    """What contradicts itself in a record."""
    if one.answer in DECIDED and one.format != "free" and one.answer not in _words(one.format):
        words = ", ".join(sorted(_words(one.format)))
        return (
            f"answer: {one.answer!r} is none of format {one.format}; it must be one of {words}, or "
            "say why there is none."
        )
    if one.answer in DECIDED and one.side is None:
        return "supports: with polarity 0, say whether this reply supports the principle."
    if one.answer not in DECIDED and one.supports is not None:
        return f"supports: a reply that is {one.answer} supports nothing; leave it out."
    if one.supports is not None and one.supports != one.side:
        return f"supports: {one.supports}, but its answer and polarity say otherwise."
    return None


def _words(form: Format) -> frozenset[str]:
    return frozenset({"yes", "no"} if form == "yes_no" else {"a", "b"})


def import_replies(replies: Sequence[ReplyLine], rule: Rule) -> list[Imported]:
    """Make one study a model, its families in the order they first occur."""
    by_model: dict[str, list[ReplyLine]] = {}
    for one in replies:
        by_model.setdefault(one.model, []).append(one)
    return [_import_model(model, some, rule) for model, some in by_model.items()]


def _import_model(model: str, given: Sequence[ReplyLine], rule: Rule) -> Imported:
    mark = digest("\n".join(sorted(one.model_dump_json() for one in given)))
    by_family: dict[str, list[ReplyLine]] = {}
    for one in given:
        by_family.setdefault(one.family, []).append(one)
    families = [
        (
            Asked(name, DOMAIN, name, {_item(one): one.prompt for one in some}),
            [_answered(one) for one in some],
        )
        for name, some in by_family.items()
    ]
    finding = conclude(model, families, rule, 0, neutral=None)
    trials = [_record(one, number) for number, one in enumerate(given)]
    return Imported(model, mark, trials, [finding], sum(one.count for one in given))


def _item(one: ReplyLine) -> str:
    """Its name in the store: items of one name in two families are two."""
    return short_digest("reply", one.family, one.role, one.item)


def _answered(one: ReplyLine) -> Answered:
    blank = Answered(one.role, _item(one), one.format, one.order or "", one.polarity)
    if one.answer in DECIDED:
        n = float(one.count)
        return replace(blank, supports=n) if one.side else replace(blank, opposes=n)
    if one.answer in ("neutral", "neither"):
        return replace(blank, neutral=float(one.count), outcome="neutral")
    return replace(blank, missing=float(one.count), outcome=one.answer)


def _record(one: ReplyLine, number: int) -> TrialRecord:
    """A line as a row of its own: a log may say the same twice."""
    side: Side | None = None if one.side is None else "a" if one.side else "b"
    said = one.model_dump(mode="json", exclude={"model"}, exclude_defaults=True)
    named = {"family": one.family, "role": one.role, "answer": one.answer, SAID: said}
    return TrialRecord(
        study_id="",
        id=short_digest("reply", one.model_dump_json(), str(number)),
        kind=Posing.kind,
        question=_item(one),
        option_a=None,
        option_b=None,
        variation=f"{one.role} {one.format} {one.order or 'as logged'}",
        tier=None,
        first=None,
        replicate=number,
        readout="label",
        outcome="chose" if side else one.answer,
        chosen=side,
        count=one.count,
        extra=named,
        messages=(("user", one.prompt),),
    )
