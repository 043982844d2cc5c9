"""Figures as files: a picture twice, and numbers that no spreadsheet calculates."""

import csv
import io
from xml.etree import ElementTree

import pytest

from tests.tools.reports.hostile import FORMULAS, PAYLOADS
from tests.tools.reports.reading import tag
from velleity.tools.reports.figures import Figure, charts_of, figures_of, from_json, to_json
from velleity.tools.reports.page import IntervalChart, IntervalRow, Page, Section

CALCULATES = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def chart(text: str, *rows: IntervalRow) -> IntervalChart:
    some = rows or (IntervalRow(text, 0.5, 0.25, 1.5, text, 7, True, text, (text,)),)
    return IntervalChart(text, text, some, 0.5, 0.0, 1.0, text, (0.4, 0.6), (text,))


def figure(text: str, *rows: IntervalRow) -> Figure:
    return figures_of([chart(text, *rows)])[0]


@pytest.mark.parametrize("rows", [0, 1, 60])
def test_an_svg_is_well_formed_and_says_in_words_what_it_shows(rows: int) -> None:
    some = [IntervalRow("tea", 0.5, 0.4, 0.6, "", 12)] * rows
    absent = IntervalRow("none", None, None, None, "", 3)
    tree = ElementTree.fromstring(figure("Plot", *some, absent).svg())
    texts = {tag(node): node.text or "" for node in tree if tag(node) in ("title", "desc")}
    assert texts["title"] == "Plot"
    assert "1 without data" in texts["desc"]
    assert len([node for node in tree if tag(node) == "circle"]) == rows
    assert tree.attrib["role"] == "img"


def test_no_hostile_text_becomes_more_than_text_in_an_svg() -> None:
    shape = [tag(node) for node in ElementTree.fromstring(figure("tea").svg()).iter()]
    for payload in PAYLOADS:
        tree = ElementTree.fromstring(figure(payload).svg())
        kinds = {tag(node) for node in tree.iter()}
        assert kinds <= set(shape), payload


@pytest.mark.parametrize("payload", FORMULAS)
def test_a_cell_that_could_begin_a_formula_is_a_text(payload: str) -> None:
    rows = list(csv.reader(io.StringIO(figure(payload).csv())))
    assert [len(row) for row in rows] == [9, 9]
    for cell in [*rows[0], rows[1][0], rows[1][1], rows[1][2], rows[1][8]]:
        assert not cell.lstrip().startswith(CALCULATES)
    assert rows[1][3:8] == ["0.5", "0.25", "1.5", "7", "1"]


def test_every_text_of_a_chart_stays_in_its_cell() -> None:
    for payload in PAYLOADS:
        rows = list(csv.reader(io.StringIO(figure(payload).csv())))
        assert [len(row) for row in rows] == [9, 9], payload


def test_charts_survive_being_kept() -> None:
    section = Section("s", "h", "w", None, "l", figure=chart("one"), charts=(chart("two"),))
    page = Page("t", "", (section,), together=(Section("s", "h", "w", None, "l"),))
    found = charts_of(page)
    assert [one.title for one in found] == ["one", "two"]
    assert from_json(to_json(found)) == found
    assert [one.name for one in figures_of(found)] == ["figure-1", "figure-2"]
