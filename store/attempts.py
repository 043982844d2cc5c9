"""The calls over a wire: one row each, written before the call and ended after it.

A call of a batch is written when the batch is handed in, and ended when the batch has ended.
"""

from operator import attrgetter
from typing import Any, NamedTuple

from .database import rows
from .records import (
    AttemptRecord,
    BatchRecord,
    Calls,
    Experience,
    Spending,
    TrialRecord,
    UnsettledCall,
)
from .rows import put_trials
from .sqlite import Database

_COLUMNS = AttemptRecord._fields  # the row is the last
_ENDED = _COLUMNS[_COLUMNS.index("ended_at") : -1]
_INSERT = f"insert into attempts ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_END = (
    "update attempts set ended_at = ?, outcome = ?, status = ?, retry_after_s = ?, maybe_paid = ?,"
    " cost_usd = ?, input_tokens = ?, output_tokens = ?"
    # The row of a call whose study was deleted may be another call's by now.
    " where row = ? and study_id = ? and trial = ? and number = ?"
)
_LAST = "select coalesce(max(row), 0) from attempts"
_MADE = "select trial, max(number) from attempts where study_id = ? group by trial"
_SPENT = (
    "select total(coalesce(cost_usd, held_usd)) as cost_usd,"
    " cast(total(coalesce(input_tokens + output_tokens, held_tokens)) as integer) as tokens,"
    " coalesce(sum(coalesce(cost_usd, held_usd) is null), 0) as unpriced"
    " from attempts where study_id = ? and maybe_paid"
)
_SHARED = (
    "select total(usd) as cost_usd, cast(total(tokens) as integer) as tokens from ("
    "select coalesce(cost_usd, held_usd) as usd,"
    " coalesce(input_tokens + output_tokens, held_tokens) as tokens from attempts"
    " where maybe_paid and study_id in (select id from studies where purse = ?1)"
    " union all select left_usd, left_tokens from purses where id = ?1)"
)
_LEAVE = (
    "insert into purses (id, left_usd, left_tokens) values (?, ?, ?) on conflict (id) do update"
    " set left_usd = left_usd + excluded.left_usd, left_tokens = left_tokens + excluded.left_tokens"
)
_COUNTED = (
    "select outcome, count(*) as n, sum(maybe_paid) as paid from attempts"
    " where study_id = ? group by outcome"
)
_EXPERIENCE = (
    "select count(*) as calls, avg(input_tokens) as input_tokens, avg(output_tokens) as"
    " output_tokens, avg(held_tokens) as held_tokens,"
    " avg(max(0, 86400 * (julianday(ended_at) - julianday(started_at)))) as seconds"
    " from attempts where outcome = 'answered' and input_tokens is not null and batch is null"
    " and (model = ?1 or model is null and study_id in (select id from studies where model = ?1))"
)
_UNSETTLED = (
    "select trial, number, started_at, outcome, status, batch, model, held_tokens as tokens,"
    " held_usd as cost_usd, exists (select 1 from trials t where t.study_id = a.study_id"
    " and t.id = a.trial) as answered from attempts a"
    " where study_id = ? and maybe_paid and outcome is not 'answered'"
    " order by row limit ? offset ?"
)
_OVERRUN = (
    "select max(max(1.0 * (input_tokens + output_tokens) / max(held_tokens, 1),"
    " coalesce(cost_usd / nullif(held_usd, 0), 0))) as rate from attempts"
    " where study_id = ? and model is ? and outcome = 'answered' and input_tokens is not null"
)
_BATCH = "insert into batches (tag, study_id, begun_at, number) values (?, ?, ?, ?)"
_UNDER_WAY = (
    "select tag, study_id, begun_at, number from batches"
    " where study_id = ? and ended_at is null order by rowid"
)


_end_values = attrgetter(*_ENDED, "row", "study_id", "trial", "number")


class Entries(NamedTuple):
    """Calls that are about to be made, answers with the ends of their calls, other ends.

    An answer of somebody in this process was brought by no call. A call that ends has its row.
    """

    begun: list[AttemptRecord]
    answered: list[tuple[TrialRecord, AttemptRecord | None]]
    ended: list[AttemptRecord]


def put_calls(db: Database, entries: Entries) -> list[AttemptRecord]:
    """Write what became of many calls, and return those that were begun, each with its row.

    A statement is made ready once for all of a kind.
    """
    begun: list[AttemptRecord] = []
    if entries.begun:
        [[last]] = db.conn.execute(_LAST)  # nobody else writes until this is committed
        begun = [_placed(call, row) for row, call in enumerate(entries.begun, last + 1)]
        db.conn.executemany(_INSERT, begun)
    if entries.answered:
        put_trials(db, [trial for trial, _ in entries.answered])
    if ended := [*entries.ended, *(call for _, call in entries.answered if call)]:
        db.conn.executemany(_END, map(_end_values, ended))
    return begun


def _placed(call: AttemptRecord, row: int) -> AttemptRecord:
    """A call at its row, without the names that `_replace` looks at: there are many of them."""
    return AttemptRecord._make((*call[:-1], row))


def attempts_made(db: Database, study_id: str) -> dict[str, int]:
    """How many calls each trial has had."""
    return dict(db.conn.execute(_MADE, [study_id]))


def spending(db: Database, study_id: str) -> Spending:
    """What the calls of a study have taken; those of unknown outcome at their worst case."""
    [row] = rows(db, _SPENT, [study_id])
    return Spending(row["cost_usd"], row["tokens"])


def shared_spending(db: Database, purse: str) -> Spending:
    """The same of all studies of a purse, with what those had taken that have left it."""
    [row] = rows(db, _SHARED, [purse])
    return Spending(row["cost_usd"], row["tokens"])


def leave(db: Database, study_id: str) -> None:
    """Take a study out of its purse, if it has one; what it has taken stays taken."""
    spent = spending(db, study_id)
    for (purse,) in db.conn.execute("select purse from studies where id = ?", [study_id]):
        if purse is not None:
            db.conn.execute(_LEAVE, [purse, spent.cost_usd, spent.tokens])
            db.conn.execute("update studies set purse = null where id = ?", [study_id])


def calls(db: Database, study_id: str) -> Calls:
    """Count how the calls of a study ended; one without an end counts as `unknown`."""
    counted = rows(db, _COUNTED, [study_id])
    [spent] = rows(db, _SPENT, [study_id])
    by_outcome: dict[str, int] = {row["outcome"] or "unknown": row["n"] for row in counted}
    unsettled = sum(row["paid"] for row in counted if row["outcome"] != "answered")
    return Calls(
        made=sum(by_outcome.values()),
        answered=by_outcome.pop("answered", 0),
        failed=dict(sorted(by_outcome.items())),
        unsettled=unsettled,
        tokens=spent["tokens"],
        cost_usd=None if spent["unpriced"] else spent["cost_usd"],
    )


def overrun(db: Database, study_id: str, model: str | None) -> float:
    """How many times what was held for it a call took at most; 0 without an answered call."""
    [row] = rows(db, _OVERRUN, [study_id, model])
    return row["rate"] or 0.0


def experience(db: Database, model: str) -> Experience:
    """What the answered calls of a model took."""
    [row] = rows(db, _EXPERIENCE, [model])
    return Experience(**row) if row["calls"] else Experience(0)


def unsettled(db: Database, study_id: str, limit: int, offset: int) -> list[UnsettledCall]:
    """The calls that may have been paid for without their answer being known, oldest first."""
    found: list[dict[str, Any]] = list(rows(db, _UNSETTLED, [study_id, limit, offset]))
    for row in found:
        row["answered"] = bool(row["answered"])
    return [UnsettledCall(**row) for row in found]


def put_batch(db: Database, batch: BatchRecord) -> None:
    """Write a batch that is about to be handed in."""
    db.conn.execute(_BATCH, [batch.tag, batch.study_id, batch.begun_at, batch.number])


def number_batch(db: Database, tag: str, number: str) -> None:
    """Write the number that the provider gave to a batch."""
    db.conn.execute("update batches set number = ? where tag = ?", [number, tag])


def end_batch(db: Database, tag: str, at: str) -> None:
    """Write that all that a batch brought is stored."""
    db.conn.execute("update batches set ended_at = ? where tag = ?", [at, tag])


def batches(db: Database, study_id: str) -> list[BatchRecord]:
    """The batches of a study that were begun and have not ended, oldest first."""
    return [BatchRecord(**row) for row in rows(db, _UNDER_WAY, [study_id])]


def of_batch(db: Database, tag: str) -> list[AttemptRecord]:
    """The calls of one batch."""
    return [_attempt(row) for row in rows(db, "select * from attempts where batch = ?", [tag])]


def _attempt(row: dict[str, Any]) -> AttemptRecord:
    kept: dict[str, Any] = {name: row[name] for name in _COLUMNS}
    kept["maybe_paid"] = bool(kept["maybe_paid"])
    return AttemptRecord(**kept)
