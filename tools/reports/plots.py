"""The small plots in the rows of a page's charts: an axis, and an estimate with its interval.

Made of numbers alone, in per cent of a width that the page decides, so that a plot suits a phone
and a sheet of paper. The words of a row stand beside its plot as text.
"""

from markupsafe import Markup

from .numbers import missing
from .page import IntervalChart, IntervalRow
from .scale import Scale, scale_of

EDGE = 3.0
"""Per cent of the width that are left at each end."""


def axis(chart: IntervalChart) -> Markup:
    """The numbers along the axis of a chart."""
    scale = scale_of(chart)
    texts = (
        f'<text x="{_at(scale, tick)}" y="1em">{scale.label(tick)}</text>' for tick in scale.ticks
    )
    return _picture("axis", "".join(texts))


def plot(chart: IntervalChart, row: IntervalRow) -> Markup:
    """One estimate with its interval, the reference line and the margin behind it."""
    scale = scale_of(chart)
    behind = _behind(chart, scale)
    if row.value is None or missing(row.value):
        return _picture("plot", behind)
    return _picture("plot marked" if row.marked else "plot", behind + _mark(scale, row))


def _behind(chart: IntervalChart, scale: Scale) -> str:
    drawn = ""
    if chart.band is not None:
        low, high = (min(1.0, max(0.0, scale.share(end))) for end in chart.band)
        width = f"{(high - low) * (100 - 2 * EDGE):.2f}%"
        drawn += f'<rect class="band" x="{_percent(low)}" width="{width}" height="100%"/>'
    reference = chart.reference
    if reference is not None and not missing(reference):
        drawn += _line("reference", scale, reference, reference, "0", "100%")
    return drawn


def _mark(scale: Scale, row: IntervalRow) -> str:
    """An estimate; an arrow says that it goes on beyond the axis."""
    assert row.value is not None
    low = row.value if row.low is None or missing(row.low) else min(row.low, row.value)
    high = row.value if row.high is None or missing(row.high) else max(row.high, row.value)
    drawn = ""
    if low < high and high >= scale.low and low <= scale.high:
        ends = max(low, scale.low), min(high, scale.high)
        drawn += _line("interval", scale, *ends, "50%", "50%")
    if scale.low <= row.value <= scale.high:
        drawn += f'<circle cx="{_at(scale, row.value)}" cy="50%" r="4"/>'
    if low < scale.low:
        drawn += _arrow(scale.share(scale.low), "M0 0l7 -4.5v9z")
    if high > scale.high:
        drawn += _arrow(scale.share(scale.high), "M0 0l-7 -4.5v9z")
    return drawn


def _line(name: str, scale: Scale, start: float, end: float, top: str, bottom: str) -> str:
    across = f'x1="{_at(scale, start)}" x2="{_at(scale, end)}"'
    return f'<line class="{name}" {across} y1="{top}" y2="{bottom}"/>'


def _arrow(share: float, path: str) -> str:
    return f'<svg class="arrow" x="{_percent(share)}" y="50%"><path d="{path}"/></svg>'


def _at(scale: Scale, value: float) -> str:
    return _percent(scale.share(value))


def _percent(share: float) -> str:
    return f"{EDGE + share * (100 - 2 * EDGE):.2f}%"


def _picture(name: str, drawn: str) -> Markup:
    # Numbers and constants alone are in it.
    return Markup(f'<svg class="{name}" aria-hidden="true">{drawn}</svg>')  # noqa: S704
