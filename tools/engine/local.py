"""Trials answered from this process, side by side: the executor that is always there.

Knows participants and whom each trial is for; how one call is made is `asking.py`'s affair.
"""

import asyncio
from collections.abc import Mapping, Sequence

from ..study.asked import Askable
from .asking import Asking
from .executor import Keep, Participant, StudyCalls
from .stopping import Stopped, StopSignal

FEW = 512
"""Trials in hand up to which the next one is begun early. With 256 calls at once, places that stand
empty during writes cost a tenth of the rate; with 1,024, tasks for as many more cost a sixth."""


class Local:
    """The study's model and whoever else it asks, called from here."""

    def __init__(
        self, calls: StudyCalls, participant: Participant, others: Sequence[Participant] = ()
    ) -> None:
        """Take up the calls of a study so far; `others` are judges, and a proposer."""
        self._calls = calls
        self._participants = (participant, *others)
        self._asking: dict[str | None, Asking] = {
            one.respondent.name: Asking(calls, one, judge=True) for one in others
        }
        self._asking[None] = Asking(calls, participant)

    @property
    def notice(self) -> str | None:
        """Who has not answered for a while, if somebody has not."""
        for asking in self._asking.values():
            if waits := asking.notice:
                return waits
        return None

    def stop(self, *, for_good: bool = False) -> None:
        """Begin nothing more; what is in flight is still stored, for good or not."""
        self._calls.stop_signal.tell()

    async def answer(self, asked: Sequence[Askable], keep: Keep) -> None:
        """Ask side by side; at the first failure no further one is begun.

        Unless many are in hand, the next one is begun while an answer is still written.

        Raises:
            Stopped: it was told to stop.
            VelleityError: it could not go on.
        """
        stop_signal = self._calls.stop_signal
        stop_signal.attach()
        at_once = min(sum(one.at_once for one in self._participants), len(asked))
        failures = await _Round(self._asking, asked, keep, stop_signal).run(at_once)
        if failures:
            raise failures[0]
        if stop_signal:
            raise Stopped

    async def close(self) -> None:
        """Let go of everybody."""
        for participant in self._participants:
            await participant.respondent.close()


class _Round:
    """What is asked together, by tasks that each take the next."""

    def __init__(
        self,
        asking: Mapping[str | None, Asking],
        asked: Sequence[Askable],
        keep: Keep,
        stop_signal: StopSignal,
    ) -> None:
        self._asking, self._queue = asking, iter(asked)
        self._keep, self._stop_signal = keep, stop_signal
        self._group = asyncio.TaskGroup()
        self._at_once = self._tasks = 0
        self._failures: list[Exception] = []

    async def run(self, at_once: int) -> Sequence[Exception]:
        """Get them answered, so many at once; why those are not that are not."""
        self._at_once = at_once
        async with self._group:
            for _ in range(at_once):
                self._begin()
        return self._failures

    def _begin(self) -> None:
        self._tasks += 1
        self._group.create_task(self._work())

    def _answered(self) -> None:
        if self._tasks < FEW:
            self._begin()

    async def _work(self) -> None:
        for one in self._queue:
            if not await self._answer(one) or self._tasks > self._at_once:
                break  # another one goes on
        self._tasks -= 1

    async def _answer(self, one: Askable) -> bool:
        """Get one answered, and tell whether to go on."""
        if not self._stop_signal:
            try:
                self._keep(await self._asking[one.to].answer(one, self._answered))
                return True
            except Stopped:
                return False
            except Exception as error:  # what the others have in flight is still stored
                self._failures.append(error)
                self._stop_signal.tell()
        return False
