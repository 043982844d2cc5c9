"""The seam between the loop and whoever answers: another executor changes no finding."""

import asyncio
import random
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from tests.tools.engine.asking import Counting, a_design, a_loop, a_record
from tests.tools.engine.virtual_time import run
from tests.tools.engine.wired import PRICE, Wired, begin, loop_of
from velleity.store.attempts import Entries
from velleity.store.records import AttemptRecord
from velleity.store.store import Store
from velleity.tools.engine.executor import Executor, Keep, Participant
from velleity.tools.engine.loop import Loop
from velleity.tools.engine.stopping import Stopped
from velleity.tools.perturb.study import Perturb
from velleity.tools.respondents.protocol import Reply, Terms
from velleity.tools.respondents.simulated.roster import simulated
from velleity.tools.responses.recording import pose
from velleity.tools.study.asked import Askable


class Written(Store):
    """A store that knows how many calls each write began, and how many answers it held."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.writes: list[tuple[int, int]] = []

    def add_calls(self, entries: Entries) -> Future[list[AttemptRecord]]:
        self.writes.append((len(entries.begun), len(entries.answered)))
        return super().add_calls(entries)


class InShards:
    """An executor that answers shards in an order of its own, and may be stopped between them."""

    def __init__(self, store: Store, study_id: str, model: str, seed: int, shards: int) -> None:
        self._store, self._id, self._seed = store, study_id, seed
        self._respondent = simulated(model)
        self._left = shards
        self._draw = random.Random(seed)
        self.notice: str | None = None
        self.closed = False

    def stop(self, *, for_good: bool = False) -> None:
        self._left = 0

    async def answer(self, asked: Sequence[Askable], keep: Keep) -> None:
        queue = self._draw.sample(list(asked), len(asked))
        while queue:
            if not self._left:
                raise Stopped
            self._left -= 1
            shard, queue = queue[:7], queue[7:]
            records = [self._answered(one) for one in shard]
            await asyncio.wrap_future(self._store.add_answers(records))
            for record in records:
                keep(record)

    def _answered(self, one: Askable):
        posed, drawn = pose(one), one.seed(self._seed)
        return posed.record(self._id, Reply(self._respondent.say(posed.messages, drawn)), drawn)

    async def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("model", ["sim/alice", "sim/bob"])
def test_a_study_ends_alike_wherever_its_trials_are_answered(store: Store, model: str) -> None:
    design = a_design(model, 3)
    one, two = (store.begin(a_record(name, design)).result().id for name in ("one", "two"))
    asking = Counting(model)
    asyncio.run(a_loop(store, one, Perturb(design), Participant(asking), 3).run())
    shards = 0
    while store.study(two).state != "done":
        shards += 1
        executor = InShards(store, two, model, 3, 5)
        follows: Executor = executor
        loop = Loop(store, two, Perturb(design), follows)
        try:
            asyncio.run(loop.run())
        except Stopped:
            assert loop.done == store.count(two)
        assert executor.closed
    assert shards > 2
    assert store.answers(one) == store.answers(two)
    assert store.findings(one)[0].body == store.findings(two)[0].body


def test_the_loop_says_what_its_executor_waits_for(store: Store) -> None:
    design = a_design()
    study = store.begin(a_record("one", design)).result().id
    executor = InShards(store, study, "sim/bob", 0, 1)
    loop = Loop(store, study, Perturb(design), executor)
    executor.notice = "two workers are gone"
    assert loop.notice == "two workers are gone"
    loop.stop()
    with pytest.raises(Stopped):
        asyncio.run(loop.run())
    assert store.count(study) == 0


def test_the_next_call_is_begun_while_an_answer_is_still_written(tmp_path: Path) -> None:
    """Both are one write, so that a place stands empty for no longer than that."""
    store = Written(tmp_path / "v.db")
    respondent = Wired(terms=Terms(most_at_once=1, price=PRICE))
    try:
        study = begin(store, "after", respondent)
        run(loop_of(store, study, respondent).run())
        answers = store.count(study.id)
    finally:
        store.close()
    assert respondent.peak == 1
    assert sum(begun == answered == 1 for begun, answered in store.writes) > answers / 2
