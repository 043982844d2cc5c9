"""What fails on the way to a model costs time, not answers: in virtual time, unconnected."""

import asyncio
import json
import sqlite3
from collections import Counter

import pytest

from tests.tools.engine.virtual_time import run
from tests.tools.engine.wired import PRICE, Wired, begin, loop_of, random_faults
from velleity.store.errors import VelleityError
from velleity.store.store import Store
from velleity.tools.engine.asking import Rejected
from velleity.tools.engine.pacing.rate_limiter import RateLimiter
from velleity.tools.engine.pacing.retries import RetryPolicy
from velleity.tools.engine.stopping import Interrupted, Stopped
from velleity.tools.respondents.protocol import Fault, Messages, Params, Reply, Terms
from velleity.tools.study.limits import Limits


def finished(store: Store, name: str, respondent: Wired) -> str:
    study = begin(store, name, respondent)
    run(loop_of(store, study, respondent).run())
    assert store.study(study.id).state == "done"
    return study.id


def attempts(store: Store, study_id: str) -> list[tuple[str, int, str | None, int]]:
    with sqlite3.connect(store.path) as db:
        sql = "select trial, number, outcome, maybe_paid from attempts where study_id = ?"
        return db.execute(sql, [study_id]).fetchall()


def test_every_call_has_one_row_and_without_faults_none_is_made_twice(store: Store) -> None:
    respondent = Wired()
    study = finished(store, "calm", respondent)
    rows = attempts(store, study)
    assert len(rows) == len(respondent.calls) == store.count(study)
    assert {(number, outcome) for _, number, outcome, _ in rows} == {(1, "answered")}
    calls = store.calls(study)
    assert calls.unsettled == 0
    assert calls.cost_usd == pytest.approx(respondent.paid_usd)


@pytest.mark.parametrize("seed", range(5))
def test_a_third_of_calls_failing_changes_no_answer_and_every_failure_is_listed(
    store: Store, seed: int
) -> None:
    calm, rough = Wired(), Wired(trouble=random_faults(seed, 0.3))
    one, two = finished(store, "calm", calm), finished(store, "rough", rough)
    assert store.answers(one) == store.answers(two)
    findings = [store.findings(study)[0].body for study in (one, two)]
    assert findings[0] == findings[1]
    assert max(rough.answered.values()) == 1
    rows = attempts(store, two)
    assert len(rows) == len(rough.calls)
    calls = store.calls(two)
    assert calls.made == calls.answered + sum(calls.failed.values())
    paid_in_vain = [row for row in rows if row[2] != "answered" and row[3]]
    assert calls.unsettled == len(paid_in_vain) == len(store.unsettled(two)) > 0
    assert calls.cost_usd is not None
    assert calls.cost_usd >= rough.paid_usd


BLANK = Fault("malformed", "no chat completion", status=200, maybe_paid=True)


def test_a_200_without_an_answer_is_asked_twice_and_counted_as_none(store: Store) -> None:
    asked: Counter[int] = Counter()

    class Blank(Wired):
        async def ask(self, messages: Messages, params: Params) -> Reply:
            if params.seed % 10 or len(self.calls) < 8:
                return await super().ask(messages, params)
            asked[params.seed] += 1
            self.calls.append(0.0)
            self._pay(messages, params)
            raise BLANK

    respondent = Blank()
    study = finished(store, "blank", respondent)
    assert set(asked.values()) == {2}
    assert len(asked) >= 10
    outcomes = Counter(one.outcome for one in store.answers(study).values())
    assert outcomes["empty"] == len(asked)
    calls = store.calls(study)
    assert calls.failed == {"malformed": 2 * len(asked)}
    assert calls.unsettled == len(store.unsettled(study)) == 2 * len(asked)
    cells = json.loads(store.findings(study)[0].body)["cells"]
    missing = Counter[str]()
    for cell in cells:
        missing.update(cell["missing"])
    assert missing["empty"] > 0
    assert missing.total() <= len(asked)  # some were asked to look for a flip


def test_who_answers_nothing_at_all_is_away_and_no_trial_is_given_up(store: Store) -> None:
    for since in (0.0, 0.3):
        respondent = Wired(trouble=lambda call, time, since=since: BLANK if time >= since else None)
        respondent._blank = Never()  # pyright: ignore[reportPrivateUsage]
        study = begin(store, f"away{since}", respondent)
        with pytest.raises(Interrupted):
            run(loop_of(store, study, respondent).run())
        outcomes = Counter(one.outcome for one in store.answers(study.id).values())
        assert outcomes["empty"] <= (100 if since else 0)
        assert outcomes.total() == respondent.answered.total() + outcomes["empty"]


class Never(set[int]):
    """Holds nothing."""

    def __contains__(self, one: object) -> bool:
        return False


def test_an_outage_of_ten_minutes_pauses_the_study_and_fails_nothing(store: Store) -> None:
    began, ended = 0.3, 600.3
    down = Fault("unavailable", "503")
    respondent = Wired(trouble=lambda call, time: down if began <= time < ended else None)
    study = begin(store, "outage", respondent)
    work = loop_of(store, study, respondent)
    notices: list[str] = []

    async def watch() -> None:
        running = asyncio.create_task(work.run())
        while not running.done():
            await asyncio.wait([running], timeout=20)
            notices.append(work.notice or "")
        await running

    run(watch())
    down_at = [time for time in respondent.calls if began <= time < ended]
    probes = [time for time in down_at if time >= down_at[0] + 60]
    assert 1 <= len(probes) <= 20
    assert store.study(study.id).state == "done"
    assert store.calls(study.id).answered == store.count(study.id)
    assert any("has not answered for" in notice for notice in notices)
    assert notices[-1] == ""


def test_an_outage_that_is_too_long_interrupts_the_study_which_can_be_resumed(
    store: Store,
) -> None:
    down = Fault("unavailable", "503")
    respondent = Wired(trouble=lambda call, time: down if time >= 0.3 else None)
    study = begin(store, "long", respondent)
    with pytest.raises(Interrupted, match=r"has not answered for 3. minutes.*resume_study"):
        run(loop_of(store, study, respondent).run())
    before = store.count(study.id)
    assert 0 < before < 400
    back = Wired()
    run(loop_of(store, study, back).run())
    assert store.study(study.id).state == "done"
    assert len(back.calls) == store.count(study.id) - before


@pytest.mark.parametrize("kind", ["quota", "rejected"])
def test_what_will_never_succeed_is_not_asked_again(store: Store, kind: str) -> None:
    fault = Fault("quota" if kind == "quota" else "rejected", "the account is empty", status=429)
    respondent = Wired(trouble=lambda call, time: fault if call >= 20 else None)
    study = begin(store, "never", respondent)
    with pytest.raises(Rejected, match="sim/bob does not take the request: the account is empty"):
        run(loop_of(store, study, respondent).run())
    refused = [row for row in attempts(store, study.id) if row[2] == kind]
    assert 1 <= len(refused) <= 64
    assert {number for _, number, _, _ in refused} == {1}


def test_a_call_that_hangs_is_cut_off_at_its_deadline_and_made_again(store: Store) -> None:
    class Hanging(Wired):
        async def ask(self, messages, params):  # type: ignore[no-untyped-def]
            if len(self.calls) == 5:
                self.calls.append(0.0)
                await asyncio.sleep(3_600)
            return await super().ask(messages, params)

    respondent = Hanging(terms=Terms(deadline_s=30.0, price=PRICE))
    study = finished(store, "hang", respondent)
    calls = store.calls(study)
    assert calls.failed == {"timeout": 1}
    assert calls.unsettled == 1


@pytest.mark.parametrize("asked_s", [0.0, 2.0, 30.0])
def test_a_call_waits_as_long_as_the_provider_asked_and_hardly_longer(
    store: Store, asked_s: float
) -> None:
    fault = Fault("rate_limited", "429", status=429, retry_after_s=asked_s)
    respondent = Wired(trouble=lambda call, time: fault if call == 0 else None)
    respondent.terms = Terms(most_at_once=1, price=PRICE)
    finished(store, "after", respondent)
    waited = respondent.calls[1] - respondent.calls[0]
    assert asked_s <= waited <= asked_s + 1.0


def test_more_is_asked_at_once_while_it_goes_well_and_less_when_the_provider_says_so(
    store: Store,
) -> None:
    limiter = RateLimiter(64)
    start = limiter.limit
    respondent = Wired()
    run(loop_of(store, begin(store, "well", respondent), respondent, limiter).run())
    grown = limiter.limit
    assert start < respondent.peak <= grown <= 64
    slow = Fault("rate_limited", "429", status=429)
    respondent = Wired(trouble=lambda call, time: slow if 10 <= call < 30 else None)
    limiter = RateLimiter(64)
    run(loop_of(store, begin(store, "less", respondent), respondent, limiter).run())
    assert limiter.limit < grown


def test_stopping_wakes_whoever_waits_and_keeps_what_is_in_flight(store: Store) -> None:
    fault = Fault("rate_limited", "429", retry_after_s=100.0)
    respondent = Wired(trouble=lambda call, time: fault if call % 2 else None, latency_s=0.3)
    study = begin(store, "stop", respondent)
    work = loop_of(store, study, respondent)

    async def stop_early() -> float:
        running = asyncio.create_task(work.run())
        await asyncio.sleep(0.5)
        work.stop()
        stopped_at = asyncio.get_running_loop().time()
        with pytest.raises(Stopped):
            await running
        return asyncio.get_running_loop().time() - stopped_at

    assert run(stop_early()) <= 1.0
    assert store.count(study.id) == store.calls(study.id).answered > 0
    run(loop_of(store, study, Wired()).run())
    assert store.study(study.id).state == "done"


def test_an_answer_that_cannot_be_stored_fails_the_study_and_nothing_more_is_paid(
    store: Store,
) -> None:
    respondent = Wired()
    study = begin(store, "full", respondent)

    async def fill_up() -> None:
        running = asyncio.create_task(loop_of(store, study, respondent, None, SHORT).run())
        await asyncio.sleep(0.2)
        limit(store, 1)
        await running

    with pytest.raises(VelleityError, match="Free some space"):
        run(fill_up())
    assert len(respondent.calls) - store.calls(study.id).answered <= 64


def test_answers_wait_for_space_on_a_full_disk_and_none_is_paid_twice(store: Store) -> None:
    respondent = Wired()
    study = begin(store, "tight", respondent)

    async def fill_up_for_a_while() -> None:
        running = asyncio.create_task(loop_of(store, study, respondent).run())
        await asyncio.sleep(0.2)
        limit(store, 1)
        await asyncio.sleep(25)
        unstored = len(respondent.calls) - store.count(study.id)
        assert unstored <= respondent.terms.most_at_once
        assert not running.done()
        limit(store, 1_000_000)
        await running

    run(fill_up_for_a_while())
    assert store.study(study.id).state == "done"
    assert len(respondent.calls) == store.count(study.id)


def limit(store: Store, pages: int) -> None:
    """Let the database grow to so many pages, as a full disk would.

    A cursor that ended in this thread would hide what goes wrong meanwhile in the writer's.
    """
    words = f"pragma max_page_count = {pages}"
    write = store._writer.submit(lambda db: db.conn.execute(words).fetchall())  # pyright: ignore[reportPrivateUsage]
    write.result()


SHORT = RetryPolicy(disk_s=3.0)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_spent_never_exceeds_the_limit_and_more_can_be_given(
    store: Store, seed: int
) -> None:
    limit = Limits(cost_usd=0.05)
    respondent = Wired(trouble=random_faults(seed, 0.3))
    study = begin(store, f"poor{seed}", respondent, limit)
    with pytest.raises(Interrupted, match=r"budget of \$0.0500 .*resume_study with a higher"):
        run(loop_of(store, study, respondent).run())
    cost = store.calls(study.id).cost_usd
    assert cost is not None
    assert respondent.paid_usd <= cost <= 0.05
    store.limit(study.id, 5.0, None).result()
    run(loop_of(store, store.study(study.id), respondent).run())
    assert store.study(study.id).state == "done"
    assert respondent.paid_usd <= 5.0
