"""Tools that are told before they are made: the same list, and the same answers."""

import asyncio
import threading
from pathlib import Path

import pytest
from mcp import Client

from velleity.server import tool_set
from velleity.server.app import build
from velleity.server.settings import Settings
from velleity.server.toolset.refusals import StrictTool


async def test_the_file_says_of_the_tools_what_they_say_of_themselves() -> None:
    said = await build(in_haste=True).list_tools()
    assert said == await build().list_tools(), "run python .ci/discover.py"


async def test_a_call_that_comes_before_the_tools_are_made_is_answered(home: Path) -> None:
    async with Client(build(Settings(home), in_haste=True), cache=None) as client:
        some = [client.call_tool("catalogue", {"tool": one}) for one in ("perturb", "elicit")]
        answers = await asyncio.gather(*some)
        refused = await client.call_tool("perturbate", {})
    assert [one.is_error for one in answers] == [False, False]
    assert refused.is_error


async def test_tools_are_made_once_they_are_told_before_a_call_needs_them(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making, whole = threading.Event(), tool_set.tool_set

    def watched() -> tuple[StrictTool, ...]:
        making.set()
        return whole()

    monkeypatch.setattr(tool_set, "tool_set", watched)
    async with Client(build(Settings(home), in_haste=True), cache=None) as client:
        assert not making.is_set()
        before = (await client.list_tools()).tools
        assert await asyncio.to_thread(making.wait, 10)
        assert (await client.list_tools()).tools == before
