"""A real client over a real pipe: the whole main job, on both eras of the protocol; and the end."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.server.asking import SWEETS, call

SCRIPT = str(Path(sys.executable).parent / "velleity")
HANDSHAKE: tuple[dict[str, Any], ...] = (
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    },
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_client_elicits_perturbs_and_summarizes(
    home: Path, mode: Literal["auto", "legacy"]
) -> None:
    server = StdioServerParameters(
        command=SCRIPT, args=["serve"], env={**os.environ, "VELLEITY_HOME": str(home)}
    )
    async with Client(stdio_client(server), mode=mode) as client:
        options = ["a walk", "a book", *SWEETS.values()]
        begun = await call(client, "elicit", model="sim/bob", options=options)
        ended = await call(client, "study_status", study_id=begun["study_id"], wait_s=25)
        assert ended["state"] == "done"
        found = await call(client, "summarize", study_ids=[begun["study_id"]])
        assert found["findings"][0]["best"][0]["option"] == SWEETS["option_a"]

        begun = await call(client, "perturb", model="sim/alice", **SWEETS)
        ended = await call(client, "study_status", study_id=begun["study_id"], wait_s=25)
        assert ended["state"] == "done"
        found = await call(client, "summarize")
        assert found["verdicts"] == {"weak": 1}
        assert found["findings"][0]["flip"]["confirmed"]
        shown = await call(client, "get_trials", study_id=begun["study_id"], limit=3)
        assert all(trial["untrusted_model_text"] in "A B 1 2" for trial in shown["trials"])
        assert len(shown["trials"]) == 3


def start(home: Path, *words: str, stderr: Any = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [SCRIPT, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        env={**os.environ, "VELLEITY_HOME": str(home)},
    )


def say(server: subprocess.Popen[bytes], *frames: dict[str, Any]) -> None:
    assert server.stdin is not None
    server.stdin.write(b"".join(json.dumps(frame).encode() + b"\n" for frame in frames))
    server.stdin.flush()


def hear(server: subprocess.Popen[bytes], number: int) -> dict[str, Any]:
    """Read frames up to the answer to a request; everything on the way must be JSON-RPC."""
    assert server.stdout is not None
    for line in server.stdout:
        frame = json.loads(line)
        assert frame["jsonrpc"] == "2.0"
        if frame.get("id") == number:
            return frame
    raise AssertionError("the server closed its output")


def request(number: int, tool: str, **arguments: Any) -> dict[str, Any]:
    params = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


@pytest.mark.parametrize("words", [(), ("serve",)])
def test_it_serves_a_pipe_with_or_without_the_word_and_ends_with_its_input(
    home: Path, words: tuple[str, ...]
) -> None:
    with start(home, *words) as server:
        say(server, *HANDSHAKE, {"jsonrpc": "2.0", "id": 2, "method": "tools/list"})
        tools = hear(server, 2)["result"]["tools"]
        assert {"perturb", "elicit", "summarize"} <= {tool["name"] for tool in tools}
        assert server.stdin is not None
        server.stdin.close()
        assert server.wait(10) == 0


@pytest.mark.parametrize(
    ("number", "code"),
    [pytest.param(signal.SIGINT, 130, marks=pytest.mark.in_full), (signal.SIGTERM, 143)],
)
def test_a_signal_ends_it_and_leaves_the_study_to_be_resumed(
    home: Path, number: signal.Signals, code: int
) -> None:
    with start(home, "serve") as server:
        many = {"verb": "perturb", "runs": 2_000}
        say(server, *HANDSHAKE, request(2, "calibrate", **many))
        study = hear(server, 2)["result"]["structuredContent"]["study_id"]
        server.send_signal(number)
        assert server.wait(10) == code
    with start(home, "serve") as server:
        say(server, *HANDSHAKE, request(2, "study_status", study_id=study))
        assert hear(server, 2)["result"]["structuredContent"]["state"] == "interrupted"
        assert server.stdin is not None
        server.stdin.close()
        assert server.wait(10) == 0


def test_a_lone_surrogate_in_an_argument_does_not_end_the_server(home: Path) -> None:
    with start(home, "serve") as server:
        half = '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"perturb",'
        half += '"arguments":{"model":"sim/bob","option_a":"x\\ud800","option_b":"y"}}}\n'
        say(server, *HANDSHAKE)
        assert server.stdin is not None
        server.stdin.write(half.encode())
        say(server, {"jsonrpc": "2.0", "id": 3, "method": "tools/list"})
        assert hear(server, 3)["result"]["tools"]
        server.stdin.close()
        assert server.wait(10) == 0


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys; from velleity.server.app import build; build(in_haste=True);"
        "print([name for name in sys.modules if name.startswith('velleity.tools')]); build();"
        "print(sorted({name.split('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    in_haste, whole = (json.loads(line.replace("'", '"')) for line in loaded.stdout.splitlines())
    assert not [name for name in in_haste if "finding" in name or "design" in name]
    heavy = {
        "litellm",
        "xllamacpp",
        "PIL",
        "numpy",
        "sqlite_utils",
        "typer",
        "jinja2",
    }
    assert not heavy & set(whole)


def test_importing_serving_and_simulating_opens_no_connection(home: Path) -> None:
    code = """
import sys
opened = []
def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        opened.append(args)
sys.addaudithook(watch)
import asyncio
from velleity.clients import connect
async def main():
    async with connect() as lab:
        await (await lab.perturb("sim/bob", "tea", "coffee")).result()
        await lab.write_report()
asyncio.run(main())
import os
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
import litellm
import velleity.tools.respondents.direct
print(opened)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
