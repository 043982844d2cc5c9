"""The seam between the loop and whoever answers: another executor changes no finding."""

import asyncio
import random
from collections.abc import Sequence

import pytest

from tests.tools.engine.asking import Counting, a_design, a_loop, a_record
from velleity.store.store import Store
from velleity.tools.engine.executor import Executor, Keep, Participant
from velleity.tools.engine.loop import Loop
from velleity.tools.engine.stopping import Stopped
from velleity.tools.perturb.study import Perturb
from velleity.tools.respondents.protocol import Reply
from velleity.tools.respondents.simulated.roster import simulated
from velleity.tools.responses.recording import pose
from velleity.tools.study.asked import Askable


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
