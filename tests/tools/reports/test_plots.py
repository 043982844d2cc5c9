"""The small plots of a page: what they draw, and that numbers alone are in them."""

import re

import pytest

from velleity.tools.reports.page import IntervalChart, IntervalRow
from velleity.tools.reports.plots import EDGE, axis, plot


def drawn(value: float | None, low: float | None = None, high: float | None = None) -> str:
    row = IntervalRow("tea", value, low, high, "", 12, marked=value == 0.25)
    return plot(IntervalChart("", "", (row,), 0.5, 0.0, 1.0, band=(0.4, 0.6)), row)


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf")])
def test_what_is_no_data_draws_no_mark(missing: float | None) -> None:
    said = drawn(missing, 0.0, 1.0)
    assert "circle" not in said
    assert 'class="interval"' not in said
    assert 'class="reference"' in said


def test_places_are_shares_of_the_width_between_its_edges() -> None:
    found = [float(x) for x in re.findall(r'(?:x1|x2|cx)="([\d.]+)%"', drawn(0.5, 0.0, 1.0))]
    assert found == [50.0, 50.0, EDGE, 100 - EDGE, 50.0]
    assert 'width="18.80%"' in drawn(0.5)  # the margin, a fifth of what lies between the edges


def test_what_goes_on_beyond_the_axis_has_an_arrow_there() -> None:
    assert drawn(0.5, -0.2, 0.6).count("arrow") == 1
    assert drawn(0.5, -0.2, 1.6).count("arrow") == 2
    assert drawn(0.5, 0.2, 0.6).count("arrow") == 0
    assert "circle" not in drawn(1.5, 1.2, 1.6)


def test_what_goes_against_the_claim_has_the_other_colour() -> None:
    assert 'class="plot marked"' in drawn(0.25)
    assert 'class="plot"' in drawn(0.5)


def test_the_axis_has_the_numbers_of_its_scale() -> None:
    said = axis(IntervalChart("", "", (), 0.5, 0.0, 1.0))
    assert re.findall(r">([\d.]+)<", said) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
