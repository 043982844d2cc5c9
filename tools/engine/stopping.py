"""How a study ends before its end. Knows who waits and may be woken, nothing of what for."""

import asyncio
from types import TracebackType
from typing import Any

from ...store.errors import VelleityError


class Stopped(Exception):
    """Raised inside a study when it was told to stop."""


class Interrupted(VelleityError):
    """Raised when a study cannot go on for now; its text says what it needs to be resumed."""


class StopSignal:
    """Tells the tasks of one study to begin nothing more. Those that wait are woken at once."""

    def __init__(self) -> None:
        """Nobody is told yet."""
        self._told = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Task[Any]] = set()

    def __bool__(self) -> bool:
        """Whether the study was told to stop."""
        return self._told

    def attach(self) -> None:
        """Name the running loop as the one whose tasks are to be woken."""
        self._loop = asyncio.get_running_loop()

    def tell(self) -> None:
        """Tell them, from any thread."""
        self._told = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake)

    def may_wait(self) -> "_MayWait":
        """Mark that the current task waits and holds nothing: it may be cancelled here.

        Raises:
            Stopped: the study was told to stop.
        """
        if self._told:
            raise Stopped
        return _MayWait(self, self._waiting)

    def _wake(self) -> None:
        for task in tuple(self._waiting):
            task.cancel()


class _MayWait:
    """A task among those that wait; a generator would cost twice as much for each call."""

    __slots__ = ("_among", "_task", "_told")

    def __init__(self, told: StopSignal, among: "set[asyncio.Task[Any]]") -> None:
        self._told, self._among = told, among

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._among.add(task)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._among.discard(self._task)
        if self._told and isinstance(error, asyncio.CancelledError):
            self._task.uncancel()
            raise Stopped from None
