"""What the layers above ask of the memory: studies, answers, findings. All SQL but the schema's.

Writing methods return the future of a write that the writer thread makes; reading methods answer
at once, on a connection of the calling thread.
"""

import json
import os
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlite_utils import Database

from .database import connect, explained, prepare, rows
from .errors import NotFound
from .records import Answer, FindingRecord, State, StudyRecord, TrialRecord
from .rows import put_trials, study_of, study_row, trial_of
from .texts import canonical, clean
from .writer import Writer

_SAME_DESIGN = "select * from studies where digest = ? order by rowid desc limit 1"
_SETTLE = "update studies set state = ?, error = ? where id = ?"

Bundle = tuple[StudyRecord, Sequence[TrialRecord], Sequence[FindingRecord]]
"""A complete study."""


class Store:
    """One database, open in this process. Close it when done."""

    def __init__(self, path: Path) -> None:
        """Open the file, creating or migrating it.

        Raises:
            StoreError: the file is foreign, damaged, newer than this version, or cannot be written.
        """
        prepare(path)
        self.path = path
        self._writer = Writer(path)
        self._local = threading.local()
        self._connections: list[Database] = []

    def close(self) -> None:
        """Finish the queued writes and close every connection."""
        self._writer.close()
        while self._connections:
            self._connections.pop().close()

    def _db(self) -> Database:
        db: Database | None = getattr(self._local, "db", None)
        if db is None:
            db = self._local.db = connect(self.path)
            self._connections.append(db)
        return db

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        with explained(self.path):
            return rows(self._db(), sql, values)

    # Studies

    def begin(self, study: StudyRecord, *, fresh: bool = False) -> Future[StudyRecord]:
        """Remember a study, or return the one that has the same design already.

        The look and the write are one transaction, so two processes that start the same design at
        the same moment get one study.
        """

        def write(db: Database) -> StudyRecord:
            if not fresh:
                for row in rows(db, _SAME_DESIGN, [study.digest]):
                    return study_of(row)
            db.table("studies").insert(study_row(study))
            return study

        return self._writer.submit(write)

    def add_imports(self, bundles: Sequence[Bundle]) -> Future[list[StudyRecord]]:
        """Remember studies that are complete from the start, all of them or nothing.

        One whose design is there already is left out, and the study there is returned for it.
        """

        def add(db: Database, bundle: Bundle) -> StudyRecord:
            study, trials, findings = bundle
            for row in rows(db, _SAME_DESIGN, [study.digest]):
                return study_of(row)
            db.table("studies").insert(study_row(study))
            put_trials(db, trials)
            _put_findings(db, study.id, findings)
            return study

        return self._writer.submit(lambda db: [add(db, bundle) for bundle in bundles])

    def study(self, study_id: str) -> StudyRecord:
        """Return one study.

        Raises:
            NotFound: there is none with this id.
        """
        for row in self._rows("select * from studies where id = ?", [study_id]):
            return study_of(row)
        raise NotFound(f"There is no study {study_id!r}. list_studies shows those there are.")

    def studies(
        self, *, label: str | None = None, state: State | None = None, limit: int, offset: int = 0
    ) -> list[StudyRecord]:
        """Return the newest studies first, of one label and one state if given."""
        sql = (
            "select * from studies where (?1 is null or label = ?1) and (?2 is null or state = ?2)"
            " order by rowid desc limit ?3 offset ?4"
        )
        return [study_of(row) for row in self._rows(sql, [label, state, limit, offset])]

    def settle(self, study_id: str, state: State, error: str | None = None) -> Future[None]:
        """Change the state of a study."""

        def write(db: Database) -> None:
            db.conn.execute(_SETTLE, [state, None if error is None else clean(error), study_id])

        return self._writer.submit(write)

    def lock(self, study_id: str) -> FileLock:
        """Name the file lock that the process which runs a study holds while it lives."""
        folder = self.path.parent / "locks"
        with explained(self.path):
            folder.mkdir(exist_ok=True, mode=0o700)
        return FileLock(folder / f"{study_id}.lock", mode=0o600, thread_local=False)

    def is_running(self, study_id: str) -> bool:
        """Tell whether a living process holds the study."""
        lock = self.lock(study_id)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        lock.release()
        return False

    def keep_file(self, folder: str, name: str, text: str) -> Path:
        """Write a file beside the database, whole or not at all, for the user alone."""
        path = self.path.parent / folder / name
        with explained(path):
            path.parent.mkdir(exist_ok=True, mode=0o700)
            draft = path.with_suffix(f".{os.getpid()}.tmp")
            draft.unlink(missing_ok=True)
            handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            draft.replace(path)
        return path

    # Trials

    def add_answers(self, trials: Sequence[TrialRecord]) -> Future[None]:
        """Remember answered trials; one that is there already stays as it is."""
        return self._writer.submit(lambda db: put_trials(db, trials))

    def answers(self, study_id: str) -> dict[str, Answer]:
        """Return all answers of a study by trial id."""
        sql = "select id, outcome, chosen from trials where study_id = ?"
        found = self._rows(sql, [study_id])
        return {row["id"]: Answer(row["outcome"], row["chosen"]) for row in found}

    def count(self, study_id: str) -> int:
        """Count the answers of a study, an import's repetitions included."""
        sql = "select coalesce(sum(count), 0) as n from trials where study_id = ?"
        [row] = self._rows(sql, [study_id])
        return row["n"]

    def trials(
        self,
        study_id: str,
        *,
        question: str | None = None,
        variation: str | None = None,
        outcome: str | None = None,
        chosen: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[TrialRecord]:
        """Return trials with their texts, in the order they were stored."""
        sql = (
            "select trials.*, p.body as prompt_body, r.body as reply_body from trials"
            " left join texts p on p.digest = trials.prompt"
            " left join texts r on r.digest = trials.reply"
            " where study_id = ?1 and (?2 is null or question = ?2)"
            " and (?3 is null or variation = ?3) and (?4 is null or outcome = ?4)"
            " and (?5 is null or chosen = ?5) order by row limit ?6 offset ?7"
        )
        values = [study_id, question, variation, outcome, chosen, limit or -1, offset]
        return [trial_of(row) for row in self._rows(sql, values)]

    # Findings

    def conclude(self, study_id: str, findings: Iterable[FindingRecord]) -> Future[None]:
        """Store the findings of a study in place of earlier ones, and call it done."""
        kept = list(findings)

        def write(db: Database) -> None:
            _put_findings(db, study_id, kept)
            db.conn.execute(_SETTLE, ["done", None, study_id])

        return self._writer.submit(write)

    def findings(self, study_id: str) -> list[FindingRecord]:
        """Return the findings of a study in their order."""
        sql = "select * from findings where study_id = ? order by position"
        return [
            FindingRecord(study_id, row["position"], row["kind"], json.loads(row["body"]))
            for row in self._rows(sql, [study_id])
        ]


def _put_findings(db: Database, study_id: str, findings: Sequence[FindingRecord]) -> None:
    db.conn.execute("delete from findings where study_id = ?", [study_id])
    db.table("findings").insert_all(
        {
            "study_id": finding.study_id,
            "position": finding.position,
            "kind": finding.kind,
            "body": clean(canonical(finding.body)),
        }
        for finding in findings
    )
