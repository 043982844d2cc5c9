"""Characters that hide or reorder text: dropped where text is prose, named where it is evidence."""

import pytest

from velleity.tools.reports.cleaning import clean, one_line, visible, width_of

HIDDEN = {
    "NUL": "\x00",
    "backspace": "\x08",
    "escape": "\x1b",
    "delete": "\x7f",
    "C1 control": "\x9b",
    "carriage return": "\r",
    "soft hyphen": "\xad",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "Arabic letter mark": "\u061c",
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "line separator": "\u2028",
    "Hangul filler": "\u3164",
    "annotation": "\ufff9",
    "not a character": "\uffff",
    "not a character either": "\U0010ffff",
    "tag letter": "\U000e0041",
    "variation selector": "\U000e0100",
}
KEPT = ("a\tb\nc", "é ß ж 中 한 שלום", "e\u0301", "\U0001f469\ufe0f", "<b>&amp;</b>", "a\xa0b", "")


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_what_cannot_be_seen_is_dropped_from_prose_and_named_in_evidence(hidden: str) -> None:
    assert clean(f"a{hidden}b") == "ab"
    assert visible(f"a{hidden}b") == f"a⟨U+{ord(hidden):04X}⟩b"


@pytest.mark.parametrize("text", KEPT)
def test_what_can_be_seen_stays_as_it_is(text: str) -> None:
    assert clean(text) == visible(text) == text


def test_a_lone_surrogate_is_replaced_in_prose_and_named_in_evidence() -> None:
    assert clean("a\ud800b") == "a\ufffdb"
    assert visible("a\udfffb") == "a⟨U+DFFF⟩b"
    clean("\ud800\udc00").encode("utf-8")


def test_line_ends_of_other_systems_are_line_ends() -> None:
    assert clean("a\r\nb") == visible("a\r\nb") == "a\nb"


def test_one_line_has_single_spaces_and_no_end_of_line() -> None:
    assert one_line(" a\r\n\t b\u2028c\u200b ") == "a b c"
    assert one_line("\n\u200b\n") == ""


@pytest.mark.parametrize(
    ("text", "width"), [("tea", 3), ("中中中", 6), ("e\u0301" * 5, 5), ("", 0), ("WW", 2.8)]
)
def test_widths_are_counted_in_average_letters(text: str, width: float) -> None:
    assert width_of(text) == pytest.approx(width)
