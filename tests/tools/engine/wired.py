"""Respondents that are asked as over a connection, without one: they take time, and they fail."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable

from tests.tools.engine.asking import a_loop
from velleity.store.records import StudyRecord
from velleity.store.store import Store
from velleity.tools.engine.budget import Purse
from velleity.tools.engine.executor import Connection, Participant
from velleity.tools.engine.loop import Loop
from velleity.tools.engine.pacing.rate_limiter import RateLimiter
from velleity.tools.engine.pacing.retries import RetryPolicy
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.perturb.study import Perturb
from velleity.tools.respondents.protocol import (
    Fault,
    FaultKind,
    Messages,
    Params,
    Price,
    Reply,
    Terms,
    Usage,
)
from velleity.tools.respondents.simulated.roster import simulated
from velleity.tools.study.limits import UNLIMITED, Limits

PRICE = Price(1e-5, 3e-5)
Trouble = Callable[[int, float], Fault | None]
"""From the number of the call and the loop's time to how it fails."""


class Wired:
    """A simulated respondent behind a wire of a given latency and trouble."""

    def __init__(
        self,
        model: str = "sim/bob",
        trouble: Trouble = lambda call, time: None,
        latency_s: float = 0.05,
        terms: Terms | None = None,
        hidden_tokens: int = 0,
        counts: float = 1.0,
        silence: Callable[[int], bool] = lambda call: False,
    ) -> None:
        """`hidden_tokens` are counted for every reply beyond what it may take.

        It counts, and bills, `counts` times what a call takes, and `silence` says by a call's
        number that its reply does not tell.
        """
        self.inner = simulated(model)
        self.name = model
        self.terms: Terms = terms or Terms(price=PRICE)
        self.calls: list[float] = []
        self.answered: Counter[int] = Counter()
        self.paid_usd = self.largest_usd = 0.0
        self.billed = self.unseen = 0
        """Calls that were billed, and how many of them before the first reply told its usage."""
        self.in_flight = self.peak = 0
        self._blank: set[int] = set()
        self._trouble = trouble
        self._hidden_tokens, self._counts, self._silence = hidden_tokens, counts, silence
        self._latency_s = latency_s

    async def close(self) -> None:
        pass

    async def ask(self, messages: Messages, params: Params) -> Reply:
        loop = asyncio.get_running_loop()
        call = len(self.calls)
        fault = self._not_blank_again(params.seed, self._trouble(call, loop.time()))
        self.calls.append(loop.time())
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            if fault is None or fault.maybe_paid:
                self._pay(messages, params)
            await asyncio.sleep(self._latency_s)
        finally:
            self.in_flight -= 1
        if fault is not None:
            raise fault
        self.answered[params.seed] += 1
        usage = None if self._silence(call) else self._usage(messages)
        self.unseen = self.unseen or (0 if usage is None else self.billed)
        return Reply(self.inner.say(messages, params.seed), usage=usage)

    def _not_blank_again(self, seed: int, fault: Fault | None) -> Fault | None:
        """A trouble on the way strikes a trial once as a 200 without an answer: of two in a row the
        study takes that there is none, which is for a test of its own.
        """
        if fault is None or fault.kind != "malformed":
            return fault
        if seed in self._blank:
            return Fault("dropped", fault.reason, maybe_paid=True)
        self._blank.add(seed)
        return fault

    def _pay(self, messages: Messages, params: Params) -> None:
        assert self.terms.price is not None
        usd = self.terms.price.of(self._usage(messages))
        self.paid_usd += usd
        self.billed += 1
        self.largest_usd = max(self.largest_usd, usd)

    def _usage(self, messages: Messages) -> Usage:
        one = usage_of(messages, self._hidden_tokens)
        return Usage(
            round(one.input_tokens * self._counts), round(one.output_tokens * self._counts)
        )


def usage_of(messages: Messages, hidden_tokens: int = 0) -> Usage:
    return Usage(sum(len(text) for _, text in messages) // 4, 2 + hidden_tokens)


def random_faults(seed: int, rate: float) -> Trouble:
    """Every kind of transient fault, at random; those after which a call may be paid among them."""
    draw = random.Random(seed)
    kinds: tuple[FaultKind, ...] = (
        "rate_limited",
        "overloaded",
        "unavailable",
        "timeout",
        "dropped",
        "malformed",
    )

    def trouble(call: int, time: float) -> Fault | None:
        if draw.random() >= rate:
            return None
        kind = draw.choice(kinds)
        return Fault(kind, "by chance", maybe_paid=kind in ("timeout", "dropped", "malformed"))

    return trouble


def begin(
    store: Store,
    name: str,
    respondent: Wired,
    limits: Limits = UNLIMITED,
    purse: str | None = None,
) -> StudyRecord:
    design = PerturbDesign(model=respondent.name, option_a="tea", option_b="coffee", max_trials=400)
    return store.begin(
        StudyRecord(
            id=f"std_{name}",
            verb="perturb",
            model=respondent.name,
            label="",
            design=design.model_dump(mode="json"),
            digest=name,
            state="running",
            planned=design.max_trials,
            created_at="2026-01-01T00:00:00+00:00",
            max_cost_usd=limits.cost_usd,
            max_tokens=limits.tokens,
            purse=purse,
        )
    ).result()


def loop_of(
    store: Store,
    study: StudyRecord,
    respondent: Wired,
    limiter: RateLimiter | None = None,
    retry_policy: RetryPolicy = RetryPolicy(),  # noqa: B008 - frozen
    purse: Purse | None = None,
) -> Loop:
    """The run of a study, to be run on a loop of the test's choice."""
    design = PerturbDesign.model_validate(study.design)
    limits = Limits(study.max_cost_usd, study.max_tokens)
    connection = Connection(
        respondent.terms, limiter or RateLimiter(respondent.terms.most_at_once), retry_policy
    )
    participant = Participant(respondent, connection)
    return a_loop(
        store, study.id, Perturb(design), participant, design.seed, limits=limits, purse=purse
    )
