"""The page: data and template into one self-contained HTML text.

Knows the template and what it may see. All text is cleaned on its way out and escaped by Jinja;
the only markup that passes is that of `plots`. Pure: no clock, no randomness, no network.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple, cast

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from . import meanings
from .cleaning import clean, visible
from .numbers import count, missing, share
from .page import Card, IntervalChart, IntervalRow, Page, Section, Table
from .plots import axis, plot

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_PACKAGE = __name__.rpartition(".")[0]
_NUMBER = re.compile(r"[<>]? ?[-−+]?[\d.,]+(×?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)? ?%?")
MOST_PICKED = 12
"""Groups among which one can be picked; the style knows as many."""
EMPTY = ("", "–")
"""Cells in which nothing stands."""
_NOT_IN_ANCHOR = re.compile(r"[^A-Za-z0-9_]+")
"""Hyphens too, in a row: the page's own ids hold two, so that no section can take one of them."""


def render(page: Page) -> str:
    """Render a page; the same page gives the same bytes."""
    single = len(page.sections) == 1
    parts = (page.sections, page.together) if single else (page.together, page.sections)
    sections = [section for part in parts for section in part]
    found = anchors(sections)
    leading = {
        name: anchor
        for anchor, section in zip(found, sections, strict=True)
        for name in (section.anchor, *section.names)
    }
    return (
        _environment()
        .get_template("page.html")
        .render(
            page=page,
            single=single,
            sections=[
                (anchor, section, {**leading, **_quote_ids(anchor, section)})
                for anchor, section in zip(found, sections, strict=True)
            ],
            legend=meanings.legend(section.verdict for section in sections),
            policy=CONTENT_SECURITY_POLICY,
        )
    )


def cards(shown: Sequence[Card], title: str = "", more: str = "") -> str:
    """Cards for a page that is somebody else's, as a notebook's: their style reaches nothing else.

    `title` stands above them, `more` below.
    """
    return _environment().get_template("cards.html").render(shown=shown, title=title, more=more)


def framed(html: str) -> str:
    """A whole page inside of another: it may run nothing, and its style stays its own."""
    return _environment().get_template("framed.html").render(html=Markup(html))  # noqa: S704


def app() -> str:
    """The view of findings inside of a host: its one script is bound by its digest."""
    return _environment().get_template("app.html").render()


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def anchors(sections: Sequence[Section]) -> list[str]:
    """Return an id for each section, as near to the wished one as an id may be, and unique."""
    taken: set[str] = set()
    found: list[str] = []
    for section in sections:
        wished = _NOT_IN_ANCHOR.sub("-", section.anchor).strip("-") or "section"
        anchor, copy = wished, 1
        while anchor in taken:
            copy += 1
            anchor = f"{wished}-{copy}"
        taken.add(anchor)
        found.append(anchor)
    return found


def _quote_ids(anchor: str, section: Section) -> dict[int | str, str]:
    """The id of each quotation of a section, by its place and, if it has one, by its name."""
    found: dict[int | str, str] = {}
    for at, quote in enumerate(section.quotes):
        found[at] = f"{anchor}--quote-{at + 1}"
        if quote.name:
            found.setdefault(quote.name, found[at])
    return found


@cache
def _environment() -> Environment:
    folder = files(_PACKAGE)
    names = [one.name for one in folder.iterdir() if one.name.endswith((".html", ".css"))]
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        loader=DictLoader({name: (folder / name).read_text("utf-8") for name in names}),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS)
    cast("dict[str, Any]", environment.globals)["tones"] = meanings.TONES
    return environment


def _finalize(value: object) -> object:
    """Clean each text that a template prints; markup is made by this package alone."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _has_evidence(section: Section) -> bool:
    return bool(
        section.facts
        or section.charts
        or section.tables
        or section.quotes
        or section.notes
        or section.method
    )


class Group(NamedTuple):
    """Rows under one heading; what is picked together has the same `part`, from 1 on."""

    name: str
    rows: list[IntervalRow]
    part: int


def _by_group(chart: IntervalChart) -> list[Group]:
    by_group: dict[str, list[IntervalRow]] = {}
    for row in chart.rows:
        by_group.setdefault(row.group, []).append(row)
    return [Group(*one, part) for part, one in enumerate(by_group.items(), 1)]


def _groups(chart: IntervalChart) -> tuple[list[Group], list[Group]]:
    """The rows of a chart by group: those that stand open, and those that are folded."""
    open_ones: list[Group] = []
    left = len(chart.rows) if chart.open is None else chart.open
    found = _by_group(chart)
    while found and len(found[0].rows) <= left:
        open_ones.append(found.pop(0))
        left -= len(open_ones[-1].rows)
    if found and not open_ones:  # something always stands open, never more than was said
        group, rows, part = found.pop(0)
        open_ones = [Group(group, rows[:left], part)]
        found = [Group(f"{group}, the rest", rows[left:], part), *found]
    return open_ones, found


def _picked(chart: IntervalChart) -> list[Group]:
    """The groups among which one can be picked, where not all rows stand open."""
    found = _by_group(chart) if chart.open is not None and len(chart.rows) > chart.open else []
    return found if 1 < len(found) <= MOST_PICKED else []


def _kept(table: Table) -> list[int]:
    """The columns in which something stands, the first always: an empty one says nothing."""
    columns = range(len(table.columns))
    said = {at for row in table.rows for at, cell in enumerate(row) if cell not in EMPTY}
    return [at for at in columns if at == 0 or at in said] if table.rows else list(columns)


def _numeric(table: Table) -> list[int]:
    """Return the columns that hold only numbers, to be set flush right."""
    return [
        column
        for column in range(1, len(table.columns))
        if (cells := [row[column] for row in table.rows if column < len(row) and row[column]])
        and all(_NUMBER.fullmatch(cell) for cell in cells)
    ]


_FILTERS: dict[str, Callable[..., Any]] = {
    "axis": axis,
    "badge": meanings.badge,
    "count": count,
    "digest": _digest,
    "evident": _has_evidence,
    "groups": _groups,
    "kept": _kept,
    "meaning": meanings.meaning,
    "missing": missing,
    "numeric": _numeric,
    "picked": _picked,
    "plot": plot,
    "share": share,
    "tone": meanings.tone,
    "visible": visible,
    "wording": meanings.wording,
}
