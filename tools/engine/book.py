"""The book of one study's calls over a wire: what each may cost, and that each is written down.

Knows nothing of how a call is made. A call is entered before it is made and closed after it; its
worst case counts as spent until then.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

from ...store.errors import Unwritable
from ...store.records import AttemptRecord
from ...store.store import Store
from ..limits import Limits
from ..respondents.protocol import Fault, Price, Usage
from ..trials import Trial
from .budget import Budget


class Book:
    """The calls of one study."""

    def __init__(
        self, store: Store, study_id: str, limits: Limits, price: Price | None, disk_s: float
    ) -> None:
        """Take up the study's calls so far; wait `disk_s` seconds at most for a full disk."""
        self.budget = Budget(limits, price, store.spending(study_id))
        self._id = study_id
        self._disk_s = disk_s
        self._made = store.attempts_made(study_id)

    def attempt(self, trial: Trial, worst: Usage, batch: str | None = None) -> AttemptRecord:
        """The next call of a trial."""
        number = self._made[trial.id] = self._made.get(trial.id, 0) + 1
        return AttemptRecord(
            study_id=self._id,
            trial=trial.id,
            number=number,
            started_at=now(),
            held_usd=self.budget.cost_of(worst),
            held_tokens=worst.input_tokens + worst.output_tokens,
            batch=batch,
        )

    def answered(self, attempt: AttemptRecord, usage: Usage | None) -> AttemptRecord:
        """The call that brought an answer."""
        ended = replace(attempt, ended_at=now(), outcome="answered")
        if usage is None:
            return ended
        return replace(
            ended,
            cost_usd=self.budget.cost_of(usage),
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
        )

    def failed(self, attempt: AttemptRecord, fault: Fault) -> AttemptRecord:
        """The call that brought none."""
        return replace(
            attempt,
            ended_at=now(),
            outcome=fault.kind,
            status=fault.status,
            retry_after_s=fault.retry_after_s,
            maybe_paid=fault.maybe_paid,
        )

    async def durably(self, write: Callable[[], Future[None]]) -> None:
        """Write, and wait for space on a full disk: an answer that was paid for is not let go.

        Raises:
            StoreError: it cannot be written.
        """
        until = asyncio.get_running_loop().time() + self._disk_s
        while True:
            try:
                return await asyncio.wrap_future(write())
            except Unwritable:
                if asyncio.get_running_loop().time() > until:
                    raise
                await asyncio.sleep(1)


def now() -> str:
    """The time for the record; nothing is measured with it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
