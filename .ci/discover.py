"""Write server/discover.json: what the SDK itself answers to `server/discover`.

To be run when the version, the instructions or the capabilities change; a test compares the two.
"""

import json
import subprocess
import sys
from pathlib import Path

META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "discover", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}
PROBE = {"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {"_meta": META}}


def main() -> None:
    """Ask a server that has no frozen answer to give."""
    code = "from velleity.server.stdio import serve; serve()"
    asked = json.dumps(PROBE) + "\n"
    done = subprocess.run(
        [sys.executable, "-c", code], input=asked, capture_output=True, text=True, check=True
    )
    result = json.loads(done.stdout)["result"]
    target = Path(__file__).parent.parent / "server" / "discover.json"
    target.write_text(json.dumps(result, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
