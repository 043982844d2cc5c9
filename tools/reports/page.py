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

    `marked` rows go against what is claimed, on every page: they alone have the other colour.
    `code` is what a command calls it, `cells` what stands in the chart's further columns, `quote`
    the name of the quotation of the same section that shows an answer behind it, or of the section
    that tells it whole.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    group: str
    n: int
    marked: bool = False
    code: str = ""
    cells: tuple[str, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """Estimates on one axis, in groups, with a line at `reference`.

    `low` and `high` are the ends of the axis; without them the rows decide. `band` is the margin
    within which things count as equal, where that is claimed. `columns` name the `cells` of rows;
    what comes after the first `open` rows is folded (None: nothing is).
    """

    title: str
    axis: str
    rows: tuple[IntervalRow, ...]
    reference: float | None
    low: float | None = None
    high: float | None = None
    caption: str = ""
    band: tuple[float, float] | None = None
    columns: tuple[str, ...] = ()
    open: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words; the first cell of a row names it. `folded`: to be opened by who wants it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What was sent, as (role, text) in order, and what came back; both exactly.

    `name` is what rows of the section's charts call it; `folded`: one of many.
    """

    title: str
    prompt: tuple[tuple[str, str], ...]
    reply: str
    caption: str
    name: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One study: what anyone should read of it, then the evidence.

    First who was asked, what is claimed, `lead`, the one `figure` and `limits`: what it does not
    say. `facts` and what follows are evidence; `method` says in words how it was judged. Rows of
    other sections lead here by its anchor and by its `names`.
    """

    anchor: str
    heading: str
    who: str
    verdict: str | None
    lead: str
    figure: IntervalChart | None = None
    limits: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    charts: tuple[IntervalChart, ...] = ()
    tables: tuple[Table, ...] = ()
    quotes: tuple[Quote, ...] = ()
    notes: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """How one study was done: what was sent to whom, and how to do it again.

    `commands` can be given to a shell as they are; `design` is all that the study depends on.
    """

    title: str
    facts: tuple[Fact, ...]
    commands: tuple[str, ...] = ()
    design: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One finding in short, for a page that is somebody else's."""

    who: str
    claim: str
    verdict: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report.

    `together` says what holds of all its studies, before any of them; `limits` what none of them
    says.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    together: tuple[Section, ...] = ()
    methods: tuple[Method, ...] = ()
    footer: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
