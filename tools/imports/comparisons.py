"""Preferences between answers that somebody already has, as one study of all judges together.

A record is what a judge, a model or a person, said of a pair: `preferred` a, b, a tie or refused,
`first` what was shown first, null where that is not on record. `features` says what the pair
differs in, by property: 1 where a has more of it. With both texts, `answer_a` and `answer_b`, marks
are counted here too. All judges of a file are dissected together, since what they share and where
they differ is half of the finding.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ...store.records import Side, TrialRecord
from ...store.texts import digest
from ..dissect.analysis import Evidence, conclude
from ..dissect.evidence import Said, Seen
from ..dissect.prompts import Comparing
from ..properties.catalogue import COUNTED, PUBLISHED, Property
from ..properties.marks import LENGTH
from ..properties.signs import signs
from ..statistics.regression.annotation_error import MISSING
from ..study.asked import short_digest
from ..study.design import Text
from ..study.validation import first_reason, read_as
from .choices import MAX_ANSWERS, Name
from .faults import Faults
from .imported import SAID, Imported

MOST_FEATURES = 100
AnswerText = Annotated[Text, Field(min_length=1, max_length=20_000)]
_SHARES: dict[str, float | None] = {"a": 1.0, "b": 0.0, "tie": 0.5, "refused": None}
_OUTCOMES = {"a": "chose", "b": "chose", "tie": "tied", "refused": "refused"}
_SIDES: dict[str, Side | None] = {"a": "a", "b": "b", "tie": None, "refused": None}
_KNOWN = {one.name: one for one in (*COUNTED, *PUBLISHED)}


class ComparisonLine(BaseModel):
    """One line: how often a judge preferred so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["comparison"]
    judge: Name
    scenario: Name
    question: Name
    pair: Name
    features: Annotated[
        dict[Annotated[str, Field(min_length=1, max_length=60)], Literal[-1, 0, 1]],
        Field(max_length=MOST_FEATURES),
    ] = Field(default_factory=dict[str, Literal[-1, 0, 1]])
    preferred: Literal["a", "b", "tie", "refused"]
    first: Literal["a", "b"] | None = None
    count: Annotated[int, Field(ge=1, le=MAX_ANSWERS, strict=True)] = 1
    prompt: AnswerText | None = None
    answer_a: AnswerText | None = None
    answer_b: AnswerText | None = None

    @model_validator(mode="after")
    def _says_what_differs(self) -> Self:
        if (self.answer_a is None) != (self.answer_b is None):
            raise ValueError("give both answer_a and answer_b, or neither")
        if not self.features and self.answer_a is None:
            raise ValueError("give features, or the texts answer_a and answer_b")
        return self

    @property
    def name(self) -> str:
        """Its pair in the store: pairs of one name in two questions are two."""
        return short_digest("compared", self.scenario, self.question, self.pair)


class ComparisonRecords:
    """Checks records of preferences, and what they say of each other."""

    def __init__(self, faults: Faults) -> None:
        """Gather what is wrong in `faults`."""
        self._faults = faults
        self._pairs: dict[str, tuple[Any, ...]] = {}

    def read(self, place: str, value: dict[str, Any]) -> list[ComparisonLine]:
        """Check one record; none if it is bad."""
        try:
            one = read_as(ComparisonLine, value)
        except ValidationError as error:
            self._faults.add(place, f", {first_reason(error, 'field')}")
            return []
        told = (one.features, one.prompt, one.answer_a, one.answer_b)
        if self._pairs.setdefault(one.name, told) != told:
            self._faults.add(
                place,
                f", field pair: {one.pair[:60]!r} of this question had other features or texts.",
            )
            return []
        return [one]


def import_comparisons(given: Sequence[ComparisonLine]) -> list[Imported]:
    """Make one study of all judges; the same records in another order are the same study."""
    if not given:
        return []
    given = sorted(given, key=lambda one: one.model_dump_json())
    judges = sorted({one.judge for one in given})
    lines = {one.name: one for one in given}
    said = [
        Said(
            one.judge,
            one.name,
            one.first,
            _OUTCOMES[one.preferred],
            _SHARES[one.preferred],
            one.count,
        )
        for one in given
    ]
    name = ", ".join(judges)[:200]
    finding = conclude(
        Evidence(
            model=name,
            judges=judges,
            said=said,
            seen=_seen(list(lines.values())),
            alpha=0.05,
            seed=0,
        )
    )
    trials = [_record(one, number) for number, one in enumerate(given)]
    mark = digest("\n".join(one.model_dump_json() for one in given))
    return [Imported(name, mark, trials, [finding], sum(one.count for one in given))]


def _seen(pairs: Sequence[ComparisonLine]) -> Seen:
    """What the pairs differ in: as recorded, and marks where there are texts."""
    named = {name for one in pairs for name in one.features}
    counted = [one for one in COUNTED if one.name not in named] if _have_texts(pairs) else []
    recorded = [_KNOWN.get(name) or Property(name, "own", name) for name in sorted(named)]
    marks = [one.name for one in counted]
    said = np.full((1, len(pairs), len(recorded) + len(marks)), MISSING, dtype=np.int8)
    for row, one in enumerate(pairs):
        for column, each in enumerate(recorded):
            said[0, row, column] = one.features.get(each.name, 0)
        if one.answer_a is not None and one.answer_b is not None:
            texts = (one.answer_a, one.answer_b)
            said[0, row, len(recorded) :] = signs(texts, one.prompt or "", marks)
    return Seen(
        names=[one.name for one in pairs],
        cluster=[short_digest(one.scenario, one.question) for one in pairs],
        scenario=[one.scenario for one in pairs],
        properties=[*map(_as_length, recorded), *counted],
        said=said,
        readers=[""],
    )


def _as_length(one: Property) -> Property:
    """Whatever is called length plays length."""
    return Property(one.name, "marks", one.words) if one.name == LENGTH else one


def _have_texts(pairs: Sequence[ComparisonLine]) -> bool:
    return any(one.answer_a is not None for one in pairs)


def _record(one: ComparisonLine, number: int) -> TrialRecord:
    """A line as a row of its own: a log may say the same twice."""
    said: Mapping[str, Any] = one.model_dump(mode="json", exclude_defaults=True)
    return TrialRecord(
        study_id="",
        id=short_digest("comparison", one.model_dump_json(), str(number)),
        kind=Comparing.kind,
        question=one.name,
        option_a=None,
        option_b=None,
        variation=f"{one.scenario} judged by {one.judge}",
        tier=None,
        first=one.first,
        replicate=number,
        readout="label",
        outcome=_OUTCOMES[one.preferred],
        chosen=_SIDES[one.preferred],
        count=one.count,
        extra={"judge": one.judge, SAID: said},
    )
