"""Frames that are no JSON-RPC, and what each is answered.

The SDK drops a line that it cannot read, and a client that waits for its answer waits for ever. An
answer names the request where its id can be told; else its id is null, as JSON-RPC has it.
"""

import json
import os
from collections.abc import AsyncIterator
from io import TextIOWrapper
from typing import Any, Protocol, cast

import anyio
import anyio.to_thread
from mcp.shared.message import SessionMessage
from mcp.types import INVALID_PARAMS, INVALID_REQUEST, PARSE_ERROR, ErrorData
from mcp_types.jsonrpc import JSONRPCError

from .sizes import LONGEST_FRAME, too_large

_MARKS = ("method", "result", "error")


class Sink(Protocol):
    """Where frames are sent that go to the client."""

    async def send(self, item: SessionMessage, /) -> None:
        """Send one."""
        ...


def refusal(line: str) -> JSONRPCError | None:
    """What a line is answered that is no frame; None for one that the SDK can read."""
    if len(line) > LONGEST_FRAME:
        return _error(None, INVALID_REQUEST, f"A frame takes {LONGEST_FRAME:,} characters at most.")
    try:
        frame: Any = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return _error(None, PARSE_ERROR, "This line is no JSON: send one frame a line, as UTF-8.")
    if isinstance(frame, list):
        return _error(None, INVALID_REQUEST, "Batches are not taken: send each frame by itself.")
    if not isinstance(frame, dict):
        return _error(None, INVALID_REQUEST, "A frame is a JSON object.")
    return _refusal_of(cast("dict[str, Any]", frame), line)


def _refusal_of(said: dict[str, Any], line: str) -> JSONRPCError | None:
    number = said.get("id")
    own = number if _is_id(number) and _is_text(number) else None
    if "id" in said and not _is_id(number) and "method" in said:
        return _error(None, INVALID_REQUEST, "An id is a text or a whole number.")
    if what := too_large(said):
        return _error(own, INVALID_PARAMS, f"This frame holds {what}.")
    if not _is_text(line) or ("\\u" in line and not _is_text(said)):
        return _error(own, INVALID_REQUEST, "A text in this frame holds half a character.")
    if said.get("jsonrpc") != "2.0" or not any(mark in said for mark in _MARKS):
        return _error(own, INVALID_REQUEST, 'A frame has "jsonrpc": "2.0", and a method or result.')
    if "method" in said and not isinstance(said["method"], str):
        return _error(own, INVALID_REQUEST, "A method is a text.")
    if not isinstance(said.get("params", {}), dict):
        return _error(own, INVALID_REQUEST, "The params of a method are an object.")
    return None


def _no_number(name: str) -> None:
    """NaN and infinities, which Python would read.

    Raises:
        ValueError: always.
    """
    raise ValueError(name)


def _error(number: Any, code: int, why: str) -> JSONRPCError:
    return JSONRPCError(jsonrpc="2.0", id=number, error=ErrorData(code=code, message=why))


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    """Whether all texts in a value can be sent: a lone surrogate cannot."""
    try:
        (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()
    except UnicodeEncodeError:
        return False
    return True


class Lines:
    """The lines of standard input that are frames; the others are answered and left out.

    Of a line that is too long no more is kept than shows it.
    """

    def __init__(self) -> None:
        """Take standard input, and leave nothing there for children to read."""
        kept = os.dup(0)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        # A thread may still block on it when the server is gone, so it is never closed.
        raw = os.fdopen(kept, "rb", closefd=False)
        self._lines = TextIOWrapper(raw, encoding="utf-8", errors="replace")
        self.answers: Sink | None = None

    async def __aiter__(self) -> AsyncIterator[str]:
        """Go on to the end of input."""
        while line := await anyio.to_thread.run_sync(self._line):
            if not line.strip():
                continue
            refused = refusal(line)
            if refused is None:
                yield line
            elif self.answers is not None:
                await self.answers.send(SessionMessage(refused))

    def _line(self) -> str:
        """The next line, or the beginning of one that is too long; blocks."""
        line = rest = self._lines.readline(LONGEST_FRAME + 1)
        while len(rest) > LONGEST_FRAME and not rest.endswith("\n"):
            rest = self._lines.readline(LONGEST_FRAME + 1)
        return line
