"""What a finding of a preference left to be pooled, read back with names. Computes shares alone."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from statistics import fmean
from typing import Any, NamedTuple

from ...perturbations.catalogue import REASONABLE, Side
from ...study.pooled import Facts


class CellFacts(NamedTuple):
    """One reasonable wording in one order: answers asked, and that chose each option."""

    variation: str
    tier: str
    first: Side | None
    asked: int
    a: int
    b: int

    @property
    def share_first(self) -> float:
        """That chose what was shown first, of all asked."""
        return (self.a if self.first == "a" else self.b) / self.asked


class RungFacts(NamedTuple):
    """One wording that pushes, both orders together: its share of option a."""

    variation: str
    tier: str
    share_a: float | None
    n: int


class Preference:
    """One finding's facts.

    `factors` has the numbers of a wording's factors, by its name, beside that of its variation.
    """

    def __init__(self, given: Facts) -> None:
        """Read them."""
        facts: dict[str, Any] = given.facts
        self.verdict = given.headline
        self.question: str = facts["question"]
        self.a: str = facts["a"]
        self.b: str = facts["b"]
        self.e_value: float | None = facts["e"]
        self.exact: bool = facts["exact"]
        self._favours: Side | None = facts.get("favours")
        self.cells = [CellFacts(*one) for one in facts["cells"] if one[3]]
        self.rungs = [RungFacts(*one) for one in facts["rungs"]]
        self.factors: dict[str, tuple[str, dict[str, float]]] = {
            cell: (of, numbers) for cell, (of, numbers) in facts.get("factors", {}).items()
        }
        self.categories: tuple[str, str] = (
            facts.get("category_a", ""),
            facts.get("category_b", ""),
        )

    @property
    def favours(self) -> Side | None:
        """The option ahead; of an earlier release's finding by its cells."""
        ahead = sum((one.a - one.b) / one.asked for one in self.cells)
        return self._favours or (None if not ahead else "a" if ahead > 0 else "b")

    @cached_property
    def orders(self) -> set[Side]:
        """The orders that were asked, as far as they are known."""
        return {one.first for one in self.cells if one.first is not None}

    @property
    def in_both(self) -> bool:
        """Whether it was asked in both orders."""
        return len(self.orders) == 2

    def share_a(self, first: Side | None = None) -> float | None:
        """Of option a, as the mean over all cells, or over those of one order."""
        shares = [one.a / one.asked for one in self.cells if first in (None, one.first)]
        return fmean(shares) if shares else None

    @property
    def share_first(self) -> float | None:
        """Of what is shown first, as the mean over cells; each order alike where there are both."""
        means = [
            fmean(one.share_first for one in self.cells if one.first == first)
            for first in sorted(self.orders)
        ]
        return fmean(means) if means else None

    @property
    def gap(self) -> float | None:
        """How much more option a is chosen when it is first than when it is second."""
        first, second = self.share_a("a"), self.share_a("b")
        return None if first is None or second is None else first - second

    def under(self, variation: str) -> tuple[float, int] | None:
        """The share of option a in one wording, orders alike, and its answers."""
        cells = [one for one in self.cells if one.variation == variation]
        if cells:
            return fmean(one.a / one.asked for one in cells), sum(one.asked for one in cells)
        for one in self.rungs:
            if one.variation == variation and one.share_a is not None:
                return one.share_a, one.n
        return None


def conditions(found: Sequence[Preference]) -> list[str]:
    """The wordings by name, the one first that the others are compared with.

    That is the reasonable one under which most questions were asked.
    """
    asked: Counter[str] = Counter()
    reasonable: set[str] = set()
    for one in found:
        names = {cell.variation: cell.tier for cell in one.cells}
        names |= {rung.variation: rung.tier for rung in one.rungs}
        asked.update(list(names))
        reasonable |= {name for name, tier in names.items() if tier in REASONABLE}
    return sorted(asked, key=lambda name: (name not in reasonable, -asked[name], name))
