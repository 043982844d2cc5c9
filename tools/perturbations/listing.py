"""The catalogue of variations as a list, for people and scripts that want to see it."""

from typing import NamedTuple

from .catalogue import ALL_LEVELS, DEFAULTS, PLAIN, variation
from .factors import factors
from .levels import LEVELS


class Row(NamedTuple):
    """One level of one factor. `core`: asked by default; `default`: where nothing is varied."""

    id: str
    tier: str
    core: bool
    default: bool
    description: str
    text: str


def rows() -> list[Row]:
    """Every level, in the catalogue's order."""
    return [
        Row(
            level.id,
            level.tier,
            level in LEVELS,
            level is DEFAULTS[level.factor],
            level.description,
            " ".join(text for text in (level.text, level.reply) if text),
        )
        for level in ALL_LEVELS
    ]


def factor_names() -> list[str]:
    """The factors that a factorial design may cross."""
    return [factor.name for factor in factors(wide=True)]


def in_words(name: str) -> str:
    """What a variation changes, by its id; one that the catalogue does not know by its name."""
    if name == PLAIN:
        return "asked plainly"
    try:
        return variation(name).description
    except ValueError:
        return name
