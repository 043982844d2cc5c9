"""The least of HTTP/1.1 that a client of a model needs, and as fast as Python can be at it.

Keep-alive, bodies by Content-Length, nothing else. A handler answers a request with steps: bytes to
send, seconds to wait, or the end of the connection, so that it can break off anywhere.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CLOSE = "close"
"""A step: break the connection off."""
Step = bytes | float | str
LONGEST_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Handler = Callable[[Request], Sequence[Step]]


class Connection(asyncio.Protocol):
    """One client; answers its requests one after the other."""

    def __init__(self, handler: Handler, busy: "set[Connection]") -> None:
        """Be among the `busy` while a request is under way and its client is there."""
        self._handler = handler
        self._busy = busy
        self._seen = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    @property
    def is_open(self) -> bool:
        """Whether the client is still there."""
        return self._transport is not None

    def close(self) -> None:
        """Let go of whoever has not done so by itself."""
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._busy.discard(self)

    def data_received(self, data: bytes) -> None:
        self._seen += data
        self._next()

    def _next(self) -> None:
        if self not in self._busy and (request := self._parsed()) is not None:
            self._busy.add(self)
            self._do(list(self._handler(request)))

    def _parsed(self) -> Request | None:
        head, found, rest = self._seen.partition(b"\r\n\r\n")
        if not found:
            assert len(self._seen) < LONGEST_HEAD
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        length = int(headers.get("content-length", "0"))
        if len(rest) < length:
            return None
        self._seen = rest[length:]
        method, path, _ = first.split(" ", 2)
        return Request(method, path, headers, rest[:length])

    def _do(self, steps: list[Step]) -> None:
        while steps:
            if self._transport is None:
                return
            step = steps.pop(0)
            if isinstance(step, bytes):
                self._transport.write(step)
            elif isinstance(step, float):
                asyncio.get_running_loop().call_later(step, self._do, steps)
                return
            else:
                self._transport.abort()
                return
        self._busy.discard(self)
        self._next()


def response(status: int, body: bytes, **headers: str) -> bytes:
    """A whole response."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}"]
    named = {"Content-Type": "application/json", **headers}
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
