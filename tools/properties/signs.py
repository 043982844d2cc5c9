"""Which of two answers has more of something: 1 the first, -1 the second, 0 neither.

Counts are compared as they are. Length has thresholds, as published: an answer is shorter only if
it has 70 % of the words or less and 10 fewer, or 80 % and 20 fewer, or 90 % and 40 fewer. Knows
texts and marks; no pair of a study.
"""

from collections.abc import Sequence
from functools import lru_cache

from .marks import LENGTH, MARKS

THRESHOLDS = ((0.7, 10), (0.8, 20), (0.9, 40))
"""Share of the longer answer's words, and words fewer, at which the other is shorter."""


@lru_cache(maxsize=65_536)
def counted(text: str, question: str, mark: str) -> float:
    """How much of a mark an answer to a question has."""
    return MARKS[mark].count(text, question)


def sign_of(first: float, second: float) -> int:
    """Of the difference."""
    return (first > second) - (first < second)


def length_sign(first: float, second: float) -> int:
    """Which of two lengths in words counts as longer."""
    short, long = sorted((first, second))
    apart = any(short <= share * long and long - short >= words for share, words in THRESHOLDS)
    return sign_of(first, second) if apart else 0


def signs(
    texts: tuple[str, str], question: str, marks: Sequence[str], *, thresholds: bool = True
) -> list[int]:
    """Of each mark; `thresholds` says that length is compared by them, else by its count."""
    found: list[int] = []
    for mark in marks:
        one, two = (counted(text, question, mark) for text in texts)
        by_threshold = mark == LENGTH and thresholds
        found.append(length_sign(one, two) if by_threshold else sign_of(one, two))
    return found
