"""Waiting for writes on an event loop: it is woken once for all that a transaction brought.

The writer settles hundreds of futures in a row, from its thread. Each of them waking the loop by
itself would cost more than the write. What a future means is its writer's affair; whoever waits is
told no sooner than it is settled.
"""

import asyncio
from collections import deque
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

Result = TypeVar("Result")


class _Bell:
    """Wakes one loop for what was settled since it was last awake."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._settled: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._lock = Lock()
        self._rung = False

    def ring(self, waiting: asyncio.Future[Any], settled: Future[Any]) -> None:
        """Tell who waits, on its loop. From any thread."""
        with self._lock:
            self._settled.append((waiting, settled))
            if self._rung:
                return
            self._rung = True
        try:
            self._loop.call_soon_threadsafe(self._tell)
        except RuntimeError:  # the loop was closed: nobody waits any more
            self._settled.clear()

    def _tell(self) -> None:
        with self._lock:
            self._rung = False
            settled, self._settled = self._settled, deque()
        for waiting, one in settled:
            if waiting.done():
                continue
            if one.cancelled():
                waiting.cancel()
            elif (error := one.exception()) is not None:
                waiting.set_exception(error)
            else:
                waiting.set_result(one.result())


_BELLS: WeakKeyDictionary[asyncio.AbstractEventLoop, _Bell] = WeakKeyDictionary()


async def written(write: Future[Result]) -> Result:
    """Wait until a write is settled; a write that nobody waits for any more is left out if it can.

    Raises:
        Exception: whatever the write raised.
    """
    loop = asyncio.get_running_loop()
    bell = _BELLS.get(loop)
    if bell is None:
        bell = _BELLS[loop] = _Bell(loop)
    waiting: asyncio.Future[Result] = loop.create_future()
    write.add_done_callback(lambda settled: bell.ring(waiting, settled))
    try:
        return await waiting
    except asyncio.CancelledError:
        write.cancel()
        raise
