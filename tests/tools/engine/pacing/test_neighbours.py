"""Processes that ask one model from one data folder make together as many calls at once as one.

In virtual time and in one process: to the others each `Neighbours` is a process. Who is killed has
left its file and holds no lock, and that is how it is played here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack, suppress

import pytest

from tests.tools.engine.virtual_time import run
from velleity.store.store import Store
from velleity.store.texts import digest
from velleity.tools.engine.pacing.neighbours import (
    BEAT_S,
    GONE_S,
    LARGEST,
    LOCK,
    SILENT_S,
    SUFFIX,
    TICK_S,
    Neighbours,
)
from velleity.tools.engine.pacing.rate_limiter import RateLimiter
from velleity.tools.engine.pacing.remembered import FOLDER
from velleity.tools.engine.pacing.shares import Share, written
from velleity.tools.respondents.protocol import Fault

MOST = 64
CALL_S = 0.17
SOON_S = 2 * GONE_S + 2 * CALL_S
"""By when whoever comes has its share, and whoever goes has given it to others."""
KEY = "5ef1d2a2a9c2bc49"


class Model:
    """What is asked: it counts who has how many calls in flight, and refuses too many."""

    def __init__(self, at_once: int = 10_000) -> None:
        self.at_once = at_once
        self.busy: dict[str, int] = {}
        self.peak = self.refused = self.answered = 0

    @property
    def all_busy(self) -> int:
        return sum(self.busy.values())

    async def ask(self, who: str) -> None:
        if self.all_busy >= self.at_once:
            self.refused += 1
            await asyncio.sleep(0.01)
            raise Fault("rate_limited", "too many")
        self.busy[who] = self.busy.get(who, 0) + 1
        self.peak = max(self.peak, self.all_busy)
        try:
            await asyncio.sleep(CALL_S)
            self.answered += 1
        finally:
            self.busy[who] -= 1


class Process:
    """One of those who ask: so many tasks, which ask over and over."""

    def __init__(self, store: Store, who: str, model: Model, most: int = MOST) -> None:
        self.neighbours, self.limiter = Neighbours(store), RateLimiter(most)
        self._who, self._model = who, model

    async def asks(self, stack: AsyncExitStack, tasks: int = MOST, address: str = "here") -> None:
        """Begin to; it ends with the stack."""
        self.neighbours.expect("m", address, self.limiter)
        stack.enter_context(self.neighbours.beside())
        for _ in range(tasks):
            task = asyncio.create_task(self._ask())
            stack.push_async_callback(_ended, task)

    async def _ask(self) -> None:
        while True:
            turn = await self.limiter.enter()
            with suppress(Fault), self.limiter.calling(turn, 60.0):
                await self._model.ask(self._who)
            await asyncio.sleep(0)  # whoever waits is next

    @property
    def busy(self) -> int:
        return self.limiter.in_flight


def two_of(store: Store) -> tuple[Model, Process, Process]:
    """A model, and two that ask it."""
    model = Model()
    return model, Process(store, "one", model), Process(store, "two", model)


async def shown(*processes: Process) -> tuple[int, ...]:
    """How many calls each has in flight at most, for as long as a call takes."""
    most = [0] * len(processes)
    for _ in range(20):
        await asyncio.sleep(CALL_S / 20)
        most = [max(before, one.busy) for before, one in zip(most, processes, strict=True)]
    return tuple(most)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def played(play: Callable[[AsyncExitStack], Awaitable[None]]) -> None:
    """Let something happen in virtual time, and end whoever asks."""

    async def whole() -> None:
        async with AsyncExitStack() as stack:
            await play(stack)

    run(whole())


def files(store: Store) -> list[str]:
    """What processes have left that others could read."""
    return store.kept_files(FOLDER, SUFFIX)


def test_two_have_half_each_and_together_never_more_than_one_may(store: Store) -> None:
    model, one, two = two_of(store)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await asyncio.sleep(3.0)
        assert await shown(one) == (MOST,)
        async with AsyncExitStack() as for_a_while:
            await two.asks(for_a_while)
            await asyncio.sleep(SOON_S)
            assert await shown(one, two) == (MOST / 2, MOST / 2)
            assert len(files(store)) == 2
        await asyncio.sleep(SOON_S)
        assert await shown(one) == (MOST,), "at once, as so many were borne before"
        assert model.peak <= MOST + 1

    played(play)
    assert files(store) == []
    assert {path.name for path in (store.path.parent / "locks").iterdir()} == {f"{LOCK}.lock"}


def test_three_that_begin_together_have_a_third_each(store: Store) -> None:
    model = Model()
    three = [Process(store, name, model) for name in "abc"]

    async def play(stack: AsyncExitStack) -> None:
        for one in three:
            await one.asks(stack)
        await asyncio.sleep(SOON_S + 4 * CALL_S)
        assert sorted(await shown(*three)) == [21, 21, 22]
        assert model.peak <= MOST + 2

    played(play)


def test_what_one_does_not_want_the_others_have_until_it_does(store: Store) -> None:
    model = Model()
    much, little, more = (Process(store, name, model) for name in ("much", "little", "more"))
    more.neighbours, more.limiter = little.neighbours, little.limiter

    async def play(stack: AsyncExitStack) -> None:
        await much.asks(stack)
        await little.asks(stack, tasks=5)
        await asyncio.sleep(6.0)
        assert await shown(much, little) == (MOST - 5, 5)
        await more.asks(stack)  # another study of the same process
        await asyncio.sleep(BEAT_S + SOON_S)
        assert await shown(much, little) == (MOST / 2, MOST / 2)
        assert model.peak <= MOST + 1

    played(play)


def test_a_model_that_is_asked_no_more_takes_no_place_and_is_shared_again_when_it_is(
    store: Store,
) -> None:
    model, one, two = two_of(store)

    async def play(stack: AsyncExitStack) -> None:
        stays = stack.enter_context(ExitStack())
        await one.asks(stack)
        stays.enter_context(two.neighbours.beside())  # with studies of other models
        async with AsyncExitStack() as for_a_while:
            await two.asks(for_a_while)
            await asyncio.sleep(3.0)
            assert await shown(two) == (MOST / 2,)
        await asyncio.sleep(8.0)
        assert await shown(one) == (MOST,)
        async with AsyncExitStack() as for_a_while:
            await two.asks(for_a_while)
            await asyncio.sleep(SOON_S)
            assert await shown(one, two) == (MOST / 2, MOST / 2)
        assert model.peak <= MOST + 1

    played(play)


def test_a_model_without_an_address_is_nobody_elses(store: Store) -> None:
    _, one, two = two_of(store)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack, address="")
        await two.asks(stack, address="")
        await asyncio.sleep(2.0)
        assert await shown(one, two) == (MOST, MOST)
        assert not (store.path.parent / FOLDER).exists()

    played(play)


def test_another_alias_or_address_is_another_model(store: Store) -> None:
    _, one, two = two_of(store)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await two.asks(stack, address="there")
        await asyncio.sleep(2.0)
        assert await shown(one, two) == (MOST, MOST)

    played(play)


def test_who_comes_later_begins_with_what_the_others_know(store: Store) -> None:
    model, one, two = two_of(store)
    two.limiter.take_up(500, was_cut=False)  # an hour ago

    async def play(stack: AsyncExitStack) -> None:
        model.at_once = 20
        await one.asks(stack)
        await asyncio.sleep(10.0)
        assert one.limiter.was_cut
        await two.asks(stack)
        before = model.refused
        await asyncio.sleep(SOON_S)
        assert two.limiter.was_cut
        assert abs(two.limiter.limit - one.limiter.limit) <= 1
        assert one.limiter.limit + two.limiter.limit <= 22
        assert model.refused <= before + 6

    played(play)


def test_what_was_too_much_for_one_is_less_for_all(store: Store) -> None:
    _, one, two = two_of(store)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await two.asks(stack)
        await asyncio.sleep(3.0)
        assert (one.limiter.limit, two.limiter.limit) == (MOST / 2, MOST / 2)
        turn = one.limiter.enter_at_once() or await one.limiter.enter()
        with suppress(Fault), one.limiter.calling(turn):
            raise Fault("overloaded", "for a moment")
        assert one.limiter.limit == MOST / 4
        await asyncio.sleep(3 * TICK_S)
        assert two.limiter.was_cut
        assert MOST / 4 <= two.limiter.limit <= MOST / 4 + 1
        await asyncio.sleep(GONE_S)
        assert two.limiter.cuts == one.limiter.cuts == 1

    played(play)


@pytest.mark.parametrize(
    "count",
    [pytest.param(1, marks=pytest.mark.in_full), 2, pytest.param(3, marks=pytest.mark.in_full)],
)
def test_together_they_are_refused_no_oftener_than_one_alone(store: Store, count: int) -> None:
    model = Model(at_once=20)
    processes = [Process(store, str(n), model) for n in range(count)]

    async def play(stack: AsyncExitStack) -> None:
        for one in processes:
            await one.asks(stack)
        await asyncio.sleep(5.0)
        model.answered = model.refused = 0
        await asyncio.sleep(12.0)
        assert 1 <= model.refused <= 15, "alone 4 times; each for itself, two are 30 times"
        assert model.answered >= 0.65 * model.at_once * 12.0 / CALL_S

    played(play)


def told(store: Store, name: str, share: Share, beat: int = 0, model: str = "m here") -> None:
    """Say something as another process would."""
    store.keep_file(FOLDER, f"{name}{SUFFIX}", written({digest(model): share}, beat))


ALL = Share(MOST, places=MOST, want=MOST, limit=MOST, borne=MOST)


def test_who_is_killed_counts_no_more_at_the_next_look_and_leaves_nothing(store: Store) -> None:
    model = Model()
    one = Process(store, "one", model)
    lock = store.hold(f"{LOCK}_{KEY}")
    told(store, KEY, ALL)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await asyncio.sleep(1.0)
        assert await shown(one) == (1,), "everybody has one"
        lock.release()  # as the kernel does for a process that is killed
        await asyncio.sleep(GONE_S + 4 * CALL_S)
        assert await shown(one) == (MOST,)
        assert f"{KEY}{SUFFIX}" not in files(store)
        assert not (store.path.parent / "locks" / f"{LOCK}_{KEY}.lock").exists()

    played(play)


def test_who_is_stopped_and_says_nothing_counts_no_more_after_a_while(store: Store) -> None:
    model = Model()
    one = Process(store, "one", model)
    told(store, KEY, ALL)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await asyncio.sleep(SILENT_S - GONE_S)
        assert await shown(one) == (1,)
        told(store, KEY, ALL, beat=1)
        await asyncio.sleep(SILENT_S - GONE_S)
        assert await shown(one) == (1,), "it is awake"
        await asyncio.sleep(3 * GONE_S + 4 * CALL_S)
        assert await shown(one) == (MOST,)

    with store.hold(f"{LOCK}_{KEY}"):
        played(play)


@pytest.mark.parametrize("body", [b"", b"{", b'{"models": []}', b"x" * (LARGEST + 1), b"\xff\xfe"])
def test_what_cannot_be_read_of_a_process_is_as_if_it_asked_nothing(
    store: Store, body: bytes
) -> None:
    model = Model()
    one = Process(store, "one", model)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await asyncio.sleep(2.0)
        assert await shown(one) == (MOST,)

    with store.hold(f"{LOCK}_{KEY}"):
        told(store, KEY, ALL)
        path = store.path.parent / FOLDER / f"{KEY}{SUFFIX}"
        path.write_bytes(body)
        (path.parent / f"no_name{SUFFIX}").write_text("{}")
        (path.parent / f"{'0' * 16}{SUFFIX}").mkdir()
        played(play)


def test_whose_file_is_taken_away_says_it_again_under_another_name(store: Store) -> None:
    _, one, two = two_of(store)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await asyncio.sleep(2.0)
        [before] = files(store)
        (store.path.parent / FOLDER / before).unlink()
        await two.asks(stack)
        await asyncio.sleep(SOON_S)
        assert before not in files(store)
        assert await shown(one, two) == (MOST / 2, MOST / 2)

    played(play)


def test_where_nothing_can_be_written_a_process_asks_as_if_alone_and_says_so_once(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    _, one, two = two_of(store)
    (store.path.parent / FOLDER).write_text("not a folder")

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await two.asks(stack)
        await asyncio.sleep(3.0)
        assert await shown(one, two) == (MOST, MOST)
        (store.path.parent / FOLDER).unlink()
        await asyncio.sleep(SOON_S)
        assert await shown(one, two) == (MOST / 2, MOST / 2), "as soon as it can be"

    with caplog.at_level(logging.WARNING):
        played(play)
    assert [one.message.partition(":")[0] for one in caplog.records] == [
        "what other processes ask cannot be known, nor told to them"
    ] * 2, "once each"


def test_while_another_process_looks_for_ever_one_call_after_the_other_is_made(
    store: Store,
) -> None:
    model = Model()
    one = Process(store, "one", model)
    lock = store.hold(LOCK)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await asyncio.sleep(10 * CALL_S + 0.1)
        assert (model.answered, model.peak) == (10, 1)
        lock.release()
        await asyncio.sleep(6 * CALL_S)
        assert await shown(one) == (MOST,)

    played(play)


def test_where_settings_differ_the_smaller_number_holds_and_the_own_one_afterwards(
    store: Store,
) -> None:
    model = Model()
    one, two = Process(store, "one", model), Process(store, "two", model, most=8)

    async def play(stack: AsyncExitStack) -> None:
        await one.asks(stack)
        await asyncio.sleep(2.0)
        async with AsyncExitStack() as for_a_while:
            await two.asks(for_a_while)
            await asyncio.sleep(SOON_S)
            assert await shown(one, two) == (4, 4)
        await asyncio.sleep(SOON_S)
        assert await shown(one) == (MOST,)

    played(play)
