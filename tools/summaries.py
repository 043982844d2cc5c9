"""What studies found, read from an index: counts, pages by weight, and what findings say together.

Findings that are stored are never read whole to show a few; those of a study that is under way are
concluded anew each time. Writes nothing but the index of findings that an earlier release stored,
and what those of one study say together.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from ..store.errors import Unwritable
from ..store.records import Wanted
from ..store.store import Store
from ..store.texts import parsed
from .registry import KINDS, AnyFinding, finding_of, kind_of
from .study.claims import Claim
from .study.pooled import Comparison, Facts, Figure, OfStudy, Pooled
from .study.protocol import recorded

log = logging.getLogger("velleity.summaries")

PAGE = 24
"""Findings that are read at once."""
MOST_MODELS = 5
"""Models of which findings are pooled: each by itself, as two are two populations."""
UNPOOLED = 3
"""Findings of one model that are not pooled."""
FORM = 3
"""Of the figures that are remembered: to be raised when they are made in another way."""
MOST_FACTS = 16_000_000
"""Characters of what findings left to be pooled: of some 60,000 questions in two orders."""
MOST_CLAIMED = 4_000_000
"""Characters of what a study's findings left for their claims to be looked at: of some 15,000."""
EVERYONE = "all models"
"""Of whom a figure is that pools several models."""
CLAIMS = "claims"
"""Under what the claims of a study are remembered."""
_CLAIMS = TypeAdapter(list[Claim])
Told = tuple[str, AnyFinding]
"""A finding with its study's id."""


class Filter(NamedTuple):
    """Which findings are meant; None leaves all."""

    verdict: str | None = None
    text: str | None = None
    models: tuple[str, ...] | None = None


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
        if which.models is not None:
            self._models = {one: m for one, m in self._models.items() if m in which.models}
        self._live: list[Told] = []
        self._claims: dict[str, list[Claim]] = {}
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
                recorded(row.position, finding, row.body)
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
        groups = self._groups()
        ranked = sorted(groups.items(), key=lambda one: (-one[1], one[0]))
        made = [self._pool(model, kind, n) for (model, kind), n in ranked[:MOST_MODELS]]
        return [one for one in made if one.figures or one.not_computed]

    def comparisons(self) -> list[Comparison]:
        """What several models that were asked the same say beside each other, by kind."""
        if len(set(self._models.values())) < 2:
            return []
        given: dict[str, list[OfStudy]] = {}
        order = {one: at for at, one in enumerate(self._models)}
        kinds = sorted(self._store.kinds(self._wanted), key=lambda row: order[row[0]])
        for study, kind, _ in kinds:
            if KINDS[kind].between is not None:
                some = given.setdefault(kind, [])
                for headline, body in self._store.facts(study, kind, self._wanted, MOST_CLAIMED):
                    facts = Facts(headline, parsed(body))
                    some.append(OfStudy(study, self._models[study], facts))
        for study, one in self._live:
            facts = Facts(one.headline, one.facts or {})
            given.setdefault(one.kind, []).append(OfStudy(study, self._models[study], facts))
        made = [between(some) for kind, some in given.items() if (between := KINDS[kind].between)]
        return [one for one in made if one is not None]

    def claims(self) -> Iterator[tuple[str, Claim]]:
        """What every finding claims, with its study's id; of a stored study made once.

        Of a study of very many findings those of the first, in an order that knows nothing of
        answers; how many more there are, `unclaimed` says.
        """
        for one in self._wanted.studies:
            yield from ((one, claim) for claim in self._stored_claims(one))
        for study, one in self._live:
            facts = Facts(one.headline, one.facts or {})
            yield from ((study, claim) for claim in kind_of(one).claims(facts))

    def unclaimed(self) -> int:
        """How many findings are too many for their claims to be looked at."""
        numbers = Counter[str]()
        for study, _, n in self._store.kinds(self._wanted):
            numbers[study] += n
        return sum(max(0, n - len(self._stored_claims(one))) for one, n in numbers.items())

    def _stored_claims(self, study: str) -> list[Claim]:
        if study not in self._claims:
            self._claims[study] = self._make_claims(study)
        return self._claims[study]

    def _make_claims(self, study: str) -> list[Claim]:
        if (known := self._store.pooled(study, CLAIMS, FORM)) is not None:
            with suppress(ValidationError):  # damaged: made again
                return _CLAIMS.validate_json(known)
        own = Wanted((study,))
        made = [
            claim
            for _, kind, _ in self._store.kinds(own)
            for headline, body in self._store.facts(study, kind, own, MOST_CLAIMED)
            for claim in KINDS[kind].claims(Facts(headline, parsed(body)))
        ]
        self._remember(study, CLAIMS, _CLAIMS.dump_json(made).decode())
        return made

    def _remember(self, study: str, kind: str, made: str) -> None:
        """Keep what was made once; where nothing can be written it is made again each time."""
        with suppress(Unwritable):
            self._store.remember_pooled(study, kind, FORM, made).result()

    def _groups(self) -> Counter[tuple[str, str]]:
        """How many findings are pooled, by model and kind."""
        found: Counter[tuple[str, str]] = Counter()
        few = len(self) <= UNPOOLED
        told = [(study, kind, n) for study, kind, n in self._store.kinds(self._wanted)]
        told += [(study, one.facts["kind"], 1) for study, one in self._live if one.facts]
        for study, kind, n in told:
            row = KINDS[kind]
            if row.pool is not None and (row.across or not few):
                found[self._whose(study, kind), kind] += n
        return found

    def _whose(self, study: str, kind: str) -> str:
        return EVERYONE if KINDS[kind].across else self._models[study]

    def _pool(self, model: str, kind: str, whole: int) -> Pooled:
        """The figures of a group of so many; those of one whole stored study are made once."""
        alone = self._alone(model, kind)
        if alone and (known := self._store.pooled(alone, kind, FORM)) is not None:
            with suppress(ValidationError):
                return Pooled.model_validate_json(known)
        pool = KINDS[kind].pool
        assert pool is not None
        found = _of_some(model, whole, self._facts(model, kind), pool)
        if alone:
            self._remember(alone, kind, found.model_dump_json())
        return found

    def _alone(self, model: str, kind: str) -> str | None:
        """The one study that a group consists of, if all of its findings are meant and stored."""
        if self._wanted.headline is not None or self._wanted.text is not None:
            return None
        if any(self._whose(study, kind) == model for study, _ in self._live):
            return None
        studies = [one for one in self._wanted.studies if self._whose(one, kind) == model]
        return studies[0] if len(studies) == 1 else None

    def _facts(self, model: str, kind: str) -> Iterator[Facts]:
        """What the findings of a group left to be pooled, as far as memory holds it.

        Each study has its part of the room, and its findings come in their order, which knows
        nothing of answers: that of an import is by the digest of the texts.
        """
        own = [one for one in self._wanted.studies if self._whose(one, kind) == model]
        for study in own:
            for headline, facts in self._store.facts(
                study, kind, self._wanted, MOST_FACTS // len(own)
            ):
                yield Facts(headline, parsed(facts))
        for study, one in self._live:
            if one.facts and one.facts["kind"] == kind and self._whose(study, kind) == model:
                yield Facts(one.headline, one.facts)


def _of_some(
    model: str,
    whole: int,
    facts: Iterator[Facts],
    pool: Callable[[str, Iterable[Facts]], Pooled],
) -> Pooled:
    """The figures of a group; first that they rest on a part of it, where they do."""
    read = 0

    def counted() -> Iterator[Facts]:
        nonlocal read
        for one in facts:
            read += 1
            yield one

    found = pool(model, counted())
    if read >= whole:
        return found
    sentence = (
        f"The figures below rest on {read:,} of {whole:,} findings, drawn without a look at their "
        "answers: more are not pooled at once. Choose some with text or verdict to pool those."
    )
    told = Figure(figure="sample", model=model, sentence=sentence, of=read)
    return found.model_copy(update={"figures": [told, *found.figures]})
