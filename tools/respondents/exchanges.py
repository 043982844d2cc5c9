"""A request and its answer over the connections of one loop. Knows neither faults nor models.

aiohttp opens, secures and keeps the connections and reads what comes over them. Its session, which
would make each request anew (with cookies, redirects and timers that nothing here has), takes
more of the processor than all else about a call; so a request is prepared once, and only its body
differs from one call to the next.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple
from weakref import WeakKeyDictionary

import aiohttp
from aiohttp.connector import Connection
from aiohttp.streams import StreamReader
from yarl import URL

LONGEST_BODY = 4 * 1024 * 1024
"""Bytes of an answer; more are not read."""
CONNECT_S = 4.0
"""Seconds until a connection stands; who takes longer is not there."""
FILES = 8_192
"""Files that may be open, connections among them; some systems begin with 256, or 1,024."""
_READ_AHEAD = 2**18
_SWITCHING = 101
_TIMES = aiohttp.ClientTimeout(total=None, connect=30, sock_connect=CONNECT_S)


class Answered(NamedTuple):
    """A whole response."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class TooLong(Exception):
    """Raised when an answer is longer than is read."""


class Request:
    """What is sent to one address each time, for the loop that runs; a key is never part of it."""

    def __init__(self, method: str, address: str) -> None:
        """Prepare all but the key and the body."""
        loop, headers = asyncio.get_running_loop(), {"Content-Type": "application/json"}
        self._whom = aiohttp.ClientRequest(method, URL(address), headers=headers, loop=loop)
        told = dict(self._whom.headers)
        told.pop("Content-Length", None)
        lines = [f"{method} {self._whom.url.raw_path_qs} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in told.items()]
        self._head = "\r\n".join(lines).encode()

    async def send(
        self,
        connections: "Connections",
        key: str | None,
        body: bytes | None,
        begins: Callable[[], None],
    ) -> Answered:
        """Send it and read the whole answer, having told that it `begins`.

        Raises:
            TimeoutError: no connection stood in time.
            TooLong: over `LONGEST_BODY` came.
            aiohttp.ClientError, aiohttp.http.HttpProcessingError, ConnectionError: it broke.
        """
        connection = await connections.to(self._whom)
        protocol = connection.protocol
        try:
            if protocol is None or protocol.transport is None:
                raise aiohttp.ServerDisconnectedError
            protocol.set_response_params(read_until_eof=True, read_bufsize=_READ_AHEAD)
            protocol.transport.write(self._with(key, body))
            said, content = await protocol.read()
            while said.code < 200 and said.code != _SWITCHING:
                said, content = await protocol.read()
            begins()
            answered = Answered(said.code, said.headers, await _bounded(content))
        except BaseException:
            connection.close()  # an answer may still come, and would be taken for that of the next
            raise
        connection.release()
        return answered

    def _with(self, key: str | None, body: bytes | None) -> bytes:
        head = self._head
        if key is not None:
            head += f"\r\nAuthorization: Bearer {key}".encode()
        if body is None:
            return head + b"\r\n\r\n"
        return b"%b\r\nContent-Length: %d\r\n\r\n%b" % (head, len(body), body)


class Connections:
    """The connections of one loop, and how many use them: studies side by side, and one after the
    other, hand them on to each other.
    """

    def __init__(self) -> None:
        """Open none yet."""
        _allow_files()
        self.connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=300)
        self.users = 0

    async def to(self, whom: aiohttp.ClientRequest) -> Connection:
        """One over which nothing has come that nobody asked for: it would be taken for an answer.

        Raises:
            TimeoutError, aiohttp.ClientError: none stood in time, or none stands.
        """
        while True:
            found = await self.connector.connect(whom, [], _TIMES)
            if found.protocol is None or not found.protocol.should_close:
                return found
            found.close()

    async def let_go(self) -> None:
        """Close them once nobody uses them."""
        self.users -= 1
        if not self.users:
            for loop in [one for one, shared in _SHARED.items() if shared is self]:
                del _SHARED[loop]
            await self.connector.close()


_SHARED: WeakKeyDictionary[asyncio.AbstractEventLoop, Connections] = WeakKeyDictionary()


def shared() -> Connections:
    """Those of the running loop, for one more who will let them go."""
    loop = asyncio.get_running_loop()
    found = _SHARED.get(loop)
    if found is None:
        found = _SHARED[loop] = Connections()
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


async def _bounded(content: StreamReader) -> bytes:
    """All of it, if it is not too long."""
    body = await content.read(LONGEST_BODY + 1)
    while body and not content.at_eof() and len(body) <= LONGEST_BODY:
        body += await content.read(LONGEST_BODY + 1 - len(body))
    if len(body) > LONGEST_BODY:
        raise TooLong
    return body
