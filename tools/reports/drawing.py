"""A picture as SVG or PNG. SVG is written here; a PNG is drawn by matplotlib, on first use.

The only module that knows matplotlib. No text is read as a formula by it, and what its font cannot
show is drawn as the replacement character. In an SVG words are text nodes of a tree, and colours
those of paper, since a picture stands anywhere.
"""

import io
from threading import Lock
from typing import Any, cast
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from .charts import PLOT_LEFT, PLOT_RIGHT, TOP, WIDTH, Mark, Picture, Word
from .cleaning import REPLACEMENT

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
BASELINE = 4.5
"""From the middle of a line down to the baseline of its text."""
PAD = 14
"""Pixels around a picture."""
SHARPNESS = 2
"""Pixels of a PNG to each of the picture."""
COLOURS = 64
"""Colours of a PNG: it is lines and letters, and goes over wires as text."""
_drawing = Lock()
"""matplotlib's settings belong to the process: two threads must not nest their changes."""


def svg(made: Picture, title: str, description: str) -> str:
    """An SVG that loads nothing; `description` says to who cannot see it what it shows."""
    tall = made.height + 2 * PAD
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"{-PAD} {-PAD} {WIDTH + 2 * PAD} {tall:g}",
            "width": f"{WIDTH + 2 * PAD}",
            "height": f"{tall:g}",
            "role": "img",
            "font-family": FONT,
        },
    )
    SubElement(root, "title").text = title
    SubElement(root, "desc").text = description
    _box(root, -PAD, -PAD, WIDTH + 2 * PAD, tall, "paper")
    _behind(root, made)
    for mark in made.marks:
        _mark(root, made, mark)
    for word in made.words:
        _word(root, word)
    return ElementTree.tostring(root, encoding="unicode")


def png(made: Picture) -> bytes:
    """A PNG of it, twice as sharp as a screen needs."""
    import matplotlib
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    settings = cast("Any", matplotlib)  # its settings and drawing calls are typed in part only
    out = io.BytesIO()
    wide, tall = WIDTH + 2 * PAD, made.height + 2 * PAD
    with _drawing, settings.rc_context():
        settings.rcdefaults()
        figure = cast("Any", Figure(figsize=(wide / 72, tall / 72), dpi=72 * SHARPNESS))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(-PAD, WIDTH + PAD)
        axes.set_ylim(made.height + PAD, -PAD)
        _plot(axes, made)
        canvas = cast("Any", FigureCanvasAgg)(figure)
        canvas.draw()
        drawn = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    drawn.quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _behind(root: Element, made: Picture) -> None:
    """The margin, the lines of the axis and the reference."""
    if made.band is not None:
        low, high = (min(PLOT_RIGHT, max(PLOT_LEFT, made.x(end))) for end in made.band)
        _box(root, low, TOP, high - low, made.bottom - TOP, "band")
    for tick in made.scale.ticks:
        _line(root, (made.x(tick), TOP), (made.x(tick), made.bottom), "grid", 1)
    if made.reference is not None and 0 <= made.scale.share(made.reference) <= 1:
        x = made.x(made.reference)
        _line(root, (x, TOP - 4), (x, made.bottom), "rule", 1.4)


def _mark(root: Element, made: Picture, mark: Mark) -> None:
    for x in _span(made, mark):
        _line(root, (x[0], mark.y), (x[1], mark.y), mark.colour, BAR)
    at = made.x(mark.value)
    if PLOT_LEFT <= at <= PLOT_RIGHT:
        where = {"cx": f"{at:g}", "cy": f"{mark.y:g}", "r": f"{RADIUS:g}"}
        SubElement(root, "circle", {**where, "fill": PALETTE[mark.colour]})
    for x, way in _beyond(made, mark):
        path = f"M{x:g} {mark.y:g}l{-way * 7} {-ARROW}v{2 * ARROW}z"
        SubElement(root, "path", {"d": path, "fill": PALETTE[mark.colour]})


def _span(made: Picture, mark: Mark) -> list[tuple[float, float]]:
    """The interval as far as the axis goes; none where it has no length there."""
    low, high = _ends(mark)
    left, right = max(made.x(low), PLOT_LEFT), min(made.x(high), PLOT_RIGHT)
    return [(left, right)] if left < right else []


def _beyond(made: Picture, mark: Mark) -> list[tuple[float, int]]:
    """The ends of the axis beyond which an estimate goes on, and in which direction."""
    low, high = _ends(mark)
    found: list[tuple[float, int]] = [(PLOT_LEFT, -1)] if made.x(low) < PLOT_LEFT - 0.01 else []
    return [*found, *([(PLOT_RIGHT, 1)] if made.x(high) > PLOT_RIGHT + 0.01 else [])]


def _ends(mark: Mark) -> tuple[float, float]:
    known = [one for one in (mark.low, mark.value, mark.high) if one is not None]
    return min(known), max(known)


def _box(root: Element, x: float, y: float, width: float, height: float, name: str) -> None:
    size = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"}
    SubElement(root, "rect", {**size, "fill": PALETTE[name]})


def _line(
    root: Element, start: tuple[float, float], end: tuple[float, float], name: str, thick: float
) -> None:
    ends = {"x1": f"{start[0]:g}", "y1": f"{start[1]:g}", "x2": f"{end[0]:g}", "y2": f"{end[1]:g}"}
    SubElement(root, "line", {**ends, "stroke": PALETTE[name], "stroke-width": f"{thick:g}"})


def _word(root: Element, word: Word) -> None:
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


def _plot(axes: Any, made: Picture) -> None:
    """The same with matplotlib, whose unit is the picture's pixel."""
    if made.band is not None:
        low, high = (min(PLOT_RIGHT, max(PLOT_LEFT, made.x(end))) for end in made.band)
        axes.fill_between([low, high], TOP, made.bottom, color=PALETTE["band"], linewidth=0)
    for tick in made.scale.ticks:
        axes.plot([made.x(tick)] * 2, [TOP, made.bottom], color=PALETTE["grid"], linewidth=1)
    if made.reference is not None and 0 <= made.scale.share(made.reference) <= 1:
        x = made.x(made.reference)
        axes.plot([x, x], [TOP - 4, made.bottom], color=PALETTE["rule"], linewidth=1.4)
    for mark in made.marks:
        style = {"color": PALETTE[mark.colour], "markeredgewidth": 0}
        for ends in _span(made, mark):
            axes.plot(ends, [mark.y] * 2, linewidth=BAR, **style)
        if PLOT_LEFT <= made.x(mark.value) <= PLOT_RIGHT:
            axes.plot([made.x(mark.value)], [mark.y], marker="o", markersize=2 * RADIUS, **style)
        for x, way in _beyond(made, mark):
            axes.plot([x], [mark.y], marker=">" if way > 0 else "<", markersize=7, **style)
    for word in made.words:
        _write(axes, word)


def _write(axes: Any, word: Word) -> None:
    from matplotlib import font_manager

    fonts = cast("Any", font_manager)
    weight = "bold" if word.bold else "normal"
    font = fonts.FontProperties(family="DejaVu Sans", size=word.size * 0.94, weight=weight)
    known = fonts.get_font(fonts.findfont(font)).get_char_index
    text = "".join(one if known(ord(one)) else REPLACEMENT for one in word.text)
    align = {"start": "left", "middle": "center", "end": "right"}[word.anchor]
    axes.text(
        word.x,
        word.y,
        text,
        fontproperties=font,
        color=PALETTE[word.shade],
        ha=align,
        va="center_baseline",
        parse_math=False,
    )
