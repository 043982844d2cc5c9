"""Codex calls tools: its app server takes a call by itself, so no account and no model is needed.

What is driven is the program that people install, with the configuration that `velleity install`
wrote: Codex starts the server, lists its tools, checks them and calls them.
"""

import json
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from typing import IO, Any, cast

from tests.hosts.installed import Hosts

PAIR = {"option_a": "a bar of dark chocolate", "option_b": "a scoop of ice cream"}
FRAMES = 2_000
"""Frames among which an answer must be."""


class Codex:
    """A conversation with Codex's app server, in JSON lines."""

    def __init__(self, write: IO[str], read: IO[str]) -> None:
        """Take both ends."""
        self._write, self._read, self._asked = write, read, 0
        name = {"name": "velleity-hosts", "version": "1"}
        self.ask("initialize", clientInfo=name)
        self._send({"method": "initialized"})
        self.thread = str(self.ask("thread/start", ephemeral=True)["thread"]["id"])

    def _send(self, frame: dict[str, Any]) -> None:
        self._write.write(json.dumps(frame) + "\n")
        self._write.flush()

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Make a request; its result."""
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        for _, line in zip(range(FRAMES), self._read, strict=False):
            frame = cast("dict[str, Any]", json.loads(line))
            if frame.get("id") == self._asked and "method" not in frame:
                assert "result" in frame, frame
                return frame["result"]
        raise AssertionError(f"{method}: no answer")

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Call a tool of the server; its structured answer."""
        where = {"server": "velleity", "threadId": self.thread, "tool": tool}
        got = self.ask("mcpServer/tool/call", **where, arguments=arguments)
        assert not got.get("isError"), got
        return got["structuredContent"]


@contextmanager
def opened(found: Hosts) -> Generator[Codex]:
    """Codex, as its user has it."""
    with subprocess.Popen(
        ["codex", "app-server"],
        env=found.environment(),
        cwd=found.user,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        try:
            yield Codex(running.stdin, running.stdout)
        finally:
            running.terminate()


def called_by_codex(found: Hosts) -> tuple[str, bool, str]:
    """A whole study through Codex, followed by what each answer proposes."""
    try:
        with opened(found) as codex:
            tool, said = "perturb", dict[str, Any](model="sim/alice", **PAIR)
            verdicts: dict[str, int] = {}
            for _ in range(12):
                facts = codex.call(tool, **said)
                verdicts = facts.get("verdicts", {})
                if verdicts:
                    break
                tool, said = facts["next"][0]["tool"], facts["next"][0]["arguments"]
        return "codex calls tools: a study", verdicts == {"weak": 1}, json.dumps(verdicts)
    except (AssertionError, KeyError, OSError, ValueError) as error:
        return "codex calls tools: a study", False, repr(error)
