"""How long a client waits: from spawning `velleity serve` to the answer of tools/list.

Measured beside a server of one empty tool on the same SDK, in turn, in one run, by the clock and in
seconds of a processor; read the ratios. The tools are made once they are told: so the answer to a
first call is timed too, to one sent right behind the list and to one sent a second later. Also says
which heavy modules had been imported before the list (none should have been).
"""

import json
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROUNDS, CALLS = 15, 5
ONE_TOOL = """
from mcp.server import MCPServer
mcp = MCPServer("one", log_level="WARNING")
@mcp.tool()
async def nothing() -> str:
    "Do nothing."
    return ""
mcp.run()
"""
HEAVY = ("litellm", "PIL", "numpy", "sqlite_utils", "typer")
FRAMES = (
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "bench", "version": "1"},
        },
    },
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
)
CALL: dict[str, object] = {
    "jsonrpc": "2.0",
    "id": 3,
    "method": "tools/call",
    "params": {"name": "catalogue", "arguments": {}},
}


class Started(NamedTuple):
    """Seconds from spawning a server to its list: by the clock, and of a processor."""

    clock: float
    cpu: float


def to_list(command: list[str], home: str) -> Started:
    """Spawn a server, list its tools, and close its input."""
    with spawned(command, home) as (server, begun):
        answer_of(server, 2)
        taken = time.perf_counter() - begun
        threads = Path(f"/proc/{server.pid}/task").iterdir()
        ran = [(one / "schedstat").read_text().split()[0] for one in threads]
    return Started(taken, sum(map(int, ran)) / 1e9)


def to_call(command: list[str], home: str, later_s: float) -> tuple[float, float]:
    """Seconds to the answer of a first call: from spawning the server, and from sending it."""
    with spawned(command, home) as (server, begun):
        answer_of(server, 2)
        time.sleep(later_s)
        sent = time.perf_counter()
        say(server, CALL)
        answer_of(server, 3)
        now = time.perf_counter()
    return now - begun, now - sent


@contextmanager
def spawned(command: list[str], home: str) -> Generator[tuple[subprocess.Popen[bytes], float]]:
    """A server that was asked for its tools, and when it was spawned."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"VELLEITY_HOME": home, "PATH": "/usr/bin:/bin"},
    ) as server:
        say(server, *FRAMES)
        yield server, begun
        assert server.stdin is not None
        server.stdin.close()


def say(server: subprocess.Popen[bytes], *frames: object) -> None:
    """Send frames."""
    assert server.stdin is not None
    server.stdin.write("".join(json.dumps(frame) + "\n" for frame in frames).encode())
    server.stdin.flush()


def answer_of(server: subprocess.Popen[bytes], number: int) -> None:
    """Read to the answer of a request."""
    assert server.stdout is not None
    for line in server.stdout:
        if json.loads(line).get("id") == number:
            return
    raise SystemExit(f"the server has not answered request {number}")


def imported_early() -> list[str]:
    """Name the heavy modules that are imported before the list of tools."""
    code = (
        "import sys; from velleity.server.app import build; build(in_haste=True);"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(found.stdout.replace("'", '"'))


def main() -> None:
    """Print medians and their ratio."""
    ours = [str(Path(sys.executable).parent / "velleity"), "serve"]
    theirs = [sys.executable, "-c", ONE_TOOL]
    with TemporaryDirectory() as home:
        pairs = [(to_list(ours, home), to_list(theirs, home)) for _ in range(ROUNDS + 1)][1:]
        calls = {
            later_s: [to_call(ours, home, later_s) for _ in range(CALLS)] for later_s in (0.0, 1.0)
        }
    print(f"spawn to tools/list, median of {ROUNDS}, in turn; clock, then CPU:")
    for name, column in zip(
        ("velleity serve", "one empty tool"), zip(*pairs, strict=True), strict=True
    ):
        clock, cpu = (median(each) * 1000 for each in zip(*column, strict=True))
        print(f"  {name:16}  {clock:6.0f} ms  {cpu:6.0f} ms")
    clock, cpu = (median(a[n] / b[n] for a, b in pairs) for n in (0, 1))
    print(f"  ratio             {clock:6.2f}     {cpu:6.2f}      (at most 1.30 is the goal)")
    for later_s, some in calls.items():
        whole, own = (median(each) * 1000 for each in zip(*some, strict=True))
        print(f"a first call {later_s:g} s after the list: {own:.0f} ms, {whole:.0f} from spawning")
    print(f"heavy modules imported by then: {', '.join(imported_early()) or 'none'}")


if __name__ == "__main__":
    main()
