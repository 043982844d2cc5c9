"""All that a server can ask for, in one object: start, follow, steer, import, remember.

Every method returns within a moment; studies go on in the runner's thread. Nothing here speaks a
protocol or formats a sentence.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from filelock import Timeout
from pydantic import ValidationError

from ..store.errors import InputError, NotFound, StoreError
from ..store.records import Search, State, StudyRecord, TrialRecord
from ..store.store import Store
from .archive import MOST_STUDIES, Archive
from .banks.options import cautions_about
from .beginnings import imported, limited, new_study
from .engine.cluster.models import models_for
from .engine.cost_forecast import Forecast
from .engine.pacing.retries import RetryPolicy
from .engine.purses import WAIT_S, Hold
from .engine.runner import ENDED, Runner, Work
from .investigations import RESUMED
from .planning import planned_work, texts_known
from .preflight import Outlook, outlook
from .registry import (
    VERBS,
    cautions,
    design_of,
    planned,
    verb_of,
)
from .respondents.registry import Models
from .study.design import Asking, Design
from .study.limits import UNLIMITED, Limits
from .study.plan import Plan
from .study.protocol import Finding
from .study.steps import NextCall
from .study.verb import Stored, Taking
from .work import open_work

HEARD_S = 5.0
"""Seconds that another process has to hear that its study is to end."""
HELD_UP: tuple[State, ...] = ("interrupted", "cancelled", "failed")
OTHER_LABEL = "It was asked before, and is under label {label!r}: fresh=true asks anew."
DRAIN_S = 0.5
"""Seconds that cancelling waits for calls in flight; later ones are stored all the same."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a study stands."""

    study: StudyRecord
    done: int
    notice: str | None = None


class Laboratory(Archive):
    """The studies of one database, and those that this process runs."""

    def __init__(
        self,
        home: Path,
        settings_file: Path | None = None,
        retry_policy: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
        *,
        models: Path | None = None,
        scheduler: str | InputError | None = None,
    ) -> None:
        """Open the database of a data folder and call abandoned studies interrupted.

        `models` is the folder of weights, by default one in the data folder; `scheduler` that of a
        cluster whose workers ask, or why nobody can be asked.

        Raises:
            StoreError: the database cannot be used.
        """
        self.store = Store(home / "velleity.db")
        self._runner = Runner(self.store, retry_policy)
        weights = models or home / "models"
        self._models = models_for(self._runner, settings_file, weights, scheduler)
        self._steering = Lock()
        self._mark_abandoned()

    @property
    def models(self) -> Models:
        """Who can be asked."""
        return self._models

    def close(self) -> None:
        """Stop what runs, so that it can be resumed, and close the database."""
        self._runner.close()
        self.store.close()

    def check(self, design: Design) -> None:
        """See that everybody is known whom a design asks.

        Raises:
            InputError: somebody is not.
        """
        if verb_of(design).work is None:
            for name in (design.model, *design.judges_asked):
                self._models.open(name)

    def plan(self, design: Design) -> tuple[Plan, Forecast, Outlook]:
        """What a design would take and could find, and who is there; nothing is started or stored.

        Raises:
            InputError: the model is unknown or the design cannot be carried out.
        """
        design = self._settled(design)
        plan, forecast = planned_work(self.store, self._models, design)
        seen = outlook(self._models, self._runner, design, thorough=True)
        warnings = (*plan.cautions, *cautions_about(design), *seen.warnings)
        return plan, forecast, replace(seen, warnings=warnings)

    def _settled(self, design: Design) -> Design:
        """A design with what its model decides: how choices are read, where nothing was said.

        Raises:
            InputError: the model is unknown.
        """
        if not isinstance(design, Asking) or "readout" in design.model_fields_set:
            return design
        wanted = {**design.model_dump(), "readout": self._models.default_readout(design.model)}
        try:
            return type(design).model_validate(wanted)
        except ValidationError:  # it asks for what only a text can tell, as ties
            return design

    def start(
        self,
        design: Design,
        label: str = "",
        *,
        fresh: bool = False,
        key: str | None = None,
        limits: Limits = UNLIMITED,
        purse: str | None = None,
    ) -> Progress:
        """Start a study, or return the one that has the same design or the same key already.

        Studies that name one `purse` share their limits, which are those given last.

        Raises:
            InputError: the model is unknown, the design cannot be carried out or has no limit that
                it needs, the key stands for another design, or another process has the purse.
        """
        design = self._settled(design)
        record = replace(
            new_study(design, label, planned(design)), idempotency_key=key, purse=purse
        )
        for one in self.store.sharing(purse)[:1] if purse else ():
            record = limited(record, Limits(one.max_cost_usd, one.max_tokens))
        record = limited(record, limits)
        hold = self._runner.hold(record.id)
        try:
            begun, work, seen = self._begun(record, design, hold, fresh=fresh)
        except BaseException:
            hold.drop()
            raise
        if work is not None:
            return Progress(begun, 0, seen.notice)
        hold.drop()
        return self._found(begun, record)

    def _begun(
        self, record: StudyRecord, design: Design, hold: Hold, *, fresh: bool
    ) -> tuple[StudyRecord, Work | None, Outlook]:
        """Store a study and run it; no work where there is one like it already."""
        texts = texts_known(self.store, design)
        work = open_work(self.store, self._runner, self._models, record, design, hold)
        seen = outlook(self._models, self._runner, design)
        minded = (*cautions(design), *cautions_about(design))
        record = replace(record, warnings=(*minded, *seen.warnings))
        with self._steering:  # nobody meets a study that is stored and not yet running
            begun = self.store.begin(record, fresh=fresh).result()
            if begun.id != record.id:
                return begun, None, seen
            if texts:  # known before the study counts what is missing
                work = self._with_texts(texts, record, design, hold)
            self._runner.start(record.id, work, hold)
            return begun, work, seen

    def _found(self, begun: StudyRecord, wanted: StudyRecord) -> Progress:
        """A study that was there already; it takes a label where it has none, and draws on the
        purse that was meant once it goes on.
        """
        label = wanted.label
        if label and not begun.label:
            self.store.relabel(begun.id, label).result()
        there = self.progress(begun.id)
        if wanted.purse not in (None, begun.purse) and there.study.state in HELD_UP:
            self._joined(there.study, wanted)
        there = self.progress(begun.id)
        if not label or there.study.label == label:
            return there
        said = OTHER_LABEL.format(label=there.study.label)
        return replace(there, study=replace(there.study, warnings=(said, *there.study.warnings)))

    def _joined(self, study: StudyRecord, wanted: StudyRecord) -> None:
        """Let a study that nobody runs draw on the purse that is wanted, under its limits."""
        try:
            hold = self._runner.hold(study.id)
        except Timeout:
            return
        try:
            assert wanted.purse is not None
            self.store.join(study.id, wanted.purse).result()
            self.store.limit(study.id, wanted.max_cost_usd, wanted.max_tokens).result()
            if study.purse:
                self._runner.purses.forget(study.purse, study.id)
        finally:
            hold.release()

    def _with_texts(
        self, texts: Sequence[TrialRecord], study: StudyRecord, design: Design, hold: Hold
    ) -> Work:
        """The work of a study that has texts already, marked with the study they were made for."""
        marked = [
            replace(one, study_id=study.id, extra={**one.extra, "reused": one.study_id})
            for one in texts
        ]
        self.store.add_answers(marked).result()
        return open_work(self.store, self._runner, self._models, study, design, hold)

    def resume(self, study_id: str, limits: Limits = UNLIMITED) -> Progress:
        """Go on with a study that was interrupted, cancelled or failed, with new limits if given.

        Raises:
            NotFound: there is no such study.
            InputError: it runs elsewhere, or was imported.
        """
        found = self.progress(study_id)
        if found.study.state in ("running", "done"):
            return found
        self._runner.wait(study_id, 1)  # it has ended here, and is about to let go of its lock
        if self._runner.done(study_id) is not None:
            raise InputError(f"The last calls of study {study_id} are coming in: try again soon.")
        try:
            hold = self._runner.hold(study_id, WAIT_S)
        except Timeout:
            raise InputError(f"Another process is running study {study_id}.") from None
        try:
            study = self.store.study(study_id)  # another process may have run it since that look
            work = None if study.state == "done" else self._resumed(study, limits, hold)
            if work:
                self.store.add_look(study_id, RESUMED, found.done)
                self.store.settle(study_id, "running").result()
        except BaseException:
            hold.release()
            raise
        if work:
            self._runner.start(study_id, work, hold)
        else:
            hold.release()
        return self.progress(study_id)

    def _resumed(self, study: StudyRecord, limits: Limits, hold: Hold) -> Work:
        """The work of a study that goes on; new limits are kept once it is known that it can."""
        study = limited(study, limits)
        design = design_of(study.design)
        work = self._with_texts(texts_known(self.store, design), study, design, hold)
        if limits != UNLIMITED:
            self.store.limit(study.id, study.max_cost_usd, study.max_tokens).result()
        return work

    def cancel(self, study_id: str) -> Progress:
        """Stop a study, whichever process runs it; one that has ended stays as it is.

        Raises:
            NotFound: there is no such study.
            InputError: the process that runs it has not heard of it yet.
        """
        found = self.progress(study_id)
        if found.study.state == "interrupted":
            self.store.settle(study_id, "cancelled").result()
        elif found.study.state == "running":
            with self._steering:
                stopped = self._runner.stop(study_id, "cancelled")
            if not stopped:
                self._call_off(study_id)
            self._runner.wait(study_id, DRAIN_S)
            self.store.settle(study_id, "cancelled").result()  # calls in flight may still come back
        return self.progress(study_id)

    def _call_off(self, study_id: str) -> None:
        """Leave word for the process that runs a study, and wait until it has stopped.

        Raises:
            InputError: it has not heard of it yet.
        """
        self.store.call_off(study_id)
        until = time.monotonic() + HEARD_S
        while self.store.is_running(study_id):
            if time.monotonic() > until:
                raise InputError(
                    f"The process that runs study {study_id} was told to stop it, and is busy: "
                    "study_status shows when it has."
                )
            time.sleep(HEARD_S / 50)

    def steps(self, study_id: str, finding: Finding) -> Sequence[NextCall]:
        """What a good experimenter would do next; a panel is named where one is needed, and what
        needs one is left out where nobody could be in it.
        """
        found: list[NextCall] = []
        for one in super().steps(study_id, finding):
            needs = one.tool == "transfer_test" and "judges" not in one.arguments
            panel = self._models.judges_for(one.arguments["model"]) if needs else ()
            if needs and not panel:
                continue
            given = {**one.arguments, "judges": list(panel)} if needs else one.arguments
            found.append(one.model_copy(update={"arguments": given}))
        return found

    def progress(self, study_id: str) -> Progress:
        """Say where a study stands.

        Raises:
            NotFound: there is no such study.
        """
        study = self.store.study(study_id)
        done = self._runner.done(study_id)
        if done is not None:
            return Progress(study, done, self._runner.notice(study_id))
        if study.state == "running" and not self.store.is_running(study_id):
            study = self.store.study(study_id)  # it may have ended between the two looks
            if study.state == "running":
                study = self._abandoned(study)
        if VERBS[study.verb].work is not None:  # it stores no answers
            known = self.store.noted(study_id) if study.state == "running" else 0
            return Progress(study, study.planned if study.state == "done" else known)
        return Progress(study, self.store.count(study_id))

    def _abandoned(self, study: StudyRecord) -> StudyRecord:
        """A study that nobody runs any more, marked as interrupted if that can be written."""
        try:
            self.store.settle(study.id, "interrupted", ENDED).result()
        except StoreError as error:
            return replace(study, state="interrupted", error=str(error))
        return self.store.study(study.id)

    def wait(self, study_id: str, timeout: float) -> Progress:
        """Block until a study of this process has ended or the time is over."""
        self._runner.wait(study_id, timeout)
        return self.progress(study_id)

    def import_choices(
        self, taking: Taking | str, label: str = "", *, into: bool = False
    ) -> list[Progress]:
        """Make one study of each model in the records; all of them or none.

        `into`: records are added to those that were imported under this label before.

        Raises:
            InputError: a record is bad; nothing was stored.
        """
        given = Taking(taking) if isinstance(taking, str) else taking
        there = self.store.studies(Search(label), limit=-1) if label else []
        given = replace(given, beside=there)
        if into:
            given = replace(given, before=[self._stored(one) for one in reversed(there)])
        taken = [one for row in VERBS.values() if row.take for one in row.take(given)]
        kept = self.store.add_imports([imported(one, label) for one in taken]).result()
        for study in kept:
            found = self.summaries([study.id])  # made now, so that no reader waits for it
            found.pooled()
            found.unclaimed()
        return [self.progress(study.id) for study in kept]

    def _stored(self, study: StudyRecord) -> Stored:
        return Stored(study, lambda: self.store.all_trials(study.id))

    def listed(self, search: Search, limit: int, offset: int) -> list[Progress]:
        """Where the newest studies stand, of those that are meant.

        Raises:
            NotFound: there is no such label, or nothing at this offset.
        """
        label = search.label
        found = self.store.studies(search, limit=limit, offset=offset)
        if not found and offset:
            raise NotFound(f"There is no study from offset {offset} on: begin with offset=0.")
        if not found and search == Search(label) and label is not None:
            newest = self.store.studies(limit=MOST_STUDIES)
            known = dict.fromkeys(one.label for one in newest if one.label)
            there = f"Labels of the newest: {', '.join(known)}." if known else "None has a label."
            raise NotFound(f"No study has label {label!r:.80}. {there}")
        return [self.progress(study.id) for study in found]

    def _mark_abandoned(self) -> None:
        for study in self.store.studies(Search(state="running"), limit=-1):
            self.progress(study.id)
