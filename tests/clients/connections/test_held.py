"""A connection that one task opens and another closes, as cells of a notebook do."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio
import pytest
from mcp import Client

from velleity.clients import Lab, NotConnected, connect
from velleity.clients.connections.held import Held


async def a_cell(work: object) -> object:
    """What a notebook does with a cell: a task of its own."""
    return await asyncio.create_task(work)  # type: ignore[arg-type]


async def test_cells_open_use_and_close_each_in_a_task_of_its_own() -> None:
    lab = await a_cell(connect().__aenter__())
    assert isinstance(lab, Lab)
    study = await asyncio.create_task(lab.perturb("sim/bob", "tea", "coffee"))
    found = await asyncio.create_task(study.result())
    assert found.findings[0].verdict == "strong"
    await a_cell(lab.close())
    await a_cell(lab.close())
    with pytest.raises(NotConnected, match=r"connect\(\)"):
        await lab.studies()


async def test_it_can_be_awaited_and_closed_without_a_block() -> None:
    opening = connect()
    lab = await opening
    assert not (await lab.studies()).studies
    with pytest.raises(NotConnected, match="opened once"):
        await opening
    await lab.close()
    with pytest.raises(NotConnected, match="opened once"):
        await opening


@asynccontextmanager
async def failing(opening: bool) -> AsyncGenerator[Client]:
    """A client whose task group wraps what goes wrong in it."""
    async with anyio.create_task_group():
        if opening:
            raise ZeroDivisionError("opening")
        yield None  # type: ignore[misc]
        raise ZeroDivisionError("closing")


async def test_what_goes_wrong_comes_out_alone() -> None:
    with pytest.raises(NotConnected, match=r"opening.*ask the operator"):
        await Held(failing(opening=True), "ask the operator").open()
    held = Held(failing(opening=False))
    await held.open()
    with pytest.raises(ZeroDivisionError, match="closing"):
        await held.close()


@asynccontextmanager
async def endless(left: list[str]) -> AsyncGenerator[Client]:
    try:
        await asyncio.Event().wait()
        yield None  # type: ignore[misc]
    finally:
        left.append("left")


async def test_an_opening_that_is_called_off_leaves_nothing_behind() -> None:
    left: list[str] = []
    opening = asyncio.create_task(Held(endless(left)).open())
    await asyncio.wait((opening,), timeout=0.01)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert left == ["left"]
