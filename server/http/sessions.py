"""Room for whoever comes: when there are too many sessions, one that nobody seems to use gives way.

The SDK refuses every new session while its places are taken, and a place whose client is gone is
taken for half an hour. Here the last place is never taken: before a session is opened, another is
ended as its own client would end it. Never one with a call under way; first those that neither
listen nor were used of late, among them those that were opened and never used, then the longest
unused. A client that was wrongly taken for gone is told 404, upon which it begins anew.
"""

import time
from dataclasses import dataclass, field

from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PLACES = 250
"""Sessions beyond which another gives way; less than the SDK's own limit."""
OF_LATE = 60.0
"""Seconds after a call in which a client is there, whatever else it does."""
OPENING = 2
"""Requests that open a session; with more of them it is one that was used."""
_SESSION = b"mcp-session-id"
_VERSION = b"mcp-protocol-version"


@dataclass
class _Session:
    """What is seen of one session."""

    last_used: float = field(default_factory=time.monotonic)
    requests: int = 0
    calls: int = 0
    """Requests under way, but for the stream on which its client listens."""
    listening: int = 0

    def rank(self, now: float) -> tuple[bool, bool, float]:
        """Who comes first gives way first."""
        there = self.listening > 0 or now - self.last_used < OF_LATE
        return there, self.requests > OPENING, self.last_used


class Sessions:
    """The sessions of one server, seen from outside: an ASGI application around the SDK's own."""

    def __init__(self, app: ASGIApp, places: int) -> None:
        """Nobody is there yet."""
        self._app = app
        self._places = places
        self._known: dict[str, _Session] = {}
        self._opening = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, after making room if it opens a session."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif (name := _header(scope, _SESSION)) is not None:
            await self._use(name, scope, receive, send)
        elif _header(scope, _VERSION) in (None, *HANDSHAKE_PROTOCOL_VERSIONS):
            await self._open(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _use(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        session = self._known.get(name)
        if session is None:
            await self._app(scope, receive, send)
            return
        listens = scope["method"] == "GET"
        session.listening += listens
        session.calls += not listens
        session.requests += not listens
        session.last_used = time.monotonic()

        async def seen(message: Message) -> None:
            gone = message["type"] == "http.response.start" and message["status"] == 404
            if gone or scope["method"] == "DELETE":
                self._known.pop(name, None)
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            session.listening -= listens
            session.calls -= not listens
            session.last_used = time.monotonic() if not listens else session.last_used

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = _Session(requests=1, calls=1)
        self._opening += 1
        name = ""

        async def seen(message: Message) -> None:
            nonlocal name
            if message["type"] == "http.response.start" and message["status"] < 400:
                told = dict(message.get("headers", ()))
                name = told.get(_SESSION, b"").decode("latin-1")
                if name:
                    self._known[name] = session
            await send(message)

        try:
            await self._make_room(scope)
            await self._app(scope, receive, seen)
        finally:
            self._opening -= 1
            session.calls -= 1

    async def _make_room(self, scope: Scope) -> None:
        """End sessions until those that are being opened have places."""
        while len(self._known) + self._opening > self._places:
            now = time.monotonic()
            idle = [name for name, one in self._known.items() if not one.calls]
            if not idle:
                return
            first = min(idle, key=lambda name: self._known[name].rank(now))
            del self._known[first]
            await self._end(first, scope)

    async def _end(self, name: str, scope: Scope) -> None:
        """End a session as its client would."""
        kept = [pair for pair in scope["headers"] if pair[0] in (b"host", b"authorization")]
        headers = [*kept, (_SESSION, name.encode("latin-1"))]

        async def nothing() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def unheard(message: Message) -> None:
            return

        await self._app({**scope, "method": "DELETE", "headers": headers}, nothing, unheard)


def _header(scope: Scope, name: bytes) -> str | None:
    """The first header of a name, as the SDK reads it."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
