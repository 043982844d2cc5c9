"""What lives as long as the server: the laboratory, opened by the first call that needs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from .settings import Settings

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from ..tools.studies import Laboratory
    from .toolset.further import Argument
    from .toolset.results import StudyStatus

    Lifespan = Callable[[MCPServer["State"]], AbstractAsyncContextManager["State"]]

Found = TypeVar("Found")
MOST_ENDED = 256
"""Studies that are done whose status is remembered."""


class State:
    """The laboratory of one server."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet."""
        self.settings = settings
        self.ended: dict[str, StudyStatus] = {}
        self.explained: dict[str, list[Argument]] = {}
        self._opened: Laboratory | None = None
        self._lock = asyncio.Lock()
        self._threads = ThreadPoolExecutor(thread_name_prefix="velleity-call")

    async def laboratory(self) -> Laboratory:
        """Return the laboratory, opening it off the loop the first time.

        Raises:
            StoreError: the database cannot be used.
        """
        if self._opened is not None:
            return self._opened
        async with self._lock:
            if self._opened is None:
                self._opened = await asyncio.to_thread(_open, self.settings)
            return self._opened

    @property
    def opened(self) -> Laboratory | None:
        """The laboratory if a call has needed it already."""
        return self._opened

    def keep(self, status: StudyStatus) -> None:
        """Remember how a study ended that is done: it stays so, and is often asked for again."""
        if status.state == "done":
            if len(self.ended) >= MOST_ENDED:
                del self.ended[next(iter(self.ended))]
            self.ended[status.study_id] = status

    async def run(self, work: Callable[[], Found]) -> Found:
        """Let the laboratory work in a thread; cancelling the call leaves that thread working."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def close(self) -> None:
        """Stop what runs, so that it can be resumed, and close the database."""
        async with self._lock:
            opened, self._opened = self._opened, None
            await asyncio.to_thread(self._end, opened)

    def _end(self, opened: Laboratory | None) -> None:
        """Close once no call reads any more: to close a connection under a reader is a crash."""
        self._threads.shutdown()
        if opened is not None:
            opened.close()


def _open(settings: Settings) -> Laboratory:
    from ..tools.studies import Laboratory  # numpy and SQLite, half a second that nobody waits for

    scheduler = settings.scheduler
    return Laboratory(settings.home, settings.file, models=settings.models, scheduler=scheduler)


def lifespan_of(
    settings: Settings,
    opened: Callable[[State], None],
    meanwhile: Callable[[State], Coroutine[Any, Any, None]],
) -> Lifespan:
    """Make the lifespan of a server with these settings; `meanwhile` runs as long as it lives."""

    @asynccontextmanager
    async def lifespan(server: MCPServer[State]) -> AsyncGenerator[State]:
        state = State(settings)
        opened(state)
        beside = asyncio.create_task(meanwhile(state))
        try:
            yield state
        finally:
            beside.cancel()
            await state.close()

    return lifespan
