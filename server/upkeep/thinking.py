"""A model that thinks for a program: it is told something and answers with tools to be called.

Its key, its address and its price are those of an alias of the settings file. What it costs is told
of every turn, and at most how much before. Knows no tool and no study.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...store.errors import InputError
from ...tools.engine.budget import worst_case
from ...tools.respondents.protocol import (
    FREE,
    NEVER_AGAIN,
    Fault,
    Messages,
    Params,
    Preparing,
    Reply,
    Usage,
)
from ...tools.respondents.registry import Models
from ..refusal import Refused
from ..settings import Settings

MOST_TOKENS = 2_000
"""Of one turn: thoughts, and the calls."""
MOST_ASKED = 4
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0


class CannotThink(Refused):
    """Raised when a model cannot be asked; its text says what to do."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a model answered: its words, the tools it wants called (name and JSON), what it took.

    `cost_usd` is at most what it cost, calls in vain included; None where no price is known.
    """

    text: str
    calls: tuple[tuple[str, str], ...]
    cost_usd: float | None
    tokens: int


class Thinker:
    """A model of the settings file, with tools on offer."""

    def __init__(self, settings: Settings, name: str, tools: Sequence[Mapping[str, Any]]) -> None:
        """Connect to nothing yet.

        Raises:
            CannotThink: there is no such model, or it takes no tools.
        """
        try:
            models = Models(settings.file, settings.models)
            self._respondent = models.open_with_tools(name, tools)
        except InputError as error:
            raise CannotThink(str(error)) from None
        terms = self._respondent.terms
        self._tokens = max(MOST_TOKENS, terms.max_tokens if terms else 0)
        self._price = FREE if terms is None else terms.price
        self._offered = (("tools", str(tools)),)
        self._deadline_s = terms.deadline_s if terms else LONGEST_WAIT_S

    @property
    def costs(self) -> bool | None:
        """Whether it costs anything; None where no price is known."""
        return None if self._price is None else self._price != FREE

    def at_most(self, messages: Messages) -> tuple[float, int]:
        """US dollars and tokens that a turn takes at most, asked once more after each failure."""
        usage = worst_case((*messages, *self._offered), self._tokens)
        cost = 0.0 if self._price is None else self._price.of(usage)
        return MOST_ASKED * cost, MOST_ASKED * (usage.input_tokens + usage.output_tokens)

    async def turn(self, messages: Messages, seed: int) -> Turn:
        """Ask it, and again where it is only busy.

        Raises:
            CannotThink: it does not answer.
        """
        params = Params(seed, temperature=0.0, max_tokens=self._tokens)
        worst = worst_case((*messages, *self._offered), self._tokens)
        lost = 0
        for attempt in range(MOST_ASKED):
            try:
                reply = await self._asked(messages, params)
            except Fault as fault:
                lost += fault.maybe_paid
                if fault.kind in NEVER_AGAIN or attempt == MOST_ASKED - 1:
                    raise CannotThink(f"{self._respondent.name}: {fault.reason}.") from None
                wait = fault.retry_after_s or FIRST_WAIT_S * 2**attempt
                await asyncio.sleep(min(LONGEST_WAIT_S, wait))
            else:
                return self._told(reply, worst, lost)
        raise AssertionError("every try ends")

    async def close(self) -> None:
        """Let go of connections."""
        await self._respondent.close()

    async def _asked(self, messages: Messages, params: Params) -> Reply:
        """One call, within its deadline.

        Raises:
            Fault: no reply came.
        """
        if isinstance(self._respondent, Preparing):
            await self._respondent.prepare()
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._respondent.ask(messages, params)
        except TimeoutError:
            raise Fault("timeout", "no answer within the deadline", maybe_paid=True) from None

    def _told(self, reply: Reply, worst: Usage, lost: int) -> Turn:
        """A turn, with what it took; what was perhaps paid in vain counts as its worst case."""
        took = [reply.usage or worst, *[worst] * lost]
        tokens = sum(one.input_tokens + one.output_tokens for one in took)
        cost = None if self._price is None else sum(map(self._price.of, took))
        calls = tuple((one.name, one.arguments) for one in reply.calls)
        return Turn(reply.text, calls, cost, tokens)
