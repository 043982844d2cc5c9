"""Many sessions: whoever is idle gives way to whoever comes, and whoever is there stays."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.shared.exceptions import MCPError

from tests.server.asking import call
from tests.server.listening import WAIT, Listening, client_at, listening
from tests.server.test_stdio import HANDSHAKE
from velleity.server.http import sessions
from velleity.server.http.serving import RetryPolicy
from velleity.server.http.sessions import PLACES, Sessions

KINDS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


async def opened(http: httpx2.AsyncClient, server: Listening) -> httpx2.Response:
    headers = {**KINDS, "authorization": f"Bearer {server.token}"}
    return await http.post(server.url, json=HANDSHAKE[0], headers=headers)


@pytest.mark.slow
async def test_250_sessions_that_nobody_uses_lock_nobody_out_and_a_live_one_stays(
    home: Path, full: bool
) -> None:
    """Of 25 places otherwise."""
    places = PLACES if full else 25
    with listening(home, retry_policy=RetryPolicy(sessions=places)) as server:
        async with (
            httpx2.AsyncClient(timeout=WAIT) as http,
            client_at(server.url, server.token, "legacy") as live,
        ):
            for number in range(places + 30):
                assert (await opened(http, server)).status_code == 200
                if number % 20 == 0:
                    assert (await live.list_tools()).tools
            assert (await call(live, "models"))["models"]
            async with client_at(server.url, server.token, "legacy") as another:
                assert (await another.list_tools()).tools


async def test_of_clients_that_all_listen_the_longest_unused_gives_way_and_may_come_back(
    home: Path,
) -> None:
    with listening(home, retry_policy=RetryPolicy(sessions=3)) as server:
        async with AsyncExitStack() as stack:
            clients = [
                await stack.enter_async_context(client_at(server.url, server.token, "legacy"))
                for _ in range(3)
            ]
            for client in clients:
                assert (await client.list_tools()).tools
            async with client_at(server.url, server.token, "legacy") as fourth:
                assert (await fourth.list_tools()).tools
                for client in clients[1:]:
                    assert (await client.list_tools()).tools
                with pytest.raises(MCPError):
                    await clients[0].list_tools()
            async with client_at(server.url, server.token, "legacy") as again:
                assert (await again.list_tools()).tools


class Inner:
    """An application that opens a session for each request without one, and answers when told."""

    def __init__(self) -> None:
        self.opened = 0
        self.ended: list[str] = []
        self.answer = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        told = dict(scope["headers"]).get(b"mcp-session-id")
        if scope["method"] == "DELETE":
            assert told is not None
            self.ended.append(told.decode())
        elif told is not None:
            await self.answer.wait()
        else:
            self.opened += 1
        headers = [(b"mcp-session-id", told or str(self.opened).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})


async def asked(app: Sessions, session: str | None = None, method: str = "POST") -> None:
    headers = [] if session is None else [(b"mcp-session-id", session.encode())]
    scope = {"type": "http", "method": method, "path": "/mcp", "headers": headers}

    async def nothing() -> Any:
        return {"type": "http.request"}

    async def unheard(message: Any) -> None:
        return

    await app(scope, nothing, unheard)


async def test_a_session_with_a_call_under_way_never_gives_way_and_a_used_one_last() -> None:
    inner = Inner()
    app = Sessions(inner, 3)
    for _ in range(3):
        await asked(app)
    calling = asyncio.create_task(asked(app, "1"))
    listening_one = asyncio.create_task(asked(app, "2", "GET"))
    await asyncio.sleep(0)
    await asked(app)
    assert inner.ended == ["3"]  # 1 calls, and 2 has begun to listen after 3 was opened
    await asked(app)
    assert inner.ended == ["3", "2"]
    inner.answer.set()
    await asyncio.gather(calling, listening_one)
    for _ in range(2):
        await asked(app, "1")
    await asked(app)
    assert inner.ended == ["3", "2", "4"]  # 1 was used, so 4 and 5 come first


async def test_who_says_nothing_for_long_gives_way_before_who_listens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inner = Inner()
    app = Sessions(inner, 2)
    monkeypatch.setattr(sessions, "OF_LATE", 0.0)
    for _ in range(2):
        await asked(app)
    listens = asyncio.create_task(asked(app, "1", "GET"))
    await asyncio.sleep(0)
    await asked(app)
    assert inner.ended == ["2"]
    inner.answer.set()
    await listens


async def test_with_a_call_under_way_in_every_session_the_sdk_decides() -> None:
    inner = Inner()
    app = Sessions(inner, 1)
    await asked(app)
    calling = asyncio.create_task(asked(app, "1"))
    await asyncio.sleep(0)
    await asked(app)
    assert inner.ended == []
    inner.answer.set()
    await calling
