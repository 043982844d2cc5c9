"""From a trial to its stored answer, through whatever faults there are on the way.

Over a connection, every call is written down before it is made and settled after it; an answer
and the end of its call are one write. A call whose process dies stays in the store without an end:
that is the list of what may be paid twice. Whoever answers in this process is simply asked.
"""

import asyncio
from collections.abc import Callable

from ...store.errors import VelleityError
from ...store.records import AttemptRecord, TrialRecord
from ..respondents.protocol import (
    NEVER_AGAIN,
    TEMPERATURE,
    Fault,
    Params,
    Preparing,
    Reply,
    Terms,
    Usage,
)
from ..responses.recording import pose
from ..study.asked import Askable, Posed
from .budget import BudgetEnded, worst_case
from .call_ledger import CallLedger
from .executor import Connection, Participant, StudyCalls
from .pacing.contact import Contact
from .pacing.deadlines import TRIES
from .pacing.retries import wait_s
from .stopping import Interrupted, Stopped
from .token_limits import FIRST_TOKEN, most_tokens
from .writes import call_writes

MOST_BLANK = 2
"""How often a trial is answered by a 200 without an answer, which may be paid for each time."""


class Rejected(VelleityError):
    """Raised when a provider will not take a request, however often it is made."""


class Asking:
    """The questions of one study to one respondent."""

    def __init__(self, calls: StudyCalls, participant: Participant, *, judge: bool = False) -> None:
        """Take up the study's calls so far; a `judge` is not who the study is about."""
        self._store = calls.store
        self._id = calls.study_id
        self._seed = calls.seed
        self._stop_signal = calls.stop_signal
        self._participant = participant
        self._connection = connection = participant.connection
        self._respondent = respondent = participant.respondent
        self._preparing = respondent if isinstance(respondent, Preparing) else None
        if connection:
            self._ledger = CallLedger(
                calls.store,
                calls.study_id,
                calls.budget,
                connection.terms.price,
                name=self._respondent.name,
                model=self._respondent.name if judge else None,
                disk_s=connection.retry_policy.disk_s,
            )
            known = calls.store.calls(calls.study_id).answered > 0
            address, limiter = connection.terms.address, connection.limiter
            self._contact = Contact(self._respondent.name, address, limiter, known)

    @property
    def notice(self) -> str | None:
        """Why answers are waited for, if they are."""
        return self._contact.notice if self._connection else None

    async def answer(self, trial: Askable, answered: Callable[[], None]) -> TrialRecord:
        """Ask until there is an answer, or twice a 200 without one, and store it.

        `answered` is called once there is one that came over a connection, before it is stored:
        another trial may begin. Nothing but that write keeps one in this process from asking on.

        Raises:
            Stopped: the study was told to stop before a call was made.
            Interrupted: the budget has ended, or the model was down for too long.
            Rejected: the provider will not take the request.
            StoreError: the answer cannot be stored.
        """
        posed = pose(trial)
        terms = self._connection.terms if self._connection else None
        params = params_of(trial, self._seed, terms, self._participant.temperature)
        if self._connection is None:
            try:
                reply = await self._respondent.ask(posed.messages, params)
            except Fault as fault:
                raise Rejected(f"{self._respondent.name}: {fault.reason}.") from None
            record = posed.record(self._id, reply, params.seed)
            await call_writes(self._store).answer(record)
            return record
        failures = cut_off = blank = 0
        while True:
            try:
                return await self._call(self._connection, posed, params, cut_off, answered)
            except Fault as fault:
                failures, blank = failures + 1, blank + (fault.kind == "malformed")
                if blank >= MOST_BLANK and not self._contact.is_new:
                    answered()
                    return await self._blank(posed, params)
                cut_off = cut_off + 1 if fault.kind == "timeout" else 0
                self._check_patience(self._connection, params, fault, cut_off)
                await self._wait(self._connection, fault, failures, params.seed)

    async def _blank(self, posed: Posed, params: Params) -> TrialRecord:
        """Store that a trial has no answer: asking until it has one could cost any amount."""
        record = posed.record(self._id, Reply(""), params.seed)
        await self._ledger.durably(lambda: self._store.add_answers([record]))
        return record

    async def _call(
        self,
        connection: Connection,
        posed: Posed,
        params: Params,
        cut_off: int,
        answered: Callable[[], None],
    ) -> TrialRecord:
        """Make one call: set its cost aside, write it down, ask, settle.

        `cut_off` counts the calls before in a row that ran into their deadline.
        """
        worst = worst_case(posed.messages, params.max_tokens)
        self._contact.tries()
        if self._stop_signal:
            raise Stopped
        if (turn := connection.limiter.enter_at_once()) is None:
            with self._stop_signal.may_wait():
                turn = await connection.limiter.enter()
        deadline_s = connection.deadlines.of(connection.terms, params.max_tokens, cut_off)
        with connection.limiter.calling(turn, deadline_s):
            if (held := self._ledger.hold(worst)) is None:
                held = await self._set_aside(worst)
            attempt = await self._ledger.begin(self._ledger.attempt(posed.id, worst))
            try:
                reply = await self._reply(connection, posed, params, deadline_s)
            except Fault as fault:
                self._contact.failed(fault)
                await self._failed(attempt, held, fault)
                raise
            self._ledger.seen(held, reply.usage)
        self._contact.answered()
        answered()
        if self._ledger.is_new(reply.provenance):
            await self._ledger.came_from(reply.provenance)
        record = posed.record(self._id, reply, params.seed)
        await self._ledger.end(self._ledger.answered(attempt, reply.usage), record)
        self._ledger.settle(held, reply.usage)
        return record

    async def _set_aside(self, worst: Usage) -> int:
        """Wait until a call's worst case can be set aside.

        Raises:
            Stopped: the study was told to stop meanwhile.
            Interrupted: the budget has ended.
        """
        try:
            with self._stop_signal.may_wait():
                return await self._ledger.set_aside(worst)
        except BudgetEnded as ended:
            raise Interrupted(str(ended)) from None

    async def _reply(
        self, connection: Connection, posed: Posed, params: Params, deadline_s: float
    ) -> Reply:
        if self._preparing:
            connection.limiter.open(await self._preparing.prepare())
        clock = asyncio.get_running_loop()
        begun = clock.time()
        try:
            async with asyncio.timeout(deadline_s):
                reply = await self._respondent.ask(posed.messages, params)
        except TimeoutError:
            connection.deadlines.cut_off(params.max_tokens, deadline_s)
            reason = f"no answer within {deadline_s:,.0f} s"
            raise Fault("timeout", reason, maybe_paid=True) from None
        connection.deadlines.learn(params.max_tokens, reply.usage, clock.time() - begun)
        return reply

    async def _failed(self, attempt: AttemptRecord, held: int, fault: Fault) -> None:
        await self._ledger.end(self._ledger.failed(attempt, fault))
        self._ledger.settle(held, None, paid=fault.maybe_paid)

    def _check_patience(
        self, connection: Connection, params: Params, fault: Fault, cut_off: int
    ) -> None:
        """Look whether a call has run into its deadline often enough.

        Raises:
            Interrupted: it has, and what could be changed.
        """
        if cut_off < TRIES:
            return
        name = self._respondent.name
        raise Interrupted(
            f"{name} did not answer a call within its deadline {cut_off} times in a row (last: "
            f"{fault.reason}, max_tokens {params.max_tokens}, {connection.limiter.limit} calls at "
            f"once). Lower max_tokens or most_at_once of [models.{name}] in the settings file, or "
            "raise its deadline_s; then call resume_study. No stored answer is asked again."
        )

    async def _wait(self, connection: Connection, fault: Fault, failures: int, seed: int) -> None:
        """Wait before asking again.

        Raises:
            Rejected: asking again would end the same.
            Interrupted: the model has been down for too long.
        """
        if fault.kind in NEVER_AGAIN:
            name = self._respondent.name
            raise Rejected(f"{name} does not take the request: {fault.reason}")
        self._contact.give_up(fault, connection.retry_policy.outage_s)
        with self._stop_signal.may_wait():
            await asyncio.sleep(wait_s(fault, failures, seed, connection.retry_policy))


def params_of(
    asked: Askable, study_seed: int, terms: Terms | None, temperature: float = TEMPERATURE
) -> Params:
    """How something is asked of whom one asks on these terms, at a temperature."""
    return Params(
        asked.seed(study_seed),
        temperature,
        most_tokens(asked.readout, terms, asked.room),
        asked.readout == FIRST_TOKEN,
        asked.repeat(study_seed) if terms is None or terms.hears_repeats else None,
    )
