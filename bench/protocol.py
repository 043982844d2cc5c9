"""What the protocol costs: the first answer and a call, beside an empty server.

Each row is measured in turn with a server of one empty tool on the same SDK, in one run; read the
ratios. A call is study_status of a study that is done, whose status the server remembers; it leaves
a row in the audit. Over HTTP ours checks token, Host and Origin, and theirs nothing.

    python bench/protocol.py [CALLS]     default 400
"""

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.server import MCPServer
from startup import ONE_TOOL, ROUNDS

from velleity.server.app import build
from velleity.server.settings import Settings

SCRIPT = str(Path(sys.executable).parent / "velleity")
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "bench", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
PROBE = {"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {"_meta": META}}
LISTEN = "import sys; mcp.run('streamable-http', port=int(sys.argv[1]))"
OVER_HTTP = ONE_TOOL.replace("mcp.run()", LISTEN)
WARM_UP = 20
Connected = AbstractAsyncContextManager[Client]


def seconds_to_discover(command: list[str], home: str) -> float:
    """Spawn a server, probe it, close its input, and return the time to the answer."""
    begun = time.perf_counter()
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        env={"VELLEITY_HOME": home, "PATH": "/usr/bin:/bin"},
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(json.dumps(PROBE).encode() + b"\n")
        server.stdin.flush()
        assert b"supportedVersions" in server.stdout.readline()
        taken = time.perf_counter() - begun
        server.stdin.close()
    return taken


@asynccontextmanager
async def in_memory(server: MCPServer[Any]) -> AsyncGenerator[Client]:
    """A client of a server in this process."""
    async with Client(server) as client:
        yield client


@asynccontextmanager
async def over_stdio(command: list[str], home: str) -> AsyncGenerator[Client]:
    """A client of a server that it starts."""
    words = StdioServerParameters(
        command=command[0], args=command[1:], env={"VELLEITY_HOME": home, "PATH": "/usr/bin:/bin"}
    )
    async with Client(stdio_client(words)) as client:
        yield client


@asynccontextmanager
async def over_http(url: str, token: str = "") -> AsyncGenerator[Client]:
    """A client of a server that listens."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=30) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        yield client


async def call_times(ours: Connected, theirs: Connected, count: int) -> tuple[float, float]:
    """Call both in turn; the median seconds of each."""
    async with ours as mine, theirs as other:
        study = await ended_study(mine)

        async def status() -> Any:
            return await mine.call_tool("study_status", {"study_id": study})

        async def nothing() -> Any:
            return await other.call_tool("nothing", {})

        times: tuple[list[float], list[float]] = ([], [])
        for number in range(count + WARM_UP):
            for column, call in zip(times, (status, nothing), strict=True):
                taken = await seconds(call)
                if number >= WARM_UP:
                    column.append(taken)
    return median(times[0]), median(times[1])


async def seconds(call: Callable[[], Awaitable[Any]]) -> float:
    """The time of one call."""
    begun = time.perf_counter()
    await call()
    return time.perf_counter() - begun


async def ended_study(client: Client) -> str:
    """Run one small study to its end; its id."""
    pair = {"model": "sim/bob", "option_a": "tea", "option_b": "coffee"}
    begun = await client.call_tool("perturb", pair)
    assert begun.structured_content is not None
    study: str = begun.structured_content["study_id"]
    await client.call_tool("study_status", {"study_id": study, "wait_s": 25})
    return study


def calls_in_memory(home: str, count: int) -> tuple[float, float]:
    """Both servers in this process."""
    one: MCPServer[Any] = MCPServer("one", log_level="WARNING")

    async def nothing() -> str:
        """Do nothing."""
        return ""

    one.tool()(nothing)
    ours = build(Settings(Path(home)))
    return asyncio.run(call_times(in_memory(ours), in_memory(one), count))


def calls_over_stdio(home: str, count: int) -> tuple[float, float]:
    """Each in a process of its own, over a pipe."""
    ours = over_stdio([SCRIPT, "serve"], home)
    theirs = over_stdio([sys.executable, "-c", ONE_TOOL], home)
    return asyncio.run(call_times(ours, theirs, count))


@contextlib.contextmanager
def listening(command: list[str], home: str, port: int) -> Generator[None]:
    """Start a server and wait until its port answers."""
    environment = {"VELLEITY_HOME": home, "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as server:
        try:
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.05)
            yield
        finally:
            server.terminate()


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def calls_over_http(home: str, count: int) -> tuple[float, float]:
    """Each in a process of its own, over a loopback port."""
    mine, other = free_port(), free_port()
    ours = [SCRIPT, "serve", "--http", "--port", str(mine)]
    theirs = [sys.executable, "-c", OVER_HTTP, str(other)]
    with listening(ours, home, mine), listening(theirs, home, other):
        token = (Path(home) / "http-token").read_text("ascii").strip()
        return asyncio.run(
            call_times(
                over_http(f"http://127.0.0.1:{mine}/mcp", token),
                over_http(f"http://127.0.0.1:{other}/mcp"),
                count,
            )
        )


def main() -> None:
    """Print medians and their ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    ours, theirs = [SCRIPT, "serve"], [sys.executable, "-c", ONE_TOOL]
    print(f"{'':24}{'velleity':>10}{'one tool':>10}{'ratio':>8}   goal")
    with TemporaryDirectory() as home:
        pairs = [
            (seconds_to_discover(ours, home), seconds_to_discover(theirs, home))
            for _ in range(ROUNDS + 1)
        ][1:]
        mine, other = (median(each) for each in zip(*pairs, strict=True))
        row("spawn to discover", mine, other, "at most 60 ms")
        for what, calls in (
            ("a call in memory", calls_in_memory),
            ("a call over stdio", calls_over_stdio),
            ("a call over HTTP", calls_over_http),
        ):
            row(what, *calls(home, count), "at most 2.00")


def row(what: str, mine: float, other: float, goal: str) -> None:
    """Print one line: milliseconds, milliseconds, ratio."""
    print(f"{what:24}{mine * 1e3:7.2f} ms{other * 1e3:7.2f} ms{mine / other:8.2f}   {goal}")


if __name__ == "__main__":
    main()
