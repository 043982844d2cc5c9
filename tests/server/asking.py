"""A client in the same process as the server, and calls that must succeed."""

from pathlib import Path
from typing import Any

from mcp import Client
from mcp.types import TextContent

from velleity.server.app import build
from velleity.server.settings import Settings

SWEETS = {"option_a": "a bar of dark chocolate", "option_b": "a scoop of ice cream"}


def client_of(home: Path) -> Client:
    """A client of a new server over a data folder."""
    return Client(build(Settings(home)))


async def call(client: Client, tool: str, /, **arguments: Any) -> dict[str, Any]:
    """Call a tool that must not refuse; its structured answer."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


async def refused(client: Client, tool: str, /, **arguments: Any) -> str:
    """Call a tool that must refuse; what it says."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, result.structured_content
    [part] = result.content
    assert isinstance(part, TextContent)
    return part.text


async def ended(client: Client, study_id: str) -> dict[str, Any]:
    """Wait until a study is not running any more."""
    while True:
        status = await call(client, "study_status", study_id=study_id, wait_s=25)
        if status["state"] != "running":
            return status


async def done(client: Client, tool: str, /, **arguments: Any) -> str:
    """Run a study to its end; its id."""
    begun = await call(client, tool, **arguments)
    status = await ended(client, begun["study_id"])
    assert status["state"] == "done", status
    return status["study_id"]
