"""An executor that begins once there is a worker: a queue of batch jobs may take hours to give one.

How trials are asked and stored is another executor's affair. Only before a round is it waited here,
and seen how many calls at once all workers take together; workers that are lost within one are an
outage like a provider's.
"""

from collections.abc import Sequence
from contextlib import suppress

from ....store.errors import InputError
from ...study.asked import Askable
from ..executor import Executor, Keep, Participant
from ..stopping import StopSignal
from .cluster import Cluster


class AwaitingWorkers:
    """Another executor, behind the wait for a first worker."""

    def __init__(
        self,
        cluster: Cluster,
        stop_signal: StopSignal,
        inner: Executor,
        participants: Sequence[Participant],
    ) -> None:
        """Wait for nobody yet; `participants` are asked as much at once as workers allow."""
        self._cluster, self._stop_signal, self._inner = cluster, stop_signal, inner
        self._participants = participants
        self._waits = False

    @property
    def notice(self) -> str | None:
        """What is waited for."""
        if self._waits and (missing := self._cluster.missing):
            return f"{missing}: the study goes on as soon as one is there"
        return self._inner.notice

    def stop(self, *, for_good: bool = False) -> None:
        """Begin nothing more."""
        self._inner.stop(for_good=for_good)

    async def answer(self, asked: Sequence[Askable], keep: Keep) -> None:
        """Get all of them answered.

        Raises:
            Stopped: it was told to stop.
            VelleityError: it could not go on.
        """
        self._stop_signal.attach()
        if asked and not self._stop_signal:
            self._waits = True
            with self._stop_signal.may_wait(), suppress(InputError):  # each call tells who is away
                await self._cluster.connect()
                await self._cluster.somebody()
            self._waits = False
            for one in self._participants:
                one.keep_terms()
        await self._inner.answer(asked, keep)

    async def close(self) -> None:
        """Let go of everybody."""
        await self._inner.close()
