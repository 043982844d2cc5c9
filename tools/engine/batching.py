"""Trials that are handed in together and come back within a day, for less.

A batch and its calls are written down before it is handed in, and what it brought is one write. A
process that dies in between leaves a batch under way: the next one finds it by its number or, if
that was never received, by its tag, and hands nothing in twice. What a batch did not answer goes
into the next.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ...store.records import AttemptRecord, BatchRecord, TrialRecord
from ..respondents.protocol import NEVER_AGAIN, BatchAPI, Fault, Preparing, Reply, Request
from ..responses.recording import pose
from ..study.asked import Askable, short_digest
from .asking import Rejected, params_of
from .budget import BudgetEnded, worst_case
from .call_ledger import CallLedger, now
from .executor import Executor, Keep, Participant, StudyCalls
from .pacing.contact import FIRST_S
from .pacing.retries import wait_s
from .stopping import Interrupted, Stopped

log = logging.getLogger("velleity.engine")

MOST = 2_000
"""Calls of one batch."""
FEWEST_CALLS = 12
"""Calls for which a batch is worth its wait, which may be a day, unless fewer are left."""
MOST_BYTES = 8 * 1024 * 1024
"""Bytes of the prompts of one batch."""
GROWTH = 1.5
"""How much longer each wait is than the one before, up to the longest."""
FUTILE = 3
"""Batches in a row that answer nothing before the study is interrupted."""
LOST = Fault("dropped", "it is not known whether the batch was handed in", maybe_paid=True)
UNDONE = Fault("dropped", "the batch ended and says nothing of this call", maybe_paid=True)

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class _Handed:
    """A batch under way, its calls by the id of their trial."""

    record: BatchRecord
    calls: dict[str, AttemptRecord]


class Batches:
    """The executor that hands the trials of a study's own model in as batches.

    Whoever else is asked is left to another executor, after those whom they may be asked about.
    """

    def __init__(
        self,
        calls: StudyCalls,
        participant: Participant,
        batch_api: BatchAPI,
        others: Executor,
    ) -> None:
        """Take up the batches that are under way; `others` closes all who are asked."""
        connection = participant.connection
        assert connection is not None, "who takes batches is asked over a connection"
        self._calls, self._store, self._id = calls, calls.store, calls.study_id
        self._participant, self._api, self._others = participant, batch_api, others
        self._stop_signal, self._retry_policy = calls.stop_signal, connection.retry_policy
        self._terms = connection.terms
        price, disk_s = connection.terms.batch_price, connection.retry_policy.disk_s
        name = participant.respondent.name
        self._ledger = CallLedger(
            self._store, self._id, calls.budget, price, name=name, disk_s=disk_s
        )
        self._under_way = [
            _Handed(one, {call.trial: call for call in self._store.calls_of_batch(one.tag)})
            for one in self._store.batches(self._id)
        ]
        self._handed_in = sum(len(one.calls) for one in self._under_way)
        self._for_good = False
        self._done = 0
        self._is_there = bool(self._under_way) or self._store.calls(self._id).answered > 0
        self._failing = ""

    @property
    def notice(self) -> str | None:
        """What is waited for."""
        if self._failing:
            return f"the provider of batches fails ({self._failing}): trying again"
        if not self._handed_in:
            return self._others.notice
        return f"a batch of {self._handed_in:,} calls is with the provider, {self._done:,} done"

    def stop(self, *, for_good: bool = False) -> None:
        """Begin nothing more; what is handed in stays so, unless it is stopped for good."""
        self._for_good = for_good
        self._others.stop(for_good=for_good)

    async def close(self) -> None:
        """Let go of everybody."""
        await self._others.close()

    async def answer(self, asked: Sequence[Askable], keep: Keep) -> None:
        """Hand in until all are answered, then let the others answer what is for them.

        Raises:
            Stopped: the study was told to stop.
            Interrupted: the budget has ended, or batches answer nothing.
            Rejected: the provider will not take the batch.
            StoreError: the answers cannot be stored.
        """
        self._stop_signal.attach()
        own = {one.id: one for one in asked if one.to is None}
        if own:
            if isinstance(self._participant.respondent, Preparing):
                await self._patiently(self._participant.respondent.prepare)
            await self._answer_own(own, keep)
        await self._others.answer([one for one in asked if one.to is not None], keep)

    async def _answer_own(self, left: dict[str, Askable], keep: Keep) -> None:
        def kept(records: Sequence[TrialRecord]) -> None:
            for record in records:
                del left[record.id]
                keep(record)

        while self._under_way:
            kept(await self._settled(self._under_way.pop(0), left))
        futile = 0
        while left:
            brought = await self._settled(await self._hand_in(list(left.values())), left)
            kept(brought)
            futile = 0 if brought else futile + 1
            if futile == FUTILE:
                raise Interrupted(
                    f"The provider ended {FUTILE} batches without an answer. Call resume_study to "
                    "try again, or start a study without batch."
                )

    async def _hand_in(self, trials: Sequence[Askable]) -> _Handed:
        """Write a batch down, then hand it in."""
        tag = short_digest(self._id, now(), *(trial.id for trial in trials))
        requests, calls, size = list[Request](), list[AttemptRecord](), 0
        for trial in trials:
            params = params_of(trial, self._calls.seed, self._terms, self._participant.temperature)
            messages = pose(trial).messages
            worst = worst_case(messages, params.max_tokens)
            size += worst.input_tokens
            if len(requests) == MOST or (requests and size > MOST_BYTES):
                break
            if self._ledger.take(worst) is None:
                break
            requests.append(Request(trial.id, messages, params))
            calls.append(self._ledger.attempt(trial.id, worst, tag))
        self._check_worth(len(requests), len(trials))
        record = BatchRecord(tag, self._id, now())
        begun = await self._ledger.durably(lambda: self._store.begin_batch(record, calls))
        number = await self._number(tag, requests)
        await self._ledger.durably(lambda: self._store.number_batch(tag, number))
        handed = BatchRecord(tag, self._id, record.begun_at, number)
        return _Handed(handed, {call.trial: call for call in begun})

    def _check_worth(self, covered: int, wanted: int) -> None:
        """See that the budget covers as many calls as are worth a batch.

        Raises:
            Interrupted: it does not.
        """
        if covered >= min(FEWEST_CALLS, wanted):
            return
        try:
            self._calls.budget.refuse()
        except BudgetEnded as ended:
            few = f" At their worst case it covers {covered} calls, too few for a batch."
            raise Interrupted(f"{ended}{few if covered else ''}") from None

    async def _number(self, tag: str, requests: Sequence[Request]) -> str:
        """Hand in, once: after a fault it is looked for before it is handed in again."""

        async def submit() -> str:
            return await self._api.find(tag) or await self._api.submit(tag, requests)

        try:
            return await self._api.submit(tag, requests)
        except Fault as fault:
            if fault.kind in NEVER_AGAIN:
                await self._drop(tag, fault)
            return await self._patiently(submit)

    async def _drop(self, tag: str, fault: Fault) -> None:
        calls = [self._ledger.failed(call, fault) for call in self._store.calls_of_batch(tag)]
        await self._ledger.durably(lambda: self._store.end_batch(tag, now(), [], calls))
        raise Rejected(f"The provider does not take the batch: {fault.reason}") from None

    async def _settled(self, handed: _Handed, asked: Mapping[str, Askable]) -> list[TrialRecord]:
        """Wait for a batch, and store what it brought of what is asked."""
        tag, number = handed.record.tag, handed.record.number
        self._handed_in, self._done = len(handed.calls), 0
        if number is None:
            number = await self._patiently(lambda: self._api.find(tag))
        try:
            brought = {} if number is None else await self._brought(handed, number)
        except Stopped:
            if self._for_good and number is not None:
                await self._call_off(number)
            raise
        answers, calls = list[TrialRecord](), list[AttemptRecord]()
        for trial_id, call in handed.calls.items():
            said = brought.get(trial_id, LOST if number is None else UNDONE)
            if isinstance(said, Reply) and (trial := asked.get(trial_id)) is not None:
                seed = trial.seed(self._calls.seed)
                answers.append(pose(trial).record(self._id, said, seed))
                calls.append(self._ledger.answered(call, said.usage))
            else:
                calls.append(self._ledger.failed(call, said if isinstance(said, Fault) else LOST))
        for one in brought.values():
            if isinstance(one, Reply):
                await self._ledger.came_from(one.provenance)
        await self._ledger.durably(lambda: self._store.end_batch(tag, now(), answers, calls))
        self._calls.budget.recount(self._store.spending(self._id))
        self._handed_in = 0
        for said in brought.values():
            if isinstance(said, Fault) and said.kind in NEVER_AGAIN:
                raise Rejected(f"The provider does not take a request of the batch: {said.reason}")
        return answers

    async def _brought(self, handed: _Handed, number: str) -> dict[str, Reply | Fault]:
        """Look at a batch, ever more rarely, until it has ended."""
        looks, retry_policy = 0, self._retry_policy
        while True:
            state = await self._patiently(lambda: self._api.look(number))
            self._done = state.done
            if state.failed:
                return dict.fromkeys(handed.calls, Fault("rejected", state.failed))
            if state.ended:
                return await self._patiently(lambda: self._api.fetch(number))
            with self._stop_signal.may_wait():
                await asyncio.sleep(
                    min(retry_policy.longest_s, retry_policy.base_s * GROWTH**looks)
                )
            looks += 1

    async def _call_off(self, number: str) -> None:
        """Ask that the rest is not done; if that fails, it will be done, and paid."""
        try:
            await self._api.call_off(number)
        except Fault as fault:
            log.warning("a batch could not be called off: %s", fault.reason)

    async def _patiently(self, what: Callable[[], Awaitable[Said]]) -> Said:
        """Do one thing with the provider, again and again while it does not answer.

        Raises:
            Interrupted: it has not answered for too long.
            Rejected: it will not do it.
        """
        loop, retry_policy = asyncio.get_running_loop(), self._retry_policy
        began, failures = loop.time(), 0
        while True:
            try:
                said = await what()
            except Fault as fault:
                failures, self._failing = failures + 1, fault.reason
                if fault.kind in NEVER_AGAIN:
                    raise Rejected(f"The provider does not answer: {fault.reason}") from None
                wait = wait_s(fault, failures, self._calls.seed, retry_policy)
                silent_s = loop.time() - began
                if silent_s + wait > (retry_policy.outage_s if self._is_there else FIRST_S):
                    raise Interrupted(
                        f"The provider of batches has not answered for {silent_s:,.0f} s "
                        f"(last: {fault.reason}). Call resume_study once it does; what was handed "
                        "in is not lost."
                    ) from None
            else:
                self._is_there, self._failing = True, ""
                return said
            with self._stop_signal.may_wait():
                await asyncio.sleep(wait)
