"""The SDK's server, which can tell its tools before they are made.

All that the tools need takes a third as long to import and to make as the SDK. A client that waits
for their list gets it from a file, which holds what they say of themselves; they are made once it
is told, or by the first call. A test holds the file to the tools.
"""

import asyncio
import gc
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.tools import ToolManager
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolResult,
    GetPromptResult,
    InputRequiredResult,
    Tool,
)

from .state import State

if TYPE_CHECKING:
    from .toolset.further import Argument

FILE = "tools.json"
AFTERWARDS_S = 0.05
"""Seconds from when the tools were asked for to when they are made: the answer goes first."""


class Server(MCPServer[State]):
    """The SDK's server; what it cannot know of a prompt is an argument that is wrong."""

    def __init__(self, name: str, *, in_haste: bool, **named: Any) -> None:
        """As the SDK's; in haste its tools are told from the file, and made afterwards."""
        super().__init__(name, **named)
        self.explained: dict[str, list[Argument]] = {}
        self._making: asyncio.Task[None] | None = None
        self._is_made = False
        if not in_haste:
            self._make()

    async def list_tools(self) -> list[Tool]:
        """Every tool."""
        if self._is_made:
            return await super().list_tools()
        asyncio.get_running_loop().call_later(AFTERWARDS_S, self._begin)
        said = json.loads((files(__package__ or "") / FILE).read_text("utf-8"))
        return [Tool.model_validate(one) for one in said]

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[State] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool, once it is made.

        Raises:
            ToolError: there is none of this name, or the request cannot be carried out.
        """
        if not self._is_made:
            await asyncio.shield(self._begin())
        return await super().call_tool(name, arguments, context)

    def _begin(self) -> "asyncio.Task[None]":
        """Make the tools off the loop, once."""
        if self._making is None:
            self._making = asyncio.create_task(asyncio.to_thread(self._make_to_stay))
        return self._making

    def _make_to_stay(self) -> None:
        self._make()
        gc.freeze()  # they stay to the end: nothing that looks for waste looks through them again

    def _make(self) -> None:
        from .tool_set import tool_set

        made = tool_set()
        self.explained |= {one.name: one.explained for one in made}
        # The SDK's own way in makes each anew, of its function alone.
        self._tool_manager = ToolManager(tools=[*made])
        self._is_made = True

    async def get_prompt(
        self, name: str, arguments: dict[str, Any] | None = None, context: Any = None
    ) -> GetPromptResult | InputRequiredResult:
        """Get a prompt.

        Raises:
            MCPError: there is none of this name, or it cannot be made of these arguments.
        """
        try:
            return await super().get_prompt(name, arguments, context)
        except ValueError as error:
            known = ", ".join(one.name for one in await self.list_prompts())
            raise MCPError(INVALID_PARAMS, f"{error}. Known prompts: {known}.") from None
