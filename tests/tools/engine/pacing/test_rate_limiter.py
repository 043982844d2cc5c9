"""A server with few slots and a long queue: more is asked at once only while answers come in time.

In virtual time, unconnected. The server works off what it is asked in the order in which it comes,
and what a client has given up as well.
"""

import asyncio
from contextlib import suppress

import pytest

from tests.tools.engine.virtual_time import run
from tests.tools.engine.wired import PRICE, Wired, begin, loop_of
from velleity.store.store import Store
from velleity.tools.engine.pacing.rate_limiter import START, RateLimiter
from velleity.tools.engine.stopping import Interrupted
from velleity.tools.respondents.protocol import (
    Fault,
    FaultKind,
    Messages,
    Params,
    Reply,
    Terms,
)


class Queue(Wired):
    """Answers after its slots have worked off all that was asked before, at seconds an answer."""

    def __init__(self, seconds: float, slots: int, terms: Terms) -> None:
        super().__init__(terms=terms, latency_s=0.0)
        self._seconds, self._free_at = seconds, [0.0] * slots
        self.waits: list[float] = []

    async def ask(self, messages: Messages, params: Params) -> Reply:
        now = asyncio.get_running_loop().time()
        slot = min(range(len(self._free_at)), key=self._free_at.__getitem__)
        self._free_at[slot] = max(now, self._free_at[slot]) + self._seconds
        self.waits.append(self._free_at[slot] - now)
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            await asyncio.sleep(self._free_at[slot] - now)
        finally:
            self.in_flight -= 1
        return await super().ask(messages, params)


@pytest.mark.parametrize(("seconds", "fixed"), [(8.0, False), (30.0, False), (8.0, True)])
def test_sixty_four_at_once_on_four_slots_time_out_no_more(
    store: Store, seconds: float, fixed: bool
) -> None:
    respondent = Queue(seconds, 4, Terms(64, price=PRICE, deadline_fixed=fixed))
    study = begin(store, "queue", respondent)
    run(loop_of(store, study, respondent).run())
    calls = store.calls(study.id)
    assert store.study(study.id).state == "done"
    assert calls.failed == {}
    assert calls.unsettled == 0
    assert respondent.peak > START


def test_a_fast_server_is_asked_by_more_than_doubling_from_a_few_up_to_the_limit(
    store: Store,
) -> None:
    limiter = RateLimiter(64)
    assert limiter.limit == START == 4
    assert RateLimiter(2).limit == 2
    respondent = Wired()
    run(loop_of(store, begin(store, "fast", respondent), respondent, limiter).run())
    assert limiter.limit > 16
    first, second, third, *_ = [
        sum(time == one for time in respondent.calls) for one in sorted({*respondent.calls})
    ]
    assert (first, second) == (4, 12)
    assert third > 12


def test_who_can_take_more_to_begin_with_is_asked_more_until_something_is_known() -> None:
    limiter = RateLimiter(64)
    limiter.open(32)
    assert limiter.limit == 32
    limiter.open(4)
    assert limiter.limit == 32, "only the first that is told counts"
    few = RateLimiter(8)
    few.open(32)
    assert few.limit == 8


def test_what_answers_or_their_want_have_shown_is_not_forgotten_for_a_beginning() -> None:
    async def told(fault: Fault | None) -> tuple[int, int]:
        limiter = RateLimiter(64)
        known = await crowd(limiter, 1, fault=fault)
        limiter.open(32)
        return known, limiter.limit

    assert run(told(Fault("rate_limited", ""))) == (2, 2), "not forgotten"
    assert run(told(None)) == (4, 4)


def test_those_who_wait_go_on_as_soon_as_more_can_be_asked() -> None:
    async def begun() -> list[int]:
        limiter, inside, counts = RateLimiter(64), 0, list[int]()

        async def one() -> None:
            nonlocal inside
            turn = await limiter.enter()
            with limiter.calling(turn):
                inside += 1
                await asyncio.sleep(1.0)
                inside -= 1

        async with asyncio.TaskGroup() as group:
            for _ in range(40):
                group.create_task(one())
            await asyncio.sleep(0.1)
            counts.append(inside)
            limiter.open(32)
            await asyncio.sleep(0.1)
            counts.append(inside)
        return counts

    assert run(begun()) == [START, 32]


def test_whoever_waits_longest_goes_on_first_and_nobody_who_comes_later_passes() -> None:
    async def begun() -> list[str]:
        limiter, order = RateLimiter(64), list[str]()
        limiter.take_up(START, was_cut=True)  # an answer makes no place more

        async def one(name: str) -> None:
            with limiter.calling(await limiter.enter()):
                order.append(name)
                await asyncio.sleep(1.0)

        turns = [await limiter.enter() for _ in range(START)]
        waiting = [asyncio.create_task(one(name)) for name in ("first", "second")]
        await asyncio.sleep(0)
        with limiter.calling(turns.pop()):
            pass  # its place is given away here, before anybody runs
        late = limiter.enter_at_once()
        waiting.append(asyncio.create_task(one("late")))
        await asyncio.sleep(0)
        for turn in turns:
            with limiter.calling(turn):
                pass
        await asyncio.gather(*waiting)
        assert late is None
        return order

    assert run(begun()) == ["first", "second", "late"]


def test_a_place_given_to_somebody_who_is_gone_goes_to_the_next() -> None:
    async def told() -> tuple[int, bool]:
        limiter = RateLimiter(64)
        limiter.take_up(START, was_cut=True)
        turns = [await limiter.enter() for _ in range(START)]
        gone, there = (asyncio.create_task(limiter.enter()) for _ in range(2))
        await asyncio.sleep(0)
        with limiter.calling(turns.pop()):
            pass
        gone.cancel()  # after the place was given, before it could be taken
        turns.append(await there)
        for turn in turns:
            with limiter.calling(turn):
                pass
        return limiter.in_flight, gone.cancelled()

    assert run(told()) == (0, True)


def test_what_is_allowed_may_change_while_calls_are_made() -> None:
    async def told() -> list[int]:
        limiter, limits = RateLimiter(8), list[int]()
        limiter.share(4, 8)
        for most in (8, 80, 2):
            limiter.allow(most)
            await crowd(limiter, 200)
            limits.append(limiter.limit)
        return limits

    assert run(told()) == [4, 40, 1], "half of it, as another process has the other half"


async def crowd(
    limiter: RateLimiter, calls: int, seconds: float = 1.0, fault: Fault | None = None
) -> int:
    """Make so many calls that want to be made at once; what the limit is then."""

    async def one() -> None:
        turn = await limiter.enter()
        with suppress(Fault), limiter.calling(turn, deadline_s=30.0):
            await asyncio.sleep(seconds)
            if fault:
                raise fault

    await asyncio.gather(*(one() for _ in range(calls)))
    return limiter.limit


@pytest.mark.parametrize("kind", ["timeout", "rate_limited", "overloaded"])
def test_a_timeout_halves_what_is_asked_at_once_as_being_told_so_does(kind: FaultKind) -> None:
    async def told() -> tuple[int, int, int]:
        limiter = RateLimiter(64)
        grown = await crowd(limiter, 300)
        together = await crowd(limiter, grown, fault=Fault(kind, ""))
        return grown, together, await crowd(limiter, 1, fault=Fault(kind, ""))

    grown, together, alone = run(told())
    assert grown == 64
    assert together == 32, "once for all that were in flight together"
    assert alone == 16


def test_answers_that_come_late_do_not_let_more_be_asked() -> None:
    assert run(crowd(RateLimiter(64), 40, seconds=9.0)) >= 2 * START
    assert run(crowd(RateLimiter(64), 40, seconds=11.0)) == START


def test_the_first_answers_of_a_burst_do_not_let_a_long_queue_grow_longer() -> None:
    """Eight seconds an answer on four slots: whoever came first was answered at once."""

    async def bursts() -> list[int]:
        limiter, free_at, limits = RateLimiter(256), [0.0] * 4, list[int]()
        loop = asyncio.get_running_loop()

        async def one() -> None:
            turn = await limiter.enter()
            with limiter.calling(turn, deadline_s=120.0):
                slot = min(range(4), key=free_at.__getitem__)
                free_at[slot] = max(loop.time(), free_at[slot]) + 8.0
                await asyncio.sleep(free_at[slot] - loop.time())

        for _ in range(6):
            await asyncio.gather(*(one() for _ in range(100)))
            limits.append(limiter.limit)
        return limits

    assert 16 < max(run(bursts())) < 32, "two thirds of a deadline are left"


def test_places_that_nobody_waits_for_are_not_taken_for_granted() -> None:
    assert run(crowd(RateLimiter(64), 4)) == START


@pytest.mark.parametrize("fixed", [False, True])
def test_a_call_that_is_never_answered_in_time_ends_the_study_with_what_to_change(
    store: Store, fixed: bool
) -> None:
    terms = Terms(price=PRICE, deadline_fixed=fixed, most_at_once=2)
    respondent = Wired(latency_s=5_000.0, terms=terms)
    study = begin(store, "never", respondent)
    with pytest.raises(Interrupted) as caught:
        run(loop_of(store, study, respondent).run())
    why = str(caught.value)
    assert "did not answer a call within its deadline 4 times in a row (last: no answer" in why
    assert "max_tokens 64, 1 calls at once)" in why
    assert ("no answer within 120 s" in why) == fixed
    assert "Lower max_tokens or most_at_once of [models.sim/bob]" in why
    assert "raise its deadline_s" in why
    calls = store.calls(study.id)
    assert calls.failed["timeout"] <= 8
    assert calls.unsettled == calls.made


def test_a_slow_model_is_given_the_time_that_its_tokens_need(store: Store) -> None:
    terms = Terms(price=PRICE, deadline_s=10.0)
    respondent = Wired(latency_s=15.0, terms=terms)
    study = begin(store, "patient", respondent)
    run(loop_of(store, study, respondent).run())
    calls = store.calls(study.id)
    assert store.study(study.id).state == "done"
    assert 1 <= calls.failed["timeout"] <= START, "only those that were begun before the first came"


def test_what_a_model_bears_is_shared_in_proportion_to_the_places() -> None:
    async def told() -> None:
        limiter = RateLimiter(64)
        limiter.take_up(40, was_cut=False)
        limiter.share(16, 64)
        assert (limiter.limit, limiter.borne) == (10, 40.0)
        limiter.share(1, 64)
        assert (limiter.limit, limiter.borne) == (1, 40.0), "nobody has less than one"
        limiter.share(64, 64)
        assert (limiter.limit, limiter.borne) == (40, 40.0)
        limiter.share(32, 32)
        assert (limiter.limit, limiter.borne) == (32, 32.0), "no more than there are places"

    run(told())


def test_a_few_to_begin_with_are_a_few_of_all_processes_together() -> None:
    async def told() -> None:
        limiter = RateLimiter(64)
        limiter.share(32, 64)
        assert limiter.limit == START / 2
        limiter.open(32)
        assert (limiter.limit, limiter.borne) == (16, 32.0)

    run(told())


def test_a_process_never_makes_more_calls_than_it_has_places() -> None:
    async def told() -> tuple[int, float]:
        limiter = RateLimiter(64)
        limiter.share(24, 64)
        return await crowd(limiter, 200), limiter.borne

    limit, borne = run(told())
    assert limit == 24
    assert borne < 32, "what others might make is not known to be borne"


def test_after_a_cut_all_processes_together_grow_by_one_for_as_many_answers_as_calls() -> None:
    async def told() -> tuple[float, float]:
        limiter = RateLimiter(64)
        limiter.share(16, 64)
        limiter.hear(10.0, 40.0, was_cut=True, is_cut=False)
        turns = [await limiter.enter() for _ in range(10)]
        waiting = [asyncio.create_task(limiter.enter()) for _ in range(100)]
        await asyncio.sleep(0)
        for turn in turns:  # a round of this one's calls
            with limiter.calling(turn):
                pass
        for one in waiting:
            one.cancel()
        return limiter.reached, limiter.borne

    reached, borne = run(told())
    assert 10.24 < reached <= 10.25, "a quarter, as there are four like this"
    assert borne == pytest.approx(reached + 30.0)


def test_a_cut_found_elsewhere_holds_here_and_calls_from_before_do_not_cut_again() -> None:
    async def told() -> tuple[int, int, int]:
        limiter = RateLimiter(64)
        limiter.take_up(64, was_cut=False)
        turns = [await limiter.enter() for _ in range(3)]
        limiter.hear(32.0, 32.0, was_cut=True, is_cut=True)
        heard = limiter.limit
        with suppress(Fault), limiter.calling(turns[0]):
            raise Fault("rate_limited", "begun before")
        before = limiter.limit
        with suppress(Fault), limiter.calling(await limiter.enter()):
            raise Fault("rate_limited", "begun after")
        return heard, before, limiter.limit

    assert run(told()) == (32, 32, 16)
