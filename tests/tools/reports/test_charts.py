"""The layout of a picture: labels whole, what has no data, and the ends of an axis."""

import pytest

from velleity.tools.reports.charts import (
    LABEL_LETTERS,
    MOST_LINES,
    MOST_ROWS,
    PLOT_LEFT,
    PLOT_RIGHT,
    picture,
    wrapped,
)
from velleity.tools.reports.cleaning import width_of
from velleity.tools.reports.page import IntervalChart, IntervalRow

LONG = "You read out a will to four people who have not spoken for eleven years, in the "


def row(value: float | None, low: float | None = None, high: float | None = None) -> IntervalRow:
    return IntervalRow("tea", value, low, high, "surface", 12)


def chart(*rows: IntervalRow) -> IntervalChart:
    return IntervalChart("Plot", "share", rows, 0.5, 0.0, 1.0)


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf")])
def test_a_row_without_data_says_so_and_has_no_mark(missing: float | None) -> None:
    made = picture(chart(row(missing, 0.0, 0.0)))
    written = [word.text for word in made.words]
    assert "no data" in written
    assert "12" in written
    assert made.marks == ()
    assert picture(chart(row(0.0, 0.0, 0.2))).marks


def test_labels_that_begin_alike_are_told_apart_on_as_many_lines_as_it_takes() -> None:
    seasons = ("spring", "summer", "autumn", "winter")
    rows = [IntervalRow(LONG + one, 0.5, 0.4, 0.6, "", 9) for one in seasons]
    words = [word for word in picture(chart(*rows)).words if word.anchor == "start"]
    assert all(any(one in word.text for word in words) for one in seasons)
    assert len({(word.x, word.y) for word in words}) == len(words)


@pytest.mark.parametrize("text", [LONG, "x" * 300, "中" * 90, "W" * 100, "a", "", " b  c "])
def test_no_line_is_wider_than_asked_and_no_letter_is_lost(text: str) -> None:
    lines = wrapped(text, LABEL_LETTERS)
    assert all(width_of(line) <= LABEL_LETTERS for line in lines)
    if len(lines) < MOST_LINES:
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_what_lies_within_the_axis_stands_within_the_plot() -> None:
    made = picture(chart(row(0.0, 0.0, 0.3), row(1.0, 0.9, 1.0)))
    assert [made.x(one.value) for one in made.marks] == [PLOT_LEFT, PLOT_RIGHT]


def test_of_very_many_rows_the_first_are_drawn_and_the_others_counted() -> None:
    made = picture(chart(*[row(0.5, 0.4, 0.6)] * (MOST_ROWS + 7)))
    assert len(made.marks) == MOST_ROWS
    assert "7 rows more, in the CSV" in [word.text for word in made.words]
