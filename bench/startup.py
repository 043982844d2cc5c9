"""How long a client waits: from spawning `velleity serve` to the answer of tools/list.

Measured beside a server of one empty tool on the same SDK, in turn, in one run; read the ratio.
Also says which heavy modules had been imported by then (none should have been).
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROUNDS = 15
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


def seconds_to_list(command: list[str], home: str) -> float:
    """Spawn a server, list its tools, close its input, and return the time to the list."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"VELLEITY_HOME": home, "PATH": "/usr/bin:/bin"},
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write("".join(json.dumps(frame) + "\n" for frame in FRAMES).encode())
        server.stdin.flush()
        for line in server.stdout:
            if json.loads(line).get("id") == 2:
                break
        taken = time.perf_counter() - begun
        server.stdin.close()
    return taken


def imported_early() -> list[str]:
    """Name the heavy modules that building the server imports."""
    code = (
        "import sys; from velleity.server.app import build; build();"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(found.stdout.replace("'", '"'))


def main() -> None:
    """Print medians and their ratio."""
    ours = [str(Path(sys.executable).parent / "velleity"), "serve"]
    theirs = [sys.executable, "-c", ONE_TOOL]
    with TemporaryDirectory() as home:
        pairs = [
            (seconds_to_list(ours, home), seconds_to_list(theirs, home)) for _ in range(ROUNDS + 1)
        ][1:]
    mine, other = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(a / b for a, b in pairs)
    print(f"spawn to tools/list, median of {ROUNDS}, in turn:")
    print(f"  velleity serve    {mine * 1000:6.0f} ms")
    print(f"  one empty tool    {other * 1000:6.0f} ms")
    print(f"  ratio             {ratio:6.2f}   (at most 1.30 is the goal)")
    print(f"heavy modules imported by then: {', '.join(imported_early()) or 'none'}")


if __name__ == "__main__":
    main()
