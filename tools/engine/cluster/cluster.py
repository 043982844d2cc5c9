"""A Dask cluster as a driver uses it: who is there, who of them takes the next question.

Workers may come and go at any time: each is greeted, and used if it runs the same version; a
question goes to the one with the fewest in hand of those that are ready for it. No question is
submitted to Dask as a task: its scheduler carries messages and knows who is there. Belongs to one
event loop.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any
from uuid import uuid4

from ....store.errors import InputError
from ...respondents.protocol import Fault, Messages, Params, Reply
from ..stopping import Interrupted
from .address import CERTIFICATES
from .desk import greet
from .link import Gone, Link
from .messages import OPERATION, Said, read, written

log = logging.getLogger("velleity.cluster")

CONNECT_S = 5.0
"""Seconds for the scheduler to answer."""
GREET_S = 30.0
"""Seconds for the workers to answer that are there at first: they import Velleity."""
LOOK_S, IDLE_S = 1.0, 10.0
"""Seconds between two looks at who is there, and while nobody is asked."""


@dataclass
class _Asked:
    """Somebody who is asked through the cluster, and by how many objects."""

    message: Said
    by: int = 0
    faults: dict[str, Fault] = field(default_factory=dict[str, Fault])
    """Why it cannot be asked, by the worker that says so."""


class Cluster:
    """The workers of one scheduler."""

    def __init__(self, address: str) -> None:
        """Connect to nothing yet."""
        self.address = address
        self._client: Any = None  # a Client of Dask, which tells types only in part
        self._connecting: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._greeting: dict[str, asyncio.Task[None]] = {}
        self._links: dict[str, Link] = {}
        self._unfit: dict[str, str] = {}
        self._asked: dict[str, _Asked] = {}
        self._changed = asyncio.Event()

    @property
    def workers(self) -> int:
        """How many workers can be asked. From any thread."""
        return len(self._links)

    @property
    def missing(self) -> str | None:
        """Why nobody can be asked; None if somebody can. From any thread."""
        if self._links:
            return None
        if self._client is None or self._client.status != "running":
            return f"the scheduler at {self.address} cannot be reached"
        if self._unfit:
            return next(iter(self._unfit.values()))
        return f"the cluster at {self.address} has no workers"

    async def connect(self) -> None:
        """Reach the scheduler, unless it is reached already, and see who is there.

        Raises:
            InputError: it does not answer, or is not to be trusted.
        """
        if self._client is not None and self._client.status == "running":
            return
        if self._connecting is None:  # one try for all who wait
            self._connecting = asyncio.create_task(self._connect())
            self._connecting.add_done_callback(self._tried)
        await asyncio.shield(self._connecting)

    def _tried(self, done: "asyncio.Task[None]") -> None:
        self._connecting = None
        if not done.cancelled():
            done.exception()  # whoever waited has it

    async def _connect(self) -> None:
        await self._disconnect()
        self._client = await client_of(self.address)
        await self._look()
        if self._greeting:
            await asyncio.wait(self._greeting.values(), timeout=GREET_S)
        self._looking = asyncio.create_task(self._watch())

    async def somebody(self) -> None:
        """Wait until there is a worker, as long as the scheduler is there."""
        while not self._links and self._client is not None and self._client.status == "running":
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._changed.wait()

    def is_ready(self, who: str) -> bool:
        """Whether somebody can be asked by any worker."""
        return any(who in one.ready for one in self._links.values())

    async def open(self, who: str, message: Said) -> list[int]:
        """Get somebody ready on every worker; how many calls at once may begin, by each that is.

        Raises:
            Fault: it is ready nowhere.
        """
        asked = self._asked.setdefault(who, _Asked(message))
        asked.faults.clear()
        try:
            await self.connect()
        except InputError as error:
            raise Fault("unavailable", str(error).rstrip("."), unreachable=True) from None
        links = [one for one in self._links.values() if who not in one.ready]
        await asyncio.gather(*(self._open_on(one, who, asked) for one in links))
        if ready := [one.ready[who] for one in self._links.values() if who in one.ready]:
            return ready
        if asked.faults:
            raise next(iter(asked.faults.values()))
        raise self._nobody()

    def take(self, who: str, message: Said) -> None:
        """Remember that somebody is asked by one object more."""
        self._asked.setdefault(who, _Asked(message)).by += 1

    async def release(self, who: str) -> None:
        """Let go of somebody, with the last object that asks it."""
        asked = self._asked.get(who)
        if asked is None:
            return
        asked.by -= 1
        if asked.by > 0:
            return
        del self._asked[who]
        await asyncio.gather(*(link.release(who) for link in list(self._links.values())))

    async def close(self) -> None:
        """Leave the cluster."""
        await self._disconnect()

    async def ask(self, who: str, messages: Messages, params: Params) -> Reply:
        """Have one question asked by a worker.

        Raises:
            Fault: there is no reply.
        """
        least: Link | None = None
        for link in self._links.values():  # for every call: nothing is made on the way
            if who in link.ready and (least is None or link.load < least.load):
                least = link
        if least is None:
            raise self._nobody()
        return await least.ask(who, messages, params)

    async def inspect(self, who: str, params: Said) -> Said:
        """Let a worker find out what somebody takes.

        Raises:
            Fault: it is not there, or no worker is.
        """
        for link in self._links.values():
            if who in link.ready:
                with suppress(Gone):
                    return await link.do("inspect", who=who, params=params)
        raise self._nobody()

    async def call(self, function: Any, arguments: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Have a pure function called with each of some arguments, as tasks of Dask.

        Raises:
            InputError: the scheduler cannot be reached.
        """
        await self.connect()
        several = [list(column) for column in zip(*arguments, strict=True)]
        return self._client.map(function, *several, pure=False, retries=0)

    async def result_of(self, called: Any) -> Any:
        """Wait for what a call came to.

        Raises:
            Interrupted: the scheduler, and the call with it, is gone.
        """
        from distributed.client import FutureCancelledError

        try:
            return await called.result()
        except FutureCancelledError:
            why = self.missing or f"the scheduler at {self.address} was started anew"
            raise Interrupted(f"A call was lost: {why}. Call resume_study.") from None

    async def call_off(self, called: Sequence[Any]) -> None:
        """Let go of what was called; what has not begun is not."""
        for one in called:
            one.release()

    def _nobody(self) -> Fault:
        why = self.missing or "no worker is ready yet"
        return Fault("unavailable", why, unreachable=True)

    async def _open_on(self, link: Link, who: str, asked: _Asked) -> None:
        try:
            await link.open(who, asked.message)
        except Gone:
            link.lose()
        except Fault as fault:
            asked.faults[link.name] = fault
        else:
            asked.faults.pop(link.name, None)

    async def _watch(self) -> None:
        """Greet whoever comes, and get everybody ready there who is asked."""
        while True:
            await asyncio.sleep(LOOK_S if self._asked or not self._links else IDLE_S)
            if self._client is not None and self._client.status == "running":
                await self._look()

    async def _look(self) -> None:
        """See which workers there are, and which are not any more."""
        client = self._client
        try:
            found = await client.scheduler.identity(n_workers=-1)
        except Exception as error:  # it is looked again; what is lost meanwhile is found by calls
            log.info("the scheduler is not reached: %s", type(error).__name__)
            return
        there: Sequence[str] = list(found["workers"])
        self._unfit = {one: why for one, why in self._unfit.items() if one in there}
        for worker, link in list(self._links.items()):
            if worker not in there:
                link.lose()
        known = {*self._links, *self._unfit, *self._greeting}
        for worker in there:
            if worker not in known:
                greeting = asyncio.create_task(self._greet(worker))
                self._greeting[worker] = greeting
                greeting.add_done_callback(lambda done, one=worker: self._greeted(done, one))

    def _greeted(self, done: "asyncio.Task[None]", worker: str) -> None:
        self._greeting.pop(worker, None)
        if not done.cancelled() and (error := done.exception()) is not None:
            log.warning("worker %s does not answer: %s", worker, type(error).__name__)

    async def _greet(self, worker: str) -> None:
        client = self._client
        said = await client.run(greet, (), workers=[worker], on_error="return")
        greeted: Any = said.get(worker)
        if isinstance(greeted, ImportError):
            self._unfit[worker] = f"worker {worker} cannot import Velleity: install it there"
        elif isinstance(greeted, Exception) or greeted is None:
            log.warning("worker %s does not answer: %s", worker, type(greeted).__name__)
        elif (its := greeted["velleity"]) != (own := version("velleity")):
            self._unfit[worker] = f"worker {worker} runs Velleity {its}, and this is {own}"
        else:
            await self._welcome(worker, greeted)

    async def _welcome(self, worker: str, greeted: Said) -> None:
        async def say(said: Said) -> Said | None:
            return await self._say(worker, said)

        link = Link(greeted, uuid4().hex, say, self._lose)
        self._links[worker] = link
        opening = (self._open_on(link, who, asked) for who, asked in list(self._asked.items()))
        await asyncio.gather(*opening)
        self._changed.set()

    async def _say(self, worker: str, said: Said) -> Said | None:
        """Tell a worker something, by way of the scheduler; None if it is not there."""
        client = self._client
        if client is None:
            return None
        message = {"op": OPERATION, "said": written(said)}
        try:
            found = await client.scheduler.broadcast(
                msg=message, workers=[worker], on_error="ignore"
            )
            told = found.get(worker)
            return read(told) if isinstance(told, bytes) else None
        except Exception as error:  # whatever it is that Dask raises, nobody is heard any more
            log.info("worker %s is not reached: %s", worker, type(error).__name__)
            return None

    def _lose(self, link: Link) -> None:
        """Forget a worker; should it be there after all, it is greeted anew."""
        for worker, one in list(self._links.items()):
            if one is link:
                del self._links[worker]
                log.warning("worker %s of the cluster is gone", link.name)
        self._changed.set()

    async def _disconnect(self) -> None:
        links, self._links = list(self._links.values()), {}
        ending = [*self._greeting.values(), *([self._looking] if self._looking else ())]
        for one in ending:
            one.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        self._looking = None
        await asyncio.gather(*(one.close() for one in links))
        client, self._client = self._client, None
        if client is not None:
            await client.close()


async def client_of(address: str) -> Any:
    """A connection to a scheduler.

    Raises:
        InputError: it does not answer, or there are no certificates to show it.
    """
    from distributed import Client, Security  # 50 MB: for those who use a cluster

    security: Any = None
    if address.startswith("tls:"):
        security = Security(require_encryption=True)
        if not (security.tls_ca_file and security.tls_client_cert):
            raise InputError(
                f"{address} needs certificates: set {', '.join(CERTIFICATES)} to the files of the "
                "authority, of this client and of its key."
            )
    try:
        return await Client(
            address,
            asynchronous=True,
            security=security,
            timeout=CONNECT_S,
            name="velleity",
            set_as_default=False,
        )
    except (OSError, ValueError) as error:  # of certificates, too
        raise InputError(
            f"The scheduler at {address} cannot be reached ({type(error).__name__}): start it, or "
            "correct VELLEITY_SCHEDULER."
        ) from None
