"""The one thread of a process that writes. Knows how to group, not what is written.

Each write is a function of a connection. The thread takes whatever has queued up, runs it in one
transaction and then settles the futures: grouping costs no waiting and saves one fsync a write.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any

from .database import checkpoint, connect, explained, transaction
from .errors import StoreError, Unwritable
from .sqlite import Database

GROUP = 256
"""Writes in one transaction at most."""

Write = Callable[[Database], Any]
_Job = tuple[Write, Future[Any]]


class Writer:
    """Runs writes in the order they came; a future is done when its write is on disk."""

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        """Start the thread for a database that was prepared; else each write says why it fails."""
        self._path = path
        self._db = connect(path, only_to_read=not writable)
        self._file = path.stat().st_ino
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="velleity-writer", daemon=True)
        self._thread.start()

    def submit(self, write: Write) -> Future[Any]:
        """Queue a write and return the future of its result.

        Raises:
            StoreError: it was closed, so nobody would ever make the write.
        """
        future: Future[Any] = Future()
        with self._gate:
            if self._closed:
                raise StoreError(f"The database {self._path} was closed; open it again to write.")
            self._queue.put((write, future))
        return future

    def close(self) -> None:
        """Write what is queued, then stop."""
        with self._gate:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        db = self._db
        try:
            while (job := self._queue.get()) is not None:
                jobs = [job]
                ended = False
                with suppress(queue.Empty):
                    while len(jobs) < GROUP:
                        if (more := self._queue.get_nowait()) is None:
                            ended = True
                            break
                        jobs.append(more)
                # a future nobody waits for any more: its write is left out, and cannot be settled
                self._commit(db, [job for job in jobs if job[1].set_running_or_notify_cancel()])
                if ended:
                    break
                with suppress(sqlite3.Error, OSError):  # the next group tries again
                    checkpoint(db, self._path)
        finally:
            db.close()

    def _commit(self, db: Database, jobs: list[_Job]) -> None:
        """Run the jobs together; if one fails, each alone, so that none spoils another."""
        try:
            with explained(self._path), transaction(db):
                self._check_place()
                results = [write(db) for write, _ in jobs]
        except Exception as error:
            if len(jobs) == 1:
                jobs[0][1].set_exception(error)
                return
            for job in jobs:
                self._commit(db, [job])
            return
        for (_, future), result in zip(jobs, results, strict=True):
            future.set_result(result)

    def _check_place(self) -> None:
        """See that what is written can be found again.

        Raises:
            Unwritable: another file, or none, has the database's name by now.
        """
        try:
            file = self._path.stat().st_ino
        except FileNotFoundError:
            file = None
        if file != self._file:
            raise Unwritable(
                f"The database {self._path} was moved or deleted while in use, so nothing is "
                "written any more: put it back, or end this process and begin anew."
            )
