"""The programs that people use: each is set up by `velleity install`, and must find the server."""

import json
from collections.abc import Iterator

from tests.hosts.codex import called_by_codex
from tests.hosts.installed import SERVE, Hosts

Row = tuple[str, bool, str]
"""What was tried, whether it went well, and what was said."""


def hosts(found: Hosts) -> Iterator[Row]:
    """Let each host list its servers, which connects to them."""
    (found.user / ".gemini").mkdir(parents=True, exist_ok=True)
    trusted = json.dumps({str(found.user): "TRUST_FOLDER"})
    (found.user / ".gemini" / "trustedFolders.json").write_text(trusted, "utf-8")
    for name, command, sign in (
        ("claude-code", "claude", "Connected"),
        ("gemini", "gemini", "Connected"),
        ("opencode", "opencode", "connected"),
        ("codex", "codex", "enabled"),
    ):
        code, said = found.run(SERVE[0], "install", name)
        if code:
            yield f"velleity install {name}", False, said
            continue
        code, said = found.run(command, "mcp", "list")
        if sign not in said:  # some wait for five seconds only, which a busy machine may exceed
            code, said = found.run(command, "mcp", "list")
        lines = [one.strip() for one in said.splitlines() if "velleity" in one]
        yield f"{command} mcp list", code == 0 and sign in said, lines[0] if lines else said[-300:]
    yield added_by_claude(found)
    yield called_by_codex(found)


def added_by_claude(found: Hosts) -> Row:
    """Claude Code's own way to add a server."""
    found.run("claude", "mcp", "remove", "velleity")
    code, said = found.run("claude", "mcp", "add", "velleity", "--", *SERVE)
    if code == 0:
        code, said = found.run("claude", "mcp", "list")
    return "claude mcp add", code == 0 and "Connected" in said, said.strip().splitlines()[-1]


def libraries(found: Hosts) -> Iterator[Row]:
    """Run a whole study through other clients of the protocol."""
    for what, words in (
        ("TypeScript SDK", ["node", "study.mjs"]),
        ("as VS Code does", ["node", "vscode_like.mjs"]),
        ("mcp 1.30", [found.python("mcp1"), "study_mcp1.py"]),
        ("fastmcp 4", [found.python("fastmcp"), "study_fastmcp.py"]),
    ):
        code, said = found.run(*words, *SERVE, at=found.folder)
        last = said.strip().splitlines()[-1] if said.strip() else ""
        yield f"{what}: a study", code == 0 and studied(last), last


def studied(said: str) -> bool:
    """Whether a study came to what it had to, and nothing that was checked on the way was wrong."""
    try:
        told = json.loads(said)
    except ValueError:
        return False
    return told["verdicts"] == {"weak": 1} and not told.get("wrong")
