"""Where a question is asked next: best where the last one began alike, for that is read already.

A place holds what it has read, and goes on from where the next question differs; reading is nearly
all that a short answer costs. So whoever waits is taken up by the place that has most of it, unless
another one that is at work has as much: then that one will come to it. No place is ever left idle,
and nobody waits for ever. Knows texts alone.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

PATIENCE = 64
"""How often others may go before somebody who came earlier."""


class Place(NamedTuple):
    """Where a question is asked, and whether the last one there was the very same."""

    number: int
    same: bool


@dataclass(eq=False)
class _Waiting:
    text: str
    place: asyncio.Future[Place]
    passed: int = 0


class Places:
    """So many places, each of which takes one question at a time. Belongs to one event loop."""

    def __init__(self, count: int) -> None:
        """All are free and have read nothing."""
        self._last = [""] * count
        self._free = set(range(count))
        self._waiting: list[_Waiting] = []

    @asynccontextmanager
    async def place(self, text: str) -> AsyncGenerator[Place]:
        """Wait for a place and hold it."""
        place = await self._taken(text)
        try:
            yield place
        finally:
            self._give_back(place.number)

    async def _taken(self, text: str) -> Place:
        if self._free:
            best = max(sorted(self._free), key=lambda one: shared(self._last[one], text))
            return self._take(best, text)
        waiting = _Waiting(text, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            return await waiting.place
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            else:
                self._give_back(waiting.place.result().number)  # given to one who is gone
            raise

    def _give_back(self, number: int) -> None:
        self._free.add(number)
        if not self._waiting:
            return
        taken = self._next(number)
        for one in self._waiting[: self._waiting.index(taken)]:
            one.passed += 1
        self._waiting.remove(taken)
        taken.place.set_result(self._take(number, taken.text))

    def _take(self, number: int, text: str) -> Place:
        self._free.remove(number)
        same, self._last[number] = self._last[number] == text, text
        return Place(number, same)

    def _next(self, number: int) -> _Waiting:
        """Who goes to a place: the first of those it has more of than any other has."""
        if self._waiting[0].passed >= PATIENCE:
            return self._waiting[0]
        others = [last for at, last in enumerate(self._last) if at not in self._free]

        def gain(one: _Waiting) -> int:
            elsewhere = max((shared(last, one.text) for last in others), default=0)
            return shared(self._last[number], one.text) - elsewhere

        return max(self._waiting, key=gain)


def shared(one: str, two: str) -> int:
    """How many characters two texts begin alike with."""
    low, high = 0, min(len(one), len(two))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == two[:middle]:
            low = middle
        else:
            high = middle - 1
    return low
