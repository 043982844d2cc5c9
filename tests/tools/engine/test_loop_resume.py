"""A study that was stopped and resumed is the study that was never stopped."""

import asyncio

import pytest

from tests.tools.engine.asking import Counting, a_design, a_loop, a_record
from velleity.store.records import FindingRecord
from velleity.store.store import Store
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.elicit.study import Elicit
from velleity.tools.engine.executor import CONCURRENCY, Participant
from velleity.tools.engine.loop import Loop
from velleity.tools.engine.stopping import Stopped
from velleity.tools.perturb.study import Perturb
from velleity.tools.study.design import TaggedOption
from velleity.tools.study.protocol import Study


def stop_after(store: Store, study_id: str, study: Study, model: str, seed: int, k: int) -> int:
    """Run until there are k more answers, then stop; how many were stored."""
    before = store.count(study_id)
    loops: list[Loop] = []
    asking = Counting(model, lambda answered: loops[0].stop() if answered >= k else None)
    loops.append(a_loop(store, study_id, study, Participant(asking), seed))
    with pytest.raises(Stopped):
        asyncio.run(loops[0].run())
    stored = store.count(study_id) - before
    assert stored == asking.asked.total() == loops[0].done - before
    return stored


def go_on(store: Store, study_id: str, study: Study, model: str, seed: int) -> int:
    """Run to the end; how many questions were asked, each of them once."""
    asking = Counting(model)
    asyncio.run(a_loop(store, study_id, study, Participant(asking), seed).run())
    assert set(asking.asked.values()) <= {1}
    return asking.asked.total()


def bodies(found: list[FindingRecord]) -> list[object]:
    return [one.body for one in found]


@pytest.mark.parametrize("k", [1, 40, 85, 110, 200])
@pytest.mark.parametrize(
    ("model", "seed"),
    [
        ("sim/alice", 3),
        ("sim/bob", 1),
        ("sim/coin", 2),
        ("sim/coin?sticky=0.2&drift=0.2&wordy=0.3", 4),  # knows what it said, and has no memory
    ],
)
def test_a_study_stopped_anywhere_ends_as_one_that_never_stopped(
    store: Store, k: int, model: str, seed: int
) -> None:
    design = a_design(model, seed)
    whole = store.begin(a_record("whole", design)).result()
    total = go_on(store, whole.id, Perturb(design), model, seed)
    assert total > k
    broken = store.begin(a_record("broken", design)).result()
    stored = stop_after(store, broken.id, Perturb(design), model, seed, k)
    assert k <= stored < k + CONCURRENCY
    assert store.findings(broken.id) == []
    assert stored + go_on(store, broken.id, Perturb(design), model, seed) == total
    assert bodies(store.findings(broken.id)) == bodies(store.findings(whole.id)) != []
    assert store.answers(broken.id) == store.answers(whole.id)


def test_a_study_stopped_again_and_again_asks_nothing_twice(store: Store) -> None:
    design = a_design("sim/alice", 7)
    whole, broken = (store.begin(a_record(name, design)).result() for name in ("whole", "broken"))
    total = go_on(store, whole.id, Perturb(design), "sim/alice", 7)
    asked = 0
    while store.count(broken.id) < total - 50:
        asked += stop_after(store, broken.id, Perturb(design), "sim/alice", 7, 20)
    assert asked + go_on(store, broken.id, Perturb(design), "sim/alice", 7) == total
    assert bodies(store.findings(broken.id)) == bodies(store.findings(whole.id))


def test_utilities_are_the_same_after_a_stop(store: Store) -> None:
    options = tuple(TaggedOption(text=f"thing number {n}") for n in range(8))
    design = ElicitDesign(model="sim/bob", options=options, replicates=3, seed=5)
    for name, k in (("whole", 0), ("broken", 57)):
        study = store.begin(a_record(name, a_design())).result()
        if k:
            stop_after(store, study.id, Elicit(design), "sim/bob", 5, k)
        go_on(store, study.id, Elicit(design), "sim/bob", 5)
    assert bodies(store.findings("std_broken")) == bodies(store.findings("std_whole")) != []


def test_a_finished_study_run_again_asks_nobody(store: Store) -> None:
    design = a_design("sim/bob", 1)
    study = store.begin(a_record("one", design)).result()
    go_on(store, study.id, Perturb(design), "sim/bob", 1)
    before = bodies(store.findings(study.id))
    assert go_on(store, study.id, Perturb(design), "sim/bob", 1) == 0
    assert bodies(store.findings(study.id)) == before


def test_the_answers_in_flight_when_one_fails_are_kept_and_not_asked_again(store: Store) -> None:
    def break_at_fifty(answered: int) -> None:
        if answered == 50:
            raise ConnectionError("gone")

    design = a_design("sim/bob", 1)
    study = store.begin(a_record("one", design)).result()
    failing = Counting("sim/bob", break_at_fifty)
    with pytest.raises(ConnectionError):
        asyncio.run(a_loop(store, study.id, Perturb(design), Participant(failing), 1).run())
    assert store.count(study.id) == failing.asked.total() - 1
    asking = Counting("sim/bob")
    asyncio.run(a_loop(store, study.id, Perturb(design), Participant(asking), 1).run())
    again = set(asking.asked) & set(failing.asked)
    assert len(again) == 1  # the one that failed
