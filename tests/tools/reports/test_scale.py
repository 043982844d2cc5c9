"""The ends of an axis and round numbers along it, whatever is to be seen."""

import pytest

from velleity.tools.reports.page import IntervalChart, IntervalRow
from velleity.tools.reports.scale import TICKS, Scale, scale_of


def row(value: float | None, low: float | None = None, high: float | None = None) -> IntervalRow:
    return IntervalRow("tea", value, low, high, "", 12)


def test_the_ends_are_found_without_data_and_with_none_set() -> None:
    free = scale_of(IntervalChart("", "", (row(None), row(3.0, 1.0, 5.0)), None))
    assert free.low < 1.0 < 5.0 < free.high
    assert scale_of(IntervalChart("", "", (), None)) == Scale(-0.06, 1.06)
    assert scale_of(IntervalChart("", "", (row(2.0),), None)) == Scale(1.5, 2.5)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.0, 1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-1.0, 1.0, ["−1.0", "−0.5", "0", "0.5", "1.0"]),
        (-8.76, 7.42, ["−5", "0", "5"]),
        (0.0, 40_000.0, ["0", "10,000", "20,000", "30,000", "40,000"]),
        (0.001, 0.0023, ["0.0010", "0.0015", "0.0020"]),
    ],
)
def test_ticks_are_round_and_few(low: float, high: float, labels: list[str]) -> None:
    scale = Scale(low, high)
    assert [scale.label(tick) for tick in scale.ticks] == labels
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in scale.ticks)
    assert 2 <= len(scale.ticks) <= TICKS
