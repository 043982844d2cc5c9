"""A picture as shapes and words, and as SVG; `pixels` makes a PNG of the same shapes.

Words are text nodes of a tree. Colours are those of paper, since a picture stands anywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from .charts import PLOT_LEFT, PLOT_RIGHT, TOP, WIDTH, Mark, Picture, Word

PALETTE = {
    "ink": "#1c2127",
    "muted": "#5b636e",
    "grid": "#e4e1da",
    "rule": "#9a9fa6",
    "data": "#2a628f",
    "accent": "#b5431a",
    "band": "#e3ecdf",
    "paper": "#ffffff",
}
"""The colours of `palette.css` on paper."""
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
RADIUS = 3.75
BAR = 2.2
ARROW = 4.5
DEPTH = 7
"""From the point of an arrow to its back."""
BASELINE = 4.5
"""From the middle of a line down to the baseline of its text."""
PAD = 14
"""Pixels around a picture."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A box, or the circle or the arrow (to the left, to the right) that fills one."""

    kind: Literal["box", "circle", "left", "right"]
    left: float
    top: float
    right: float
    bottom: float
    colour: str


def svg(made: Picture, title: str, description: str) -> str:
    """An SVG that loads nothing; `description` says to who cannot see it what it shows."""
    wide, tall = WIDTH + 2 * PAD, made.height + 2 * PAD
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"{-PAD} {-PAD} {wide} {tall:g}",
            "width": f"{wide}",
            "height": f"{tall:g}",
            "role": "img",
            "font-family": FONT,
        },
    )
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = description
    for shape in (Shape("box", -PAD, -PAD, WIDTH + PAD, made.height + PAD, "paper"), *shapes(made)):
        _element(root, shape)
    for word in made.words:
        _text(root, word)
    return ElementTree.tostring(root, encoding="unicode")


def shapes(made: Picture) -> Iterator[Shape]:
    """All but the words, from the back to the front."""
    yield from _behind(made)
    for mark in made.marks:
        yield from _mark(made, mark)


def _behind(made: Picture) -> Iterator[Shape]:
    """The margin, the lines of the axis and the reference."""
    if made.band is not None:
        low, high = (min(PLOT_RIGHT, max(PLOT_LEFT, made.x(end))) for end in made.band)
        yield Shape("box", low, TOP, high, made.bottom, "band")
    for tick in made.scale.ticks:
        yield Shape("box", made.x(tick) - 0.5, TOP, made.x(tick) + 0.5, made.bottom, "grid")
    if made.reference is not None and 0 <= made.scale.share(made.reference) <= 1:
        x = made.x(made.reference)
        yield Shape("box", x - 0.7, TOP - 4, x + 0.7, made.bottom, "rule")


def _mark(made: Picture, mark: Mark) -> Iterator[Shape]:
    low, high = _ends(mark)
    left, right = max(made.x(low), PLOT_LEFT), min(made.x(high), PLOT_RIGHT)
    if left < right:
        yield Shape("box", left, mark.y - BAR / 2, right, mark.y + BAR / 2, mark.colour)
    at = made.x(mark.value)
    if PLOT_LEFT <= at <= PLOT_RIGHT:
        ends = at - RADIUS, mark.y - RADIUS, at + RADIUS, mark.y + RADIUS
        yield Shape("circle", *ends, mark.colour)
    # The ends of the axis beyond which the estimate goes on.
    top, bottom = mark.y - ARROW, mark.y + ARROW
    if made.x(low) < PLOT_LEFT - 0.01:
        yield Shape("left", PLOT_LEFT, top, PLOT_LEFT + DEPTH, bottom, mark.colour)
    if made.x(high) > PLOT_RIGHT + 0.01:
        yield Shape("right", PLOT_RIGHT - DEPTH, top, PLOT_RIGHT, bottom, mark.colour)


def _ends(mark: Mark) -> tuple[float, float]:
    known = [one for one in (mark.low, mark.value, mark.high) if one is not None]
    return min(known), max(known)


def _element(root: Element, shape: Shape) -> None:
    fill = {"fill": PALETTE[shape.colour]}
    wide, tall = shape.right - shape.left, shape.bottom - shape.top
    if shape.kind == "box":
        size = {"x": shape.left, "y": shape.top, "width": wide, "height": tall}
        SubElement(root, "rect", {**{name: f"{one:g}" for name, one in size.items()}, **fill})
    elif shape.kind == "circle":
        where = {"cx": shape.left + wide / 2, "cy": shape.top + tall / 2, "r": wide / 2}
        SubElement(root, "circle", {**{name: f"{one:g}" for name, one in where.items()}, **fill})
    else:
        points = " ".join(f"{x:g},{y:g}" for x, y in _triangle(shape))
        SubElement(root, "polygon", {"points": points, **fill})


def _triangle(shape: Shape) -> list[tuple[float, float]]:
    """Its corners; the first is the one that points."""
    back, tip = (shape.left, shape.right)[:: 1 if shape.kind == "right" else -1]
    return [(tip, (shape.top + shape.bottom) / 2), (back, shape.top), (back, shape.bottom)]


def _text(root: Element, word: Word) -> None:
    node = SubElement(
        root,
        "text",
        {
            "x": f"{word.x:g}",
            "y": f"{word.y + BASELINE:g}",
            "text-anchor": word.anchor,
            "font-size": f"{word.size:g}",
            "fill": PALETTE[word.shade],
            **({"font-weight": "600"} if word.bold else {}),
        },
    )
    node.text = word.text
