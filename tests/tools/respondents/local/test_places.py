"""Questions that begin alike are asked behind each other, and nobody is kept waiting for that."""

import asyncio
from collections.abc import Sequence

import pytest

from velleity.tools.respondents.local.places import PATIENCE, Places, shared

WAYS = 4


async def asked(places: Places, texts: Sequence[str], at_once: int) -> list[tuple[int, str, bool]]:
    """Place, text and whether the last was the same, in the order in which they were asked."""
    log: list[tuple[int, str, bool]] = []
    doors = asyncio.Semaphore(at_once)

    async def one(text: str) -> None:
        async with doors, places.place(text) as place:
            log.append((place.number, text, place.same))
            for _ in range(5 + len(log) % 3):  # some take longer
                await asyncio.sleep(0)

    await asyncio.gather(*(one(text) for text in texts))
    return log


def read(log: Sequence[tuple[int, str, bool]]) -> int:
    """Characters that all places together have to read anew."""
    last: dict[int, str] = {}
    total = 0
    for number, text, _ in log:
        total += len(text) - shared(last.get(number, ""), text)
        last[number] = text
    return total


@pytest.mark.parametrize("count", [1, 2, 4])
async def test_questions_that_begin_alike_go_to_one_place_and_are_read_once(count: int) -> None:
    heads = [chr(ord("a") + at) * 40 for at in range(12)]
    texts = [f"{head} {way}" for head in heads for way in range(WAYS)]
    log = await asked(Places(count), texts, 4 * count)
    assert sorted(text for _, text, _ in log) == texts
    assert {number for number, _, _ in log} == set(range(count))
    least = len(heads) * (40 + 1 + WAYS)
    assert read(log) <= least + 2 * count * 41


async def test_no_place_is_idle_while_somebody_waits() -> None:
    log = await asked(Places(2), [f"always the same {at}" for at in range(20)], 20)
    assert [sum(number == at for number, _, _ in log) for at in range(2)] == [10, 10]


async def test_nobody_waits_for_ever_behind_questions_that_suit_better() -> None:
    places = Places(1)
    order: list[str] = []

    async def one(text: str) -> None:
        async with places.place(text):
            order.append(text)
            await asyncio.sleep(0)

    other = "another"
    await asyncio.gather(*(one(text) for text in ["alike", other, *(["alike"] * 200)]))
    assert order.index(other) == PATIENCE + 1


async def test_the_same_question_again_is_told_apart_from_one_that_begins_alike() -> None:
    log = await asked(Places(1), ["one", "one", "one more", "one"], 1)
    assert [same for _, _, same in log] == [False, True, False, False]


async def test_whoever_gives_up_leaves_the_place_to_others() -> None:
    places = Places(1)
    async with places.place("first"):
        waiting = asyncio.create_task(_once(places))
        gone = asyncio.create_task(_once(places))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
    waiting.cancel()  # it has just been given the place and does not know it yet
    await asyncio.gather(waiting, gone, return_exceptions=True)
    assert await asyncio.wait_for(_once(places), 1) == 0


async def _once(places: Places) -> int:
    async with places.place("later") as place:
        return place.number


def test_what_two_texts_share_is_counted_to_the_character() -> None:
    assert shared("", "a") == 0
    assert shared("abc", "abd") == 2
    assert shared("abc", "abcd") == 3
    assert shared("x" * 1_000 + "a", "x" * 1_000 + "b") == 1_000
