"""A database of before calls were found by their row keeps every one of them as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.store.rows_of import a_study, a_trial, answered, begun, fallen
from velleity.store.database import APPLICATION_ID, connect, transaction
from velleity.store.migrations import migrations
from velleity.store.records import AttemptRecord
from velleity.store.rows import study_row
from velleity.store.store import Store

STUDY, OTHER = a_study("one"), a_study("two", "another")
COLUMNS = (
    "row, study_id, trial, number, started_at, held_usd, held_tokens, ended_at, outcome, status,"
    " retry_after_s, maybe_paid, cost_usd, input_tokens, output_tokens, batch, model"
)
ALL = f"select {COLUMNS} from attempts order by row"
BEGUN = ("2026-01-01T00:00:00.000+00:00", 0.5, 100)
ANSWERED = ("2026-01-01T00:00:01.000+00:00", "answered", None, None, 1, 0.25, 20, 2)
FAILED = ("2026-01-01T00:00:02.000+00:00", "rate_limited", 429, 2.5, 0, None, None, None)
OPEN = (None, None, None, None, 1, None, None, None)
CALLS: list[tuple[Any, ...]] = [
    (1, STUDY.id, "t1", 1, *BEGUN, *FAILED, None, None),
    (2, OTHER.id, "t1", 1, *BEGUN, *OPEN, None, None),
    (3, STUDY.id, "t0", 1, *BEGUN, *OPEN, "tag", None),
    (7, STUDY.id, "t1", 2, *BEGUN, *ANSWERED, None, "judge"),  # those between were deleted
]


@pytest.fixture
def old(home: Path) -> Path:
    """A file as the version before left it, with a view that its reader added."""
    home.mkdir()
    path = home / "velleity.db"
    with closing(connect(path)) as db, transaction(db):
        migrations.apply(db, stop_before="m015_attempts_by_row")
        db.conn.execute(f"pragma application_id = {APPLICATION_ID}")
        for study in (STUDY, OTHER):
            db.table("studies").insert(study_row(study))
        marks = ", ".join("?" * len(CALLS[0]))
        db.conn.executemany(f"insert into attempts ({COLUMNS}) values ({marks})", CALLS)
        db.conn.execute("create view mine as select trial, outcome from attempts order by row")
    return path


def asked(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


@pytest.fixture
def store(old: Path) -> Iterator[Store]:
    opened = Store(old)
    yield opened
    opened.close()


def test_every_call_and_every_view_says_what_it_said_before(old: Path) -> None:
    told = ("select * from spending order by 1, 3", "select * from mine", ALL)
    before = [asked(old, sql) for sql in told]
    assert len(asked(old, "select * from sqlite_master where name like '%autoindex_attempts%'"))
    Store(old).close()
    assert [asked(old, sql) for sql in told] == before
    assert before[-1] == CALLS
    assert asked(old, "pragma integrity_check") == [("ok",)]
    assert asked(old, "pragma foreign_key_check") == []


def test_the_indexes_are_those_of_a_new_file(old: Path, tmp_path: Path) -> None:
    Store(old).close()
    Store(tmp_path / "new.db").close()
    sql = "select name, tbl_name, sql from sqlite_master where type = 'index' order by 1"
    assert asked(old, sql) == asked(tmp_path / "new.db", sql)
    of_calls = [name for name, table, _ in asked(old, sql) if table == "attempts"]
    assert of_calls == ["attempts_by_batch", "attempts_in_order"]


def test_what_is_counted_of_calls_of_before_is_what_was_counted(store: Store) -> None:
    assert store.attempts_made(STUDY.id) == {"t0": 1, "t1": 2}
    calls = store.calls(STUDY.id)
    assert (calls.made, calls.answered, calls.unsettled) == (3, 1, 1)
    assert calls.failed == {"rate_limited": 1, "unknown": 1}
    assert store.spending(STUDY.id).tokens == 100 + 22
    assert [call.trial for call in store.unsettled(OTHER.id)] == ["t1"]


def test_calls_of_before_and_calls_begun_since_end_each_in_its_row(store: Store) -> None:
    [batched] = store.calls_of_batch("tag")
    [new] = store.add_calls(begun(AttemptRecord(STUDY.id, "t2", 1, *BEGUN))).result()
    assert (batched.row, new.row) == (3, 8)
    ended = [one._replace(ended_at="2026-01-02", outcome="dropped") for one in (batched, new)]
    store.add_calls(fallen(ended[0])).result()
    store.add_calls(answered(a_trial(STUDY, "t2"), ended[1]._replace(outcome="answered"))).result()
    outcomes = asked(store.path, "select row, outcome from attempts order by row")
    assert outcomes == [
        *((1, "rate_limited"), (2, None), (3, "dropped"), (7, "answered"), (8, "answered"))
    ]
