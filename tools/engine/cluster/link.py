"""The driver's side of one worker: questions go out together, answers come back as they are there.

What is asked at about the same moment goes in one message, a shard; the next leaves once the worker
has it. A second request waits at the worker for answers, and takes all that are there. Knows no
trial, no store and no limit. Whatever breaks a link, everything that was sent over it and has no
answer is a fault that may be paid; what was not sent yet is one that is not.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from ...respondents.child_process import fault_from
from ...respondents.protocol import Fault, Messages, Params, Reply
from .messages import Said, answers_from, plain_question

WAIT_S = 2.0
"""Seconds that a worker keeps a request for answers which has none to give."""
LEAVE_S = 2.0
"""Seconds for a last word; a worker that does not hear it finds out by itself."""
PACE_S = 0.005
"""Seconds between two messages of a kind: what comes meanwhile goes together."""
_TOKENS = itertools.count(1)

Say = Callable[[Said], Awaitable[Said | None]]
"""Tells a worker something; None if it is not there."""


class Gone(Exception):
    """Raised where a worker does not answer, or no longer knows this driver."""


class Link:
    """One worker, as long as it answers. Belongs to the loop it was made on."""

    def __init__(
        self, greeted: Said, driver: str, say: Say, lost: Callable[["Link"], None]
    ) -> None:
        """Begin to listen; `lost` is called once, when the worker is gone."""
        self.name: str = greeted["name"]
        self.threads: int = max(1, greeted["threads"])
        self.ready: dict[str, int] = {}
        """Who can be asked over it, and how many calls at once to begin with."""
        self.load = 0.0
        """Calls in hand a thread."""
        self.is_there = True
        self._own: Mapping[str, str] = {"desk": greeted["desk"], "driver": driver}
        self._say, self._lost = say, lost
        self._waiting: dict[int, asyncio.Future[Reply]] = {}
        self._unsent: dict[int, list[Any]] = {}
        self._cancelled: list[int] = []
        self._listening: asyncio.Task[None] | None = None
        self._sending: asyncio.Task[None] | None = None

    async def open(self, who: str, message: Said) -> int:
        """Get somebody ready on the worker; how many calls at once to begin with.

        Raises:
            Fault: it cannot be asked from there.
            Gone: the worker is not there.
        """
        at_first: int = (await self.do("open", who=who, **message))["at_first"]
        self.ready[who] = at_first
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen())
        return at_first

    async def do(self, does: str, **more: Any) -> Said:
        """Let the worker do something.

        Raises:
            Fault: it says that it could not.
            Gone: it is not there.
        """
        said = await self._say({**self._own, "does": does, **more})
        if said is None or "gone" in said:
            raise Gone
        if "fault" in said:
            raise fault_from(said["fault"])
        return said

    async def ask(self, who: str, messages: Messages, params: Params) -> Reply:
        """Have one question asked. A cancelled one is broken off on the worker, too.

        Raises:
            Fault: there is no reply.
        """
        token = next(_TOKENS)
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[token] = reply
        self.load = len(self._waiting) / self.threads
        self._unsent[token] = plain_question(token, who, messages, params)
        self._send_soon()
        try:
            return await reply
        except asyncio.CancelledError:
            if self._unsent.pop(token, None) is None:
                self._cancelled.append(token)
                self._send_soon()
            raise
        finally:
            self._waiting.pop(token, None)
            self.load = len(self._waiting) / self.threads

    async def release(self, who: str) -> None:
        """Let go of somebody; with the last one the worker forgets this driver."""
        if self.ready.pop(who, None) is None:
            return
        if not self.ready and self._listening is not None:
            await _ended(self._listening)
            self._listening = None
        with suppress(Gone, Fault, TimeoutError):
            async with asyncio.timeout(LEAVE_S):
                await self.do("close" if self.ready else "leave", who=who)

    async def close(self) -> None:
        """Say that nothing more is wanted, of anybody."""
        for who in list(self.ready):
            await self.release(who)
        self.is_there = False
        if self._sending is not None:
            await _ended(self._sending)

    def _send_soon(self) -> None:
        if self._sending is None and self.is_there:
            self._sending = asyncio.create_task(self._send())

    async def _send(self) -> None:
        """Send what there is, shard by shard; what is asked in this turn of the loop goes along."""
        try:
            while self._unsent or self._cancelled:
                questions, self._unsent = list(self._unsent.values()), {}
                cancelled, self._cancelled = self._cancelled, []
                await self.do("take", questions=questions, cancelled=cancelled)
                await asyncio.sleep(PACE_S)
        except (Gone, Fault):
            self.lose()
        finally:
            self._sending = None

    async def _listen(self) -> None:
        """Take answers, whether or not any is due: it is also what keeps this driver known."""
        try:
            while True:
                said = await self.do("collect", wait_s=WAIT_S)
                for token, one in answers_from(said):
                    self._settle(token, one)
                await asyncio.sleep(PACE_S)
        except (Gone, Fault):
            self.lose()
        except asyncio.CancelledError:
            if self.ready:  # not by `release`: whoever cancelled it, nobody listens any more
                self.lose()
            raise

    def _settle(self, token: int, said: Reply | Fault) -> None:
        waiting = self._waiting.get(token)
        if waiting is None or waiting.done():
            return
        if isinstance(said, Fault):
            waiting.set_exception(said)
        else:
            waiting.set_result(said)

    def lose(self) -> None:
        """Let everybody know who waits; what was sent may have been answered, and paid for."""
        if not self.is_there:
            return
        self.is_there = False
        for one in (self._listening, self._sending):
            if one is not None and one is not asyncio.current_task():
                one.cancel()
        for token in list(self._waiting):
            sent = token not in self._unsent
            self._settle(token, Fault("lost", f"worker {self.name} is gone", maybe_paid=sent))
        self._unsent.clear()
        self._lost(self)


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
