"""Whatever fails and whenever it is cut off: the limit holds, and the findings stay the same."""

import asyncio
import random
from collections.abc import Callable

import pytest

from tests.tools.engine.virtual_time import run
from tests.tools.engine.wired import PRICE, Wired, begin, loop_of, random_faults, usage_of
from velleity.store.records import StudyRecord
from velleity.store.store import Store
from velleity.tools.engine.pacing.rate_limiter import START
from velleity.tools.engine.stopping import Interrupted
from velleity.tools.study.limits import Limits


async def cut_off(
    store: Store, study: StudyRecord, respondent: Wired, after_s: float | None = None
) -> bool:
    """Run a study, and let its process end suddenly if a time is given; whether it was done."""
    running = asyncio.create_task(loop_of(store, study, respondent).run())
    done, _ = await asyncio.wait([running], timeout=after_s)
    running.cancel()
    await asyncio.wait([running])
    store.settle(study.id, "interrupted").result()  # after all that was queued before it
    if not done:
        return False
    error = running.exception()
    assert error is None or isinstance(error, Interrupted), error
    return error is None


def silent(seed: int, rate: float) -> Callable[[int], bool]:
    """Which calls are answered without their usage."""
    return lambda call: random.Random(f"{seed} {call}").random() < rate


@pytest.mark.slow
def test_no_study_spends_more_than_its_limit_and_each_ends_with_the_same_findings(
    store: Store, runs: int
) -> None:
    """1,000 studies in full, 6 otherwise: faults, kills, limits at random, a provider that counts
    up to three times what a call takes, and one that does not always say what it counted.
    """
    whole = begin(store, "whole", Wired())
    run(loop_of(store, whole, Wired()).run())
    expected = store.findings(whole.id)[0].body
    for seed in range(1_000 if runs > 200 else 6):
        draw = random.Random(seed)
        cap = draw.uniform(0.01, 0.3)
        respondent = Wired(
            trouble=random_faults(seed, 0.3),
            counts=draw.uniform(1, 3),
            silence=silent(seed, draw.choice((0, 0.1, 0.5, 1))),
        )
        study = begin(store, f"cut{seed}", respondent, Limits(cost_usd=cap))
        for _ in range(draw.randrange(3)):
            run(cut_off(store, study, respondent, draw.uniform(0.1, 3)))
        run(cut_off(store, study, respondent))
        counted = store.calls(study.id).cost_usd
        assert counted is not None
        assert respondent.paid_usd <= counted <= cap, f"seed {seed}"
        store.limit(study.id, 100.0, None).result()
        # Four deadlines in a row interrupt a study, which then can be resumed.
        ends = (run(cut_off(store, store.study(study.id), respondent)) for _ in range(3))
        assert any(ends), f"seed {seed}"
        assert store.findings(study.id)[0].body == expected, f"seed {seed}"
        lost = sum(respondent.answered.values()) - store.count(study.id)
        assert 0 <= lost <= store.calls(study.id).unsettled, f"seed {seed}"


def test_tokens_that_no_limit_holds_overshoot_by_what_was_in_flight_when_they_were_first_seen(
    store: Store,
) -> None:
    """Each call takes some twenty times its worst case; four were under way at once by then."""
    respondent = Wired(hidden_tokens=5_000)
    study = begin(store, "hidden", respondent, Limits(cost_usd=2.0))
    assert not run(cut_off(store, study, respondent))
    a_call = max(PRICE.of(usage_of(one, 5_000)) for one in [(("user", "x" * 400),)])
    assert respondent.paid_usd <= 2.0 + START * a_call
    assert len(respondent.calls) >= 8
    calls = len(respondent.calls)
    # What was learned outlives the process, and a call that would not fit is never begun.
    cap = respondent.paid_usd + 2.5 * a_call
    store.limit(study.id, cap, None).result()
    assert not run(cut_off(store, store.study(study.id), respondent))
    assert respondent.paid_usd <= cap
    assert len(respondent.calls) - calls in (1, 2)


@pytest.mark.slow
def test_who_counts_far_more_than_announced_is_paid_the_limit_and_what_was_in_flight(
    store: Store, runs: int
) -> None:
    """Four to two hundred times as much; 300 studies in full, 6 otherwise, with faults and a kill.

    Calls that were made before the first count came are all that may go beyond the limit.
    """
    for seed in range(300 if runs > 200 else 6):
        draw = random.Random(seed)
        cap = draw.uniform(0.05, 2)
        respondent = Wired(trouble=random_faults(seed, 0.2), counts=draw.uniform(4, 200))
        study = begin(store, f"far{seed}", respondent, Limits(cost_usd=cap))
        run(cut_off(store, study, respondent, draw.uniform(0.1, 2)))
        run(cut_off(store, store.study(study.id), respondent))
        beyond = respondent.paid_usd - cap
        assert beyond <= respondent.unseen * respondent.largest_usd, f"seed {seed}"
