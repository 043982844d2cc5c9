"""A worker's side by itself: who it serves, what it says where it cannot, when it lets go."""

import asyncio
import time
from typing import Any

import pytest

from tests.provider.faults import HANG_S
from tests.provider.provider import Provider
from velleity.tools.engine.cluster import desk as desks
from velleity.tools.engine.cluster.desk import Desk
from velleity.tools.engine.cluster.messages import (
    Said,
    answers_from,
    plain_question,
    read,
    written,
)
from velleity.tools.respondents.protocol import Params

SIM: Said = {"does": "open", "who": "s", "name": "sim/bob", "endpoint": None, "variables": []}
QUESTION = (("user", "Which do you prefer?\n\nA: tea\nB: coffee\n\nAnswer with A or B."),)


async def do(desk: Desk, **said: Any) -> Said:
    return read(await desk.handle(written({"desk": desk.number, "driver": "d", **said})))


async def ask(desk: Desk, who: str, *tokens: int) -> None:
    questions = [plain_question(one, who, QUESTION, Params(one)) for one in tokens]
    await do(desk, does="take", questions=questions, cancelled=[])


async def test_questions_are_answered_side_by_side_and_handed_out_as_they_are_there() -> None:
    desk = Desk("w1")
    assert await do(desk, **SIM) == {"at_first": 32}
    await ask(desk, "s", 1, 2, 3)
    found: list[int] = []
    while len(found) < 3:
        said = await do(desk, does="collect", wait_s=5)
        found += [token for token, _ in answers_from(said)]
    assert sorted(found) == [1, 2, 3]
    assert (await do(desk, does="collect", wait_s=0))["replies"] == []


async def test_somebody_who_is_not_known_there_is_a_fault_and_not_asked_again() -> None:
    said = await do(Desk("w1"), **{**SIM, "name": "sim/nobody"})
    assert said["fault"]["kind"] == "rejected"
    assert "worker w1" in said["fault"]["reason"]


async def test_who_is_not_known_or_meant_for_another_desk_is_told_so() -> None:
    desk = Desk("w1")
    assert await do(desk, does="collect", wait_s=0) == {"gone": True}
    elsewhere = {"desk": "before it was started again", "driver": "d", **SIM}
    assert read(await desk.handle(written(elsewhere))) == {"gone": True}


async def test_a_driver_that_is_not_heard_of_loses_its_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desks, "LEASE_S", 0.05)
    monkeypatch.setattr(desks, "LOOK_S", 0.01)
    async with Provider(latency_s=HANG_S) as provider:
        desk = Desk("w1")
        endpoint = {"alias": "m", "base_url": provider.url}
        opened: Said = {
            "does": "open",
            "who": "m",
            "name": "m",
            "endpoint": endpoint,
            "variables": [],
        }
        await do(desk, **opened)
        await ask(desk, "m", 1, 2)
        async with asyncio.timeout(10):
            while len(provider.entries) < 2 or provider.connected:
                await asyncio.to_thread(time.sleep, 0.01)
        assert await do(desk, does="collect", wait_s=0) == {"gone": True}


async def test_a_driver_that_leaves_lets_go_of_all_at_once() -> None:
    desk = Desk("w1")
    await do(desk, **SIM)
    waiting = asyncio.create_task(do(desk, does="collect", wait_s=30))
    await asyncio.sleep(0)
    await do(desk, does="leave", who="s")
    async with asyncio.timeout(5):
        assert (await waiting)["replies"] == []
    assert await do(desk, does="collect", wait_s=0) == {"gone": True}
