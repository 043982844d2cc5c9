"""What studies may spend. Worst cases are set aside before a call and settled after it.

So the sum of what was paid and of what is in flight never exceeds the limits, whatever fails and
whenever the process is killed: what a killed call had set aside counts as spent. A provider that
counts more than the worst case can overshoot by what was in flight when that was first seen.

A purse holds the limits and all that is taken from it; a budget is the part of one study. Most
studies have a purse of their own. Who opens a purse that several share is in `purses.py`.
"""

import asyncio
import math
from collections import defaultdict
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


class Purse:
    """Limits, and what one or several studies of one event loop have taken or hold of them."""

    def __init__(self, limits: Limits, spent: Spending, studies: Iterable[str] = ()) -> None:
        """Begin with what is spent already; `studies` are those whose spending that is."""
        self.limits = limits
        self._counted = set(studies)
        self._cost, self._tokens = spent.cost_usd, spent.tokens
        self._in_flight = 0
        self._held_cost = 0.0
        self._held_tokens = 0
        self._changed: asyncio.Event | None = None
        self._rates: dict[str, float] = {}
        self._told: defaultdict[str, list[Callable[[float], None]]] = defaultdict(list)

    def rate(self, who: str, told: Callable[[float], None], at_least: float) -> float:
        """How many times its worst case somebody counts, as far as any study has seen; `told` hears
        when one sees more.
        """
        self.raise_rate(who, at_least)
        self._told[who].append(told)
        return self._rates[who]

    def raise_rate(self, who: str, rate: float) -> None:
        """Tell all studies that somebody counts so many times its worst case."""
        if rate > self._rates.get(who, 0.0):
            self._rates[who] = rate
            for told in self._told[who]:
                told(rate)

    def limit(self, limits: Limits) -> None:
        """Keep to other limits from now on."""
        self.limits = limits
        self.wake()

    def count(self, study_id: str, spent: Spending) -> None:
        """Count what a study has spent, unless that is counted already."""
        if study_id not in self._counted:
            self._counted.add(study_id)
            self.pay(spent.cost_usd, spent.tokens)

    def forget(self, study_id: str) -> None:
        """Count a study anew when it comes back; what it had spent stays spent."""
        self._counted.discard(study_id)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is in flight that could give something back."""
        return not self._in_flight

    def has_room(self, cost: float, tokens: int) -> bool:
        """Whether so much more keeps the limits, whatever is in flight takes."""
        usd, most = self.limits.cost_usd, self.limits.tokens
        return (usd is None or self._cost + self._held_cost + cost <= usd) and (
            most is None or self._tokens + self._held_tokens + tokens <= most
        )

    def hold(self, cost: float, tokens: int) -> None:
        """Set so much aside for one call."""
        self._in_flight += 1
        self._held_cost += cost
        self._held_tokens += tokens

    def release(self, cost: float, tokens: int) -> None:
        """Give back what was set aside for one call."""
        self._in_flight -= 1
        # no rounding is kept
        self._held_cost = self._held_cost - cost if self._in_flight else 0.0
        self._held_tokens -= tokens

    def pay(self, cost: float, tokens: int) -> None:
        """Count so much as spent."""
        self._cost += cost
        self._tokens += tokens

    def wake(self) -> None:
        """Tell those who wait that there may be room."""
        if self._changed:
            self._changed.set()
            self._changed = None

    async def change(self) -> None:
        """Wait until there may be room."""
        changed = self._changed = self._changed or asyncio.Event()
        await changed.wait()

    def refuse(self) -> NoReturn:
        """Say that nothing further can be paid.

        Raises:
            BudgetEnded: always.
        """
        usd, tokens = self.limits.cost_usd, self.limits.tokens
        caps = [None if usd is None else f"${usd:.4f}"]
        caps.append(None if tokens is None else f"{tokens:,} tokens")
        shared = f", which {n} studies share," if (n := len(self._counted)) > 1 else ""
        raise BudgetEnded(
            f"The budget of {' and '.join(one for one in caps if one)}{shared} does not cover "
            f"another call: ${self._cost:.4f} and {self._tokens:,} tokens are spent. Its answers "
            "so far are kept; call resume_study with a higher limit to go on."
        )


class Budget:
    """What one study may spend, from its own purse or from one that it shares."""

    def __init__(self, limits: Limits, spent: Spending, shared: Purse | None = None) -> None:
        """Begin with what earlier runs have spent already; a shared purse has limits of its own,
        and counts these.
        """
        self.purse = shared or Purse(limits, spent)
        self._cost, self._tokens = spent.cost_usd, spent.tokens
        self._held: dict[int, tuple[float, int]] = {}
        self._next = 0

    def take(self, usage: Usage, price: Price | None) -> int | None:
        """Hold the worst case of a call if there is room for it at once."""
        want = _taken(usage, price)
        if not self.purse.has_room(*want):
            return None
        self._next += 1
        self._hold(self._next, want)
        return self._next

    def recount(self, spent: Spending) -> None:
        """Begin again with what is known to be spent; nothing of this study is in flight."""
        for held in list(self._held):
            self._release(held)
        self.purse.pay(spent.cost_usd - self._cost, spent.tokens - self._tokens)
        self._cost, self._tokens = spent.cost_usd, spent.tokens
        self.purse.wake()

    def refuse(self) -> NoReturn:
        """Say that nothing further can be paid.

        Raises:
            BudgetEnded: always.
        """
        self.purse.refuse()

    async def set_aside(self, usage: Callable[[], Usage], price: Price | None) -> int:
        """Hold the worst case of a call, waiting for calls in flight to give back what they can.

        It is asked for anew after each of them, since it may have been raised.

        Raises:
            BudgetEnded: it would exceed a limit even when all of them have.
        """
        while (held := self.take(usage(), price)) is None:
            if self.purse.is_idle:
                self.refuse()
            await self.purse.change()
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
            self.purse.pay(cost, tokens)
        self.purse.wake()

    def raise_held(self, several: Iterable[int], factor: float) -> None:
        """Hold more for calls in flight, since one like them took more than was held for it."""
        for held in several:
            cost, tokens = self._release(held)
            self._hold(held, (cost * factor, math.ceil(tokens * factor)))

    def _hold(self, held: int, want: tuple[float, int]) -> None:
        self._held[held] = want
        self.purse.hold(*want)

    def _release(self, held: int) -> tuple[float, int]:
        cost, tokens = self._held.pop(held)
        self.purse.release(cost, tokens)
        return cost, tokens


def _taken(usage: Usage, price: Price | None) -> tuple[float, int]:
    """US dollars and tokens; a price that is unknown cannot be limited, and counts as nothing."""
    return 0.0 if price is None else price.of(usage), usage.input_tokens + usage.output_tokens
