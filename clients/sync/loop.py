"""An event loop in a thread of its own, for callers that have none. Knows nothing of studies."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

from ..connections.held import CLOSED, NotConnected

Result = TypeVar("Result")
NAME = "velleity-sync"


class Loop:
    """Runs coroutines for other threads, until it is stopped."""

    def __init__(self) -> None:
        """Start the thread; a program that ends does not wait for it."""
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._live, name=NAME, daemon=True)
        self._thread.start()
        self._begun.wait()

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run to its end, and return what it returns; Ctrl-C calls it off.

        Raises:
            NotConnected: it is stopped, before or meanwhile.
            RuntimeError: the caller is the loop's own thread, as a callback's is.
            Exception: whatever the work raises.
        """
        if not self._thread.is_alive():
            work.close()
            raise NotConnected(CLOSED)
        if threading.current_thread() is self._thread:
            work.close()
            raise RuntimeError("A callback cannot call the laboratory that calls it.")
        coming = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return coming.result()
        except CancelledError:
            raise NotConnected(CLOSED) from None
        except BaseException:
            coming.cancel()
            raise

    def stop(self) -> None:
        """End the thread, and whatever it still runs."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join()

    def _live(self) -> None:
        asyncio.run(self._wait())

    async def _wait(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._begun.set()
        await self._over.wait()
