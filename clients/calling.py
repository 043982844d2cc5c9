"""One call of a tool over MCP: what is given, what comes back, and how a refusal is told.

Knows no tool.
"""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, TypeVar

from mcp import Client
from mcp.types import TextContent, TextResourceContents
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

Answer = TypeVar("Answer", bound=BaseModel)
Progress = Callable[[int, int], None]
"""Called with the answers stored and the most that will be asked."""
Told = Callable[[str | None], None]
"""Called with why a study waits, and with None once it goes on."""


class ToolFailed(Exception):
    """Raised when a tool refuses; its text says what to do next."""


class Caller:
    """A connected client."""

    def __init__(self, client: Client) -> None:
        """Use it; whoever connected it closes it."""
        self._client = client

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
        result = await self._client.call_tool(tool, given, progress_callback=report)
        if result.is_error:
            texts = [part.text for part in result.content if isinstance(part, TextContent)]
            raise ToolFailed("\n".join(texts))
        return answer.model_validate(result.structured_content)

    async def read(self, uri: str) -> str:
        """The text of a resource."""
        parts = (await self._client.read_resource(uri)).contents
        return "".join(part.text for part in parts if isinstance(part, TextResourceContents))
