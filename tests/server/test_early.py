"""The first frames of a connection over a pipe: probes, both eras after them, and the end."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.server.listening import DISCOVER, META
from tests.server.test_stdio import HANDSHAKE, SCRIPT, hear, say, start

IN_FULL = pytest.mark.in_full
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
LIST: dict[str, Any] = {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}}
LIST_NOW: dict[str, Any] = {**LIST, "params": {"_meta": META}}


def probe(number: Any = 1, **changed: Any) -> dict[str, Any]:
    return {**DISCOVER, "id": number, **changed}


def closed(server: subprocess.Popen[bytes]) -> int:
    assert server.stdin is not None
    server.stdin.close()
    return server.wait(20)


def test_the_frozen_answer_is_the_one_of_the_sdk(home: Path) -> None:
    """Of two probes the first is answered from the file, the second by the SDK."""
    with start(home, "serve") as server:
        say(server, probe(1), probe(2))
        early = hear(server, 1)
        own = hear(server, 2)
        assert early["result"] == own["result"], "run python .ci/discover.py"
        assert closed(server) == 0


def test_a_probe_is_answered_before_the_sdk_is_imported() -> None:
    code = (
        "import sys; from velleity.clients import entry; from velleity.server import early;"
        "early.answer_probe(); print(sorted(sys.modules), file=sys.stderr)"
    )
    frame = json.dumps(probe("x")) + "\n"
    done = subprocess.run(
        [sys.executable, "-c", code], input=frame, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["id"] == "x"
    loaded = {name.split(".")[0] for name in json.loads(done.stderr.replace("'", '"'))}
    assert not loaded & {"mcp", "mcp_types", "pydantic", "anyio", "asyncio", "typer", "rich"}


def test_after_a_probe_a_client_may_begin_as_on_older_versions(home: Path) -> None:
    with start(home, "serve") as server:
        say(server, probe(9))
        assert hear(server, 9)["result"]["supportedVersions"] == ["2026-07-28"]
        say(server, *HANDSHAKE, LIST)
        assert hear(server, 1)["result"]["protocolVersion"] == "2025-11-25"
        assert len(hear(server, 2)["result"]["tools"]) >= 10
        assert closed(server) == 0


def test_after_a_probe_a_client_may_go_on_at_once(home: Path) -> None:
    with start(home, "serve") as server:
        say(server, probe(), LIST_NOW)
        hear(server, 1)
        assert len(hear(server, 2)["result"]["tools"]) >= 10
        assert closed(server) == 0


@pytest.mark.parametrize("mode", ["auto", "legacy", pytest.param("2026-07-28", marks=IN_FULL)])
async def test_the_client_of_the_sdk_sees_the_server_by_its_name(home: Path, mode: Any) -> None:
    server = StdioServerParameters(command=SCRIPT, args=["serve"], env={"VELLEITY_HOME": str(home)})
    async with Client(stdio_client(server), mode=mode) as client:
        assert (await client.list_tools()).tools


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (probe(params={"_meta": {**META, "io.modelcontextprotocol/protocolVersion": "1"}}), -32022),
        pytest.param(probe(params={}), None, marks=IN_FULL),
        pytest.param(probe(params={"_meta": {**META, CAPABILITIES: 1}}), None, marks=IN_FULL),
        (probe(method="tools/server/discover"), None),
    ],
)
def test_what_is_no_sound_probe_is_answered_by_the_sdk(
    home: Path, frame: dict[str, Any], code: int | None
) -> None:
    with start(home, "serve") as server:
        say(server, frame)
        error = hear(server, 1)["error"]
        assert code in (None, error["code"])
        assert closed(server) == 0


@pytest.mark.parametrize(
    "first",
    [
        b"\n",
        pytest.param(b"{\n", marks=IN_FULL),
        pytest.param(b"server/discover\n", marks=IN_FULL),
        b"[" * 70_000 + b"\n",
    ],
)
def test_a_first_line_that_is_nothing_does_no_harm(home: Path, first: bytes) -> None:
    with start(home, "serve") as server:
        assert server.stdin is not None
        server.stdin.write(first)
        say(server, *HANDSHAKE, LIST)
        assert hear(server, 2)["result"]["tools"]
        assert closed(server) == 0


def test_a_first_frame_of_a_megabyte_is_given_back_whole(home: Path) -> None:
    params = {**HANDSHAKE[0]["params"], "clientInfo": {"name": "x" * 2**20, "version": "1"}}
    with start(home, "serve") as server:
        say(server, {**HANDSHAKE[0], "params": params}, HANDSHAKE[1], LIST)
        assert hear(server, 1)["result"]["serverInfo"]["name"] == "velleity"
        assert hear(server, 2)["result"]["tools"]
        assert closed(server) == 0


@pytest.mark.parametrize("said", [b"", b"{"])
def test_without_a_first_frame_it_ends_with_its_input(home: Path, said: bytes) -> None:
    with start(home, "serve") as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(said)
        assert closed(server) == 0
        assert b"result" not in server.stdout.read()


@pytest.mark.parametrize(
    ("number", "code"),
    [pytest.param(signal.SIGINT, 130, marks=IN_FULL), (signal.SIGTERM, 143)],
)
def test_a_signal_while_it_starts_ends_it(home: Path, number: signal.Signals, code: int) -> None:
    with start(home, "serve") as server:
        say(server, probe())
        hear(server, 1)
        server.send_signal(number)
        assert server.wait(20) == code
