"""A chart as a picture that stands alone: its lines, from the top, with the words beside each plot.

Knows where everything stands, in pixels, and nothing of a file's format: `drawing` makes the SVG
and the PNG of it. Labels are wrapped, never cut.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .cleaning import one_line, width_of
from .numbers import NO_DATA, count, interval, missing
from .page import IntervalChart, IntervalRow
from .scale import Scale, scale_of

WIDTH = 860
PLOT_LEFT = 350
PLOT_RIGHT = 640
ESTIMATES_END = 800
NUMBERS_END = 852
INDENT = 12
LINE = 16
"""Pixels from one line of a label to the next."""
GAP = 7
"""Pixels between two rows."""
HEADING = 30
TOP = 64
BOTTOM = 46
LABEL_LETTERS = 47.0
TITLE_LETTERS = 100.0
MOST_LINES = 6
"""Lines that a label may take; of a longer one the rest is left to the page."""
MOST_ROWS = 120
"""Rows of a picture; the numbers of all rows are in the file beside it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A text at a point: `anchor` says which of its ends stands there, `y` is its middle."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    shade: str = "muted"
    size: float = 12.5
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One estimate at a height; None is an end that is not known."""

    y: float
    value: float
    low: float | None
    high: float | None
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Where everything stands, in pixels from the top left."""

    height: float
    bottom: float
    scale: Scale
    words: tuple[Word, ...]
    marks: tuple[Mark, ...]
    band: tuple[float, float] | None
    reference: float | None

    def x(self, value: float) -> float:
        """The pixel of a value."""
        return PLOT_LEFT + self.scale.share(value) * (PLOT_RIGHT - PLOT_LEFT)


def picture(chart: IntervalChart) -> Picture:
    """Lay a chart out."""
    words: list[Word] = []
    marks: list[Mark] = []
    y = float(TOP)
    group = ""
    for at, row in enumerate(chart.rows[:MOST_ROWS]):
        if row.group != group or not at:
            group = row.group
            if one_line(group):
                words.append(Word(0, y + HEADING / 2, one_line(group), shade="ink", bold=True))
                y += HEADING
        lines = wrapped(_label(row), LABEL_LETTERS)
        middle = y + LINE * len(lines) / 2
        shade = "accent" if row.marked else "ink"
        words += [Word(INDENT, y + LINE * (n + 0.5), line, shade=shade, bold=row.marked)
                  for n, line in enumerate(lines)]  # fmt: skip
        words += _numbers(row, middle, shade)
        marks += _marks(row, middle)
        y += LINE * len(lines) + GAP
    scale = scale_of(chart)
    words += _around(chart, scale, y)
    reference = None if missing(chart.reference) else chart.reference
    return Picture(y + BOTTOM, y, scale, tuple(words), tuple(marks), chart.band, reference)


def wrapped(text: str, width: float) -> list[str]:
    """A text on lines of about so many average letters, broken between words where it can be."""
    lines = [""]
    # No more than could stand there is looked at: a text may be of any length.
    for word in one_line(text)[: int(2 * MOST_LINES * width)].split(" "):
        left = word
        while left:
            joined = f"{lines[-1]} {left}" if lines[-1] else left
            if width_of(joined) <= width:
                lines[-1], left = joined, ""
            elif lines[-1]:
                lines.append("")
            else:
                fits = _prefix(left, width)
                lines[-1], left = left[:fits], left[fits:]
    if len(lines) > MOST_LINES:
        return [*lines[: MOST_LINES - 1], "…"]
    return lines


def _prefix(text: str, width: float) -> int:
    """How many characters of a text without spaces fit on a line, at least one."""
    end = 1
    while end < len(text) and width_of(text[: end + 1]) <= width:
        end += 1
    return end


def _label(row: IntervalRow) -> str:
    return f"{row.label} ({row.code})" if row.code else row.label


def _numbers(row: IntervalRow, y: float, shade: str) -> Iterator[Word]:
    if missing(row.value):
        yield Word((PLOT_LEFT + PLOT_RIGHT) / 2, y, NO_DATA, "middle")
    else:
        text = interval(row.value, row.low, row.high)
        yield Word(ESTIMATES_END, y, text, "end", shade, size=12)
    yield Word(NUMBERS_END, y, count(row.n), "end", size=12)


def _marks(row: IntervalRow, y: float) -> Iterator[Mark]:
    if row.value is not None and not missing(row.value):
        low = None if missing(row.low) else row.low
        high = None if missing(row.high) else row.high
        yield Mark(y, row.value, low, high, "accent" if row.marked else "data")


def _around(chart: IntervalChart, scale: Scale, bottom: float) -> Iterator[Word]:
    """The title, the axis and the heads of the columns."""
    yield Word(0, 14, wrapped(chart.title, TITLE_LETTERS)[0], shade="ink", size=15, bold=True)
    for tick in scale.ticks:
        x = PLOT_LEFT + scale.share(tick) * (PLOT_RIGHT - PLOT_LEFT)
        yield Word(x, bottom + 14, scale.label(tick), "middle", size=11.5)
    axis = wrapped(chart.axis, TITLE_LETTERS)[0]
    yield Word((PLOT_LEFT + PLOT_RIGHT) / 2, bottom + 34, axis, "middle", size=12)
    yield Word(ESTIMATES_END, TOP - 16, "estimate [interval]", "end", size=11.5)
    yield Word(NUMBERS_END, TOP - 16, "n", "end", size=11.5)
    left = len(chart.rows) - MOST_ROWS
    if left > 0:
        yield Word(0, bottom + 14, f"{left:,} rows more, in the CSV", size=11.5)
