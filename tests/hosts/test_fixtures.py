"""What `make hosts` relies on, as far as it needs no network: the fixtures and the pinned hosts."""

import json
from pathlib import Path

from mcp import Client
from mcp.types import TextContent

from tests.hosts.fixtures import make
from tests.hosts.installed import FOREIGN, PYTHONS
from velleity.clients.hosts.known import HOSTS
from velleity.server.app import build
from velleity.server.settings import Settings

TIMED = {"greet", "slow_compute"}
"""What the scenarios of tasks call."""


async def test_the_fixtures_stand_beside_the_products_own_tools(home: Path) -> None:
    own = {tool.name for tool in await build(Settings(home)).list_tools()}
    async with Client(make(Settings(home))) as client:
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert own < names
        assert all("test" in name or "json_schema" in name for name in names - own - TIMED)
        assert names - own > TIMED
        [part] = (await client.call_tool("test_simple_text", {})).content
        assert isinstance(part, TextContent)
        assert part.text.endswith("for testing.")


def test_every_foreign_program_is_pinned() -> None:
    told = json.loads((FOREIGN / "package.json").read_text("utf-8"))["dependencies"]
    assert all(version[0].isdigit() for version in told.values())
    assert all("==" in package for package in PYTHONS.values())
    assert {"claude-code", "gemini", "codex", "opencode"} <= set(HOSTS)
