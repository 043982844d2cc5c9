"""What is known of studies, without running any: designs made and changed, findings, the page.

The half of the laboratory that reads. Nothing here speaks a protocol or formats a sentence.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from ..store.errors import InputError, NotFound
from ..store.records import Answer, Search, StudyRecord, TrialRecord
from ..store.store import Store
from ..store.texts import canonical, digest
from .banks.options import banked
from .engine.loop import replay
from .investigations import LOOKED, Investigation
from .registry import VERBS, AnyFinding, design_of, finding_of, kind_of, open_study, verb_of
from .study.asked import OWN_WORDS
from .study.design import Design, TaggedOption
from .study.protocol import Finding, Study
from .study.questions import Ranked
from .study.steps import AGAIN, NextCall
from .study.validation import first_reason
from .summaries import EVERY, Filter, Summaries

if TYPE_CHECKING:
    from .reports.figures import Figure

log = logging.getLogger("velleity.archive")

STUDY = "std_"
"""How the id of a study begins."""
MOST_STUDIES = 50
"""Studies that one summary may span."""
MOST_CHANGES = 2
"""Times that a study is proposed to be asked again with a change: what is open then stays open."""
NEAR = "near_flip"
SAMPLED_BY = frozenset(
    {"ctx", "study_id", "fraction", "seed", "alpha", NEAR}
    | {"max_cost_usd", "max_tokens", "dry_run", "fresh"}
)
"""What may be said where a sample of a study is asked once more."""
MOST_LOOKED_THROUGH = 2_000
"""Answers among which those are found that are asked on."""


class Archive:
    """Designs and findings, over one database."""

    store: Store
    _kept: Investigation | None = None

    def design(self, verb: str, said: Mapping[str, Any]) -> Design:
        """The design that a verb makes of what a caller says.

        Raises:
            ValidationError: an argument is out of its bounds.
            NotFound: a source or a bank is named that there is not.
            InputError: it does not hold what is wanted.
        """
        make = VERBS[verb].tool
        assert make is not None, verb
        sources = {"sources": self} if "sources" in signature(make).parameters else {}
        try:
            return make(**said, **sources)
        except ValidationError:
            raise
        except ValueError as error:
            raise InputError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None

    def again(self, study_id: str, changes: Mapping[str, Any], *, near_flip: bool) -> Design:
        """The design of a study with something changed.

        Raises:
            NotFound: there is no such study.
            InputError: it has no such field, or nothing near a flip to ask.
            ValidationError: a change is out of its bounds.
        """
        earlier = self.store.study(study_id)
        design = design_of(earlier.design)
        row = verb_of(design)
        unknown = [name for name in changes if name not in type(design).model_fields]
        unknown += ["other model"] if row.bound and "model" in changes else []
        if unknown or (near_flip and row.near is None) or row.study is None:
            what = [*unknown, *(["near_flip"] if near_flip and row.near is None else [])]
            raise InputError(f"A study by {row.name} has no {', '.join(what) or 'model to ask'}.")
        near: Mapping[str, Any] = {}
        if row.near and near_flip:
            near = row.near(self.findings(study_id))
        kept = {**earlier.design, "after": study_id, **near, **changes}
        try:
            return type(design).model_validate(kept)
        except ValidationError as error:
            raise InputError(first_reason(error, "Argument")) from None

    def sampled_again(self, study_id: str, fraction: float, said: Mapping[str, Any]) -> Design:
        """The design that asks a sample of a study once more, with nothing changed but the seed.

        Raises:
            NotFound: there is no such study.
            InputError: it has not ended or has nothing to ask once more, or a change is asked for.
        """
        if changes := [one for one in said if one not in SAMPLED_BY or (one == NEAR and said[one])]:
            raise InputError(
                f"With fraction all is asked as it was: leave out {', '.join(sorted(changes))}."
            )
        given = {name: said[name] for name in ("seed", "alpha") if name in said}
        return self.design("rerun", {"study_id": study_id, "fraction": fraction, **given})

    def banked(self, bank: str) -> list[TaggedOption]:
        """The options of a bank.

        Raises:
            NotFound: there is no such bank.
        """
        return banked(bank)

    def ranked(self, source: str) -> list[Ranked]:
        """The ranking of an elicited study, or the options of a bank.

        Raises:
            NotFound: there is no such study or bank.
            InputError: the study has no utilities.
        """
        if not source.startswith(STUDY):
            return [Ranked(one.text, one.category, None, one.quantity) for one in banked(source)]
        study = self.store.study(source)
        design = design_of(study.design)
        for finding in self.findings(study.id):
            ranking = kind_of(finding).ranking
            if ranking is not None:
                return list(ranking(finding, design))
        raise InputError(f"Study {source} has no utilities: give one that elicit made.")

    def answered(
        self, study_id: str, limit: int, which: Mapping[str, Any]
    ) -> tuple[Design, list[TrialRecord]]:
        """The design of a study, and some answers of its model with their texts, as unlike as can
        be: each prompt once before any is taken again.

        Raises:
            NotFound: there is no such study, or no answer with its texts is meant by the filters.
        """
        study = self.store.study(study_id)
        found = [
            one
            for one in self.store.trials(study.id, limit=MOST_LOOKED_THROUGH, **cast(Any, which))
            if one.kind in OWN_WORDS and one.messages and (one.reply or "").strip()
        ]
        if not found:
            given = ", ".join(name for name, value in which.items() if value is not None)
            raise NotFound(
                f"No answer of study {study_id} with its texts is meant"
                f"{f' by {given}: leave one out' if given else ''}: get_trials shows what it has."
            )
        prompts = {one.messages: one for one in reversed(found)}
        first = {id(one) for one in prompts.values()}
        found.sort(key=lambda one: id(one) not in first)
        return design_of(study.design), found[:limit]

    def ended(
        self, study_id: str
    ) -> tuple[Design, Study, Mapping[str, Answer], Iterable[TrialRecord]]:
        """A study that has ended: its design, what it asks, its answers and its trials.

        Raises:
            NotFound: there is no such study.
            InputError: it has not ended, or asked nobody.
        """
        record = self.store.study(study_id)
        design = design_of(record.design)
        if record.state != "done":
            raise InputError(f"Study {study_id} is {record.state}: let it end first.")
        study = open_study(design)
        return design, study, self.store.answers(study_id), self.store.all_trials(study_id)

    def findings(self, study_id: str, *, rejudge: bool = False) -> Sequence[AnyFinding]:
        """The findings of a study: as stored, or what follows from its answers so far.

        `rejudge`: preferences that are stored are judged anew, by the rules of today.
        """
        return self._read(study_id, rejudge=rejudge)[0]

    def _read(self, study_id: str, *, rejudge: bool) -> tuple[Sequence[AnyFinding], int]:
        """The findings, and how many of those that are stored cannot be read."""
        found = self._concluded(study_id, rejudge=rejudge)
        if found is not None:
            return found, 0
        stored = [finding_of(one.body) for one in self.store.findings(study_id)]
        read = [one for one in stored if one is not None]
        return read, len(stored) - len(read)

    def _concluded(self, study_id: str, *, rejudge: bool) -> Sequence[AnyFinding] | None:
        """What follows from answers; None where the findings are stored."""
        design = design_of(self.store.study(study_id).design)
        anew = verb_of(design).rejudged if rejudge else None
        if self.store.has_findings(study_id):
            if not anew or not self.store.has_findings(study_id, only="preference"):
                return None
            return cast("list[AnyFinding]", anew(design, self.store.trials(study_id)))
        if verb_of(design).study is None:
            return []
        study = open_study(design)
        observations = replay(study, self.store.answers(study_id))
        return cast("list[AnyFinding]", study.conclude(observations)) if observations else []

    def summaries(
        self,
        study_ids: Sequence[str],
        which: Filter = EVERY,
        *,
        rejudge: bool = False,
    ) -> Summaries:
        """What some studies found, to be read page by page: by verdict, text and model."""
        concluded = partial(self._concluded, rejudge=rejudge)
        return Summaries(self.store, study_ids, concluded, which)

    def investigation(self, study_ids: Sequence[str], *, rejudge: bool = False) -> Investigation:
        """All that is corrected together with some studies: their labels'.

        The last one is kept: of ten thousand claims a page would take half a second else.
        """
        made = Investigation(self.store, study_ids, partial(self._concluded, rejudge=rejudge))
        if rejudge:
            return made
        kept = self._kept  # another thread may put another label's in its place
        if kept is not None and kept.like(made):
            return kept
        self._kept = made
        return made

    def note_looks(self, study_ids: Sequence[str]) -> None:
        """Remember that somebody looks at what studies found that have not ended."""
        for one in study_ids:
            if self.store.study(one).state != "done" and (answers := self.store.count(one)):
                self.store.add_look(one, LOOKED, answers)

    def choose(self, study_ids: Sequence[str] | None, label: str | None) -> list[str]:
        """The studies meant: those named, those of a label, or the newest.

        Raises:
            NotFound: there is none.
            InputError: both are given.
        """
        if study_ids and label is not None:
            raise InputError(
                "Give study_ids or label, not both: a label stands for all studies that have it."
            )
        if study_ids:
            return [self.store.study(study_id).id for study_id in study_ids[:MOST_STUDIES]]
        limit = 1 if label is None else MOST_STUDIES
        found = [study.id for study in self.store.studies(Search(label), limit=limit)]
        if not found:
            which = (
                "There are no studies yet." if label is None else f"No study has label {label!r}."
            )
            raise NotFound(f"{which} perturb, elicit and import_choices make one.")
        return found[::-1]

    def steps(self, study_id: str, finding: Finding) -> Sequence[NextCall]:
        """What a good experimenter would do next after a finding. A study that was changed
        MOST_CHANGES times already is not changed once more: then its evidence is looked at.
        """
        design = design_of(self.store.study(study_id).design)
        found = kind_of(finding).steps(study_id, design, finding)
        if self._changes(design) < MOST_CHANGES:
            return found
        return [one for one in found if one.tool != AGAIN]

    def _changes(self, design: Design) -> int:
        """How many studies a design goes on from, one after the other, as far as it matters."""
        count = 0
        while design.after and count < MOST_CHANGES:
            try:
                design = design_of(self.store.study(design.after).design)
            except NotFound:
                return count
            count += 1
        return count

    def compared(self, study_id: str, finding: Finding) -> Mapping[str, str]:
        """What a finding says beside that of the study it goes on from."""
        design = design_of(self.store.study(study_id).design)
        return kind_of(finding).compared(design, finding, self._base(design))

    def _base(self, design: Design) -> Sequence[Finding]:
        """The findings of the study that a design goes on from; none if that is gone."""
        if not design.after:
            return ()
        try:
            return self.findings(design.after)
        except NotFound:
            return ()

    def write_report(self, study_ids: Sequence[str], *, rejudge: bool = False) -> Path:
        """Write the HTML report of some studies into the data folder and return its path.

        Its charts are kept beside it, for `figures`.
        """
        from .comparison.report import comparison_section
        from .ledger.report import ledger_section
        from .report import report  # templates are imported on first use
        from .reports.figures import charts_of, to_json
        from .reports.html import render

        studies = [self._reported(one, rejudge=rejudge) for one in study_ids]
        ledger = ledger_section(self.investigation(study_ids, rejudge=rejudge).ledger)
        models = comparison_section(self.summaries(study_ids, rejudge=rejudge).comparisons())
        together = [one for one in (models, ledger) if one is not None]
        told = report(studies, self.store.trials, self.store.served, self.store.calls, together)
        name = study_ids[0] if len(study_ids) == 1 else f"report_{digest(canonical(study_ids))}"
        self.store.keep_file("reports", f"{name}.json", to_json(charts_of(told)))
        return self.store.keep_file("reports", f"{name}.html", render(told))

    def figures(self, name: str) -> "list[Figure] | None":
        """The figures of a page that was written, by its file's name; None if there is none."""
        from .reports.figures import figures_of, from_json

        kept = self.store.kept_file("reports", f"{name}.json")
        return None if kept is None else figures_of(from_json(kept))

    def _reported(
        self, study_id: str, *, rejudge: bool
    ) -> tuple[StudyRecord, Sequence[AnyFinding]]:
        """A study with its findings; a warning in place of those that cannot be made or read."""
        study = self.store.study(study_id)
        try:
            found, lost = self._read(study_id, rejudge=rejudge)
            said = f"Left out, since this version cannot read them: {lost} of its findings."
        except Exception:  # of one study: the others stand
            log.exception("the findings of study %s cannot be made", study_id)
            said = "The findings of this study cannot be made from its answers."
            return replace(study, warnings=(*study.warnings, said)), []
        return replace(study, warnings=(*study.warnings, said)) if lost else study, found
