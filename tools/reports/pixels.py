"""A picture as PNG: the shapes of `drawing`, each pixel coloured as far as a shape covers it.

The only module that knows Pillow, which writes the letters and the file. Texts are letters, never
markup or formulas. They are written in the two fonts beside this file and no other, so that a
machine without fonts draws them too; what those have no letter for (Chinese, emoji) is drawn as the
replacement character. Scripts that run from right to left are set as such where the system has
FriBiDi, which Pillow looks for.
"""

import io
from math import ceil, floor, sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from .charts import WIDTH, Picture, Word
from .cleaning import REPLACEMENT
from .drawing import BASELINE, PAD, PALETTE, Shape, shapes

SHARPNESS = 2.0
"""Pixels of a PNG to each of the picture."""
MOST_PIXELS = 12e6
"""Of a PNG: a picture of very many rows is less sharp, as far as its own size."""
COLOURS = 64
"""Colours of a PNG: it is lines and letters, and goes over wires as text."""
FINENESS = 8
"""Points to a pixel, across and down, of which is counted how many lie in a round shape."""
FOLDER = Path(__file__).parent / "fonts"
FONTS = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
"""By whether letters are bold."""
SMALLER = 0.94
"""Those letters are wider than the ones that screens have."""
NO_LETTER = "\U0010ffff"
"""What no font has a letter for: it shows how a missing one is drawn."""
ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
"""Pillow's words for the end of a text that stands at a point, on the baseline."""
Floats = NDArray[np.float64]
Canvas = NDArray[np.uint8]


def png(made: Picture) -> bytes:
    """A PNG, twice as sharp as a screen needs."""
    sharp = sharpness(made)
    wide, tall = (ceil((end + 2 * PAD) * sharp) for end in (WIDTH, made.height))
    canvas: Canvas = np.empty((tall, wide, 3), dtype=np.uint8)
    canvas[:] = _colour("paper")
    for shape in shapes(made):
        _paint(canvas, shape, sharp)
    image = Image.fromarray(canvas)
    pen, letters = ImageDraw.Draw(image), _Letters(sharp)
    for word in made.words:
        at = ((word.x + PAD) * sharp, (word.y + BASELINE + PAD) * sharp)
        text, font = letters.of(word)
        pen.text(at, text, _colour(word.shade), font, ANCHORS[word.anchor])
    out = io.BytesIO()
    image.quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def sharpness(made: Picture) -> float:
    """Pixels to each of the picture, across and down."""
    size = (WIDTH + 2 * PAD) * (made.height + 2 * PAD)
    return min(SHARPNESS, max(1.0, sqrt(MOST_PIXELS / size)))


class _Letters:
    """The fonts of one picture, each loaded once for a size: threads share none."""

    def __init__(self, sharp: float) -> None:
        self._sharp = sharp
        self._fonts: dict[tuple[float, bool], ImageFont.FreeTypeFont] = {}
        self._known: dict[tuple[str, bool], bool] = {}

    def of(self, word: Word) -> tuple[str, ImageFont.FreeTypeFont]:
        """The font of a word, and its text as far as that font has letters."""
        kind = (word.size, word.bold)
        if kind not in self._fonts:
            path = str(FOLDER / FONTS[word.bold])
            self._fonts[kind] = ImageFont.truetype(path, word.size * SMALLER * self._sharp)
        font = self._fonts[kind]
        drawn = (one if self._has(font, one, word.bold) else REPLACEMENT for one in word.text)
        return "".join(drawn), font

    def _has(self, font: ImageFont.FreeTypeFont, letter: str, bold: bool) -> bool:
        if (letter, bold) not in self._known:
            self._known[letter, bold] = _alone(font, letter) != _alone(font, NO_LETTER)
        return self._known[letter, bold]


def _alone(font: ImageFont.FreeTypeFont, letter: str) -> bytes:
    """A letter as it is drawn."""
    image = Image.new("L", (ceil(2 * font.size), ceil(2 * font.size)))
    ImageDraw.Draw(image).text((0, 0), letter, 255, font)
    return image.tobytes()


def _paint(canvas: Canvas, shape: Shape, sharp: float) -> None:
    """Lay the colour on each pixel as far as the shape covers it."""
    ends = (shape.left, shape.top, shape.right, shape.bottom)
    left, top, right, bottom = ((end + PAD) * sharp for end in ends)
    columns, rows = np.arange(floor(left), ceil(right)), np.arange(floor(top), ceil(bottom))
    if shape.kind == "box":
        covered = np.outer(_overlap(rows, top, bottom), _overlap(columns, left, right))
    else:
        # From -1 to 1 within the shape, at the points of each pixel.
        x = _points(columns, left, right)[None, :]
        y = _points(rows, top, bottom)[:, None]
        if shape.kind == "circle":
            inside = x * x + y * y <= 1
        else:
            inside = 2 * np.abs(y) <= 1 - (x if shape.kind == "right" else -x)
        parts = inside.reshape(len(rows), FINENESS, len(columns), FINENESS)
        covered = parts.mean(axis=(1, 3))
    where = canvas[floor(top) : ceil(bottom), floor(left) : ceil(right)]
    laid = where + covered[:, :, None] * (np.array(_colour(shape.colour)) - where)
    where[:] = np.rint(laid)


def _overlap(pixels: NDArray[np.int64], low: float, high: float) -> Floats:
    """How much of each pixel lies between two ends."""
    return np.minimum(pixels + 1, high) - np.maximum(pixels, low)


def _points(pixels: NDArray[np.int64], low: float, high: float) -> Floats:
    """The points of pixels, from -1 at one end to 1 at the other."""
    fine = (np.arange(FINENESS) + 0.5) / FINENESS
    at = (pixels[:, None] + fine).ravel()
    return (2 * at - low - high) / (high - low)


def _colour(name: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(PALETTE[name][1:])
    return red, green, blue
