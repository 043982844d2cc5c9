"""Answers as numbers: for each role of a family a table of prompts by cells.

A cell is a format, an order and a polarity: what a yes, or a first label, would be in it. Two cells
of one format and order that differ by polarity alone make a pair. Styles are told from content by
pairs that both roles have; whatever else was asked is left out of the balanced numbers, and counted
in the raw ones. Knows no rule and no model.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..statistics.divergence.clustered_difference import Pair
from ..statistics.divergence.jensen_shannon import Floats
from ..statistics.divergence.published import Tally
from .bank.families import Format, Role

FEWEST = 2
"""Prompts that a cell needs in each role to count: one tells nothing of how prompts differ."""
Key = tuple[Format, str, int]
"""A cell: format, order, polarity."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers to one prompt of one item: how much supports, opposes, is neutral, is missing.

    `order` names what stood first. Known probabilities count as parts of one answer (`exact`);
    `mass` is then what the two labels cover together.
    """

    role: Role
    item: str
    format: Format
    order: str
    polarity: int
    supports: float = 0.0
    opposes: float = 0.0
    neutral: float = 0.0
    missing: float = 0.0
    outcome: str = "chose"
    mass: float | None = None

    @property
    def exact(self) -> bool:
        """Whether it is known and not drawn."""
        return self.mass is not None


@dataclass
class _Sums:
    """What came of one item in one cell."""

    supports: float = 0.0
    opposes: float = 0.0
    missing: float = 0.0


@dataclass(frozen=True)
class RoleTable:
    """One role: items in rows, cells in columns.

    `values` are shares that support among decided answers; `lowest` and `highest` what they would
    be were all that is missing against, or for; NaN where nothing was asked or decided. `decided`
    counts answers, infinitely many where they are known.
    """

    items: tuple[str, ...]
    values: Floats
    lowest: Floats
    highest: Floats
    decided: Floats
    raw: Floats
    tally: Tally
    letters: Tally
    outcomes: Counter[str]
    masses: tuple[float, ...]
    undecided: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Tables:
    """The roles of one family, with the pairs of columns that stated and revealed share."""

    keys: tuple[Key, ...]
    pairs: tuple[Pair, ...]
    roles: dict[Role, RoleTable]
    left_out: tuple[str, ...] = ()

    def paired(self, role: Role) -> bool:
        """Whether a role has prompts in every cell of the pairs."""
        table = self.roles.get(role)
        if table is None or not self.pairs:
            return False
        used = [at for pair in self.pairs for at in (pair.plus, pair.minus)]
        return bool((~np.isnan(table.values[:, used])).any(axis=0).all())

    def scores(self, role: Role) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
        """One value for each prompt that has any in the pairs, its stratum, and its row.

        A stratum is the set of cells a prompt was asked in: prompts of one stratum met the same
        styles.
        """
        table = self.roles[role]
        weights = np.zeros(len(self.keys))
        for pair in self.pairs:
            weights[[pair.plus, pair.minus]] = pair.weight
        there = ~np.isnan(table.values) & (weights > 0)
        total = (there * weights).sum(axis=1)
        kept = np.flatnonzero(total > 0)
        sums = np.nansum(np.where(there, table.values, 0.0) * weights, axis=1)
        strata = np.array([_named(there[row]) for row in kept], np.int64)
        return sums[kept] / total[kept], strata, kept

    def signs(self, role: Role, least: float, margin: float) -> dict[str, int]:
        """By item: 1 if all of its decided cells support, -1 if all oppose, else 0.

        A cell does so whose share is further from one half than the margin. Items with fewer
        decided answers than `least` are left out: chance may have agreed.
        """
        table = self.roles[role]
        found: dict[str, int] = {}
        for row, item in enumerate(table.items):
            cells = table.values[row][~np.isnan(table.values[row])]
            if len(cells) and table.decided[row] >= least:
                for_it = bool((cells > 0.5 + margin).all())
                against = bool((cells < 0.5 - margin).all())
                found[item] = int(for_it) - int(against)
        return found


def _named(cells: NDArray[np.bool_]) -> int:
    """A set of cells as a number, the same in both roles, however many cells a log has."""
    return int.from_bytes(hashlib.sha256(cells.tobytes()).digest()[:7])


@dataclass
class _Role:
    sums: dict[tuple[str, Key], _Sums] = field(default_factory=dict[tuple[str, Key], _Sums])
    items: dict[str, None] = field(default_factory=dict[str, None])
    outcomes: Counter[str] = field(default_factory=Counter[str])
    masses: list[float] = field(default_factory=list[float])
    tally: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    letters: list[float] = field(default_factory=lambda: [0.0, 0.0])
    decided: Counter[str] = field(default_factory=Counter[str])
    lost: Counter[str] = field(default_factory=Counter[str])
    exact: set[str] = field(default_factory=set[str])


def tables(answers: Iterable[Answered]) -> Tables:
    """Put the answers of one family into tables."""
    roles: dict[Role, _Role] = {}
    keys: dict[Key, None] = {}
    for one in answers:
        _add(roles.setdefault(one.role, _Role()), one)
        if one.polarity:
            keys[one.format, one.order, one.polarity] = None
    columns = tuple(sorted(keys))
    made: dict[Role, RoleTable] = {role: _table(one, columns) for role, one in roles.items()}
    pairs, left_out = _pairs(columns, made)
    return Tables(columns, pairs, made, left_out)


def _add(role: _Role, one: Answered) -> None:
    role.items[one.item] = None
    decided = one.supports + one.opposes
    weight = decided + one.neutral + one.missing
    role.outcomes[one.outcome] += round(weight) or 1
    role.tally[0] += one.supports
    role.tally[1] += one.opposes
    role.tally[2] += one.neutral
    if one.polarity:
        yes = one.supports if one.polarity == 1 else one.opposes
        role.letters[0] += yes
        role.letters[1] += decided - yes
        sums = role.sums.setdefault((one.item, (one.format, one.order, one.polarity)), _Sums())
        sums.supports += one.supports
        sums.opposes += one.opposes
        sums.missing += one.missing
    role.decided[one.item] += round(decided)
    role.lost[one.item] += round(one.missing + one.neutral)
    if one.mass is not None:
        role.masses.append(one.mass)
        role.exact.add(one.item)


def _table(role: _Role, keys: Sequence[Key]) -> RoleTable:
    items = tuple(role.items)
    shape = (len(items), len(keys))
    values, lowest, highest = (np.full(shape, np.nan) for _ in range(3))
    for row, item in enumerate(items):
        for column, key in enumerate(keys):
            sums = role.sums.get((item, key))
            if sums is None:
                continue
            decided = sums.supports + sums.opposes
            if decided:
                values[row, column] = sums.supports / decided
            if decided + sums.missing:
                lowest[row, column] = sums.supports / (decided + sums.missing)
                highest[row, column] = (sums.supports + sums.missing) / (decided + sums.missing)
    with np.errstate(invalid="ignore"):
        there = ~np.isnan(values)
        counts = there.sum(axis=1)
        raw = np.where(counts, np.nansum(values, axis=1) / np.maximum(counts, 1), np.nan)
    number = [np.inf if one in role.exact else float(role.decided[one]) for one in items]
    return RoleTable(
        items,
        values,
        lowest,
        highest,
        np.array(number),
        raw[:, None],
        Tally(*role.tally),
        Tally(*role.letters),
        role.outcomes,
        tuple(role.masses),
        tuple(role.lost[one] > role.decided[one] for one in items),
    )


def _pairs(
    keys: Sequence[Key], roles: dict[Role, RoleTable]
) -> tuple[tuple[Pair, ...], tuple[str, ...]]:
    """Pairs that stated and revealed share: formats weigh alike, and their orders."""
    both = [roles[role] for role in ("stated", "revealed") if role in roles]
    counts = [(~np.isnan(one.values)).sum(axis=0) for one in both]
    enough = {key for at, key in enumerate(keys) if all(one[at] >= FEWEST for one in counts)}
    named: dict[tuple[Format, str], None] = dict.fromkeys((key[0], key[1]) for key in keys)
    kept = [one for one in named if {(*one, 1), (*one, -1)} <= enough and len(both) == 2]
    orders = Counter(form for form, _ in kept)
    at = {key: column for column, key in enumerate(keys)}
    pairs = tuple(
        Pair(at[form, order, 1], at[form, order, -1], 1 / len(orders) / orders[form])
        for form, order in kept
    )
    return pairs, tuple(f"{form} {order}" for form, order in named if (form, order) not in kept)
