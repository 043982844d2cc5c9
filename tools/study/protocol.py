"""What a verb gives to those who run it: a study, and what a study concludes.

Pure: a study sees observations and returns trials or findings; who asks, stores and counts is the
engine's affair.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, cast

from ...store.records import FindingRecord
from ...store.texts import canonical
from .asked import Askable
from .estimate import Frozen


class Finding(Frozen):
    """One claim of a study. Every verb has a class of its own; JSON names it in `kind`."""

    @classmethod
    def kind_name(cls) -> str:
        """The word in the field `kind`."""
        return cls.model_fields["kind"].default

    @property
    def headline(self) -> str:
        """The word under which it is counted."""
        return self.kind_name()

    @property
    def about(self) -> str:
        """The text in which it is searched."""
        return ""

    @property
    def weight(self) -> float:
        """How much it matters beside others: the most comes first, and what is one of few."""
        return 1e6

    @property
    def facts(self) -> dict[str, Any] | None:
        """The few numbers that are pooled over findings; None where nothing is."""
        return None


def recorded(place: int, finding: Finding, body: str | None = None) -> FindingRecord:
    """A finding as the store keeps it, and what finds it again; `body` where it is kept already."""
    text, facts = written(finding) if body is None else body, finding.facts
    return FindingRecord(
        place,
        finding.kind_name(),
        text,
        finding.headline,
        finding.weight,
        finding.about,
        None if facts is None else canonical(facts),
    )


AT_ONCE = 1_000
"""Rows of a finding that are put into words at a time: it may have a hundred thousand."""


def written(finding: Finding) -> str:
    """A finding as JSON, in the one form that equal ones share, with no second copy of its rows."""
    return "".join(_pieces(finding))


def _pieces(finding: Finding) -> Iterator[str]:
    for place, name in enumerate(sorted(type(finding).model_fields)):
        yield f"{',' if place else '{'}{canonical(name)}:"
        value: object = getattr(finding, name)
        if isinstance(value, list):
            yield from _of_rows(finding, name, cast("list[object]", value))
        else:
            yield canonical(_dumped(finding, name))
    yield "}"


def _of_rows(finding: Finding, name: str, rows: list[object]) -> Iterator[str]:
    yield "["
    for at in range(0, len(rows), AT_ONCE):
        some = finding.model_copy(update={name: rows[at : at + AT_ONCE]})
        yield ("," if at else "") + canonical(_dumped(some, name))[1:-1]
    yield "]"


def _dumped(finding: Finding, name: str) -> object:
    return finding.model_dump(mode="json", include={name})[name]


class Study(Protocol):
    """Two pure functions over what has been observed."""

    @property
    def planned(self) -> int:
        """The most trials it may ask."""
        ...

    def next(self, observations: Sequence[Any]) -> Sequence[Askable]:
        """The trials still to ask, in an order of its own; none when it is done."""
        ...

    def conclude(self, observations: Sequence[Any]) -> Sequence[Finding]:
        """What follows from the observations, complete or not."""
        ...
