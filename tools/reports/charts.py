"""A forest plot as SVG: rows in groups, each with its estimate, interval and n in words.

Knows the layout and the words; `drawing` draws the marks. Labels are untrusted: they are cleaned,
clipped, and enter as text nodes of a tree that is serialized at the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import ceil, log10
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from .cleaning import clip, one_line
from .drawing import MARGIN, Frame, Mark, colour, draw, ticks
from .numbers import NO_DATA, count, decimal, interval, missing
from .page import IntervalChart, IntervalRow

WIDTH = 760
PLOT_LEFT = 258
PLOT_RIGHT = 548
ESTIMATES_END = 704
NUMBERS_END = 754
INDENT = 12
ROW = 23
HEADING = 34
TOP = 34
BOTTOM = 52
BASELINE = 4
"""From the middle of a line down to the baseline of its text."""
LABEL_LETTERS = 35
AXIS_LETTERS = 88
TITLE_LETTERS = 200
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Line:
    """A row, or the heading of a group, and its middle in pixels from the top."""

    y: float
    row: IntervalRow | None
    heading: str = ""


def svg(chart: IntervalChart, name: str | None = None) -> str:
    """Draw a chart; `name` begins its ids, and by default is made from its content."""
    name = name or "c" + sha256(repr(chart).encode("utf-8", "backslashreplace")).hexdigest()[:10]
    lines = _lines(chart)
    bottom = _end(lines)
    low, high = limits(chart)
    frame = Frame(WIDTH, bottom + BOTTOM, PLOT_LEFT, PLOT_RIGHT, TOP, bottom, low, high)
    picture = draw(frame, list(_marks(lines)), chart.reference)
    _own_ids(picture, name)
    for line in reversed(lines):
        if line.row and line.row.marked:
            picture.insert(0, _band(line.y))
    _describe(picture, chart, name, frame)
    _write_axis(picture, chart, frame)
    for line in lines:
        _write_line(picture, line)
    return ElementTree.tostring(picture, encoding="unicode")


def limits(chart: IntervalChart) -> tuple[float, float]:
    """Return the ends of the axis: those of the chart, else of all that must be seen."""
    seen = [
        number
        for row in chart.rows
        if not missing(row.value)
        for number in (row.value, row.low, row.high)
        if number is not None and not missing(number)
    ]
    if chart.reference is not None and not missing(chart.reference):
        seen.append(chart.reference)
    least, most = (min(seen), max(seen)) if seen else (0.0, 1.0)
    margin = (most - least) * MARGIN or 0.5
    low = least - margin if chart.low is None or missing(chart.low) else chart.low
    high = most + margin if chart.high is None or missing(chart.high) else chart.high
    return (low, high) if low < high else (low, low + 1)


def _lines(chart: IntervalChart) -> list[Line]:
    groups: dict[str, list[IntervalRow]] = {}
    for row in chart.rows:
        groups.setdefault(row.group, []).append(row)
    lines: list[Line] = []
    y = float(TOP)
    for group, rows in groups.items():
        if one_line(group):
            lines.append(Line(y + HEADING * 0.62, None, group))
            y += HEADING
        for row in rows:
            lines.append(Line(y + ROW / 2, row))
            y += ROW
    return lines


def _end(lines: list[Line]) -> float:
    last = lines[-1].y + ROW / 2 if lines else TOP + ROW
    return last + 6


def _marks(lines: list[Line]) -> Iterator[Mark]:
    for line in lines:
        row = line.row
        if row is None or row.value is None or missing(row.value):
            continue
        low = None if missing(row.low) else row.low
        high = None if missing(row.high) else row.high
        yield Mark(line.y - TOP, row.value, low, high, "accent" if row.marked else "data")


def _own_ids(picture: Element, name: str) -> None:
    for node in picture.iter():
        if "id" in node.attrib:
            node.set("id", f"{name}-{node.attrib['id']}")
        if "href" in node.attrib:
            node.set("href", f"#{name}-{node.attrib['href'].removeprefix('#')}")


def _describe(picture: Element, chart: IntervalChart, name: str, frame: Frame) -> None:
    """Say to who cannot see the picture what it is; the page holds its numbers as a table."""
    picture.attrib.clear()
    picture.attrib.update(
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {frame.width:g} {frame.height:g}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-desc",
            "font-family": FONT,
            "font-size": "12.5",
            "stroke-linejoin": "round",
        }
    )
    title = Element("title", {"id": f"{name}-title"})
    title.text = clip(chart.title, TITLE_LETTERS)
    description = Element("desc", {"id": f"{name}-desc"})
    description.text = _summary(chart)
    picture[:0] = [title, description]


def _summary(chart: IntervalChart) -> str:
    values = [row.value for row in chart.rows if row.value is not None and not missing(row.value)]
    said = [f"Estimates with intervals of {one_line(chart.axis)}, one per row."]
    if values:
        said.append(f"{len(values)} estimates from {decimal(min(values))} to ")
        said[-1] += f"{decimal(max(values))}."
    if absent := len(chart.rows) - len(values):
        said.append(f"{absent} without data.")
    if chart.reference is not None:
        said.append(f"The reference line is at {decimal(chart.reference)}.")
    if marked := [one_line(row.label) for row in chart.rows if row.marked]:
        said.append("Highlighted: " + "; ".join(marked) + ".")
    return " ".join(said)


def _write_axis(picture: Element, chart: IntervalChart, frame: Frame) -> None:
    found = ticks(frame.low, frame.high)
    step = found[1] - found[0] if len(found) > 1 else frame.high - frame.low
    digits = 0 if step >= 1 and step == int(step) else max(1, ceil(-log10(step) + 0.3))
    for tick in found:
        text = f"{tick:,.{digits}f}".replace("-", "−") if abs(tick) > step / 1e6 else "0"
        _write(picture, frame.x(tick), frame.bottom + 16, text, "middle", size="11.5")
    middle = (frame.left + frame.right) / 2
    axis = clip(chart.axis, AXIS_LETTERS)
    _write(picture, middle, frame.bottom + 38, axis, "middle", size="12")
    _write(picture, ESTIMATES_END, TOP - 16, "estimate [interval]", "end", size="11.5")
    _write(picture, NUMBERS_END, TOP - 16, "n", "end", size="11.5")


def _write_line(picture: Element, line: Line) -> None:
    y = line.y + BASELINE
    if line.row is None:
        heading = clip(line.heading, LABEL_LETTERS)
        _write(picture, 0, y, heading, "start", "ink").set("font-weight", "600")
        return
    row = line.row
    shade = "accent" if row.marked else "ink"
    label = _write(picture, INDENT, y, clip(row.label, LABEL_LETTERS), "start", shade)
    if row.marked:
        label.set("font-weight", "600")
    if missing(row.value):
        middle = (PLOT_LEFT + PLOT_RIGHT) / 2
        _write(picture, middle, y, NO_DATA, "middle").set("font-style", "italic")
    else:
        text = interval(row.value, row.low, row.high)
        _write(picture, ESTIMATES_END, y, text, "end", shade, size="12")
    _write(picture, NUMBERS_END, y, count(row.n), "end", size="12")


def _band(y: float) -> Element:
    style = f"fill: {colour('accent')}; fill-opacity: 0.08"
    box = {"x": "0", "y": f"{y - ROW / 2:g}", "width": str(WIDTH), "height": str(ROW), "rx": "4"}
    return Element("rect", {**box, "style": style})


def _write(
    picture: Element,
    x: float,
    y: float,
    text: str,
    anchor: str,
    shade: str = "muted",
    size: str | None = None,
) -> Element:
    style = f"fill: {colour(shade)}; font-variant-numeric: tabular-nums"
    node = SubElement(picture, "text", {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor})
    node.set("style", style)
    if size is not None:
        node.set("font-size", size)
    node.text = text
    return node
