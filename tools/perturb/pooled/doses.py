"""A number that varies: the dose at which half of the choices turn.

The number is found in the texts of the options: questions that are alike but for one number are a
family, and families whose number stands between the same words are one sweep. Or it is a factor
that the answers name, within a question or from one to the next. Reads no log.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from ...statistics.proportions.half_dose import HalfDose, Point, half_dose
from .facts import Preference

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?!\w)")
BEFORE, BEHIND = 1, 2
"""Words before and behind a number by which it is known elsewhere."""
MOST_SHOWN = 3
"""Words before it that are shown, as far as they are the same everywhere."""
FEWEST_DOSES = 3


class Sweep(NamedTuple):
    """Questions alike but for a number in one of their options; what stands around the number."""

    words: str
    side: int
    doses: dict[str, float]
    families: dict[str, str]


def sweeps(found: Sequence[Preference]) -> list[Sweep]:
    """The numbers that vary, those of most questions first."""
    families: dict[str, list[Preference]] = defaultdict(list)
    for one in found:
        families[_NUMBER.sub("#", f"{one.a}\n{one.b}")].append(one)
    doses: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
    shown: dict[tuple[str, int], set[str]] = defaultdict(set)
    of: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for family, some in families.items():
        if (place := _varying(some)) is None:
            continue
        key = _words(some[0], place), place[0]
        shown[key].add(_words(some[0], place, MOST_SHOWN))
        for one in some:
            doses[key][one.question] = _numbers(one)[place[0]][place[1]]
            of[key][one.question] = family
    made = [Sweep(_common(shown[key]), key[1], doses[key], of[key]) for key in doses]
    return sorted(made, key=lambda one: (-len(one.doses), one.words))


def _common(texts: set[str]) -> str:
    """The words in which texts end alike."""
    words = zip(*(text.split()[::-1] for text in texts), strict=False)
    alike = takewhile(lambda some: len(set(some)) == 1, words)
    return " ".join([one[0] for one in alike][::-1])


def _numbers(one: Preference) -> tuple[list[float], list[float]]:
    read = [[float(m[0].replace(",", "")) for m in _NUMBER.finditer(t)] for t in (one.a, one.b)]
    return read[0], read[1]


def _varying(some: Sequence[Preference]) -> tuple[int, int] | None:
    """The one number in which the questions of a family differ: of which option, which of it."""
    given = [_numbers(one) for one in some]
    places = [
        (side, at)
        for side in (0, 1)
        for at in range(len(given[0][side]))
        if len({one[side][at] for one in given}) > 1
    ]
    if len(places) != 1:
        return None
    values = {one[places[0][0]][places[0][1]] for one in given}
    return places[0] if len(values) >= FEWEST_DOSES and min(values) > 0 else None


def _words(one: Preference, place: tuple[int, int], words: int = BEFORE) -> str:
    text = (one.a, one.b)[place[0]]
    match = list(_NUMBER.finditer(text))[place[1]]
    before, behind = text[: match.start()].split(), text[match.end() :].split()
    return " ".join([*before[-words:], "#", *behind[:BEHIND]])


def turning_point(sweep: Sweep, found: Sequence[Preference], variation: str) -> HalfDose:
    """The dose at which the option that has the number is chosen in half of the answers."""
    points: list[Point] = []
    for one in found:
        seen = one.under(variation)
        if one.question not in sweep.doses or seen is None:
            continue
        share = seen[0] if sweep.side == 0 else 1 - seen[0]
        dose, family = sweep.doses[one.question], sweep.families[one.question]
        points.append(Point(dose, share * seen[1], seen[1], family))
    return half_dose(points)


class FactorSweep(NamedTuple):
    """A factor that is a number, under one variation: shares of option a at its doses."""

    factor: str
    variation: str
    points: list[Point]
    questions: list[Preference]


def factor_sweeps(found: Sequence[Preference]) -> list[FactorSweep]:
    """The factors of which at least FEWEST_DOSES numbers were tried, most questions first."""
    points: dict[tuple[str, str], list[Point]] = defaultdict(list)
    behind: dict[tuple[str, str], dict[str, Preference]] = defaultdict(dict)
    for one in found:
        for cell, (variation, numbers) in one.factors.items():
            if (seen := one.under(cell)) is None:
                continue
            for factor, dose in numbers.items():
                point = Point(dose, seen[0] * seen[1], seen[1], one.question)
                points[factor, variation].append(point)
                behind[factor, variation][one.question] = one
    made = [
        FactorSweep(*key, some, list(behind[key].values()))
        for key, some in points.items()
        if len({one.dose for one in some}) >= FEWEST_DOSES
    ]
    return sorted(made, key=lambda one: (-len(one.questions), one.factor, one.variation))
