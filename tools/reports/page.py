"""What a report says: words and numbers in reading order.

Knows nothing of where they come from or of how they will look.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """One named value, with what it means where the name does not say it."""

    name: str
    value: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One estimate with its interval; a `value` of None is shown as "no data".

    `marked` rows stand out: the ones a reader should look at first.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    group: str
    n: int
    marked: bool = False


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Estimates on one axis, in groups, with a line at `reference`.

    `low` and `high` are the ends of the axis; without them the rows decide.
    """

    title: str
    axis: str
    rows: tuple[IntervalRow, ...]
    reference: float | None
    low: float | None = None
    high: float | None = None
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words; the first cell of a row names it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What was sent, as (role, text) in order, and what came back; both exactly."""

    title: str
    prompt: tuple[tuple[str, str], ...]
    reply: str
    caption: str


@dataclass(frozen=True, slots=True)
class Section:
    """One study: who was asked, what is claimed, and the evidence.

    `heading`, `verdict` and `lead` also make its card at the top of the page.
    """

    anchor: str
    heading: str
    who: str
    verdict: str | None
    lead: str
    facts: tuple[Fact, ...] = ()
    charts: tuple[IntervalChart, ...] = ()
    tables: tuple[Table, ...] = ()
    quotes: tuple[Quote, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One finding in short, for a page that is somebody else's."""

    who: str
    claim: str
    verdict: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    footer: tuple[str, ...] = ()
