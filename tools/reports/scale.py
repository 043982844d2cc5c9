"""The axis of a chart: its ends, round numbers along it, and where a value stands.

Knows numbers alone; the page and the figures in files share it.
"""

from dataclasses import dataclass
from math import ceil, floor, log10

from .numbers import missing
from .page import IntervalChart

MARGIN = 0.06
"""Empty share of the axis beyond the outermost value, where the chart sets no ends."""
TICKS = 6
"""Round numbers along an axis, at most."""


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high`, low < high."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """Where a value stands, from 0 at the low end to 1 at the high one, and beyond."""
        return (value - self.low) / (self.high - self.low)

    @property
    def step(self) -> float:
        """The distance of its ticks: 1, 2, 2.5 or 5 times a power of ten."""
        rough = (self.high - self.low) / (TICKS - 1)
        power = 10.0 ** floor(log10(rough))
        return next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= rough * (1 - 1e-9))

    @property
    def ticks(self) -> list[float]:
        """Round numbers along it."""
        step = self.step
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [step * at for at in range(first, last + 1)]

    def label(self, tick: float) -> str:
        """A tick in words, with as many decimals as all of them need."""
        step = self.step
        if abs(tick) < step / 1e6:
            return "0"
        digits = 0 if step >= 1 and step == int(step) else max(1, ceil(-log10(step) + 0.3))
        return f"{tick:,.{digits}f}".replace("-", "−")


def scale_of(chart: IntervalChart) -> Scale:
    """The axis of a chart: the ends that it sets, else those of all that must be seen."""
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
    return Scale(low, high) if low < high else Scale(low, low + 1)
