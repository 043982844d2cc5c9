"""A page as a browser reads it: its elements, its attributes and its visible text."""

from collections.abc import Iterator
from typing import Any, cast
from xml.etree.ElementTree import Element

import html5lib  # pyright: ignore[reportMissingTypeStubs]

UNSHOWN = ("style", "head", "title", "desc")
WORDS = {"id", "href", "aria-label", "aria-labelledby", "data-label"}
"""The attributes that depend on the words of a page."""


def parsed(page: str) -> Element:
    return cast("Any", html5lib).parse(page, namespaceHTMLElements=False)


def tag(node: Element) -> str:
    """The name of an element, whatever its namespace; that of a comment is empty."""
    return node.tag.rpartition("}")[2] if isinstance(cast("Any", node.tag), str) else ""


def attributes(root: Element) -> Iterator[tuple[str, str]]:
    for node in root.iter():
        for name, value in node.attrib.items():
            yield name.rpartition("}")[2], value


def skeleton(root: Element) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Every element in order with the attributes that the page itself gives it."""
    return [
        (
            tag(node),
            tuple((name, "" if name in WORDS else value) for name, value in node.attrib.items()),
        )
        for node in root.iter()
    ]


def shown(root: Element) -> list[str]:
    """The visible texts, each as one piece, in reading order."""
    found: list[str] = []
    for node in root:
        if tag(node) not in UNSHOWN:
            found += [node.text or "", *shown(node)]
        found.append(node.tail or "")
    return [text for text in found if text.strip()]


def first(root: Element, name: str, **having: str) -> Element:
    """The first element of a name with these attributes."""
    return next(
        node for node in root.iter() if tag(node) == name and having.items() <= node.attrib.items()
    )


def svgs(page: str) -> list[str]:
    """The pictures of a page as they are written."""
    pieces = page.split("<svg")[1:]
    return ["<svg" + piece.partition("</svg>")[0] + "</svg>" for piece in pieces]
