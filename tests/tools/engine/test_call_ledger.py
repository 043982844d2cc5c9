"""What a provider counts beyond the worst case, told to all who share its bill."""

from tests.tools.engine.test_purses import PURSE, side_by_side
from tests.tools.engine.virtual_time import run
from tests.tools.engine.wired import Wired, begin
from velleity.store.store import Store
from velleity.tools.engine.pacing.rate_limiter import START
from velleity.tools.study.limits import Limits


def test_what_one_study_learns_of_a_provider_that_counts_more_the_others_are_held_to(
    store: Store,
) -> None:
    """Four studies, each call twenty times its worst case: only what began before one had seen it
    goes beyond, whichever study began it.
    """
    wired = [Wired(hidden_tokens=5_000, latency_s=0.05) for _ in range(4)]
    studies = [
        (begin(store, f"h{at}", one, Limits(cost_usd=2.0), PURSE), one)
        for at, one in enumerate(wired)
    ]
    assert not run(side_by_side(store, PURSE, studies, 2.0))
    billed, largest = sum(one.paid_usd for one in wired), max(one.largest_usd for one in wired)
    assert billed <= 2.0 + len(wired) * START * largest
