"""A connection held in a task of its own, so that one task may open it and another close it.

A client's task group belongs to the task that entered it; cells of a notebook are each a task of
their own. What goes wrong in the client comes out as it is, not wrapped in a group.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import cast

import httpx2
from mcp import Client, MCPError

GONE = (
    "The connection to the server is gone. Connect again: a study that the server still runs goes "
    "on, one that it ran is taken up with lab.resume(study_id)."
)


CLOSED = "This laboratory is closed. Open another with connect()."


class NotConnected(Exception):
    """Raised when no server can be reached, or not any more; its text says what to do."""


class Held:
    """A client that is open from `open` to `close`, whoever calls them."""

    def __init__(self, way: AbstractAsyncContextManager[Client], advice: str = "") -> None:
        """Open nothing yet; `advice` is for whoever gets no answer."""
        self._way, self._advice = way, advice
        self._leave = asyncio.Event()
        self._holding: asyncio.Task[None] | None = None
        self._client: Client | None = None

    @property
    def client(self) -> Client:
        """The client.

        Raises:
            NotConnected: it is not open, or what it spoke to is gone.
        """
        if self._client is None or self._holding is None:
            raise NotConnected(CLOSED)
        if self._holding.done():
            raise NotConnected(GONE)
        return self._client

    async def open(self) -> None:
        """Connect.

        Raises:
            NotConnected: nobody answers there, or not as a server should; or it was open before.
        """
        if self._holding is not None or self._leave.is_set():
            raise NotConnected("A connection is opened once. Make another with connect().")
        ready: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self._holding = asyncio.create_task(self._hold(ready))
        try:
            await asyncio.wait((self._holding, ready), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._holding.cancel()
            await asyncio.wait((self._holding,))
            raise
        if ready.done():
            self._client = ready.result()
            return
        if (error := self._holding.exception()) is None:
            raise NotConnected("The connection ended before it began.")
        raise _told(error, self._advice) from error

    async def close(self) -> None:
        """Disconnect; once is enough. A server that is gone already is no error.

        Raises:
            Exception: what closing the client raised.
        """
        self._leave.set()
        holding, self._holding = self._holding, None
        if holding is None:
            return
        await asyncio.wait((holding,))
        error = None if holding.cancelled() else holding.exception()
        if error is not None and not isinstance(alone := _alone(error), httpx2.TransportError):
            raise alone

    async def _hold(self, ready: asyncio.Future[Client]) -> None:
        async with self._way as client:
            ready.set_result(client)
            await self._leave.wait()


def _alone(error: BaseException) -> BaseException:
    """The one error that groups are wrapped around; of several, the group."""
    alone = error
    while isinstance(alone, BaseExceptionGroup):
        inside = cast("BaseExceptionGroup[BaseException]", alone).exceptions
        if len(inside) != 1:
            return error
        alone = inside[0]
    return alone


def _told(error: BaseException, advice: str) -> BaseException:
    """Why there is no connection, in words; what is no fault of a connection stays as it is."""
    alone = _alone(error)
    if isinstance(alone, NotConnected) or not isinstance(alone, Exception):
        return alone
    if isinstance(alone, FileNotFoundError | PermissionError):
        return NotConnected(f"The command cannot be started ({alone.strerror or alone}).")
    said = alone.message if isinstance(alone, MCPError) else str(alone) or type(alone).__name__
    return NotConnected(f"No server answers ({said[:300]}). {advice}")
