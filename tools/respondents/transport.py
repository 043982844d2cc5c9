"""HTTP to one endpoint, and what it means when nothing comes back. Knows nothing of what is asked.

Follows no redirect, keeps no cookie, reads no proxy from the environment, retries nothing.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from .endpoints import Endpoint
from .exchanges import Answered, Connections, Request, TooLong, shared
from .protocol import Fault

SILENT_S = 40.0
"""Seconds for the first answer of a server that has never said anything at all."""
_NOBODY = (aiohttp.ClientConnectorError, TimeoutError)
_BROKEN = (aiohttp.ClientError, aiohttp.http.HttpProcessingError, ConnectionError)


class Transport:
    """The way to one endpoint, over connections that belong to the loop that first uses them."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Connect to nothing yet."""
        self._endpoint = endpoint
        self._connections: Connections | None = None
        self._requests: dict[tuple[str, str], Request] = {}
        self._is_there = False

    async def get(self, path: str, within_s: float) -> Answered | None:
        """Get something small; None if nothing whole came back in time.

        Raises:
            Fault: nobody is there.
        """
        try:
            async with asyncio.timeout(within_s):
                return await self._request("GET", path, None)
        except TimeoutError:
            return None
        except Fault as fault:
            if fault.unreachable:
                raise
            return None

    async def post(self, path: str, body: Mapping[str, Any]) -> Answered:
        """Send JSON and wait for the whole answer, as long as it takes if anybody is there.

        Raises:
            Fault: nothing came back, or not all of it.
        """
        if self._is_there:
            return await self._request("POST", path, json.dumps(body).encode())
        try:
            async with asyncio.timeout(SILENT_S) as silence:
                return await self._request("POST", path, json.dumps(body).encode(), silence)
        except TimeoutError as error:
            reason = f"{self._endpoint.address} takes connections and answers nothing"
            raise Fault("unavailable", reason, maybe_paid=True, unreachable=True) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._connections is not None:
            connections, self._connections = self._connections, None
            self._requests.clear()
            await connections.let_go()

    async def _request(
        self, method: str, path: str, body: bytes | None, silence: asyncio.Timeout | None = None
    ) -> Answered:
        key = self._endpoint.key()
        request = self._prepared(method, path)
        if self._connections is None:
            self._connections = shared()
        try:
            return await request.send(self._connections, key, body, lambda: self._begins(silence))
        except _NOBODY as error:
            raise self._nobody(error) from error
        except _BROKEN as error:
            raise Fault("dropped", "the connection broke", maybe_paid=True) from error
        except TooLong as error:
            raise Fault("malformed", "an answer of over 4 MiB", maybe_paid=True) from error

    def _begins(self, silence: asyncio.Timeout | None) -> None:
        """Somebody answers: nobody has to prove it again."""
        self._is_there = True
        if silence is not None:
            silence.reschedule(None)

    def _prepared(self, method: str, path: str) -> Request:
        """The request as it was made before."""
        found = self._requests.get((method, path))
        if found is None:
            found = Request(method, f"{self._endpoint.base_url}/{path}")
            self._requests[method, path] = found
        return found

    def _nobody(self, error: Exception) -> Fault:
        why = ""
        if isinstance(error, aiohttp.ClientConnectorDNSError):
            why = " (no such host)"
        elif isinstance(error, aiohttp.ClientSSLError):
            why = " (no secure connection)"
        reason = f"cannot connect to {self._endpoint.address}{why}"
        return Fault("unavailable", reason, unreachable=True)
