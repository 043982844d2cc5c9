"""Choices that somebody already has: one record checked, and what it says as plain values.

A record is one answer, or a count of answers alike. What is told of how they were asked may be
given or lack: nothing is put in the place of what lacks.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...store.texts import clean
from ..perturbations.catalogue import Side, Tier
from ..study.design import OptionText, Text
from ..study.questions import Outcome
from ..study.validation import first_reason, read_as
from .faults import Faults

MAX_ANSWERS = 1_000_000_000
"""Answers of one record, and of one import."""
MAX_REPLICATE = 2**53
MOST_KNOWN = 20_000
"""Records of which it is remembered how they read: most differ in nothing but their replicate."""

Name = Annotated[Text, Field(min_length=1, max_length=200)]
Chosen = Literal["a", "b", "refused", "both", "neither", "unreadable"]
Pairs = tuple[tuple[str, str], ...]
"""A mapping as sorted pairs."""


class ChoiceLine(BaseModel):
    """One record: how often one option was chosen in one order of one variation.

    `first` is None where nobody wrote down which option was shown first. `temperature`, `sampling`
    and `snapshot` tell how the answers came about; `factors` in what wordings differ that share the
    name of a variation.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["choice"]
    model: Name
    option_a: OptionText
    option_b: OptionText
    first: Side | None
    chosen: Chosen
    variation: Name = "plain"
    tier: Tier = "surface"
    factors: dict[Text, Text] = {}
    replicate: Annotated[int, Field(ge=0, lt=MAX_REPLICATE)] | None = None
    count: Annotated[int, Field(ge=1, le=MAX_ANSWERS, strict=True)] = 1
    category_a: Name | None = None
    category_b: Name | None = None
    temperature: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None = None
    sampling: dict[Text, str | int | float | bool | None] = {}
    snapshot: Name | None = None


class ExportedTrial(BaseModel):
    """A trial as `velleity export` writes it: what is understood of it, the rest is left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    model: Name
    option_a: OptionText
    option_b: OptionText
    first: Side | None
    outcome: Outcome
    chosen: Side | None
    variation: Name
    tier: Tier
    replicate: Annotated[int, Field(ge=0, lt=MAX_REPLICATE)]
    count: Annotated[int, Field(ge=1, le=MAX_ANSWERS, strict=True)]


class Choice(NamedTuple):
    """What a record says beside how often: plain values, sorted and compared as a tuple.

    An order that is not on record is "", and so is a category or a snapshot that was not given.
    """

    model: str
    option_a: str
    option_b: str
    variation: str
    factors: Pairs
    tier: Tier
    first: Literal["a", "b", ""]
    chosen: str
    category_a: str
    category_b: str
    temperature: str
    sampling: Pairs
    snapshot: str

    def turned(self) -> "Choice":
        """The same with a and b exchanged: a pair is one question however it was logged."""
        return self._replace(
            option_a=self.option_b,
            option_b=self.option_a,
            first=_OTHER[self.first],
            chosen=_OTHER.get(self.chosen, self.chosen),
            category_a=self.category_b,
            category_b=self.category_a,
        )


_NOTHING = ("", "", "", (), "")
"""Categories, temperature, sampling and snapshot of what does not say them."""
_OTHER: dict[str, Any] = {"a": "b", "b": "a", "": ""}


class Counted(NamedTuple):
    """A choice, which replicate it says to be (None: it does not), and of how many answers."""

    choice: Choice
    replicate: int | None
    answers: int


class Choices:
    """Checks records of choices, and what they say of each other."""

    def __init__(self, faults: Faults) -> None:
        """Gather what is wrong in `faults`."""
        self._faults = faults
        self._known: dict[Any, Choice] = {}
        self._tiers: dict[tuple[str, str], str] = {}
        self.answers = 0
        self.aside = 0

    def read(self, place: str, value: dict[str, Any]) -> Counted | None:
        """Check one record; None if it is bad."""
        count, replicate = value.get("count", 1), value.get("replicate")
        plain = type(count) is int and (replicate is None or type(replicate) is int)
        if plain and 0 < count <= MAX_ANSWERS and 0 <= (replicate or 0) < MAX_REPLICATE:
            try:
                key = tuple(one for one in value.items() if one[0] not in ("count", "replicate"))
                found = self._known.get(key)
            except TypeError:  # it holds factors
                key = found = None
            if found is not None:
                self.answers += count
                return Counted(found, replicate, count)
            return self._checked(place, value, key)
        return self._checked(place, value, None)

    def read_trial(self, place: str, value: dict[str, Any]) -> Counted | None:
        """Check one trial of our own export; None if it is bad, or no choice of the verdict's.

        What a follow-up arm asked is no part of the cells, and is left aside.
        """
        extra = value.get("extra")
        if value.get("trial_kind") != "choice" or (isinstance(extra, dict) and "stage" in extra):
            self.aside += 1
            return None
        try:
            trial = read_as(ExportedTrial, value)
        except ValidationError as error:
            self._faults.add(place, f", {first_reason(error, 'field')}")
            return None
        if trial.option_a.strip() == trial.option_b.strip():
            self._faults.add(place, ", field option_b: the same text as option_a.")
            return None
        said = Choice(
            trial.model,
            trial.option_a,
            trial.option_b,
            trial.variation,
            (),
            trial.tier,
            trial.first or "",
            trial.chosen or trial.outcome,
            *_NOTHING,
        )
        self.answers += trial.count
        return Counted(said, None if trial.count > 1 else trial.replicate, trial.count)

    def _checked(self, place: str, value: dict[str, Any], key: Any) -> Counted | None:
        try:
            line = read_as(ChoiceLine, value)
        except ValidationError as error:
            self._faults.add(place, f", {first_reason(error, 'field')}")
            return None
        if line.option_a.strip() == line.option_b.strip():
            self._faults.add(place, ", field option_b: the same text as option_a.")
            return None
        before = self._tiers.setdefault((line.model, line.variation), line.tier)
        if before != line.tier:
            self._faults.add(
                place,
                f", field tier: {line.tier!r}, but an earlier record gave this variation the tier "
                f"{before!r}.",
            )
            return None
        choice = _plain(line)
        if key is not None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = choice
        self.answers += line.count
        return Counted(choice, line.replicate, line.count)


def _plain(line: ChoiceLine) -> Choice:
    return Choice(
        line.model,
        line.option_a,
        line.option_b,
        line.variation,
        _pairs(line.factors),
        line.tier,
        line.first or "",
        line.chosen,
        line.category_a or "",
        line.category_b or "",
        "" if line.temperature is None else f"{line.temperature:g}",
        _pairs(line.sampling),
        line.snapshot or "",
    )


def _pairs(given: Mapping[str, Any]) -> Pairs:
    """Sorted pairs of texts."""
    return tuple(sorted((name, clean(str(value))) for name, value in given.items()))


def choice_of(stored: list[Any]) -> Choice:
    """A choice that was written as JSON."""
    given = [tuple(map(tuple, one)) if isinstance(one, list) else one for one in stored]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return Choice(*cast("list[Any]", given))
