"""No text, wherever it stands, becomes anything but text; and what is visible is all of it."""

import re
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from tests.tools.reports.filling import filled, whole_page, whole_report
from tests.tools.reports.hostile import PAYLOADS, PLAIN, UNSEEN
from tests.tools.reports.reading import attributes, first, parsed, shown, skeleton, svgs, tag
from velleity.tools.reports.cleaning import clean, visible
from velleity.tools.reports.html import render
from velleity.tools.reports.page import Page

NEVER = {"script", "iframe", "object", "embed", "link", "foreignobject", "base", "form", "img"}
IN_PAGE = re.compile(r"#[\w-]+", re.ASCII)
HARMLESS = "tea with milk"


def ids(payloads: tuple[str, ...]) -> list[str]:
    return [f"{n}:{ascii(payload)[1:25]}" for n, payload in enumerate(payloads)]


each_payload = pytest.mark.parametrize("payload", PAYLOADS, ids=ids(PAYLOADS))


@cache
def harmless(whole: bool) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    page = whole_report(HARMLESS) if whole else render(whole_page(HARMLESS))
    return skeleton(parsed(page))


def assert_inert(root: Element, page: str) -> None:
    """Nothing runs, nothing is fetched, and links stay within the page."""
    assert not NEVER & {tag(node).lower() for node in root.iter()}
    found = list(attributes(root))
    assert not [name for name, _ in found if name.lower().startswith("on")]
    anchors = [value for name, value in found if name == "id"]
    assert len(anchors) == len(set(anchors))
    for name, value in found:
        assert name not in ("src", "srcdoc", "action", "data", "formaction", "http_equiv")
        if name == "href":
            assert IN_PAGE.fullmatch(value)
            assert value[1:] in anchors
        if name == "aria-labelledby":
            assert set(value.split()) <= set(anchors)
    assert [node.text for node in root.iter() if tag(node) == "style"] == [style()]
    assert not re.search(r"[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f]", page)
    for picture in svgs(page):
        ElementTree.fromstring(picture)


@cache
def style() -> str | None:
    return first(parsed(render(Page("", "", ()))), "style").text


def test_there_are_enough_hostile_texts_and_no_two_are_the_same() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 150


@each_payload
def test_every_text_of_a_page_leaves_its_structure_as_it_is(payload: str) -> None:
    page = render(whole_page(payload))
    root = parsed(page)
    assert_inert(root, page)
    if clean(payload).strip():
        # What is blank has no place of its own, such as the group of a chart's rows.
        assert skeleton(root) == harmless(whole=False)


def test_every_text_of_a_finding_stays_text_in_its_report(full: bool) -> None:
    """Some of each kind, or all in full: a report of all kinds of findings takes a second."""
    for payload in PAYLOADS if full else PAYLOADS[::24]:
        page = whole_report(payload)
        root = parsed(page)
        assert_inert(root, page)
        if clean(payload).strip():
            assert skeleton(root) == harmless(whole=True), payload
        if payload in PLAIN:
            said = " ".join(" ".join(shown(root)).split())
            assert " ".join(payload.split())[:50] in said, payload


@pytest.mark.parametrize("payload", PLAIN, ids=ids(PLAIN))
def test_each_text_of_a_page_is_shown_letter_for_letter(payload: str) -> None:
    written: dict[str, str] = {}

    def write(name: str) -> str:
        return written.setdefault(name, f"{name} {payload}")

    page = filled(Page, write)
    said = shown(parsed(render(replace(page, sections=page.sections * 2))))
    for name in ("Section.anchor", "Section.names[0]", "Quote.name", "IntervalRow.quote"):
        del written[name]  # ids, which nobody reads
    written["Section.verdict"] = written["Section.verdict"].replace("_", "-")
    assert len(written) > 20
    assert not [name for name, text in written.items() if text not in said]


@pytest.mark.parametrize("payload", UNSEEN, ids=ids(UNSEEN))
def test_what_cannot_be_seen_is_dropped_and_in_a_quotation_named(payload: str) -> None:
    said = shown(parsed(render(whole_page(f"<{payload}>"))))
    assert clean(f"<{payload}>") in said
    assert visible(f"<{payload}>") in said
    assert not re.search(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "".join(said))


def test_anchors_that_fall_together_are_kept_apart() -> None:
    wished = ("<<<", "<<<", "a", "a--heading", "verdicts--meaning", "chart--1-1-title", "a-2", "a")
    section = whole_page("x").sections[0]
    sections = tuple(replace(section, anchor=anchor, verdict="strong") for anchor in wished)
    page = render(Page("t", "", sections))
    root = parsed(page)
    assert_inert(root, page)
    assert sum("id" in node.attrib for node in root.iter("section")) == len(wished)
