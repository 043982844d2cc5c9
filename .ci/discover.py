"""Write what a server says before it can know: server/discover.json and server/tools.json.

The one is what the SDK itself answers to `server/discover`, the other what the tools say of
themselves. To be run when the version, the instructions, the capabilities or a tool change; tests
compare the files with what they stand for.
"""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from velleity.server.app import build

SERVER = Path(__file__).parent.parent / "server"

META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "discover", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
PROBE = {"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {"_meta": META}}


def main() -> None:
    """Ask a server that has no frozen answer to give, and one whose tools are made."""
    code = "from velleity.server.stdio import serve; serve()"
    asked = json.dumps(PROBE) + "\n"
    done = subprocess.run(
        [sys.executable, "-c", code], input=asked, capture_output=True, text=True, check=True
    )
    write("discover", json.loads(done.stdout)["result"])
    tools = asyncio.run(build().list_tools())
    dumped = [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in tools]
    write("tools", dumped)


def write(name: str, said: Any) -> None:
    """Write one file."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
    (SERVER / f"{name}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
