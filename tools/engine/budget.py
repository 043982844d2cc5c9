"""What a study may spend. Worst cases are set aside before a call and settled after it.

So the sum of what was paid and of what is in flight never exceeds the limits, whatever fails and
whenever the process is killed: what a killed call had set aside counts as spent. A provider that
counts more than the worst case can overshoot by what was in flight when that was first seen.
"""

import asyncio
import math
from collections.abc import Callable, Iterable
from typing import NoReturn

from ...store.records import Spending
from ..respondents.protocol import Messages, Price, Usage
from ..study.limits import Limits

MESSAGE_TOKENS = 16
"""More than any provider adds to a message for its role and its marks."""


class BudgetEnded(Exception):
    """Raised when the next call could exceed a limit and nothing in flight can give way."""


def worst_case(messages: Messages, max_tokens: int) -> Usage:
    """More tokens than a call can take: a token is at least one byte of text."""
    length = sum(len(text.encode("utf-8", "surrogatepass")) for _, text in messages)
    return Usage(length + MESSAGE_TOKENS * (len(messages) + 1), max_tokens)


class Budget:
    """The purse of one study on one event loop."""

    def __init__(self, limits: Limits, spent: Spending) -> None:
        """Begin with what earlier runs have spent already."""
        self._limits = limits
        self._cost = spent.cost_usd
        self._tokens = spent.tokens
        self._held: dict[int, tuple[float, int]] = {}
        self._held_cost = 0.0
        self._held_tokens = 0
        self._next = 0
        self._changed: asyncio.Event | None = None

    def take(self, usage: Usage, price: Price | None) -> int | None:
        """Hold the worst case of a call if there is room for it at once."""
        want = _taken(usage, price)
        if not self._has_room(*want):
            return None
        self._next += 1
        self._hold(self._next, want)
        return self._next

    def recount(self, spent: Spending) -> None:
        """Begin again with what is known to be spent; nothing is in flight."""
        self._cost, self._tokens = spent.cost_usd, spent.tokens
        self._held, self._held_cost, self._held_tokens = {}, 0.0, 0

    def refuse(self) -> NoReturn:
        """Say that nothing further can be paid.

        Raises:
            BudgetEnded: always.
        """
        raise BudgetEnded(self._what_ended())

    async def set_aside(self, usage: Callable[[], Usage], price: Price | None) -> int:
        """Hold the worst case of a call, waiting for calls in flight to give back what they can.

        It is asked for anew after each of them, since it may have been raised.

        Raises:
            BudgetEnded: it would exceed a limit even when all of them have.
        """
        while (held := self.take(usage(), price)) is None:
            if not self._held:
                self.refuse()
            changed = self._changed = self._changed or asyncio.Event()
            await changed.wait()
        return held

    def settle(
        self, held: int, usage: Usage | None, price: Price | None, *, paid: bool = True
    ) -> None:
        """Count what a call took in place of what was held; without usage, its worst case."""
        cost, tokens = self._release(held)
        if usage is not None:
            cost, tokens = _taken(usage, price)
        if paid:
            self._cost += cost
            self._tokens += tokens
        if self._changed:
            self._changed.set()
            self._changed = None

    def raise_held(self, several: Iterable[int], factor: float) -> None:
        """Hold more for calls in flight, since one like them took more than was held for it."""
        for held in several:
            cost, tokens = self._release(held)
            self._hold(held, (cost * factor, math.ceil(tokens * factor)))

    def _hold(self, held: int, want: tuple[float, int]) -> None:
        self._held[held] = want
        self._held_cost += want[0]
        self._held_tokens += want[1]

    def _release(self, held: int) -> tuple[float, int]:
        cost, tokens = self._held.pop(held)
        self._held_cost = self._held_cost - cost if self._held else 0.0  # no rounding is kept
        self._held_tokens -= tokens
        return cost, tokens

    def _has_room(self, cost: float, tokens: int) -> bool:
        fits_cost = self._fits(self._cost + self._held_cost + cost, self._limits.cost_usd)
        fits = self._fits(self._tokens + self._held_tokens + tokens, self._limits.tokens)
        return fits_cost and fits

    @staticmethod
    def _fits(total: float, limit: float | None) -> bool:
        return limit is None or total <= limit

    def _what_ended(self) -> str:
        spent = f"${self._cost:.4f} and {self._tokens:,} tokens are spent"
        cap = " and ".join(
            text
            for text in (
                None if self._limits.cost_usd is None else f"${self._limits.cost_usd:.4f}",
                None if self._limits.tokens is None else f"{self._limits.tokens:,} tokens",
            )
            if text
        )
        return (
            f"The budget of {cap} does not cover another call: {spent}. Its answers so far are "
            "kept; call resume_study with a higher limit to go on."
        )


def _taken(usage: Usage, price: Price | None) -> tuple[float, int]:
    """US dollars and tokens; a price that is unknown cannot be limited, and counts as nothing."""
    return 0.0 if price is None else price.of(usage), usage.input_tokens + usage.output_tokens
