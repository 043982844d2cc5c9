"""A PNG: shapes of the SVG in its colours, letters of its own fonts, texts that stay texts."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tests.security.hostile_texts import TEXTS
from velleity.tools.reports.charts import MOST_ROWS, PLOT_LEFT, PLOT_RIGHT, Word, picture
from velleity.tools.reports.cleaning import REPLACEMENT
from velleity.tools.reports.drawing import PAD, PALETTE, RADIUS
from velleity.tools.reports.page import IntervalChart, IntervalRow
from velleity.tools.reports.pixels import FOLDER, FONTS, MOST_PIXELS, SHARPNESS, png, sharpness

UNCHANGED = {
    "DejaVuSans.ttf": "3fdf69cabf06049ea70a00b5919340e2ce1e6d02b0cc3c4b44fb6801bd1e0d22",
    "DejaVuSans-Bold.ttf": "b184b89e3c1075f22f6b71575b6fc20d4972b3cfd3b23322ca6fd596dcaef167",
}
"""The fonts as release 2.37 has them."""
SAME = 12
"""How far a colour of the palette may be from that of the picture, of 255."""
Ints = NDArray[np.int64]
ROW = IntervalRow("tea", 0.5, 0.25, 0.75, "", 12)


def chart(*rows: IntervalRow, title: str = "Plot") -> IntervalChart:
    return IntervalChart(title, "share", rows or (ROW,), 0.1, 0.0, 1.0, "", (0.4, 0.6))


def pixels(one: IntervalChart) -> Ints:
    with Image.open(io.BytesIO(png(picture(one)))) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("RGB")).astype(np.int64)


def shows(found: Ints, x: float, y: float, name: str, sharp: float = SHARPNESS) -> bool:
    wanted = np.array(list(bytes.fromhex(PALETTE[name][1:])))
    at = found[int((y + PAD) * sharp), int((x + PAD) * sharp)]
    return bool(np.abs(at - wanted).max() <= SAME)


def written(text: str, bold: bool = False) -> bytes:
    made = replace(picture(chart()), words=(Word(0, 14, text, shade="ink", bold=bold),))
    return png(made)


def test_what_the_chart_says_stands_where_it_says_in_its_colour() -> None:
    made = picture(chart())
    [mark] = made.marks
    found = pixels(chart())
    assert shows(found, made.x(0.5), mark.y, "data")
    assert shows(found, made.x(0.27), mark.y, "data")
    assert shows(found, made.x(0.73), mark.y, "data")
    assert shows(found, made.x(0.22), mark.y, "paper")
    assert shows(found, made.x(0.5), mark.y + RADIUS + 2, "band")
    assert shows(found, made.x(0.1), mark.y, "rule")
    assert shows(found, -PAD, -PAD, "paper")


def test_a_row_against_the_claim_has_the_other_colour() -> None:
    made = picture(chart(replace(ROW, marked=True)))
    assert shows(pixels(chart(replace(ROW, marked=True))), made.x(0.5), made.marks[0].y, "accent")


def test_an_estimate_that_goes_on_beyond_the_axis_has_arrows_there() -> None:
    one = chart(replace(ROW, low=-4.0, high=5.0))
    made, found = picture(one), pixels(one)
    y = made.marks[0].y
    for at, way in ((PLOT_LEFT, 1), (PLOT_RIGHT, -1)):
        assert shows(found, at + way * 6, y + 3, "data"), at  # the back of the arrow
        assert not shows(found, at + way * 1, y + 3, "data"), at  # its point is narrow


@pytest.mark.parametrize("value", [None, float("nan"), float("inf")])
def test_what_is_no_data_has_no_mark(value: float | None) -> None:
    made = picture(chart(replace(ROW, value=value)))
    found = pixels(chart(replace(ROW, value=value)))
    blue = np.array(list(bytes.fromhex(PALETTE["data"][1:])))
    assert made.marks == ()
    assert (np.abs(found - blue).max(axis=2) > SAME).all()


@pytest.mark.parametrize("text", ["中", "\U0001f469", "\U0010fffd"])
def test_a_letter_that_the_font_lacks_is_the_replacement_character(text: str) -> None:
    for bold in FONTS:
        assert written(text, bold) == written(REPLACEMENT, bold) != written(" ", bold)


@pytest.mark.parametrize("bold", FONTS)
def test_letters_with_accents_greek_cyrillic_and_signs_are_themselves(bold: bool) -> None:
    letters = (*"éŞαЖ−≤→", REPLACEMENT, " ")
    assert len({written(one, bold) for one in letters}) == len(letters)


def test_no_hostile_text_is_more_than_text_and_none_leaves_its_picture(full: bool) -> None:
    """All of them, as labels: the picture is as large as its layout says, every mark in place."""
    texts = TEXTS[:: 1 if full else 9]
    for start in range(0, len(texts), MOST_ROWS):
        rows = [replace(ROW, label=one) for one in texts[start : start + MOST_ROWS]]
        one = chart(*rows, title=texts[start])
        made = picture(one)
        found = pixels(one)
        sharp = sharpness(made)
        assert found.shape[0] == int(np.ceil((made.height + 2 * PAD) * sharp))
        assert len(made.marks) == len(rows)
        assert all(shows(found, made.x(0.5), mark.y, "data", sharp) for mark in made.marks)


def test_a_picture_of_very_many_lines_is_no_larger_than_what_goes_over_a_wire() -> None:
    usual, tall = picture(chart()), replace(picture(chart()), height=9_000.0)
    assert sharpness(usual) == SHARPNESS
    assert 1 < sharpness(tall) < SHARPNESS
    assert sharpness(tall) ** 2 * 9_028 * 888 == pytest.approx(MOST_PIXELS)
    assert sharpness(replace(usual, height=90_000.0)) == 1


def test_what_looks_like_a_formula_is_not_read_as_one() -> None:
    assert written("$x^{2}$") != written("x2")
    assert written("$\\alpha$") != written("α")


def test_threads_that_draw_at_once_draw_what_each_draws_alone() -> None:
    made = [picture(chart(title=f"Plot {n}")) for n in range(4)]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(png, made))
    assert together == [png(one) for one in made]


def test_the_fonts_are_as_their_makers_ship_them_and_their_licence_is_beside_them() -> None:
    found = {one: hashlib.sha256((FOLDER / one).read_bytes()).hexdigest() for one in FONTS.values()}
    assert found == UNCHANGED
    assert "Bitstream Vera Fonts Copyright" in (FOLDER / "LICENSE.txt").read_text("utf-8")
