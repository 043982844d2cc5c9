"""Purses that several studies share: opened once in a process, and in one process at a time.

What a purse has left is known to whoever holds it, so that no two processes spend the same: its
file lock is the kernel's and ends with its process. What was taken from it is in the store, under
the studies that took it. Knows no prices and no calls.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from filelock import BaseFileLock, Timeout

from ...store.errors import InputError
from ...store.store import Store
from ...store.texts import digest
from ..study.limits import Limits
from .budget import Purse

WAIT_S = 0.2
"""Seconds that whoever is about to let go of a study or a purse has for it."""


@dataclass
class _Open:
    """A purse in this process's hands, and how many of its studies run."""

    purse: Purse
    lock: BaseFileLock
    studies: int = 0


class Purses:
    """The shared purses of one process."""

    def __init__(self, store: Store, soon: Callable[..., Any]) -> None:
        """Hold none. `soon` calls something on the loop of the studies, before what they begin."""
        self._store = store
        self._soon = soon
        self._open: dict[str, _Open] = {}
        self._at = Lock()

    def take(self, name: str, study_id: str, limits: Limits) -> Purse:
        """Open a purse for a study that is about to run; `give_back` must follow.

        Its limits are now these.

        Raises:
            InputError: studies of another process are spending from it.
        """
        with self._at:
            there = self._open.get(name) or self._opened(name, limits)
            there.studies += 1
            self._soon(there.purse.limit, limits)
            self._soon(there.purse.count, study_id, self._store.spending(study_id))
            return there.purse

    def _opened(self, name: str, limits: Limits) -> _Open:
        try:
            lock = self._store.hold(f"purse_{digest(name)}", WAIT_S)
        except Timeout:
            raise InputError(
                "Another process runs studies that share a limit with this one: resume it there, "
                "or here once they have ended."
            ) from None
        ids = [one.id for one in self._store.sharing(name)]
        purse = Purse(limits, self._store.shared_spending(name), ids)
        found = self._open[name] = _Open(purse, lock)
        return found

    def give_back(self, name: str) -> None:
        """A study of the purse runs no more."""
        with self._at:
            there = self._open[name]
            there.studies -= 1
            if not there.studies:
                del self._open[name]
                there.lock.release()

    def forget(self, name: str, study_id: str) -> None:
        """A study has left a purse."""
        with self._at:
            if there := self._open.get(name):
                self._soon(there.purse.forget, study_id)


@dataclass
class Hold:
    """What a process holds while it runs a study: its lock, and the purse that it shares."""

    purses: Purses
    lock: BaseFileLock
    _taken: list[str] = field(default_factory=list[str])

    def purse(self, name: str | None, study_id: str, limits: Limits) -> Purse | None:
        """The purse that the study shares, if it does.

        Raises:
            InputError: studies of another process are spending from it.
        """
        if name is None:
            return None
        found = self.purses.take(name, study_id, limits)
        self._taken.append(name)
        return found

    def drop(self) -> None:
        """Let go of a study that is not there after all."""
        self.release()
        Path(self.lock.lock_file).unlink(missing_ok=True)

    def release(self) -> None:
        """Let go of all of it."""
        for name in self._taken:
            self.purses.give_back(name)
        self._taken.clear()
        self.lock.release()
