"""The one loop that runs every study. Knows nothing of what a study asks or concludes."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

from ...store.records import Answer, FindingRecord
from ...store.store import Store
from ..findings import Finding
from ..respondents.protocol import BatchDesk, Respondent
from ..trials import Observation, Trial
from .asking import Asking, Wire
from .batching import Batching
from .stopping import Halt, Stopped

CONCURRENCY = 32
"""Trials of a respondent in this process that are answered and stored side by side."""


class Study(Protocol):
    """What a verb gives to the loop: two pure functions over what has been observed."""

    @property
    def planned(self) -> int:
        """The most trials it may ask."""
        ...

    def next(self, observations: Sequence[Observation]) -> Sequence[Trial]:
        """The trials still to ask, in an order of its own; none when it is done."""
        ...

    def conclude(self, observations: Sequence[Observation]) -> Sequence[Finding]:
        """What follows from the observations, complete or not."""
        ...


class Loop:
    """One run of one study against one respondent."""

    def __init__(
        self,
        store: Store,
        study_id: str,
        study: Study,
        respondent: Respondent,
        seed: int,
        wire: Wire | None = None,
        desk: BatchDesk | None = None,
    ) -> None:
        """Take up a study where its stored answers leave off; a `desk` takes trials in batches."""
        self._store = store
        self._id = study_id
        self._study = study
        self._known = store.answers(study_id)
        self._respondent = respondent
        self._halt = Halt()
        self._asking = Asking(store, study_id, respondent, seed, self._halt, wire)
        self._wire = wire
        self._batching: Batching | None = None
        if desk and wire:
            self._batching = Batching(store, study_id, desk, seed, self._halt, wire)
        self._at_once = wire.terms.most_at_once if wire else CONCURRENCY
        self._done = len(self._known)

    @property
    def done(self) -> int:
        """How many trials are answered."""
        return self._done

    @property
    def notice(self) -> str | None:
        """Why it waits, if it does."""
        if self._batching:
            return self._batching.notice
        if self._wire is None or not (down := self._wire.gate.down_for_s):
            return None
        return (
            f"the model has not answered for {down:.0f} s; the next try is in "
            f"{self._wire.gate.next_probe_s:.0f} s, and no answer is lost"
        )

    def stop(self, *, for_good: bool = False) -> None:
        """Ask nothing more; what is in flight is still stored.

        `for_good`: a batch under way is called off, too.
        """
        if self._batching:
            self._batching.for_good = for_good
        self._halt.tell()

    async def run(self) -> None:
        """Run to the end and store the findings.

        Raises:
            Stopped: `stop` was called; what had been answered is stored.
            HoldfastError: it could not go on; what had been answered is stored.
        """
        self._halt.attach()
        try:
            await self._go_through()
        finally:
            await self._respondent.close()

    async def _go_through(self) -> None:
        observations: list[Observation] = []
        while batch := self._study.next(observations):
            missing = [trial for trial in batch if trial.id not in self._known]
            await self._ask_all(missing)
            if self._halt:
                raise Stopped
            observations += observed(batch, self._known)
        findings = self._study.conclude(observations)
        await asyncio.wrap_future(self._store.conclude(self._id, records(self._id, findings)))

    async def _ask_all(self, trials: Sequence[Trial]) -> None:
        """Ask trials side by side; at the first failure no further one is begun."""
        if self._batching:
            for record in await self._batching.answer(trials):
                self._known[record.id] = record.answer
                self._done += 1
            return
        queue = iter(trials)
        failures: list[Exception] = []

        async def work() -> None:
            for trial in queue:
                if self._halt:
                    return
                try:
                    record = await self._asking.answer(trial)
                except Stopped:
                    return
                except Exception as error:  # what the others have in flight is still stored
                    failures.append(error)
                    self._halt.tell()
                    return
                self._known[trial.id] = record.answer
                self._done += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._at_once, len(trials))):
                group.create_task(work())
        if failures:
            raise failures[0]


def observed(batch: Iterable[Trial], known: dict[str, Answer]) -> list[Observation]:
    """The observations of a batch in the order it was planned, as far as it was answered."""
    return [
        Observation(trial, answer.outcome, answer.chosen)
        for trial in batch
        if (answer := known.get(trial.id)) is not None
    ]


def replay(study: Study, known: dict[str, Answer]) -> list[Observation]:
    """All observations of a study so far, in its own order; stops at the first gap."""
    observations: list[Observation] = []
    while batch := study.next(observations):
        seen = observed(batch, known)
        observations += seen
        if len(seen) < len(batch):
            break
    return observations


def records(study_id: str, findings: Sequence[Finding]) -> list[FindingRecord]:
    """Findings as the store keeps them."""
    return [
        FindingRecord(study_id, i, finding.kind, finding.model_dump(mode="json"))
        for i, finding in enumerate(findings)
    ]
