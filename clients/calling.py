"""One call of a tool over MCP: what is given, what comes back, and how a refusal is told.

Knows no tool.
"""

from base64 import b64decode
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from math import isfinite
from typing import Any, TypeVar

import httpx2
from mcp import MCPError
from mcp.types import (
    CONNECTION_CLOSED,
    BlobResourceContents,
    TextContent,
    TextResourceContents,
)
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from ..server.refusal import Refused
from .connections.held import GONE, Held, NotConnected

Answer = TypeVar("Answer", bound=BaseModel)
Progress = Callable[[int, int], None]
"""Called with the answers stored and the most that will be asked."""
Told = Callable[[str | None], None]
"""Called with why a study waits, and with None once it goes on."""


class ToolFailed(Refused):
    """Raised when a tool refuses; its text says what to do next."""


@contextmanager
def _in_words() -> Generator[None]:
    """Put what goes wrong on the way into words.

    Raises:
        NotConnected: the server is gone.
        ToolFailed: it refused.
    """
    try:
        yield
    except MCPError as error:
        if error.code == CONNECTION_CLOSED:
            raise NotConnected(GONE) from None
        raise ToolFailed(error.message) from None
    except httpx2.TransportError:
        raise NotConnected(GONE) from None


class Caller:
    """A connection, used."""

    def __init__(self, held: Held) -> None:
        """Use it."""
        self._held = held

    async def close(self) -> None:
        """Disconnect, in whatever task; a server in this process ends, and its studies can go on
        in the next.
        """
        await self._held.close()

    async def call(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        answer: type[Answer],
        on_progress: Progress | None = None,
    ) -> Answer:
        """Call a tool; arguments that are None are left out.

        Raises:
            ToolFailed: the tool refused, or an argument is no number.
            NotConnected: the server is gone.
        """
        for name, value in arguments.items():
            if isinstance(value, float) and not isfinite(value):
                raise ToolFailed(f"Argument {name}: write a number, not {value}.")

        async def report(progress: float, total: float | None, message: str | None) -> None:
            if on_progress is not None:
                on_progress(int(progress), int(total or 0))

        given = {
            name: to_jsonable_python(value, exclude_none=True)
            for name, value in arguments.items()
            if value is not None
        }
        with _in_words():
            result = await self._held.client.call_tool(tool, given, progress_callback=report)
        if result.is_error:
            texts = [part.text for part in result.content if isinstance(part, TextContent)]
            raise ToolFailed("\n".join(texts))
        return answer.model_validate(result.structured_content)

    async def read_file(self, uri: str) -> bytes:
        """The bytes of a resource that is no text.

        Raises:
            ToolFailed: there is none.
            NotConnected: the server is gone.
        """
        parts = await self._contents(uri)
        return b"".join(
            b64decode(one.blob) for one in parts if isinstance(one, BlobResourceContents)
        )

    async def read(self, uri: str) -> str:
        """The text of a resource.

        Raises:
            ToolFailed: there is none.
            NotConnected: the server is gone.
        """
        parts = await self._contents(uri)
        return "".join(part.text for part in parts if isinstance(part, TextResourceContents))

    async def _contents(self, uri: str) -> list[TextResourceContents | BlobResourceContents]:
        with _in_words():
            return (await self._held.client.read_resource(uri)).contents
