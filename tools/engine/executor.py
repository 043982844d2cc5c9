"""The seam to wherever trials are answered: in this process, in a provider's batches, elsewhere.

An executor is given what a study asks next, and gets all of it answered and stored. How many at
once, over which connections and on how many machines is its own affair; the loop that runs studies
knows nothing of it. Whatever an executor does, it keeps two promises: an answer is stored before it
is told, and a call that may be paid is written down before it is made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ...store.records import TrialRecord
from ...store.store import Store
from ..respondents.protocol import TEMPERATURE, Respondent, Terms
from ..study.asked import Askable
from .budget import Budget
from .pacing.deadlines import Deadlines
from .pacing.rate_limiter import RateLimiter
from .pacing.retries import RetryPolicy
from .stopping import StopSignal

CONCURRENCY = 32
"""Trials of a respondent in this process that are answered and stored side by side."""

Keep = Callable[[TrialRecord], None]
"""Told of each answer once it is stored."""


class Executor(Protocol):
    """Gets the trials of one study answered and stored."""

    @property
    def notice(self) -> str | None:
        """Why it waits, if it does."""
        ...

    def stop(self, *, for_good: bool = False) -> None:
        """Begin nothing more; what is in flight is still stored. From any thread.

        `for_good`: what was handed in elsewhere is called off, too.
        """
        ...

    async def answer(self, asked: Sequence[Askable], keep: Keep) -> None:
        """Get all of them answered.

        Raises:
            Stopped: it was told to stop, even where nothing was left to ask; what had been answered
                is stored.
            VelleityError: it could not go on; what had been answered is stored.
        """
        ...

    async def close(self) -> None:
        """Let go of everybody who was asked; nothing more will be."""
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """What the calls of one study share with each other, and some of it with other studies."""

    terms: Terms
    limiter: RateLimiter
    retry_policy: RetryPolicy
    deadlines: Deadlines = field(default_factory=Deadlines)


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who is asked: at which temperature, over which connection, if it is over one."""

    respondent: Respondent
    connection: Connection | None = None
    temperature: float = TEMPERATURE

    @property
    def at_once(self) -> int:
        """How many trials it may have in hand."""
        return self.connection.limiter.most if self.connection else CONCURRENCY

    def keep_terms(self) -> None:
        """Make as many calls at once as its terms allow by now: workers may have come or gone."""
        if self.connection and (terms := self.respondent.terms):
            self.connection.limiter.allow(terms.most_at_once)


@dataclass(frozen=True, slots=True)
class StudyCalls:
    """What all calls of one study share, whoever makes them and however."""

    store: Store
    study_id: str
    seed: int
    budget: Budget
    stop_signal: StopSignal
