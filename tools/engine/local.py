"""Trials answered from this process, side by side: the executor that is always there.

Knows participants and whom each trial is for; how one call is made is `asking.py`'s affair.
"""

import asyncio
from collections.abc import Sequence
from itertools import islice

from ..study.asked import Askable
from .asking import Asking
from .executor import Keep, Participant, StudyCalls
from .stopping import Stopped


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

        The next one is begun as soon as there is an answer, while that is still written.

        Raises:
            Stopped: it was told to stop.
            VelleityError: it could not go on.
        """
        stop_signal = self._calls.stop_signal
        stop_signal.attach()
        queue = iter(asked)
        failures: list[Exception] = []

        def begin(most: int = 1) -> None:
            for one in islice(queue, most):
                group.create_task(work(one))

        async def work(one: Askable) -> None:
            if stop_signal:
                return
            try:
                keep(await self._asking[one.to].answer(one, begin))
            except Stopped:
                return
            except Exception as error:  # what the others have in flight is still stored
                failures.append(error)
                stop_signal.tell()

        async with asyncio.TaskGroup() as group:
            begin(sum(one.at_once for one in self._participants))
        if failures:
            raise failures[0]
        if stop_signal:
            raise Stopped

    async def close(self) -> None:
        """Let go of everybody."""
        for participant in self._participants:
            await participant.respondent.close()
