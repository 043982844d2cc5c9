"""Who was never there is named at once and given up within a minute; who was there is waited for.

In virtual time, unconnected.
"""

import asyncio

import pytest

from tests.tools.engine.virtual_time import run
from tests.tools.engine.wired import PRICE, Trouble, Wired, begin, loop_of
from velleity.store.store import Store
from velleity.tools.engine.loop import Loop
from velleity.tools.engine.pacing.rate_limiter import FIRST_PROBE_S, RateLimiter
from velleity.tools.engine.stopping import Interrupted
from velleity.tools.respondents.protocol import Fault, FaultKind, Terms

NOBODY = "cannot connect to http://127.0.0.1:8080"
MINUTE = 60.0


def absent(until: float = float("inf")) -> Trouble:
    fault = Fault("unavailable", NOBODY, unreachable=True)
    return lambda call, time: fault if time < until else None


def failing(kind: FaultKind, until: float = float("inf")) -> Trouble:
    return lambda call, time: Fault(kind, "HTTP 500") if time < until else None


async def followed(work: Loop) -> tuple[list[tuple[float, str]], float, str]:
    """Run a study; what it says while it waits and when, when it ended, and why."""
    clock = asyncio.get_running_loop()
    running = asyncio.create_task(work.run())
    said: list[tuple[float, str]] = []
    while not running.done():
        await asyncio.wait([running], timeout=0.5)
        if work.notice and (not said or said[-1][1] != work.notice):
            said.append((clock.time(), work.notice))
    try:
        await running
    except Interrupted as error:
        return said, clock.time(), str(error)
    return said, clock.time(), ""


def test_nobody_there_is_named_at_once_and_given_up_within_a_minute(store: Store) -> None:
    respondent = Wired(trouble=absent())
    study = begin(store, "gone", respondent)
    said, ended, why = run(followed(loop_of(store, study, respondent)))
    first, words = said[0]
    assert first < 5
    assert words == f"{NOBODY}: trying again in 3 s"
    assert f"{NOBODY}: trying again in 9 s" in [one for _, one in said]
    assert ended < MINUTE
    assert f"sim/bob has never answered: {NOBODY}, for" in why
    assert "resume_study" in why
    calls = store.calls(study.id)
    assert calls.made == len(respondent.calls) <= 8
    assert calls.unsettled == 0
    assert calls.cost_usd == 0


def test_a_server_that_comes_up_in_time_is_asked_and_nothing_is_lost(store: Store) -> None:
    respondent = Wired(trouble=absent(until=20.0))
    study = begin(store, "late", respondent)
    said, _, why = run(followed(loop_of(store, study, respondent)))
    assert (said[0][1][: len(NOBODY)], why) == (NOBODY, "")
    assert store.study(study.id).state == "done"
    assert min(time for time in respondent.calls if time >= 20) < MINUTE


@pytest.mark.parametrize("kind", ["unavailable", "dropped", "malformed"])
def test_whoever_fails_from_the_beginning_is_given_up_as_soon(
    store: Store, kind: FaultKind
) -> None:
    respondent = Wired(trouble=failing(kind))
    said, ended, why = run(followed(loop_of(store, begin(store, kind, respondent), respondent)))
    assert said[0][0] < 5
    assert said[0][1].startswith("sim/bob fails (HTTP 500): trying again")
    assert ended < MINUTE
    assert "never answered: HTTP 500" in why


@pytest.mark.parametrize("kind", ["overloaded", "rate_limited"])
def test_whoever_has_too_much_to_do_is_there_and_is_waited_for(
    store: Store, kind: FaultKind
) -> None:
    respondent = Wired(trouble=failing(kind, until=300.0))
    study = begin(store, kind, respondent)
    _, ended, why = run(followed(loop_of(store, study, respondent)))
    assert (why, store.study(study.id).state) == ("", "done")
    assert ended > 300


def test_whoever_has_answered_this_study_before_is_waited_for(store: Store) -> None:
    there = Wired(trouble=lambda call, time: Fault("quota", "none left") if call > 9 else None)
    study = begin(store, "again", there)
    with pytest.raises(Exception, match="none left"):
        run(loop_of(store, study, there).run())
    away = Wired(trouble=absent(until=300.0))
    said, ended, why = run(followed(loop_of(store, study, away)))
    assert (why, store.study(study.id).state) == ("", "done")
    assert ended > 300
    assert any("has not answered for" in words and NOBODY in words for _, words in said)


def test_a_study_after_one_that_was_given_up_finds_out_anew(store: Store) -> None:
    limiter = RateLimiter(64)
    gone = Wired(trouble=absent())
    run(followed(loop_of(store, begin(store, "one", gone), gone, limiter)))
    back = Wired()
    study = begin(store, "two", back)
    _, _, why = run(followed(loop_of(store, study, back, limiter)))
    assert (why, store.study(study.id).state) == ("", "done")
    assert back.calls[0] < FIRST_PROBE_S, "it does not wait for the probe of another"


def test_a_server_that_takes_long_for_its_first_answer_is_named_meanwhile(store: Store) -> None:
    terms = Terms(price=PRICE, address="http://127.0.0.1:8080")
    respondent = Wired(latency_s=30.0, terms=terms)
    study = begin(store, "slow", respondent)
    said, _, why = run(followed(loop_of(store, study, respondent)))
    assert why == ""
    assert 4 < said[0][0] < 5
    assert said[0][1].startswith("no answer yet from sim/bob at http://127.0.0.1:8080, for 4 s")
    assert all(time <= 31 for time, _ in said)
