"""What the layers above ask of the memory: studies, answers, findings. All SQL but the schema's.

Writing methods return the future of a write that the writer thread makes; reading methods answer
at once, on a connection of the calling thread.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from typing import Unpack

from . import attempts, found
from .attempts import Entries
from .database import rows
from .errors import IdempotencyConflict, NotFound
from .found import Import, put_findings, put_import, put_keys
from .history import History
from .records import (
    Answer,
    AttemptRecord,
    AuditRecord,
    BatchRecord,
    Calls,
    Experience,
    FindingRecord,
    ServedRecord,
    Spending,
    State,
    StudyRecord,
    Tally,
    TrialRecord,
    UnsettledCall,
    Wanted,
    Which,
)
from .rows import (
    WHICH,
    answers_of,
    asked_for,
    put_audit,
    put_served,
    put_trials,
    put_warnings,
    served_of,
    study_of,
    study_row,
    trial_of,
)
from .sqlite import Database
from .texts import clean

_SAME_DESIGN = "select * from studies where digest = ? order by rowid desc limit 1"
_SAME_KEY = "select * from studies where idempotency_key = ?"
_LIMIT = (
    "update studies set max_cost_usd = ?1, max_tokens = ?2"
    " where id = ?3 or purse = (select purse from studies where id = ?3)"
)
_SETTLE = "update studies set state = ?, error = ? where id = ? and state <> 'done'"


class Store(History):
    """What is remembered: studies, their answers and calls, their findings, the use of tools."""

    # Studies

    def begin(self, study: StudyRecord, *, fresh: bool = False) -> Future[StudyRecord]:
        """Remember a study, or return the one that has the same design already.

        The look and the write are one transaction, so two processes that start the same design at
        the same moment get one study. The future raises IdempotencyConflict if the study's key
        already stands for another design.
        """

        def write(db: Database) -> StudyRecord:
            for row in rows(db, _SAME_KEY, [study.idempotency_key]):
                if row["digest"] != study.digest:
                    raise IdempotencyConflict(
                        f"The idempotency key {study.idempotency_key!r} stands for another design, "
                        f"that of study {row['id']}: use a new key for a new design."
                    )
                return study_of(row)
            if not fresh:
                for row in rows(db, _SAME_DESIGN, [study.digest]):
                    return study_of(row)
            db.table("studies").insert(study_row(study))
            if study.purse is not None:
                db.conn.execute(_LIMIT, [study.max_cost_usd, study.max_tokens, study.id])
            return study

        return self._writer.submit(write)

    def add_imports(self, imports: Sequence[Import]) -> Future[list[StudyRecord]]:
        """Remember studies that are complete from the start, all of them or nothing.

        One whose design is there already is left out, and the study there is returned for it. The
        future raises StoreError if a study that another replaces was changed in between.
        """
        return self._writer.submit(lambda db: [put_import(db, Import(*one)) for one in imports])

    def study(self, study_id: str) -> StudyRecord:
        """Return one study.

        Raises:
            NotFound: there is none with this id.
        """
        for row in self._rows("select * from studies where id = ?", [study_id]):
            return study_of(row)
        raise NotFound(f"There is no study {study_id!r}. list_studies shows those there are.")

    def settle(self, study_id: str, state: State, error: str | None = None) -> Future[None]:
        """Change the state of a study; one that is done stays so."""

        def write(db: Database) -> None:
            db.conn.execute(_SETTLE, [state, None if error is None else clean(error), study_id])

        return self._writer.submit(write)

    def limit(
        self, study_id: str, max_cost_usd: float | None, max_tokens: int | None
    ) -> Future[None]:
        """Set what a study may spend, or all of its purse together."""

        def write(db: Database) -> None:
            db.conn.execute(_LIMIT, [max_cost_usd, max_tokens, study_id])

        return self._writer.submit(write)

    def join(self, study_id: str, purse: str) -> Future[None]:
        """Let a study draw on a purse, with all that it has taken so far; it leaves its own."""

        def write(db: Database) -> None:
            attempts.leave(db, study_id)
            db.conn.execute("update studies set purse = ? where id = ?", [purse, study_id])

        return self._writer.submit(write)

    def sharing(self, purse: str) -> list[StudyRecord]:
        """The studies of a purse, the oldest first."""
        sql = "select * from studies where purse = ? order by rowid"
        return [study_of(row) for row in self._rows(sql, [purse])]

    # Trials

    def add_answers(self, trials: Sequence[TrialRecord]) -> Future[None]:
        """Remember answered trials; one that is there already stays as it is."""
        return self._writer.submit(lambda db: put_trials(db, trials))

    def answers(self, study_id: str) -> dict[str, Answer]:
        """Return all answers of a study by trial id."""
        return self._read(lambda db: answers_of(db, study_id))

    def count(self, study_id: str) -> int:
        """Count the answers of a study, an import's repetitions included."""
        sql = "select coalesce(sum(count), 0) as n from trials where study_id = ?"
        [row] = self._rows(sql, [study_id])
        return row["n"]

    def trials(
        self,
        study_id: str,
        *,
        limit: int | None = None,
        offset: int = 0,
        **which: Unpack[Which],
    ) -> list[TrialRecord]:
        """Return trials with their texts, in the order they were stored."""
        sql = (
            "select trials.*, p.body as prompt_body, r.body as reply_body from trials"  # noqa: S608 - constants
            " left join texts p on p.digest = trials.prompt"
            # What is skipped is looked for in an index: its texts are not read.
            " left join texts r on r.digest = trials.reply where row in"
            f" (select row from trials where {WHICH} order by row limit ?7 offset ?8) order by row"
        )
        values = [study_id, *asked_for(which), limit or -1, offset]
        return [trial_of(row) for row in self._rows(sql, values)]

    def tally(self, study_id: str, **which: Unpack[Which]) -> list[Tally]:
        """Count trials by all that they can be looked for by, repetitions included."""
        columns = "kind, question, option_a, option_b, variation, tier, first, outcome, chosen"
        sql = (
            f"select {columns}, count(*) as trials, sum(count) as answers from trials"  # noqa: S608 - constants
            f" where {WHICH} group by {columns} order by min(row)"
        )
        rows = self._rows(sql, [study_id, *asked_for(which)])
        return [Tally(**dict(row)) for row in rows]

    # Calls over a wire

    def add_calls(self, entries: Entries) -> Future[list[AttemptRecord]]:
        """Remember calls before they are made, answers with the calls that brought them, and how
        others ended: all of it or nothing. The calls that begin are returned with their rows.
        """
        return self._writer.submit(lambda db: attempts.put_calls(db, entries))

    def attempts_made(self, study_id: str) -> dict[str, int]:
        """How many calls each trial of a study has had."""
        return self._read(lambda db: attempts.attempts_made(db, study_id))

    def spending(self, study_id: str) -> Spending:
        """What a study has spent so far."""
        return self._read(lambda db: attempts.spending(db, study_id))

    def shared_spending(self, purse: str) -> Spending:
        """What the studies of a purse have spent so far."""
        return self._read(lambda db: attempts.shared_spending(db, purse))

    def calls(self, study_id: str) -> Calls:
        """How the calls of a study ended."""
        return self._read(lambda db: attempts.calls(db, study_id))

    def overrun(self, study_id: str, model: str | None) -> float:
        """How many times what was held for it a call took at most, of one who was asked."""
        return self._read(lambda db: attempts.overrun(db, study_id, model))

    def experience(self, model: str) -> Experience:
        """What the answered calls of a model took."""
        return self._read(lambda db: attempts.experience(db, model))

    def unsettled(self, study_id: str, limit: int = -1, offset: int = 0) -> list[UnsettledCall]:
        """The calls of a study that may have been paid for without an answer."""
        return self._read(lambda db: attempts.unsettled(db, study_id, limit, offset))

    def begin_batch(
        self, batch: BatchRecord, calls: Sequence[AttemptRecord]
    ) -> Future[list[AttemptRecord]]:
        """Remember a batch and its calls before it is handed in; return these with their rows."""

        def write(db: Database) -> list[AttemptRecord]:
            attempts.put_batch(db, batch)
            return attempts.put_calls(db, Entries(list(calls), [], []))

        return self._writer.submit(write)

    def number_batch(self, tag: str, number: str) -> Future[None]:
        """Remember the provider's number of a batch."""
        return self._writer.submit(lambda db: attempts.number_batch(db, tag, number))

    def end_batch(
        self, tag: str, at: str, answers: Sequence[TrialRecord], calls: Sequence[AttemptRecord]
    ) -> Future[None]:
        """Remember all that a batch brought, and how each of its calls ended."""

        def write(db: Database) -> None:
            put_trials(db, answers)
            attempts.put_calls(db, Entries([], [], list(calls)))
            attempts.end_batch(db, tag, at)

        return self._writer.submit(write)

    def batches(self, study_id: str) -> list[BatchRecord]:
        """The batches of a study that are under way."""
        return self._read(lambda db: attempts.batches(db, study_id))

    def calls_of_batch(self, tag: str) -> list[AttemptRecord]:
        """The calls of one batch."""
        return self._read(lambda db: attempts.of_batch(db, tag))

    def add_served(self, served: ServedRecord, warnings: Sequence[str] = ()) -> Future[None]:
        """Remember what was sent and who answered, and what is to be said of it."""

        def write(db: Database) -> None:
            put_served(db, served)
            put_warnings(db, served.study_id, warnings)

        return self._writer.submit(write)

    def served(self, study_id: str) -> list[ServedRecord]:
        """What was sent in a study and who answered, in the order in which it came up."""
        sql = "select * from served where study_id = ? order by row"
        return [served_of(row) for row in self._rows(sql, [study_id])]

    def add_look(self, study_id: str, what: str, answers: int) -> Future[None]:
        """Remember that a study was looked at, or gone on with, when it had so many answers."""
        sql = "insert or ignore into looks values (?, ?, ?)"

        def write(db: Database) -> None:
            db.conn.execute(sql, [study_id, what, answers])

        return self._writer.submit(write)

    def looks(self, studies: Sequence[str]) -> Counter[tuple[str, str]]:
        """How often each study was looked at, or gone on with."""
        sql = (
            "select study_id, what, count(*) as n from looks"
            " where study_id in (select value from json_each(?)) group by study_id, what"
        )
        rows = self._rows(sql, [json.dumps(list(studies))])
        return Counter({(row["study_id"], row["what"]): row["n"] for row in rows})

    def add_audit(self, audit: AuditRecord) -> Future[None]:
        """Remember that a tool was called."""
        return self._writer.submit(lambda db: put_audit(db, audit))

    # Findings

    def conclude(self, study_id: str, findings: Iterable[FindingRecord]) -> Future[None]:
        """Store the findings of a study in place of earlier ones, and call it done."""
        kept = list(findings)

        def write(db: Database) -> None:
            put_findings(db, study_id, kept)
            db.conn.execute(_SETTLE, ["done", None, study_id])

        return self._writer.submit(write)

    def findings(self, study_id: str) -> list[FindingRecord]:
        """The findings of a study in their order."""
        return self._read(lambda db: found.findings_of(db, study_id))

    def has_findings(self, study_id: str, only: str | None = None) -> bool:
        """Whether a study has findings; `only`: whether all that it has are of this kind."""
        return self._read(lambda db: found.there(db, study_id, only))

    def counted(self, wanted: Wanted) -> Counter[str]:
        """How many findings there are under each word."""
        return self._read(lambda db: found.counted(db, wanted))

    def ranked(self, wanted: Wanted, limit: int, offset: int = 0) -> list[tuple[str, str]]:
        """A page of findings, what matters most first: the ids of their studies, their bodies."""
        return self._read(lambda db: found.ranked(db, wanted, limit, offset))

    def kinds(self, wanted: Wanted) -> list[tuple[str, str, int]]:
        """Study, kind and number of the findings that have something to pool."""
        return self._read(lambda db: found.kinds(db, wanted))

    def pooled(self, study_id: str, kind: str, form: int) -> str | None:
        """What was remembered in this form of a study's findings together."""
        return self._read(lambda db: found.pooled(db, study_id, kind, form))

    def remember_pooled(self, study_id: str, kind: str, form: int, body: str) -> Future[None]:
        """Remember it until one of the findings changes."""
        return self._writer.submit(lambda db: found.put_pooled(db, study_id, kind, form, body))

    def cells(self, wanted: Wanted) -> list[int]:
        """How many cells each finding has, those that matter most first."""
        return self._read(lambda db: found.cells(db, wanted))

    def facts(self, study_id: str, kind: str, wanted: Wanted, most: int) -> list[tuple[str, str]]:
        """What is pooled of a study's findings of a kind: headline and facts, in their order.

        They end with the one at which all facts together have `most` characters.
        """
        return self._read(lambda db: found.facts(db, study_id, kind, wanted, most))

    def unindexed(self, studies: Sequence[str]) -> list[str]:
        """Those of some studies whose findings are not yet found by their words."""
        return self._read(lambda db: found.unindexed(db, studies))

    def index(self, study_id: str, findings: Iterable[FindingRecord]) -> Future[None]:
        """Store anew what the findings of a study are found by."""
        kept = list(findings)
        return self._writer.submit(lambda db: put_keys(db, study_id, kept))
