"""What many calls write goes to disk together, and each is told what became of its own."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.store.rows_of import a_study, a_trial
from velleity.store.attempts import Entries
from velleity.store.errors import StoreError
from velleity.store.records import AttemptRecord
from velleity.store.store import Store
from velleity.tools.engine.writes import CallWrites, call_writes

STUDY = a_study("writes")


class Counting(asyncio.SelectorEventLoop):
    """A loop that counts how often another thread woke it."""

    woken = 0

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Any = None) -> Any:
        self.woken += 1
        return super().call_soon_threadsafe(callback, *args, context=context)


class Watched(Store):
    """A store that tells how many entries came together."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.groups: list[int] = []

    def add_calls(self, entries: Entries) -> Any:
        self.groups.append(sum(len(one) for one in entries))
        return super().add_calls(entries)


@pytest.fixture
def store(home: Path) -> Iterator[Watched]:
    opened = Watched(home / "velleity.db")
    opened.begin(STUDY).result()
    yield opened
    opened.close()


def a_call(trial: str) -> AttemptRecord:
    return AttemptRecord(STUDY.id, trial, 1, "2026-01-01", 0.25, 100)


def ended(call: AttemptRecord) -> AttemptRecord:
    return call._replace(ended_at="2026-01-02", outcome="answered", cost_usd=0.1)


def test_what_is_written_in_one_turn_of_the_loop_is_one_write_and_wakes_it_once(
    store: Watched,
) -> None:
    async def many() -> None:
        writes = call_writes(store)
        begun = await asyncio.gather(*(writes.begin(a_call(f"t{n}")) for n in range(300)))
        calls = [ended(one) for one in begun]
        await asyncio.gather(
            *(writes.answer(a_trial(STUDY, one.trial), one) for one in calls[:200]),
            *(writes.end(one._replace(outcome="dropped")) for one in calls[200:]),
        )

    with asyncio.Runner(loop_factory=Counting) as runner:
        runner.run(many())
        loop = runner.get_loop()
        assert isinstance(loop, Counting)
        assert loop.woken == 2
    assert store.groups == [300, 300]
    made = store.calls(STUDY.id)
    assert (made.answered, made.failed, store.count(STUDY.id)) == (200, {"dropped": 100}, 200)


def test_what_comes_while_a_write_is_under_way_waits_for_it_and_goes_together(
    store: Watched,
) -> None:
    async def in_turns() -> None:
        writes = call_writes(store)
        first = writes.begin(a_call("first"))
        await asyncio.sleep(0)  # it is handed to the thread that writes
        later: list[asyncio.Future[AttemptRecord]] = []
        for number in range(20):
            later.append(writes.begin(a_call(f"t{number}")))
            await asyncio.sleep(0)
            if first.done():
                break
        await asyncio.gather(first, *later)

    asyncio.run(in_turns())
    assert store.groups[0] == 1
    assert len(store.groups) <= 3


def rows_of(store: Store) -> dict[str, int]:
    """The row of each trial's only call, as it stands in the file."""
    with closing(sqlite3.connect(store.path)) as db:
        return dict(db.execute("select trial, row from attempts"))


def test_each_that_begins_is_told_its_own_row_whatever_else_is_written_with_it(
    store: Watched,
) -> None:
    async def mixed() -> list[AttemptRecord]:
        writes = call_writes(store)
        first = await writes.begin(a_call("first"))
        one = writes.begin(a_call("one"))
        end = writes.answer(a_trial(STUDY, "first"), ended(first))
        dropped, two = writes.begin(a_call("dropped")), writes.begin(a_call("two"))
        asyncio.get_running_loop().call_soon(dropped.cancel)  # once it is handed on
        begun = [first, *await asyncio.gather(one, two)]
        assert dropped.cancelled()
        await end
        return begun

    begun = asyncio.run(mixed())
    assert store.groups == [1, 4]
    stood = rows_of(store)
    assert set(stood) == {"first", "one", "dropped", "two"}
    told = [(one.trial, one.row) for one in begun]
    assert told == [(trial, stood[trial]) for trial in ("first", "one", "two")]
    assert store.calls(STUDY.id).answered == 1


def test_who_spoils_a_write_spoils_nobody_elses(store: Watched) -> None:
    async def mixed() -> list[Any]:
        writes = call_writes(store)
        stray = a_call("stray")._replace(study_id="std_nobody")
        calls = [a_call("one"), stray, a_call("two")]
        return await asyncio.gather(*map(writes.begin, calls), return_exceptions=True)

    one, stray, two = asyncio.run(mixed())
    assert isinstance(stray, StoreError)
    assert rows_of(store) == {"one": one.row, "two": two.row}


def test_a_write_that_nobody_waits_for_any_more_is_left_out(store: Watched) -> None:
    async def left() -> None:
        writes = call_writes(store)
        kept, dropped = writes.begin(a_call("kept")), writes.begin(a_call("dropped"))
        dropped.cancel()
        await kept

    asyncio.run(left())
    assert set(store.attempts_made(STUDY.id)) == {"kept"}


def test_after_the_store_is_closed_whoever_writes_is_told(home: Path) -> None:
    closed = Store(home / "velleity.db")
    closed.close()

    async def late() -> None:
        await CallWrites(closed).begin(a_call("late"))

    with pytest.raises(StoreError, match="was closed"):
        asyncio.run(late())
