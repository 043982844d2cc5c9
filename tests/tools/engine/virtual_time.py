"""An event loop whose clock jumps to the next timer as soon as nothing else is left to do.

So ten minutes of an outage take a moment, and nobody waits. What a thread writes to a database is
something left to do: the clock stands still until it is written and told, however busy the machine.
"""

import asyncio
import selectors
import time
from collections.abc import Coroutine, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest

from velleity.store.writer import Write, Writer

Result = TypeVar("Result")
PATIENCE = 0.0005
"""Real seconds that a thread has to report back before the clock jumps."""
TOLD = 0.002
"""Real seconds in which whoever waits for a write is told that it is done."""
LOOK = 0.01
LONGEST = 60.0
"""Real seconds that a write may take at most, on a busy machine."""


class _Writes:
    """Writes that threads have not made yet."""

    def __init__(self) -> None:
        self._open: list[Future[Any]] = []
        self._seen = 0.0

    def submitted(self, write: Future[Any]) -> Future[Any]:
        self._open.append(write)
        return write

    @property
    def wait_s(self) -> float:
        """How long to wait at least, before the clock may jump."""
        left = [one for one in self._open if not one.done()]
        if len(left) < len(self._open):
            self._open, self._seen = left, time.monotonic()
        return LOOK if left else max(PATIENCE, self._seen + TOLD - time.monotonic())


class _Jumping(selectors.DefaultSelector):
    """A selector that lets virtual time pass instead of waiting."""

    def __init__(self, writes: _Writes) -> None:
        super().__init__()
        self.passed = 0.0
        self._writes = writes

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        begun = time.monotonic()
        while not (ready := super().select(min(timeout, wait := self._writes.wait_s))):
            if wait <= PATIENCE:
                self.passed += timeout
                return ready
            assert time.monotonic() < begun + LONGEST, "a write is never made"
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop that lives in virtual time."""

    def __init__(self, writes: _Writes) -> None:
        self._jumping = _Jumping(writes)
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed


@contextmanager
def _watched() -> Generator[_Writes]:
    """Know of every write that is submitted meanwhile."""
    writes, submit = _Writes(), Writer.submit

    def watched(self: Writer, write: Write) -> Future[Any]:
        return writes.submitted(submit(self, write))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "submit", watched)
        yield writes


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in virtual time."""
    with (
        _watched() as writes,
        asyncio.Runner(loop_factory=lambda: VirtualLoop(writes)) as runner,
    ):
        return runner.run(work)
