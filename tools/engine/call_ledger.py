"""One study's calls to one model over a connection: what each may cost, written down.

Knows nothing of how a call is made. A call is entered before it is made and closed after it; its
worst case counts as spent until then. What a provider counts beyond that (tokens of reasoning that
no limit holds) raises the worst case of every later call, and of those in flight.
"""

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import TypeVar

from ...store.errors import Unwritable
from ...store.records import MOST_SERVED, AttemptRecord, ServedRecord, TrialRecord
from ...store.store import Store
from ..respondents.protocol import Fault, Price, Provenance, Usage
from .budget import Budget
from .writes import CallWrites, call_writes

Written = TypeVar("Written")


class CallLedger:
    """The calls of one study."""

    def __init__(
        self,
        store: Store,
        study_id: str,
        budget: Budget,
        price: Price | None,
        *,
        name: str,
        model: str | None = None,
        disk_s: float = 0.0,
    ) -> None:
        """Take up the study's calls so far; wait `disk_s` seconds at most for a full disk.

        `name` is who is called, and so is `model`, if it is not the study's own.
        """
        self._store = store
        self._id = study_id
        self._budget = budget
        self._price = price
        self._model = model
        self._disk_s = disk_s
        self._made = store.attempts_made(study_id)
        self._name = name
        self._known_rate = max(1.0, store.overrun(study_id, model))
        self._rate = 0.0
        self._held: dict[int, Usage] = {}
        self._came_from: set[Provenance] = set()

    async def set_aside(self, worst: Usage) -> int:
        """Hold what a call may take, waiting for those in flight.

        Raises:
            BudgetEnded: there will not be enough.
        """
        held = await self._budget.set_aside(lambda: self._at_rate(worst), self._price)
        self._held[held] = worst
        return held

    def hold(self, worst: Usage) -> int | None:
        """The same if there is enough at once."""
        held = self.take(worst)
        if held is not None:
            self._held[held] = worst
        return held

    def take(self, worst: Usage) -> int | None:
        """Hold what a call may take, if there is enough at once."""
        return self._budget.take(self._at_rate(worst), self._price)

    def seen(self, held: int, usage: Usage | None) -> None:
        """Learn what a call took as soon as it is told: no other may begin before at less."""
        if usage is not None and (rate := self._exceeds(usage, self._held[held])) > self._rate:
            self._budget.purse.raise_rate(self._name, rate)

    def _raise(self, rate: float) -> None:
        """Hold more for what is in flight, and for every later call."""
        self._budget.raise_held(self._held, rate / self._rate)
        self._rate = rate

    def settle(self, held: int, usage: Usage | None, *, paid: bool = True) -> None:
        """Count what a call took, which was `seen`, in place of what was held."""
        del self._held[held]
        self._budget.settle(held, usage, self._price, paid=paid)

    def _at_rate(self, worst: Usage) -> Usage:
        """The worst case as the provider has counted so far, to this study or one beside it."""
        if not self._rate:  # the first call, on the loop that all who share the purse run on
            self._rate = self._budget.purse.rate(self._name, self._raise, self._known_rate)
        if self._rate == 1:
            return worst
        return Usage(
            math.ceil(worst.input_tokens * self._rate), math.ceil(worst.output_tokens * self._rate)
        )

    def _exceeds(self, usage: Usage, worst: Usage) -> float:
        """How many times the worst case a call took, by tokens or by cost."""
        tokens = _tokens(usage) / max(1, _tokens(worst))
        cost, most = self._cost(usage), self._cost(worst)
        return max(tokens, cost / most) if cost and most else tokens

    def _cost(self, usage: Usage) -> float | None:
        return None if self._price is None else self._price.of(usage)

    def attempt(self, trial: str, worst: Usage, batch: str | None = None) -> AttemptRecord:
        """The next call of a trial, by its id."""
        number = self._made[trial] = self._made.get(trial, 0) + 1
        most = self._at_rate(worst)
        return AttemptRecord(
            study_id=self._id,
            trial=trial,
            number=number,
            started_at=now(),
            held_usd=self._cost(most),
            held_tokens=_tokens(most),
            batch=batch,
            model=self._model,
        )

    def answered(self, attempt: AttemptRecord, usage: Usage | None) -> AttemptRecord:
        """The call that brought an answer."""
        if usage is None:
            return _ended(attempt, "answered")
        tokens = usage.input_tokens, usage.output_tokens
        return _ended(attempt, "answered", None, None, True, self._cost(usage), *tokens)

    def failed(self, attempt: AttemptRecord, fault: Fault) -> AttemptRecord:
        """The call that brought none."""
        return _ended(attempt, fault.kind, fault.status, fault.retry_after_s, fault.maybe_paid)

    @cached_property
    def _writes(self) -> CallWrites:
        """Those of the loop on which the study runs, which asks first."""
        return call_writes(self._store)

    async def begin(self, attempt: AttemptRecord) -> AttemptRecord:
        """Write a call down that is about to be made, and return it with its row, to be ended.

        Raises:
            StoreError: it cannot be written.
        """
        return await self.durably(lambda: self._writes.begin(attempt))

    async def end(self, ended: AttemptRecord, answer: TrialRecord | None = None) -> None:
        """Write how a call ended, and the answer that it brought.

        Raises:
            StoreError: it cannot be written.
        """
        if answer is None:
            await self.durably(lambda: self._writes.end(ended))
        else:
            await self.durably(lambda: self._writes.answer(answer, ended))

    def is_new(self, provenance: Provenance | None) -> bool:
        """Whether it is not known yet what was sent, or who answered."""
        return provenance is not None and provenance not in self._came_from

    async def came_from(self, provenance: Provenance | None) -> None:
        """Remember what was sent and who answered, once each; and what was left out, as a warning.

        Raises:
            StoreError: it cannot be written.
        """
        if provenance is None or not self.is_new(provenance):
            return
        if len(self._came_from) < MOST_SERVED:
            self._came_from.add(provenance)
            served = ServedRecord(
                study_id=self._id,
                participant=self._model,
                sent=provenance.sent,
                left_out=provenance.left_out,
                model=provenance.model,
                fingerprint=provenance.fingerprint,
                server=provenance.server,
            )
            await self.durably(lambda: self._store.add_served(served, provenance.warnings))

    async def durably(
        self, write: Callable[[], "Future[Written] | asyncio.Future[Written]"]
    ) -> Written:
        """Write, and wait for space on a full disk: an answer that was paid for is not let go.

        Raises:
            StoreError: it cannot be written.
        """
        until: float | None = None
        while True:
            try:
                return await asyncio.wrap_future(write())
            except Unwritable:
                at = asyncio.get_running_loop().time()
                until = until or at + self._disk_s
                if at > until:
                    raise
                await asyncio.sleep(1)


def _tokens(usage: Usage) -> int:
    return usage.input_tokens + usage.output_tokens


def _ended(
    attempt: AttemptRecord,
    outcome: str,
    status: int | None = None,
    retry_after_s: float | None = None,
    maybe_paid: bool = True,
    cost_usd: float | None = None,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
) -> AttemptRecord:
    """A call with its end, field by field: there are many of them."""
    return AttemptRecord(
        attempt.study_id,
        attempt.trial,
        attempt.number,
        attempt.started_at,
        attempt.held_usd,
        attempt.held_tokens,
        attempt.batch,
        attempt.model,
        now(),
        outcome,
        status,
        retry_after_s,
        maybe_paid,
        cost_usd,
        input_tokens,
        output_tokens,
        attempt.row,
    )


def now() -> str:
    """The time for the record, to the millisecond; nothing is measured with it."""
    second, part = divmod(time.time_ns() // 1_000_000, 1_000)
    return f"{_second(second)}.{part:03d}+00:00"


@lru_cache(maxsize=4)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
