"""Counts of paired comparisons, and whether they determine utilities at all.

Knows who was shown with whom and who won. Links and estimates are in `bradley_terry.py`, the
graph's algorithms in `win_graph.py`.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import win_graph
from .links import Floats
from .win_graph import Ints


class NotIdentified(ValueError):
    """Raised when the answers leave some utility or the order effect without a finite estimate."""


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Counts by ordered pair: rows in which `first` was shown before `second`.

    All arrays have the shape (rows,); a pair may have several rows, and its other order is a row of
    its own. Wins may be fractional.

    Raises:
        ValueError: lengths differ, an index is out of range, an item meets itself, or a count is
            negative or not finite.
    """

    first: Ints
    second: Ints
    first_wins: Floats
    second_wins: Floats
    items: int

    def __post_init__(self) -> None:
        """Refuse what cannot be counts of pairs."""
        columns = (self.first, self.second, self.first_wins, self.second_wins)
        if self.items < 2:
            raise ValueError(f"{self.items} items cannot be compared: give at least two")
        if any(column.shape != (len(self.first),) for column in columns):
            raise ValueError("first, second and their wins must be flat and equally long")
        for indices in (self.first, self.second):
            if indices.size and indices.dtype.kind not in "iu":
                raise ValueError("first and second must hold whole numbers: positions of items")
            if indices.size and not 0 <= indices.min() <= indices.max() < self.items:
                raise ValueError(f"items are numbered from 0 to {self.items - 1}")
        if np.any(self.first == self.second):
            raise ValueError("an item is compared with itself: leave such rows out")
        for wins in (self.first_wins, self.second_wins):
            if not np.all(np.isfinite(wins) & (wins >= 0)):
                raise ValueError("wins must be finite and not negative")

    @cached_property
    def answers(self) -> Floats:
        """How many answers each row holds."""
        return self.first_wins + self.second_wins

    def rows(self, which: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> "Comparisons":
        """Some of the rows alone: (rows,) of true and false."""
        return Comparisons(
            self.first[which],
            self.second[which],
            self.first_wins[which],
            self.second_wins[which],
            self.items,
        )


def components(comparisons: Comparisons) -> list[set[int]]:
    """Groups of items that answers connect, the largest first.

    Between groups only a prior speaks.
    """
    asked = comparisons.answers > 0
    return win_graph.components(
        comparisons.items, comparisons.first[asked], comparisons.second[asked]
    )


def require_identified(comparisons: Comparisons, order: bool) -> None:
    """Refuse data whose likelihood has no finite peak, with or without an order effect.

    Raises:
        NotIdentified: there are several components, or some item or one slot wins without bound.
    """
    groups = components(comparisons)
    if len(groups) > 1:
        raise NotIdentified(
            f"the items fall into {len(groups)} groups that were never compared with each other: "
            "compare items across groups, fit each group alone, or set prior_sd"
        )
    up, down = comparisons.first_wins > 0, comparisons.second_wins > 0
    losers = np.concatenate((comparisons.second[up], comparisons.first[down]))
    winners = np.concatenate((comparisons.first[up], comparisons.second[down]))
    if not win_graph.strongly_connected(comparisons.items, losers, winners):
        raise NotIdentified(
            "some items always win or always lose against all others, so their utilities have no "
            "bound: ask more, leave these items out, or set prior_sd"
        )
    # A slope in the order effect has no end exactly when utilities can follow it, win by win.
    gains = np.concatenate((np.full(int(up.sum()), -1), np.full(int(down.sum()), 1)))
    if order and not all(
        win_graph.has_rising_cycle(comparisons.items, losers, winners, sign * gains)
        for sign in (1, -1)
    ):
        raise NotIdentified(
            "the answers put no bound on the order effect: ask pairs in both orders, set prior_sd, "
            "or fit with order=False"
        )
