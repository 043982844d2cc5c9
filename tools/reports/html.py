"""The page: data and template into one self-contained HTML text.

Knows the template and what it may see. All text is cleaned on its way out and escaped by Jinja;
the only markup that passes is that of `charts`. Pure: no clock, no randomness, no network.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, cast

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from . import meanings
from .charts import svg
from .cleaning import clean, visible
from .numbers import count, missing, share
from .page import Card, IntervalChart, Page, Table

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_PACKAGE = __name__.rpartition(".")[0]
_NUMBER = re.compile(r"[<>]? ?[-−+]?[\d.,]+(×?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)? ?%?")
_NOT_IN_ANCHOR = re.compile(r"[^A-Za-z0-9_]+")
"""Hyphens too, in a row: the page's own ids hold two, so that no section can take one of them."""


def render(page: Page) -> str:
    """Render a page; the same page gives the same bytes."""
    return (
        _environment()
        .get_template("page.html")
        .render(
            page=page,
            sections=list(zip(anchors(page), page.sections, strict=True)),
            legend=meanings.legend(section.verdict for section in page.sections),
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


def anchors(page: Page) -> list[str]:
    """Return an id for each section, as near to the wished one as an id may be, and unique."""
    taken: set[str] = set()
    found: list[str] = []
    for section in page.sections:
        wished = _NOT_IN_ANCHOR.sub("-", section.anchor).strip("-") or "section"
        anchor, copy = wished, 1
        while anchor in taken:
            copy += 1
            anchor = f"{wished}-{copy}"
        taken.add(anchor)
        found.append(anchor)
    return found


@cache
def _environment() -> Environment:
    names = ("page.html", "style.css", "cards.html", "cards.css", "framed.html", "palette.css")
    folder = files(_PACKAGE)
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


def _draw(chart: IntervalChart, name: str) -> Markup:
    # The chart escapes its labels itself, as text nodes of a tree.
    return Markup(svg(chart, name))  # noqa: S704


def _numeric(table: Table) -> list[int]:
    """Return the columns that hold only numbers, to be set flush right."""
    return [
        column
        for column in range(1, len(table.columns))
        if (cells := [row[column] for row in table.rows if column < len(row) and row[column]])
        and all(_NUMBER.fullmatch(cell) for cell in cells)
    ]


_FILTERS: dict[str, Callable[..., Any]] = {
    "badge": meanings.badge,
    "count": count,
    "draw": _draw,
    "missing": missing,
    "numeric": _numeric,
    "share": share,
    "tone": meanings.tone,
    "visible": visible,
    "wording": meanings.wording,
}
