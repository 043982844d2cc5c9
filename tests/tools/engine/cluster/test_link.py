"""One worker, as the driver sees it: shards go out, answers come in, a loss is told to all."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from velleity.tools.engine.cluster.link import Gone, Link
from velleity.tools.engine.cluster.messages import Said, plain_answers
from velleity.tools.respondents.protocol import Fault, Params, Reply

GREETED = {"name": "w1", "threads": 2, "desk": "d"}
MESSAGES = (("user", "A or B?"),)


class Worker:
    """Answers a link's messages; says nothing of questions until it is told to."""

    def __init__(self) -> None:
        self.heard: list[Said] = []
        self.is_gone = False
        self.answers: asyncio.Queue[Said] = asyncio.Queue()
        self.took = asyncio.Event()
        self.lost: list[Link] = []
        self.link = Link(GREETED, "driver", self.say, self.lost.append)

    async def say(self, said: Said) -> Said | None:
        self.heard.append(said)
        if self.is_gone:
            return None
        if said["does"] == "collect":
            return await self.answers.get()
        if said["does"] == "take":
            self.took.set()
        return {"at_first": 8}

    def of(self, does: str) -> list[Said]:
        return [one for one in self.heard if one["does"] == does]

    def ask(self) -> "asyncio.Task[Reply]":
        return asyncio.create_task(self.link.ask("m", MESSAGES, Params(1)))


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    made = Worker()
    assert await made.link.open("m", {}) == 8
    yield made
    await made.link.close()


def tokens(shard: Said) -> list[int]:
    return [one[0] for one in shard["questions"]]


async def test_what_is_asked_at_one_moment_goes_in_one_shard(worker: Worker) -> None:
    asked = [worker.ask() for _ in range(7)]
    await worker.took.wait()
    [shard] = worker.of("take")
    assert len(shard["questions"]) == 7
    assert worker.link.load == 7 / 2
    replies: Any = [(token, Reply(str(token))) for token in tokens(shard)]
    worker.answers.put_nowait(plain_answers(replies[:3]))  # a slow call does not hold the others
    assert [one.text for one in await asyncio.gather(*asked[:3])] == [
        str(one) for one in tokens(shard)[:3]
    ]
    assert not any(one.done() for one in asked[3:])
    worker.answers.put_nowait(plain_answers(replies[3:]))
    await asyncio.gather(*asked)


async def test_a_fault_of_a_call_is_raised_where_it_was_asked(worker: Worker) -> None:
    asked = worker.ask()
    await worker.took.wait()
    [token] = tokens(worker.of("take")[0])
    worker.answers.put_nowait(plain_answers([(token, Fault("rate_limited", "HTTP 429"))]))
    with pytest.raises(Fault, match="429"):
        await asked


async def test_a_call_that_nobody_waits_for_is_broken_off_on_the_worker(worker: Worker) -> None:
    asked = worker.ask()
    await worker.took.wait()
    worker.took.clear()
    asked.cancel()
    await worker.took.wait()
    assert worker.of("take")[1]["cancelled"] == tokens(worker.of("take")[0])


async def test_with_its_worker_all_that_was_sent_may_be_paid_and_nothing_else(
    worker: Worker,
) -> None:
    sent = worker.ask()
    await worker.took.wait()
    unsent = worker.ask()
    await asyncio.sleep(0)  # it is asked, and not on its way
    worker.link.lose()
    faults = await asyncio.gather(sent, unsent, return_exceptions=True)
    assert [(one.kind, one.maybe_paid) for one in faults if isinstance(one, Fault)] == [
        ("lost", True),
        ("lost", False),
    ]
    assert worker.lost == [worker.link]
    worker.link.lose()
    assert len(worker.lost) == 1


async def test_a_worker_that_forgot_this_driver_is_lost(worker: Worker) -> None:
    asked = worker.ask()
    await worker.took.wait()
    worker.answers.put_nowait({"gone": True})
    with pytest.raises(Fault, match="w1 is gone"):
        await asked


async def test_who_cannot_be_opened_says_why(worker: Worker) -> None:
    worker.is_gone = True
    with pytest.raises(Gone):
        await worker.link.open("other", {})
    assert "other" not in worker.link.ready
