"""HTTP to one endpoint, and what it means when nothing comes back. Knows nothing of what is asked.

Follows no redirect, keeps no cookie, reads no proxy from the environment, retries nothing.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import aiohttp

from .endpoints import Endpoint
from .protocol import Fault

LONGEST_BODY = 4 * 1024 * 1024
"""Bytes of an answer; more is a fault."""
CONNECT_S = 4.0
"""Seconds until a connection stands; who takes longer is not there."""
SILENT_S = 40.0
"""Seconds for the first answer of a server that has never said anything at all."""
FILES = 8_192
"""Files that may be open, connections among them; some systems begin with 256, or 1,024."""
_NOBODY = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Answered(NamedTuple):
    """A whole response."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport:
    """The way to one endpoint, over connections that belong to the loop that first uses them."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Connect to nothing yet."""
        self._endpoint = endpoint
        self._session: aiohttp.ClientSession | None = None
        self._shared: _Shared | None = None
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
        if self._session is not None:
            session, shared = self._session, self._shared
            self._session = self._shared = None
            await session.close()
            assert shared is not None
            await shared.let_go()

    async def _request(
        self, method: str, path: str, body: bytes | None, silence: asyncio.Timeout | None = None
    ) -> Answered:
        address = f"{self._endpoint.base_url}/{path}"
        try:
            async with self._connected().request(
                method, address, data=body, headers=self._headers(), allow_redirects=False
            ) as response:
                self._is_there = True
                if silence is not None:
                    silence.reschedule(None)
                return Answered(response.status, response.headers, await _bounded(response))
        except _NOBODY as error:
            raise self._nobody(error) from error
        except (aiohttp.ClientError, ConnectionError) as error:
            raise Fault("dropped", "the connection broke", maybe_paid=True) from error

    def _nobody(self, error: Exception) -> Fault:
        why = ""
        if isinstance(error, aiohttp.ClientConnectorDNSError):
            why = " (no such host)"
        elif isinstance(error, aiohttp.ClientSSLError):
            why = " (no secure connection)"
        reason = f"cannot connect to {self._endpoint.address}{why}"
        return Fault("unavailable", reason, unreachable=True)

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._shared = _shared()
            self._session = aiohttp.ClientSession(
                connector=self._shared.connector,
                connector_owner=False,
                timeout=aiohttp.ClientTimeout(total=None, connect=30, sock_connect=CONNECT_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                read_bufsize=2**18,
            )
        return self._session

    def _headers(self) -> dict[str, str]:
        key = self._endpoint.key()
        content = {"Content-Type": "application/json"}
        return {**content, "Authorization": f"Bearer {key}"} if key else content


class _Shared:
    """The connections of one loop, and how many use them: studies side by side, and one after the
    other, hand them on to each other.
    """

    def __init__(self) -> None:
        _allow_files()
        self.connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=300)
        self.users = 0

    async def let_go(self) -> None:
        """Close them once nobody uses them."""
        self.users -= 1
        if not self.users:
            for loop in [one for one, shared in _SHARED.items() if shared is self]:
                del _SHARED[loop]
            await self.connector.close()


_SHARED: WeakKeyDictionary[asyncio.AbstractEventLoop, _Shared] = WeakKeyDictionary()


def _shared() -> _Shared:
    """Those of the running loop, for one more."""
    loop = asyncio.get_running_loop()
    found = _SHARED.get(loop)
    if found is None:
        found = _SHARED[loop] = _Shared()
    found.users += 1
    return found


def _allow_files() -> None:
    """Let this process open as many files as calls at once need, as far as it may."""
    try:
        import resource
    except ImportError:  # Windows counts otherwise
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    """The body, if it is not too long."""
    body = await response.content.read(LONGEST_BODY + 1)
    while body and not response.content.at_eof() and len(body) <= LONGEST_BODY:
        body += await response.content.read(LONGEST_BODY + 1 - len(body))
    if len(body) > LONGEST_BODY:
        response.close()
        raise Fault("malformed", "an answer of over 4 MiB", maybe_paid=True)
    return body
