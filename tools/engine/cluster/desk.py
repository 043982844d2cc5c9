"""A worker's side: it takes questions, makes one call for each, and hands the answers out.

Runs inside a worker of Dask, on its event loop, beside its tasks: no question is a task, so Dask
neither keeps one, nor shows one, nor asks one again. Keys come from this worker's environment. A
driver that is not heard of for a while is gone: its calls are broken off and nothing is begun.
"""

import asyncio
import os
import platform
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from ....store.errors import InputError
from ...respondents.child_process import plain_fault
from ...respondents.endpoints import Endpoint
from ...respondents.local.folders import data_folder, weights_folder
from ...respondents.parameters.secrets import Secrets
from ...respondents.protocol import (
    AT_FIRST,
    Fault,
    Inspectable,
    Messages,
    Params,
    Preparing,
    Reply,
    Respondent,
)
from ...respondents.registry import Models
from .messages import OPERATION, Said, plain_answers, question_from, read, written

if TYPE_CHECKING:
    from distributed import Worker

LEASE_S = 10.0
"""Seconds without a word from a driver after which it is taken for gone; it asks for answers every
two seconds at least."""
LOOK_S = 1.0


class _Driver:
    """What one driver has under way here."""

    def __init__(self) -> None:
        self.respondents: dict[str, Respondent] = {}
        self.calls: dict[int, asyncio.Task[None]] = {}
        self.done: list[tuple[int, Reply | Fault]] = []
        self.ready = asyncio.Event()
        self.heard = time.monotonic()

    async def leave(self) -> None:
        """Break off its calls, and let go of everybody who was asked for it."""
        for call in self.calls.values():
            call.cancel()
        self.ready.set()  # its last request for answers, if one waits here
        respondents, self.respondents = list(self.respondents.values()), {}
        await asyncio.gather(*(one.close() for one in respondents), return_exceptions=True)


class _Models(Models):
    """Who can be asked from here: no settings file is read, a driver says what it holds."""

    def __init__(self, variables: Sequence[str]) -> None:
        folder = weights_folder(data_folder())
        super().__init__(folder / "settings.toml", folder)
        self._variables = variables

    def secrets(self) -> Secrets:
        """What is in those variables here that hold keys, of whichever model."""
        return Secrets(value for one in self._variables if (value := _value(one)))


class Desk:
    """All drivers that one worker serves."""

    def __init__(self, worker: str) -> None:
        """Serve nobody yet; `worker` is what this one is called in faults."""
        self.number = uuid4().hex
        self._worker = worker
        self._drivers: dict[str, _Driver] = {}
        self._watching: asyncio.Task[None] | None = None
        self._does: dict[str, Callable[[_Driver, Said], Awaitable[Said]]] = {
            "open": self._open,
            "inspect": self._inspect,
            "take": self._take,
            "collect": self._collect,
            "close": self._close,
        }

    async def handle(self, said: bytes) -> bytes:
        """Do one thing for a driver; JSON in and out. Named as Dask calls it."""
        message = read(said)
        if message["desk"] != self.number:
            return written({"gone": True})
        if message["does"] == "leave":
            if driver := self._drivers.pop(message["driver"], None):
                await driver.leave()
            return written({})
        driver = self._drivers.get(message["driver"])
        if driver is None:
            if message["does"] != "open":
                return written({"gone": True})  # it was not heard of for too long
            driver = self._drivers[message["driver"]] = _Driver()
        driver.heard = time.monotonic()
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch())
        try:
            return written(await self._does[message["does"]](driver, message))
        except Fault as fault:
            return written({"fault": plain_fault(fault)})
        finally:
            driver.heard = time.monotonic()

    async def leave(self) -> None:
        """Let go of all drivers, as a worker does that ends."""
        drivers, self._drivers = list(self._drivers.values()), {}
        await asyncio.gather(*(one.leave() for one in drivers))
        if self._watching is not None:
            self._watching.cancel()

    async def _open(self, driver: _Driver, message: Said) -> Said:
        """Find whoever is to be asked, and get it ready; how many calls at once to begin with.

        Raises:
            Fault: it cannot be asked from here, or is not there.
        """
        who: str = message["who"]
        if who not in driver.respondents:
            driver.respondents[who] = self._respondent(message)
        respondent = driver.respondents[who]
        if not isinstance(respondent, Preparing):
            return {"at_first": AT_FIRST}
        return {"at_first": await respondent.prepare()}

    def _respondent(self, message: Said) -> Respondent:
        models = _Models(message["variables"])
        name, plain = message["name"], message["endpoint"]
        try:
            if plain is None:
                return models.open(name)
            return models.open_endpoint(name, Endpoint.model_validate(plain))
        except InputError as error:
            raise Fault("rejected", f"on the worker {self._worker}, {error}") from None

    async def _inspect(self, driver: _Driver, message: Said) -> Said:
        """What somebody is known to take, of some parameters.

        Raises:
            Fault: it is not there.
        """
        respondent = driver.respondents[message["who"]]
        if not isinstance(respondent, Inspectable):
            return {"refuses": [], "warnings": []}
        found = await respondent.inspect(Params(0, **message["params"]))
        return {"refuses": sorted(found.refuses), "warnings": found.warnings}

    async def _take(self, driver: _Driver, message: Said) -> Said:
        """Begin a call for each question, and break off those that nobody waits for any more."""
        for token in message["cancelled"]:
            if call := driver.calls.get(token):
                call.cancel()
        for plain in message["questions"]:
            token, who, messages, params = question_from(plain)
            asking = self._asked(driver, token, driver.respondents[who], messages, params)
            driver.calls[token] = asyncio.create_task(asking)
        return {}

    async def _asked(
        self, driver: _Driver, token: int, who: Respondent, messages: Messages, params: Params
    ) -> None:
        """Make one call, and put down what came of it."""
        said: Reply | Fault
        try:
            said = await who.ask(messages, params)
        except Fault as fault:
            said = fault
        except Exception as error:  # the driver must not wait for ever
            said = Fault("unavailable", f"{type(error).__name__} on a worker", maybe_paid=True)
        finally:
            driver.calls.pop(token, None)
        driver.done.append((token, said))
        driver.ready.set()

    async def _collect(self, driver: _Driver, message: Said) -> Said:
        """Hand out the answers there are, or the first that comes within a while."""
        if not driver.done:
            driver.ready.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(message["wait_s"]):
                    await driver.ready.wait()
        done, driver.done = driver.done, []
        return plain_answers(done)

    async def _close(self, driver: _Driver, message: Said) -> Said:
        """Let go of somebody."""
        if respondent := driver.respondents.pop(message["who"], None):
            await respondent.close()
        return {}

    async def _watch(self) -> None:
        """Let go of drivers that are gone, as long as there are any."""
        while self._drivers:
            await asyncio.sleep(LOOK_S)
            late = time.monotonic() - LEASE_S
            for number in [one for one, driver in self._drivers.items() if driver.heard < late]:
                await self._drivers.pop(number).leave()
        self._watching = None


async def greet(variables: Sequence[str], dask_worker: "Worker") -> Said:
    """Set up a desk on a worker, once; what the worker is, and which of some variables it has.

    Run by Dask on each worker; the parameter's name is what Dask looks for.
    """
    worker: Any = dask_worker  # Dask tells its types only in part
    handler = worker.handlers.get(OPERATION)
    if handler is None:
        handler = worker.handlers[OPERATION] = Desk(str(worker.name)).handle
    return {
        "desk": handler.__self__.number,
        "velleity": version("velleity"),
        "python": platform.python_version(),
        "name": str(worker.name),
        "threads": worker.state.nthreads,
        "variables": {one: bool(_value(one)) for one in variables},
    }


def _value(variable: str) -> str:
    return os.environ.get(variable, "").strip()
