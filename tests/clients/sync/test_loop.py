"""A loop in a thread: results and errors come back, and nothing can wait for itself."""

import asyncio
import threading

import pytest

from velleity.clients import NotConnected
from velleity.clients.sync.loop import Loop


async def double(number: int) -> int:
    if number < 0:
        raise ValueError("negative")
    return 2 * number


def test_results_and_errors_come_back_to_any_thread() -> None:
    loop = Loop()
    found: list[int] = []

    def ask(number: int) -> None:
        found.append(loop.run(double(number)))

    others = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for one in others:
        one.start()
    for one in others:
        one.join()
    assert sorted(found) == [0, 2, 4, 6]
    with pytest.raises(ValueError, match="negative"):
        loop.run(double(-1))
    loop.stop()
    loop.stop()
    with pytest.raises(NotConnected, match="closed"):
        loop.run(double(1))


def test_who_is_called_by_it_cannot_call_it() -> None:
    loop = Loop()

    async def calls_back() -> None:
        loop.run(double(1))

    with pytest.raises(RuntimeError, match="callback"):
        loop.run(calls_back())
    loop.stop()


def test_stopping_calls_off_what_still_runs() -> None:
    loop, begun = Loop(), threading.Event()
    ended: list[str] = []

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("called off")

    def ask() -> None:
        with pytest.raises(NotConnected):
            loop.run(endless())

    waiting = threading.Thread(target=ask)
    waiting.start()
    begun.wait()
    loop.stop()
    waiting.join()
    assert ended == ["called off"]
