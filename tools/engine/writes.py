"""Waiting for writes on an event loop, which is woken once for all that a transaction brought.

What the calls of a loop's studies have to write is collected while the write before is under way:
one transaction, one statement made ready for all of a kind, one word from the writer's thread. Each
of them waking the loop by itself would cost more than the write. Whoever waits is told no sooner
than what they wait for is on disk.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Literal
from weakref import WeakKeyDictionary

from ...store.attempts import Entries
from ...store.errors import StoreError
from ...store.records import AttemptRecord, TrialRecord
from ...store.store import Store

_Waiting = tuple["asyncio.Future[Any]", Literal[0, 1, 2], Any]
"""Who waits, in which list of `Entries`, and what is entered there."""


class CallWrites:
    """What the calls of one loop's studies write, together; one group at a time is under way."""

    def __init__(self, store: Store) -> None:
        """Nothing is waited for."""
        self._store = store
        self._queue: list[_Waiting] = []
        self._under_way = 0

    def begin(self, attempt: AttemptRecord) -> "asyncio.Future[AttemptRecord]":
        """Write a call that is about to be made; what is waited for is the call with its row."""
        return self._add(0, attempt)

    def answer(
        self, trial: TrialRecord, attempt: AttemptRecord | None = None
    ) -> "asyncio.Future[None]":
        """Write an answer together with the end of the call that brought it, if one did: both or
        neither.
        """
        return self._add(1, (trial, attempt))

    def end(self, attempt: AttemptRecord) -> "asyncio.Future[None]":
        """Write how a call ended that brought no answer."""
        return self._add(2, attempt)

    def _add(self, place: Literal[0, 1, 2], entry: Any) -> "asyncio.Future[Any]":
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Any] = loop.create_future()
        self._queue.append((waiting, place, entry))
        if not self._under_way and len(self._queue) == 1:
            loop.call_soon(self._write_queue)  # with all that is entered in this turn of the loop
        return waiting

    def _write_queue(self) -> None:
        """Write what is waited for; what nobody waits for any more is left out."""
        queue, self._queue = [one for one in self._queue if not one[0].done()], []
        if queue:
            self._write(queue)

    def _write(self, several: Sequence[_Waiting]) -> None:
        entries = Entries([], [], [])
        for _, place, entry in several:
            entries[place].append(entry)
        loop = asyncio.get_running_loop()
        try:
            write = self._store.add_calls(entries)
        except StoreError as error:
            _tell(several, error)
            return
        self._under_way += 1
        write.add_done_callback(lambda settled: _ring(loop, self._settled, several, settled))

    def _settled(self, several: Sequence[_Waiting], write: Future[list[AttemptRecord]]) -> None:
        """Tell those who wait; where one of many spoilt the write, each is written alone."""
        self._under_way -= 1
        error = write.exception()
        if error is not None and len(several) > 1:
            for one in several:
                self._write([one])
        else:
            _tell(several, error or iter(write.result()))
        if not self._under_way and self._queue:
            self._write_queue()


def _tell(several: Sequence[_Waiting], said: BaseException | Iterator[AttemptRecord]) -> None:
    """Tell all the same error, or those that begin, in their order, the call as it was written."""
    failed = isinstance(said, BaseException)
    for waiting, place, _ in several:
        written = next(said) if place == 0 and not failed else None
        if waiting.done():
            continue
        if failed:
            waiting.set_exception(said)
        else:
            waiting.set_result(written)


def _ring(loop: asyncio.AbstractEventLoop, tell: Callable[..., None], *given: Any) -> None:
    """Call something on a loop, from any thread; once it is closed, nobody waits any more."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(tell, *given)


_WRITES: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Store, CallWrites]] = WeakKeyDictionary()


def call_writes(store: Store) -> CallWrites:
    """Those of the running loop."""
    loop = asyncio.get_running_loop()
    of_loop = _WRITES.get(loop)
    if of_loop is None:
        of_loop = _WRITES[loop] = {}
    found = of_loop.get(store)
    if found is None:
        found = of_loop[store] = CallWrites(store)
    return found
