"""The one loop that runs every study. Knows nothing of what a study asks or concludes, nor of where
and how it is answered.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from ...store.records import Answer, FindingRecord, TrialRecord
from ...store.store import Store
from ..study.asked import Askable
from ..study.protocol import Finding, Study, recorded
from .executor import Executor


class Loop:
    """One run of one study."""

    stores = True

    def __init__(self, store: Store, study_id: str, study: Study, executor: Executor) -> None:
        """Take up a study where its stored answers leave off."""
        self._store = store
        self._id = study_id
        self._study = study
        self._executor = executor
        self._known = store.answers(study_id)
        self._done = len(self._known)

    @property
    def done(self) -> int:
        """How many trials are answered."""
        return self._done

    @property
    def notice(self) -> str | None:
        """Why it waits, if it does."""
        return self._executor.notice

    def stop(self, *, for_good: bool = False) -> None:
        """Ask nothing more; what is in flight is still stored, unless it is called off for good."""
        self._executor.stop(for_good=for_good)

    async def run(self) -> None:
        """Run to the end and store the findings.

        Raises:
            Stopped: `stop` was called; what had been answered is stored.
            VelleityError: it could not go on; what had been answered is stored.
        """
        try:
            await self._go_through()
        finally:
            await self._executor.close()

    async def _go_through(self) -> None:
        observations: list[Any] = []
        while batch := self._study.next(observations):
            await self._executor.answer(self._missing(batch), self._keep)
            observations += observed(batch, self._known)
        findings = self._study.conclude(observations)
        # Findings of many pairs take as much room as the answers, which nobody needs any more.
        del observations, batch, self._study
        self._known.clear()
        kept = records(findings)
        del findings
        await asyncio.wrap_future(self._store.conclude(self._id, kept))

    def _missing(self, batch: Iterable[Askable]) -> list[Askable]:
        return [trial for trial in batch if trial.id not in self._known]

    def _keep(self, record: TrialRecord) -> None:
        self._known[record.id] = record.answer
        self._done += 1


def observed(batch: Iterable[Askable], known: dict[str, Answer]) -> list[Any]:
    """The observations of a batch in the order it was planned, as far as it was answered."""
    return [
        trial.observed(answer) for trial in batch if (answer := known.get(trial.id)) is not None
    ]


def replay(study: Study, known: dict[str, Answer]) -> list[Any]:
    """All observations of a study so far, in its own order; stops at the first gap."""
    observations: list[Any] = []
    while batch := study.next(observations):
        seen = observed(batch, known)
        observations += seen
        if len(seen) < len(batch):
            break
    return observations


def records(findings: Sequence[Finding]) -> list[FindingRecord]:
    """Findings as the store keeps them."""
    return [recorded(place, finding) for place, finding in enumerate(findings)]
