"""Studies as whoever looks back meets them: searched, named by a few letters, labelled anew,
deleted. SQL, and nothing of verbs.
"""

import json
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Literal, Unpack

from .attempts import leave
from .connections import Connections
from .database import rows
from .errors import InputError, NotFound
from .records import InOrder, Search, StudyRecord, TrialRecord, Which
from .rows import WHICH, asked_for, study_of, trial_of
from .sqlite import Database
from .texts import clean

LAST = "last"
"""Names the newest study."""
_SEARCHED = (
    "select * from studies s where (:label is null or label = :label)"
    " and (:state is null or state = :state) and (:model is null or model = :model)"
    " and (:verdict is null or exists (select 1 from finding_keys k"
    " where k.study_id = s.id and k.headline = :verdict))"
    " and (:text is null or exists (select 1 from json_tree(s.design) as part"
    " where part.type = 'text' and instr(lower(part.value), lower(:text)))"
    " or exists (select 1 from finding_keys k"
    " where k.study_id = s.id and instr(lower(k.about), lower(:text))))"
    " order by rowid desc limit :limit offset :offset"
)
_TOLD = (
    "select headline, count(*) as n, min(about) as about from finding_keys where study_id = ?"
    " group by headline order by n desc, headline"
)
_NAMED = "select id from studies where substr(id, 1, length(?1)) = ?1 limit 2"
_RELABEL = "update studies set label = ? where id = ?"
_TEXTS = (
    "select prompt from trials where study_id = ?1"
    " union select reply from trials where study_id = ?1"
)
_IN_ORDER = (
    "select min(row) as at, first, sum(count), sum(iif(chosen = 'a', count, 0)),"
    " sum(iif(chosen = 'b', count, 0)) from trials"
    " where study_id = ? and kind = 'choice' and first is not null"
    " group by question, first order by at"
)
_OPTIONS = (
    "select option_a, option_b from json_each(?) as wanted join trials on row = wanted.value"
    " order by wanted.key"
)
_HELD_BY = ("trials", "attempts", "batches", "findings", "finding_keys", "pooled", "served")
_ALONE = (
    "delete from texts where digest in (select value from json_each(?)) and digest not in"
    " (select prompt from trials where prompt is not null"
    " union all select reply from trials where reply is not null)"
)

Kept = Literal["findings", "calls", "looks"]
_KEPT: dict[Kept, str] = {
    "findings": "select body from findings where study_id = ? order by position",
    "calls": (
        "select trial, number, model, started_at, ended_at, outcome, status, maybe_paid, held_usd,"
        " held_tokens, cost_usd, input_tokens, output_tokens, batch is not null as in_batch"
        " from attempts where study_id = ? order by row"
    ),
    "looks": "select what, answers from looks where study_id = ? order by what, answers",
}
"""What is kept of a study beside its trials, as it is handed on: no tag of a batch."""
HANDED_ON = 200
"""Rows that are read at a time."""
PAGE = 1_000
"""Trials that are held at once where all are gone through."""
AFTER = (
    "select trials.*, p.body as prompt_body, r.body as reply_body from trials"
    " left join texts p on p.digest = trials.prompt left join texts r on r.digest = trials.reply"
    " where study_id = :study and row > :row and (:kind is null or kind = :kind)"
    " order by row limit :most"
)
"""Trials of a study after a row, with their texts."""


EVERY = Search()


@dataclass(frozen=True, slots=True)
class Told:
    """How often a study says which word, and what one of its findings is about."""

    verdicts: dict[str, int]
    about: str


class History(Connections):
    """The studies of before, and the questions of those that compare options."""

    def studies(self, search: Search = EVERY, *, limit: int, offset: int = 0) -> list[StudyRecord]:
        """Return the newest studies first, all or those that are meant."""
        given = {**asdict(search), "limit": limit, "offset": offset}
        return [study_of(row) for row in self._read(lambda db: rows(db, _SEARCHED, given))]

    def told(self, study_id: str) -> Told:
        """What a study says, as far as it has said it."""
        found = self._read(lambda db: rows(db, _TOLD, [study_id]))
        about = found[0]["about"] if found else ""
        return Told({row["headline"]: row["n"] for row in found}, about)

    def named(self, word: str) -> str:
        """The id of the study that a word names: `last`, an id, or how only one id begins.

        What names none is returned as it is, for whoever knows what to say of it.

        Raises:
            InputError: several begin so.
            NotFound: there is no study yet.
        """
        if word == LAST:
            for newest in self.studies(limit=1):
                return newest.id
            raise NotFound("There are no studies yet.")
        for begin in (word, f"std_{word}"):
            found = self._read(lambda db, begin=begin: rows(db, _NAMED, [begin]))
            if len(found) > 1:
                raise InputError(f"Several studies begin with {word!r:.40}: give more letters.")
            if found:
                return found[0]["id"]
        return word

    @contextmanager
    def one_moment(self) -> Generator[None]:
        """All that this thread reads until the block ends is of one moment, whoever writes."""
        self._read(lambda db: db.conn.execute("begin"))
        try:
            yield
        finally:
            self._read(lambda db: db.conn.execute("rollback"))

    def each(self, what: Kept, study_id: str) -> Iterator[dict[str, Any]]:
        """The rows that are kept of a study, in their order, few in memory at a time."""
        cursor = self._read(lambda db: db.conn.execute(_KEPT[what], [study_id]))
        names = [column[0] for column in cursor.description]
        while some := self._read(lambda db: cursor.fetchmany(HANDED_ON)):
            yield from (dict(zip(names, row, strict=True)) for row in some)

    def trial_rows(self, study_id: str, **which: Unpack[Which]) -> int:
        """How many rows of trials a study has, whatever each stands for."""
        sql = f"select count(*) from trials where {WHICH}"  # noqa: S608 - constants
        values = [study_id, *asked_for(which)]
        return self._read(lambda db: db.conn.execute(sql, values).fetchone()[0])

    def after(
        self, study_id: str, row: int, most: int, kind: str | None = None
    ) -> list[tuple[int, TrialRecord]]:
        """The trials of a study that come after a row, with their rows: found by key, however many
        come before.
        """
        given = {"study": study_id, "row": row, "kind": kind, "most": most}
        found = self._read(lambda db: rows(db, AFTER, given))
        return [(one["row"], trial_of(one)) for one in found]

    def all_trials(self, study_id: str, kind: str | None = None) -> Iterator[TrialRecord]:
        """All trials of a study, or those of one kind, with few in memory at a time."""
        at = -1
        while some := self.after(study_id, at, PAGE, kind):
            yield from (one for _, one in some)
            at = some[-1][0]

    def relabel(self, study_id: str, label: str) -> Future[None]:
        """Put a study under another label."""

        def write(db: Database) -> None:
            db.conn.execute(_RELABEL, [clean(label), study_id])

        return self._writer.submit(write)

    def forget(self, study_id: str) -> Future[None]:
        """Delete a study with all it has, and the texts that no other holds; what was called stays
        in the audit.
        """

        def write(db: Database) -> None:
            held = [one for (one,) in db.conn.execute(_TEXTS, [study_id]) if one is not None]
            leave(db, study_id)
            for table in _HELD_BY:
                db.conn.execute(f"delete from {table} where study_id = ?", [study_id])  # noqa: S608
            db.conn.execute("delete from studies where id = ?", [study_id])
            db.conn.execute(_ALONE, [json.dumps(held)])

        return self._writer.submit(write)

    def in_order(self, study_id: str) -> list[InOrder]:
        """Those of a study, the first asked first; from an index alone, no text is looked at."""
        return self._read(
            lambda db: [InOrder(*row) for row in db.conn.execute(_IN_ORDER, [study_id])]
        )

    def options(self, trials: Sequence[int]) -> list[tuple[str, str]]:
        """The options a and b of some trials, by their rows."""
        return self._read(lambda db: list(db.conn.execute(_OPTIONS, [json.dumps(list(trials))])))
