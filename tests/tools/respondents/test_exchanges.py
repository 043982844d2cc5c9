"""Requests and answers as they look on the wire, from a server that sends what it is told to."""

import asyncio
import gzip
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import pytest

from velleity.tools.respondents.endpoints import BadSettings, Endpoint
from velleity.tools.respondents.exchanges import LONGEST_BODY, Answered
from velleity.tools.respondents.protocol import Fault
from velleity.tools.respondents.transport import Transport

CLOSE = b""
LATER = b"later"
"""Steps of an answer: the end of the connection, and that the next is sent once told to."""
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Answers each request with the next of its answers; knows what it was sent."""

    def __init__(self, answers: Sequence[Sequence[bytes]]) -> None:
        self.url = ""
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.go_on = asyncio.Event()
        self.idle = asyncio.Event()
        self._answers = iter(answers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes over one connection."""
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                [length] = [
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length")
                ] or [0]
                self.heads.append(head)
                self.bodies.append(await reader.readexactly(length))
                for step in next(self._answers):
                    if step == CLOSE:
                        return
                    if step == LATER:
                        await self.go_on.wait()
                    else:
                        writer.write(step)
                        await writer.drain()
                self.idle.set()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(*answers: Sequence[bytes]) -> AsyncGenerator[tuple[Server, Transport]]:
    server = Server(answers)
    async with await asyncio.start_server(server.serve, "127.0.0.1", 0) as listening:
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        transport = Transport(Endpoint(alias="m", base_url=f"{server.url}/v1"))
        yield server, transport
        await transport.close()


def head(*lines: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode()


async def test_what_is_sent_is_one_request_with_its_length() -> None:
    async with serving([PLAIN], [PLAIN]) as (server, transport):
        assert await transport.get("models", 5) is not None
        await transport.post("chat/completions", {"model": "m", "say": "é"})
        got, posted = (one.decode().split("\r\n") for one in server.heads)
        assert got[0] == "GET /v1/models HTTP/1.1"
        assert posted[0] == "POST /v1/chat/completions HTTP/1.1"
        assert f"Host: {server.url.removeprefix('http://')}" in posted
        assert [line for line in posted if line.startswith("Content-")] == [
            "Content-Type: application/json",
            f"Content-Length: {len(server.bodies[1])}",
        ]
        assert not any(line.lower().startswith("content-length") for line in got)
        assert server.bodies == [b"", b'{"model": "m", "say": "\\u00e9"}']


@pytest.mark.parametrize(
    "answer",
    [
        [PLAIN],
        [PLAIN[:9], PLAIN[9:39], PLAIN[39:]],
        [head(status="103 Early Hints"), head(status="100 Continue"), PLAIN],
        [head("Transfer-Encoding: chunked"), b"1\r\n{\r\n", b"1\r\n}\r\n0\r\n\r\n"],
        [head("Content-Type: application/json"), b"{", b"}", CLOSE],
        [head("Content-Encoding: gzip", "Connection: close"), gzip.compress(b"{}"), CLOSE],
        [head("Content-Length: 2", "Connection: close"), b"{}", CLOSE],
    ],
    ids=["whole", "in pieces", "hints", "chunked", "until the end", "gzip", "last"],
)
async def test_an_answer_is_read_however_it_is_written(answer: Sequence[bytes]) -> None:
    async with serving(answer, [PLAIN]) as (_, transport):
        assert (await transport.post("x", {}))[::2] == (200, b"{}")
        assert (await transport.post("x", {}))[::2] == (200, b"{}")


@pytest.mark.parametrize(
    "answer",
    [
        [CLOSE],
        [b"SSH-2.0-OpenSSH_9.2\r\n\r\n"],
        [head("Content-Length: 2"), b"{", CLOSE],
        [head("Content-Length: two"), b"{}"],
        [head("Transfer-Encoding: chunked"), b"x\r\n{}\r\n"],
        [head("Content-Encoding: gzip", "Content-Length: 2"), b"{}"],
        [head(*[f"X-{n}: y" for n in range(1_000)], "Content-Length: 2"), b"{}"],
    ],
    ids=["nothing", "no HTTP", "half", "no length", "bad chunk", "no gzip", "many headers"],
)
async def test_what_is_no_answer_is_a_broken_connection(answer: Sequence[bytes]) -> None:
    async with serving(answer, [PLAIN]) as (server, transport):
        with pytest.raises(Fault, match="the connection broke") as caught:
            await transport.post("x", {})
        assert (caught.value.kind, caught.value.maybe_paid) == ("dropped", True)
        assert (await transport.post("x", {})).status == 200
        assert server.connections == 2


async def test_an_answer_without_end_is_not_read_to_its_end() -> None:
    endless = [head("Transfer-Encoding: chunked"), *([b"100000\r\n" + b" " * 2**20 + b"\r\n"] * 9)]
    async with serving(endless, [PLAIN]) as (server, transport):
        with pytest.raises(Fault, match="over 4 MiB") as caught:
            await transport.post("x", {})
        assert caught.value.kind == "malformed"
        assert (await transport.post("x", {})).status == 200
        assert server.connections == 2
    assert LONGEST_BODY == 4 * 2**20


async def test_the_answer_to_a_call_that_was_given_up_is_not_taken_for_that_to_the_next() -> None:
    late = PLAIN.replace(b"200 OK", b"404 Not Found")
    async with serving([LATER, late], [PLAIN]) as (server, transport):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await transport.post("x", {})
        server.go_on.set()
        assert (await transport.post("x", {})).status == 200
        assert server.connections == 2


async def test_what_comes_unasked_is_not_taken_for_the_next_answer() -> None:
    unasked = head("Content-Length: 0", status="408 Request Time-out")
    async with serving([PLAIN, LATER, unasked], [PLAIN]) as (server, transport):
        assert (await transport.post("x", {})).status == 200
        server.go_on.set()
        await server.idle.wait()
        async with serving([PLAIN]) as (_, other):  # by the time of its answer, the rest has come
            await other.post("x", {})
        assert (await transport.post("x", {})).status == 200
        assert server.connections == 2


async def test_an_answer_with_more_behind_it_is_the_last_of_its_connection() -> None:
    async with serving([PLAIN + PLAIN], [PLAIN]) as (server, transport):
        assert [(await transport.post("x", {})).status for _ in range(2)] == [200, 200]
        assert server.connections == 2


async def test_a_key_is_read_for_each_call_and_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving([PLAIN], [PLAIN]) as (server, _):
        endpoint = Endpoint(alias="m", base_url=server.url, api_key_env="MY_KEY")
        transport = Transport(endpoint)
        for key in ("first", " second\n"):
            monkeypatch.setenv("MY_KEY", key)
            assert isinstance(await transport.post("x", {}), Answered)
        assert [b"Bearer first" in server.heads[0], b"Bearer second\r\n" in server.heads[1]] == [
            True,
            True,
        ]
        monkeypatch.setenv("MY_KEY", "sk-mine\r\nHost: elsewhere")
        with pytest.raises(BadSettings, match="MY_KEY holds more than one line") as caught:
            await transport.post("x", {})
        assert "sk-mine" not in str(caught.value)
        assert len(server.heads) == 2
        await transport.close()


async def test_an_address_cannot_add_a_line_to_a_request() -> None:
    async with serving([PLAIN]) as (server, _):
        transport = Transport(Endpoint(alias="m", base_url=f"{server.url}/v1 HTTP/1.1\r\nX: y"))
        assert (await transport.post("x", {})).status == 200
        assert server.heads[0].startswith(b"POST /v1%20HTTP/1.1X:%20y/x HTTP/1.1\r\nHost: ")
        await transport.close()
