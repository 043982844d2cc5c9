"""The claims of an investigation, as its ledger takes them: all of a label, whatever is shown.

Reads what studies left in the store, puts the answers of those that ask the same together, and
hands the claims over. What a claim is, is each verb's to say; what stands, the ledger's.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from ..store.errors import InputError
from ..store.records import Search, StudyRecord, TrialRecord
from ..store.store import Store
from ..store.texts import canonical, digest
from .ledger.entries import Entry, Run, grouped
from .ledger.finding import Ledger, LedgerRow
from .ledger.ledger import ledger_of, rows_of
from .registry import VERBS, AnyFinding, design_of, kind_of
from .study.claims import Claim
from .study.pooled import Facts
from .study.steps import NextCall, again
from .summaries import EVERY, Summaries

MOST_AGAIN = 4
"""Studies of one claim: what many answers do not show is not there to be shown."""
LOOKED, RESUMED = "looked", "resumed"
"""What is remembered of a study that has not ended."""
log = logging.getLogger("velleity.investigations")


class Investigation:
    """All studies that are corrected together with some."""

    def __init__(
        self,
        store: Store,
        shown: Sequence[str],
        concluded: Callable[[str], Sequence[AnyFinding] | None],
    ) -> None:
        """Take up the labels of some studies; one without a label is a family with the others."""
        self._store = store
        self._studies = {one.id: one for one in _family(store, shown)}
        self._found = Summaries(store, list(self._studies), concluded, EVERY)

    def like(self, other: "Investigation") -> bool:
        """Whether another says the same: of the same studies, all over, and looked at as often."""
        mine = self._studies
        over = all(one.state == "done" for one in mine.values())
        return over and mine == other._studies and self._looks == other._looks

    @cached_property
    def _looks(self) -> Counter[tuple[str, str]]:
        return self._store.looks(self.studies)

    @property
    def studies(self) -> list[str]:
        """All of them, the oldest first."""
        return list(self._studies)

    @cached_property
    def ledger(self) -> Ledger:
        """All claims, corrected together."""
        labels = dict.fromkeys(one.label for one in self._studies.values())
        label = ", ".join(one for one in labels if one)
        return ledger_of(self._claims, self._rows, label, self._found.unclaimed())

    def standing(self, study: str, finding: AnyFinding) -> list[LedgerRow]:
        """What becomes of each claim of a finding."""
        facts = Facts(finding.headline, finding.facts or {})
        names = [one.name for one in kind_of(finding).claims(facts)]
        return [row for name in names if (row := self._by_name.get((study, name))) is not None]

    def more_answers(self) -> NextCall | None:
        """The first study whose claim alone would do and among all does not, asked for more: with
        another seed, so that its answers are added to those that there are.
        """
        for row in self.ledger.rows:
            study = self._studies[row.studies[-1]]
            able = study.verb in VERBS and VERBS[study.verb].together is not None
            if row.kept is False and row.by == "e-BH" and able and len(row.studies) < MOST_AGAIN:
                seeds = [self._studies[one].design.get("seed", 0) for one in row.studies]
                why = (
                    f"The ledger does not keep “{row.verdict.replace('_', ' ')}” among "
                    f"{self.ledger.tested:,} claims; answers to the same are added to these."
                )
                return again(study.id, why, seed=max(seeds) + 1)
        return None

    @cached_property
    def _claims(self) -> list[Entry]:
        return [entry for runs in grouped(list(self._runs())) for entry in self._entries(runs)]

    @cached_property
    def _rows(self) -> list[LedgerRow]:
        return rows_of(self._claims, self._found.unclaimed())

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], LedgerRow]:
        told = zip(self._claims, self._rows, strict=True)
        return {(run.study, run.claim.name): row for one, row in told for run in one.runs}

    def _runs(self) -> Iterator[Run]:
        looks = self._looks
        asked = {one.id: _asked(one) for one in self._studies.values()}
        for study_id, claim in self._found.claims():
            study, (alike, family) = self._studies[study_id], asked[study_id]
            yield Run(
                study=study_id,
                model=study.model,
                verb=study.verb,
                claim=claim,
                alike=alike,
                foretold=study.design.get("hypothesis", ""),
                family=family,
                looks=looks[study_id, LOOKED],
                resumed=looks[study_id, RESUMED],
                ended=study.state == "done",
            )

    def _entries(self, runs: tuple[Run, ...]) -> list[Entry]:
        """Runs of one claim as one, where answers can be put together; else each by itself."""
        if len(runs) == 1:
            return [Entry(runs[0].claim, runs)]
        if all(one.claim.known for one in runs) and len({one.claim.verdict for one in runs}) == 1:
            return [Entry(runs[-1].claim, runs)]
        claim = self._together(runs)
        if claim is None:
            return [Entry(one.claim, (one,)) for one in runs]
        return [Entry(claim, runs, pooled=True)]

    def _together(self, runs: Sequence[Run]) -> Claim | None:
        """The claim that follows from the answers of all runs; None where that is not to be had."""
        judge = VERBS[runs[0].verb].together
        if judge is None or any(one.claim.known or not one.claim.question for one in runs):
            return None
        records = concatenated([self._answers(one) for one in runs])
        try:
            design = design_of(self._studies[runs[-1].study].design)
            finding = judge(design, records)
        except (InputError, ValueError):
            log.exception("answers to one question cannot be put together")
            return None
        [claim] = kind_of(finding).claims(Facts(finding.headline, finding.facts or {}))
        return claim

    def _answers(self, run: Run) -> list[TrialRecord]:
        return self._store.trials(run.study, question=run.claim.question, kind="choice")


def _family(store: Store, shown: Sequence[str]) -> list[StudyRecord]:
    """The studies of the labels of some, and those of them that have none."""
    named = [store.study(one) for one in shown]
    labels = dict.fromkeys(one.label for one in named if one.label)
    labelled = [one for label in labels for one in store.studies(Search(label), limit=-1)[::-1]]
    return [*labelled, *(one for one in named if not one.label)]


def _asked(study: StudyRecord) -> tuple[str, int]:
    """What is the same of studies that ask in the same way, and how many claims one says to be."""
    loose = VERBS[study.verb].loose if study.verb in VERBS else frozenset[str]()
    family = 1
    given = study.design
    try:
        design = design_of(study.design)
        given, family = design.model_dump(mode="json"), design.family
    except InputError:  # of another release: it is like those that are written alike
        log.warning("the design of study %s cannot be read", study.id)
    return digest(canonical({k: v for k, v in given.items() if k not in loose})), family


def concatenated(studies: Sequence[Sequence[TrialRecord]]) -> list[TrialRecord]:
    """The answers of several studies as one long sequence, none of them twice.

    Studies of one seed may hold the same draws: where all trials that two have in common were
    answered alike, what the later one has beyond the earlier is new. Else all of it is.
    """
    found: list[TrialRecord] = []
    known: dict[str, TrialRecord] = {}
    numbered = 0
    for records in studies:
        common = [(one, known[one.id]) for one in records if one.id in known]
        same = bool(common) and all(_alike(*pair) for pair in common)
        new = [one for one in records if not (same and one.id in known)]
        found += [replace(one, replicate=one.replicate + (0 if same else numbered)) for one in new]
        known.update((one.id, one) for one in records)
        numbered = 1 + max((one.replicate for one in found), default=-1)
    return found


def _alike(one: TrialRecord, other: TrialRecord) -> bool:
    return (one.outcome, one.chosen, one.reply) == (other.outcome, other.chosen, other.reply)
