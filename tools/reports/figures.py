"""The charts of a page as files: a picture in two formats, and the numbers behind it.

The numbers are CSV that no spreadsheet takes for formulas: a cell that could begin one is a text.
A page's charts survive as JSON, from which the same files are made again wherever they are asked.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import TypeAdapter

from .charts import picture
from .cleaning import clean, one_line
from .drawing import svg
from .numbers import decimal, missing
from .page import IntervalChart, Page

COLUMNS = ("group", "label", "code", "estimate", "low", "high", "n", "against_the_claim")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What a cell may begin with that a spreadsheet would calculate."""
_CHARTS = TypeAdapter(list[IntervalChart])


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart: what it is called, in a file's name too."""

    name: str
    chart: IntervalChart

    def svg(self) -> str:
        """The picture, as text."""
        return svg(picture(self.chart), one_line(self.chart.title), described(self.chart))

    def png(self) -> bytes:
        """The picture, as pixels."""
        from .pixels import png  # on first use: it loads what draws letters

        return png(picture(self.chart))

    def csv(self) -> str:
        """All numbers behind it, unrounded; what is no data is empty."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*COLUMNS, *(_inert(one) for one in self.chart.columns)])
        for row in self.chart.rows:
            words = [_inert(one) for one in (row.group, row.label, row.code)]
            numbers = [_number(one) for one in (row.value, row.low, row.high)]
            cells = [_inert(one) for one in row.cells]
            writer.writerow([*words, *numbers, row.n, int(row.marked), *cells])
        return out.getvalue()


def charts_of(page: Page) -> list[IntervalChart]:
    """Every chart of a page, in its order."""
    return list(_charts(page))


def figures_of(charts: list[IntervalChart]) -> list[Figure]:
    """Charts with their names: `figure-1` and so on."""
    return [Figure(f"figure-{at}", one) for at, one in enumerate(charts, 1)]


def to_json(charts: list[IntervalChart]) -> str:
    """Charts to be kept; a lone surrogate would be none of JSON."""
    return _CHARTS.dump_json(charts).decode()


def from_json(kept: str) -> list[IntervalChart]:
    """Charts that were kept."""
    return _CHARTS.validate_json(kept)


def described(chart: IntervalChart) -> str:
    """What a chart shows, to who cannot see it; its numbers stand beside it."""
    values = [row.value for row in chart.rows if row.value is not None and not missing(row.value)]
    said = [f"Estimates with intervals of {one_line(chart.axis)}, one per row."]
    if values:
        said.append(
            f"{len(values)} estimates from {decimal(min(values))} to {decimal(max(values))}."
        )
    if absent := len(chart.rows) - len(values):
        said.append(f"{absent} without data.")
    if chart.reference is not None:
        said.append(f"The reference line is at {decimal(chart.reference)}.")
    if chart.band is not None:
        said.append(f"The margin is {decimal(chart.band[0])} to {decimal(chart.band[1])}.")
    if marked := [one_line(row.label) for row in chart.rows if row.marked]:
        said.append("Against what is claimed: " + "; ".join(marked) + ".")
    return " ".join(said)


def _charts(page: Page) -> Iterator[IntervalChart]:
    parts = (page.sections, page.together) if len(page.sections) == 1 else (
        page.together, page.sections)  # fmt: skip
    for section in (one for part in parts for one in part):
        if section.figure is not None:
            yield section.figure
        yield from section.charts


def _number(value: float | None) -> str:
    return "" if value is None or missing(value) else repr(float(value))


def _inert(text: str) -> str:
    """A text that stays one: an apostrophe before what could begin a formula."""
    plain = clean(text)
    return f"'{plain}" if plain.lstrip().startswith(FORMULA) or plain.startswith(FORMULA) else plain
