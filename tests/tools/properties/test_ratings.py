"""Lines of ratings: two numbers each, or nothing."""

import random
import re

import pytest

from velleity.tools.properties.ratings import READ, ratings

NAMES = ("clear", "non_repetitive")


@pytest.mark.parametrize(
    ("said", "both"),
    [
        ("clear: 2 1", (2, 1)),
        ("- **Clear**: 2, 1", (2, 1)),
        ("`clear` = A: 2, B: 1.", (2, 1)),
        ("clear: A 2 / B 1", (2, 1)),
        ("clear: 2 - 1", (2, 1)),
        ("clear: - -", (0, 0)),
        ("clear: 3 -", (3, 0)),
        ("| clear: | 3 | 0 |", (3, 0)),
        ("clear:\n  2 1", (2, 1)),
        ("Both are fine.\n\nclear: 2 1\nnon_repetitive: 9 9", (2, 1)),
    ],
)
def test_two_ratings_behind_a_name_are_read(said: str, both: tuple[int, int]) -> None:
    assert ratings(said, NAMES, 3) == {"clear": both}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "clear",
        "clear: 2",
        "clear: 2\nfriendly: 1",
        "clear: 21",
        "clear: 2 1 3",
        "clear: 4 1",
        "clear: 2 1 of 3",
        "clear: 2 1\nclear: 1 2",
        "very clear: 2 1",
        "clear is 2: 1",
        "clear: 2 1 because A is shorter",
        "clear: ² ³",
        "clear: " + " " * 300 + "2 1",
        "x" * READ + "\nclear: 2 1",
    ],
)
def test_anything_else_is_no_rating(said: str) -> None:
    assert ratings(said, NAMES, 3) == {}


def test_random_lines_give_ratings_in_range_or_nothing() -> None:
    draw, pieces = random.Random(0), ("clear", ":", " ", "2", "1", "-", "\n", "A", "*", ",", "9")
    for _ in range(5_000):
        said = "".join(draw.choice(pieces) for _ in range(14))
        for one, two in ratings(said, NAMES, 3).values():
            assert 0 <= one <= 3
            assert 0 <= two <= 3
            assert re.search(r"clear\W*[:=]", said)
