"""A respondent that replays a log: the same prompt gets a reply that was recorded for it.

Of several replies to one prompt, the trial's seed picks one. A prompt that the log does not hold is
a fault: nothing is made up. Answers in this process, at no cost.
"""

import json
from pathlib import Path
from typing import Any, cast

from .protocol import Fault, Messages, Params, Reply


class BadLog(ValueError):
    """Raised when a log cannot be replayed; its text names the line."""


class Recorded:
    """The replies of one log."""

    def __init__(self, name: str, replies: dict[Messages, list[str]]) -> None:
        """Take the replies to each prompt."""
        self.name = name
        self.terms = None
        self._replies = replies

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Replay a reply.

        Raises:
            Fault: the log holds none for this prompt.
        """
        known = self._replies.get(messages)
        if not known:
            raise Fault("rejected", "the log holds no reply to this prompt")
        return Reply(known[params.seed % len(known)])

    async def close(self) -> None:
        """Nothing is open."""


def read_log(path: Path) -> dict[Messages, list[str]]:
    """Read JSON Lines with `messages` (pairs of role and text) and `reply` on each.

    Raises:
        BadLog: it cannot be read, or a line is something else.
    """
    replies: dict[Messages, list[str]] = {}
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadLog(f"{path} cannot be read ({error}).") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given: Any = json.loads(line)
            messages = tuple((role, text) for role, text in given["messages"])
            reply = given["reply"]
        except (ValueError, LookupError, TypeError, RecursionError):
            raise BadLog(f"{path}, line {number}: write messages and reply.") from None
        parts = [part for pair in messages for part in pair]
        if not all(isinstance(one, str) for one in cast("list[object]", [*parts, reply])):
            raise BadLog(f"{path}, line {number}: messages and reply are texts.")
        replies.setdefault(messages, []).append(reply)
    return replies
