"""Calls that are written down before there is a place for them, in virtual time."""

import asyncio

import pytest

from tests.tools.engine.virtual_time import run
from tests.tools.engine.wired import PRICE, Wired, begin, loop_of
from velleity.store.store import Store
from velleity.tools.engine.pacing.rate_limiter import RateLimiter, admitted
from velleity.tools.engine.stopping import Interrupted, Stopped
from velleity.tools.respondents.protocol import Terms
from velleity.tools.study.limits import Limits

PLACES = 64


def wide() -> RateLimiter:
    """One that is known to bear many calls."""
    limiter = RateLimiter(PLACES)
    limiter.take_up(PLACES, was_cut=False)
    return limiter


def test_who_stops_a_study_takes_back_the_calls_that_were_not_made(store: Store) -> None:
    respondent = Wired(latency_s=10.0, terms=Terms(PLACES, price=PRICE))
    study = begin(store, "stopped", respondent)
    limiter = wide()
    work = loop_of(store, study, respondent, limiter)

    async def stop_early() -> tuple[int, int]:
        running = asyncio.create_task(work.run())
        await asyncio.sleep(5.0)
        before = store.calls(study.id).made, limiter.in_flight
        work.stop()
        with pytest.raises(Stopped):
            await running
        return before

    made, in_flight = run(stop_early())
    assert PLACES == in_flight < made <= admitted(PLACES)
    calls = store.calls(study.id)
    assert calls.made == calls.answered == len(respondent.calls) == PLACES
    assert calls.unsettled == 0
    assert limiter.want == 0
    run(loop_of(store, study, Wired()).run())
    assert store.study(study.id).state == "done"


def test_calls_that_wait_are_not_made_once_one_has_taken_more_than_the_limit_bears(
    store: Store,
) -> None:
    """It counts a hundred times what it may: those in flight could not know, the others do."""
    respondent = Wired(latency_s=1.0, terms=Terms(PLACES, price=PRICE), counts=100.0)
    study = begin(store, "dear", respondent, Limits(cost_usd=2.0))
    limiter = wide()
    with pytest.raises(Interrupted, match="budget"):
        run(loop_of(store, study, respondent, limiter).run())
    calls = store.calls(study.id)
    assert calls.made == len(respondent.calls) == respondent.unseen == PLACES
    assert calls.unsettled == 0
    assert limiter.want == 0
    cap = 3 * respondent.paid_usd
    store.limit(study.id, cap, None).result()
    with pytest.raises(Interrupted, match="budget"):
        run(loop_of(store, store.study(study.id), respondent, wide()).run())
    assert len(respondent.calls) > PLACES
    assert respondent.paid_usd <= cap
