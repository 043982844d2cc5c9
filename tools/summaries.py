"""What studies found, read from an index: counts, pages by weight, and what findings say together.

Findings that are stored are never read whole to show a few; those of a study that is under way are
concluded anew each time. Writes nothing but the index of findings that an earlier release stored.
"""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ..store.records import Wanted
from ..store.store import Store
from .registry import KINDS, AnyFinding, finding_of
from .study.pooled import Facts, Pooled
from .study.protocol import recorded

log = logging.getLogger("velleity.summaries")

PAGE = 24
"""Findings that are read at once."""
MOST_MODELS = 5
"""Models of which findings are pooled: each by itself, as two are two populations."""
UNPOOLED = 3
"""Findings of one model that are not pooled."""
EVERYONE = "all models"
"""Of whom a figure is that pools several models."""
Told = tuple[str, AnyFinding]
"""A finding with its study's id."""


class Filter(NamedTuple):
    """Which findings are meant; None leaves all."""

    verdict: str | None = None
    text: str | None = None
    model: str | None = None


EVERY = Filter()


class Summaries:
    """The findings of some studies."""

    def __init__(
        self,
        store: Store,
        studies: Sequence[str],
        concluded: Callable[[str], Sequence[AnyFinding] | None],
        which: Filter,
    ) -> None:
        """Take up some studies; `concluded` gives the findings of one that are not in the store.

        `unreadable` holds the study of each finding that was left out because it cannot be read,
        as far as was read; `inconclusive` the studies whose findings cannot be made.
        """
        self._store, self._which = store, which
        self._models = {one: store.study(one).model for one in studies}
        if which.model is not None:
            self._models = {one: m for one, m in self._models.items() if m == which.model}
        self._live: list[Told] = []
        self.unreadable: list[str] = []
        self.inconclusive: list[str] = []
        stored: list[str] = []
        for one in self._models:
            try:
                if (found := concluded(one)) is None:
                    stored.append(one)
                else:
                    self._live += [(one, finding) for finding in found if self._meant(finding)]
            except Exception:  # of one study, whatever it stumbles over: the others stand
                log.exception("the findings of study %s cannot be made", one)
                self.inconclusive.append(one)
        self._live.sort(key=lambda pair: -pair[1].weight)
        self._index(stored)
        self._wanted = Wanted(tuple(stored), which.verdict, which.text)

    def _meant(self, finding: AnyFinding) -> bool:
        text = (self._which.text or "").lower()
        return self._which.verdict in (None, finding.headline) and text in finding.about.lower()

    def _index(self, studies: Sequence[str]) -> None:
        """Make the index of findings that were stored without one."""
        for one in self._store.unindexed(studies):
            found = [
                recorded(one, row.position, finding, row.body)
                for row in self._store.findings(one)
                if (finding := self._read(one, row.body)) is not None
            ]
            self._store.index(one, found).result()

    def _read(self, study: str, body: Any) -> AnyFinding | None:
        found = finding_of(body)
        if found is None:
            self.unreadable.append(study)
        return found

    @property
    def counts(self) -> Counter[str]:
        """How many findings there are under each word."""
        found = self._store.counted(self._wanted)
        found.update(finding.headline for _, finding in self._live)
        return found

    def __len__(self) -> int:
        """All that are meant."""
        return self.counts.total()

    def cells(self) -> list[int]:
        """How many cells each finding has, in the order of the rows; none but preferences have any.

        Nothing is read but these numbers.
        """
        live = [len(one.cells) if one.kind == "preference" else 0 for _, one in self._live]
        return [*self._store.cells(self._wanted), *live]

    def rows(self, offset: int = 0) -> Iterator[Told]:
        """Findings from a place on, what matters most first; those under way come last."""
        at = offset
        while some := self._store.ranked(self._wanted, PAGE, at):
            for study, body in some:
                if (finding := self._read(study, body)) is not None:
                    yield study, finding
            at += len(some)
        total = self._store.counted(self._wanted).total()
        yield from self._live[max(0, offset - total) :]

    def pooled(self) -> list[Pooled]:
        """What the findings of each model say together, by kind; of all models where that is asked.

        Of few findings only what is asked of several models: each says more by itself.
        """
        by_model: dict[tuple[str, str], list[Facts]] = {}
        few = len(self) <= UNPOOLED
        stored = (
            (study, headline, json.loads(facts))
            for study, headline, facts in self._store.facts(self._wanted)
        )
        live = (
            (study, finding.headline, finding.facts)
            for study, finding in self._live
            if finding.facts is not None
        )
        for study, headline, facts in (*stored, *live):
            kind = KINDS[facts["kind"]]
            if kind.across or not few:
                model = EVERYONE if kind.across else self._models[study]
                by_model.setdefault((model, facts["kind"]), []).append(Facts(headline, facts))
        made: list[Pooled] = []
        ranked = sorted(by_model.items(), key=lambda one: (-len(one[1]), one[0]))
        for (model, kind), facts in ranked[:MOST_MODELS]:
            if (pool := KINDS[kind].pool) is not None:
                made.append(pool(model, facts))
        return [one for one in made if one.figures or one.not_computed]
