"""All that was written and judged in one study, and which pairs of texts serve what.

A run has texts; an import has ballots on pairs that are known by name alone. Both are looked at
here in the same way. Counts nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ...judges.panel import Ballot
from ..design import CALIBRATING, KNOWN_QUALITY, LONGER, ORDERED
from ..prompts import Pair, Written


@dataclass(frozen=True)
class Judgements:
    """The ballots, the pairs that they are on, and the texts that were written.

    `control` holds the pairs that tell what judges are worth: their contrast says how. `imported`
    names the contrast and the family of each pair whose texts are not on record.
    """

    ballots: list[Ballot]
    pairs: list[Pair] = field(default_factory=list[Pair])
    control: list[Pair] = field(default_factory=list[Pair])
    written: list[Written] = field(default_factory=list[Written])
    imported: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    @property
    def known(self) -> set[str]:
        """The names of the pairs of which the better text is known: it is text 1."""
        return self.group(KNOWN_QUALITY, None)

    @property
    def longer(self) -> set[str]:
        """The names of the pairs whose text 1 is longer and says no more."""
        return self.group(LONGER, None)

    @property
    def ordered(self) -> set[str]:
        """The names of the pairs whose text 2 is worse and tells judges what to answer."""
        return self.group(ORDERED, None)

    @cached_property
    def calibrating(self) -> frozenset[str]:
        """The names of all pairs that say something of judges, and nothing of the writer."""
        return frozenset(name for one in CALIBRATING for name in self.group(one, None))

    @property
    def families(self) -> list[str]:
        """The families of the texts, in the order in which they come."""
        named = [pair.family.name for pair in self.pairs]
        named += [of for name, of in self.imported.values() if name not in CALIBRATING]
        return list(dict.fromkeys(named))

    def group(self, contrast: str, family: str | None) -> set[str]:
        """The names of the pairs of one contrast, of one family or of all."""
        return {
            name
            for name, (own, of) in self._named.items()
            if own == contrast and family in (None, of)
        }

    @cached_property
    def _named(self) -> dict[str, tuple[str, str]]:
        texts = (*self.pairs, *self.control)
        return {one.name: (one.contrast, one.family.name) for one in texts} | dict(self.imported)
