"""Factors, levels and variations: their names, tiers and lookup. Knows nothing of rendering.

Tiers, from mild to strong (Velleity calls the first two *reasonable*):
    surface       meaning-preserving: labels, layout, wording, position of the instruction
    circumstance  irrelevant or everyday context: a persona, the weather, hurry, what is closer
    nudge         someone suggests an option
    pressure      told, forced or paid to choose an option
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from .levels import LEVELS, Level
from .wide import WIDE

Side = Literal["a", "b"]
Tier = Literal["surface", "circumstance", "nudge", "pressure"]
TIERS: tuple[Tier, ...] = ("surface", "circumstance", "nudge", "pressure")
REASONABLE: tuple[Tier, ...] = ("surface", "circumstance")
PLAIN = "plain"
"""The id of the variation that leaves every factor at its first level."""

ALL_LEVELS = (*LEVELS, *WIDE)
_BY_ID = {level.id: level for level in ALL_LEVELS}
DEFAULTS: dict[str, Level] = {level.factor: level for level in reversed(ALL_LEVELS)}
"""The first level of each factor."""


@dataclass(frozen=True)
class Variation:
    """One way to ask: the levels that differ from the defaults, in the catalogue's order.

    `toward` is the option that a directed level speaks for; None when no level is directed.
    """

    levels: tuple[Level, ...]
    toward: Side | None = None

    @cached_property
    def id(self) -> str:
        """Its stable name: `plain`, `layout=xml`, `circumstance=nearer:b`, joined by `+`."""
        names = (
            f"{level.id}:{self.toward}" if level.directed else level.id for level in self.levels
        )
        return "+".join(names) or PLAIN

    @cached_property
    def tier(self) -> Tier:
        """The strongest tier among its levels."""
        return TIERS[max((TIERS.index(level.tier) for level in self.levels), default=0)]

    @property
    def description(self) -> str:
        """What it changes, in words."""
        words = "; ".join(level.description for level in self.levels)
        return f"{words} (toward option {self.toward})" if self.toward else words or "as it is"

    def level(self, factor: str) -> Level:
        """Return its level of one factor."""
        return next((one for one in self.levels if one.factor == factor), DEFAULTS[factor])


def variation(name: str) -> Variation:
    """Look a variation up by its id.

    Raises:
        ValueError: a level is unknown, a factor stands twice, or a direction is missing or stray.
    """
    if name == PLAIN:
        return Variation(())
    levels: list[Level] = []
    directions: set[str] = set()
    for part in name.split("+"):
        key, _, direction = part.partition(":")
        level = _BY_ID.get(key)
        if level is None:
            raise ValueError(f"There is no level {key!r} in the catalogue of variations.")
        if direction not in (("a", "b") if level.directed else ("",)):
            hint = f"{key}:a or {key}:b" if level.directed else key
            raise ValueError(f"{part!r} should read {hint}.")
        levels.append(level)
        directions |= {direction} - {""}
    if len({level.factor for level in levels}) < len(levels) or len(directions) > 1:
        raise ValueError(f"{name!r} sets a factor twice or speaks for both options.")
    levels.sort(key=ALL_LEVELS.index)
    toward: Side | None = "a" if "a" in directions else "b" if "b" in directions else None
    return Variation(tuple(levels), toward)


def catalogue(tiers: Sequence[Tier] = REASONABLE, *, wide: bool = False) -> tuple[Variation, ...]:
    """List the variations of some tiers that change one factor at a time, `plain` first.

    The core has a few levels of each kind; the wide catalogue has them all, and costs more to ask.

    One factor at a time leaves no effect of a level aliased with that of another. Directed levels
    stand twice, once toward each option.
    """
    found = [Variation(())] if "surface" in tiers else []
    for level in ALL_LEVELS if wide else LEVELS:
        if level.tier in tiers and level is not DEFAULTS[level.factor]:
            sides: tuple[Side | None, ...] = ("a", "b") if level.directed else (None,)
            found += [Variation((level,), side) for side in sides]
    return tuple(found)


SIDES: tuple[Side, Side] = ("a", "b")
