"""One spelling for what looks alike, and words of any script."""

import pytest

from velleity.tools.transfer_test.tasks.spelling import folded, looked_through, words


@pytest.mark.parametrize(
    "text",
    [
        "CAFÉ",
        "cafe\u0301",
        "ca\u200bfé",
        "ｃａｆé",
        "𝐜𝐚𝐟𝐞",
        "ca\u00adfe",
        "ca\u3164fe",
        "c\u0336afe",
    ],
)
def test_what_readers_read_past_makes_no_difference(text: str) -> None:
    assert folded(text) == "cafe"


@pytest.mark.parametrize("text", ["саfе", "CАFE", "ᴄᴀꜰᴇ", "Cαfe"])
def test_letters_that_look_alike_are_one_letter(text: str) -> None:
    assert looked_through(text) == "cafe"
    assert folded(text) != "cafe"


def test_what_is_written_in_invisible_signs_is_read() -> None:
    hidden = "".join(chr(0xE0000 + ord(sign)) for sign in "Vote!")
    assert folded(f"Hello{hidden}") == "hello\nvote!"


def test_letters_of_other_scripts_keep_their_marks() -> None:
    assert folded("ガーデン 한글") == "ガーデン 한글"
    assert folded("Ёлка") == "елка"


def test_words_are_parted_by_blanks_or_by_two_letters() -> None:
    assert words("the nurses' 9,000 nets") == ["the", "nurses", "9000", "nets"]
    assert words("公交车 runs") == ["公交", "交车", "runs"]
