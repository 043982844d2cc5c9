"""The one loop that runs every study. Knows nothing of what a study asks or concludes."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

from ...store.records import Answer, FindingRecord, TrialRecord
from ...store.store import Store
from ..findings import Finding
from ..replies import read
from ..respondents.protocol import Params, Respondent
from ..trials import Observation, Trial

CONCURRENCY = 32
"""Trials in flight at most."""


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


class Stopped(Exception):
    """Raised inside the loop when the study was told to stop."""


class Loop:
    """One run of one study against one respondent."""

    def __init__(
        self, store: Store, study_id: str, study: Study, respondent: Respondent, seed: int
    ) -> None:
        """Take up a study where its stored answers leave off."""
        self._store = store
        self._id = study_id
        self._study = study
        self._respondent = respondent
        self._seed = seed
        self._known = store.answers(study_id)
        self._stop = False
        self.done = len(self._known)

    def stop(self) -> None:
        """Ask nothing more; what is in flight is still stored."""
        self._stop = True

    async def run(self) -> None:
        """Run to the end and store the findings.

        Raises:
            Stopped: `stop` was called; what had been answered is stored.
        """
        observations: list[Observation] = []
        while batch := self._study.next(observations):
            missing = [trial for trial in batch if trial.id not in self._known]
            await self._ask_all(missing)
            if self._stop:
                raise Stopped
            observations += observed(batch, self._known)
        findings = self._study.conclude(observations)
        await asyncio.wrap_future(self._store.conclude(self._id, records(self._id, findings)))

    async def _ask_all(self, trials: Sequence[Trial]) -> None:
        queue = iter(trials)
        failures: list[Exception] = []

        async def work() -> None:
            for trial in queue:
                if self._stop or failures:
                    return
                try:
                    record = await self._ask(trial)
                    # on disk before the next is asked: what was paid for never piles up unsaved
                    await asyncio.wrap_future(self._store.add_answers([record]))
                except Exception as error:  # what the others have in flight is still stored
                    failures.append(error)
                    return
                self._known[trial.id] = record.answer
                self.done += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(min(CONCURRENCY, len(trials))):
                group.create_task(work())
        if failures:
            raise failures[0]

    async def _ask(self, trial: Trial) -> TrialRecord:
        prompt = trial.prompt()
        params = Params(seed=trial.seed(self._seed))
        reply = await self._respondent.ask(prompt.messages, params)
        reading = read(prompt, reply.text, cut_short=reply.finish == "length")
        return TrialRecord(
            study_id=self._id,
            id=trial.id,
            question=trial.question.id,
            option_a=trial.question.a.text,
            option_b=trial.question.b.text,
            variation=trial.variation.id,
            tier=trial.variation.tier,
            first=trial.first,
            replicate=trial.replicate,
            readout=trial.readout,
            outcome=reading.outcome,
            chosen=reading.chosen,
            messages=prompt.messages,
            reply=reply.text,
        )


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
