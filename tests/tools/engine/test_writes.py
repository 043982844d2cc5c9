"""Whoever waits for writes is told of each when it is settled, and the loop is woken for many."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any

import pytest

from velleity.tools.engine.writes import written


class Counting(asyncio.SelectorEventLoop):
    """A loop that counts how often another thread woke it."""

    woken = 0

    def call_soon_threadsafe(self, callback: Any, *args: Any, context: Any = None) -> Any:
        self.woken += 1
        return super().call_soon_threadsafe(callback, *args, context=context)


def settled_from_a_thread(writes: list[Future[int]], settle: Callable[[], None]) -> list[Any]:
    """What those who wait are told once a thread has settled all writes in a row."""

    async def wait() -> list[Any]:
        waiting = [asyncio.ensure_future(written(one)) for one in writes]
        await asyncio.sleep(0)
        thread = Thread(target=settle)
        thread.start()
        thread.join()  # the loop sleeps while it is rung
        return await asyncio.gather(*waiting, return_exceptions=True)

    with asyncio.Runner(loop_factory=Counting) as runner:
        told = runner.run(wait())
        loop = runner.get_loop()
        assert isinstance(loop, Counting)
        assert loop.woken == 1
    return told


def test_many_writes_that_are_settled_together_wake_the_loop_once() -> None:
    writes = [Future[int]() for _ in range(100)]

    def settle() -> None:
        for number, one in enumerate(writes):
            one.set_result(number)

    assert settled_from_a_thread(writes, settle) == list(range(100))


def test_each_is_told_what_became_of_its_own_write() -> None:
    writes = [Future[int]() for _ in range(3)]

    def settle() -> None:
        writes[0].set_result(1)
        writes[1].set_exception(ValueError("full"))
        writes[2].set_result(3)

    one, two, three = settled_from_a_thread(writes, settle)
    assert (one, three) == (1, 3)
    assert isinstance(two, ValueError)


def test_a_write_that_was_made_already_is_told_at_once() -> None:
    async def wait() -> int:
        done = Future[int]()
        done.set_result(7)
        return await written(done)

    assert asyncio.run(wait()) == 7


def test_a_write_that_nobody_waits_for_any_more_is_left_out() -> None:
    async def wait() -> Future[int]:
        write = Future[int]()
        task = asyncio.create_task(written(write))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return write

    assert asyncio.run(wait()).cancelled()
