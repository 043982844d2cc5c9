"""Runs studies in a thread with an event loop of its own, for as long as a server lives.

A study that runs holds its file lock, so that no other process takes it for abandoned. Ending the
runner stops every study where it is: each becomes `interrupted` and can be resumed.
"""

import asyncio
import gc
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from ...store.errors import StoreError, VelleityError
from ...store.records import State
from ...store.store import Store
from .pacing import remembered
from .pacing.deadlines import Deadlines
from .pacing.neighbours import Neighbours
from .pacing.rate_limiter import RateLimiter
from .pacing.retries import RetryPolicy
from .purses import Hold, Purses
from .stopping import Interrupted, Stopped

log = logging.getLogger("velleity.engine")

Result = TypeVar("Result")
LOOK_S = 0.5
"""Seconds between two looks for word from other processes, and two words to them."""
ENDED = "the program that ran it has ended, and nothing was spent since"
"""Why a study is interrupted that nothing else held up."""
SELDOM = 20_000
"""New objects after which waste is looked for while studies run: answers come by the thousand."""
GRACE_S = 1.0
"""Seconds that calls in flight have to come back when the process ends."""


class Work(Protocol):
    """Something that can be run, followed and stopped; it stores what it finds by itself."""

    @property
    def done(self) -> int:
        """How much of it is done."""
        ...

    @property
    def stores(self) -> bool:
        """Whether what is done is stored as it is done, so that every process can count it."""
        ...

    @property
    def notice(self) -> str | None:
        """Why it waits, if it does."""
        ...

    def stop(self, *, for_good: bool = False) -> None:
        """Begin nothing more, and call off what can be if it is for good. From any thread."""
        ...

    async def run(self) -> None:
        """Run to the end.

        Raises:
            Stopped: `stop` was called before the end.
        """
        ...


@dataclass
class _Job:
    """A study under way in this process."""

    work: Work
    finished: threading.Event = field(default_factory=threading.Event)
    task: asyncio.Task[None] | None = None
    stopped_as: State = "interrupted"


class _Seldom:
    """Has waste looked for less often while anything runs: it is a fifth of the work otherwise, as
    all answers so far are gone through each time. The process has its own measure back afterwards.
    """

    def __init__(self) -> None:
        self._running = 0
        self._before: tuple[int, int, int] | None = None

    def __enter__(self) -> None:
        self._running += 1
        first, *_ = before = gc.get_threshold()
        if self._running == 1 and 0 < first < SELDOM:
            self._before = before
            gc.set_threshold(SELDOM)

    def __exit__(self, *error: object) -> None:
        self._running -= 1
        if not self._running and self._before is not None:
            gc.set_threshold(*self._before)
            self._before = None


class Runner:
    """The studies that this process runs."""

    def __init__(self, store: Store, retry_policy: RetryPolicy = RetryPolicy()) -> None:  # noqa: B008 - frozen
        """Start the thread; it waits for work."""
        self.retry_policy = retry_policy
        self._store = store
        self._jobs: dict[str, _Job] = {}
        self._seldom = _Seldom()
        self._limiters: dict[str, tuple[str, RateLimiter]] = {}
        self._deadlines: dict[str, Deadlines] = {}
        self._neighbours = Neighbours(store)
        self._at_end: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._loop = asyncio.new_event_loop()
        self.purses = Purses(store, self._loop.call_soon_threadsafe)
        self._thread = threading.Thread(target=self._serve, name="velleity-engine", daemon=True)
        self._thread.start()

    def limiter(self, model: str, most_at_once: int, address: str = "") -> RateLimiter:
        """The one limiter of a model, for a study about to start: all of its studies in this
        process share it, and it shares with other processes. It begins where one before left off.
        """
        if model not in self._limiters:
            limiter = RateLimiter(most_at_once)
            remembered.take_up(self._store, model, address, limiter)
            self._limiters.setdefault(model, (address, limiter))
        address, limiter = self._limiters[model]
        self._loop.call_soon_threadsafe(limiter.allow, most_at_once)  # settings may have changed
        self._neighbours.expect(model, address, limiter)
        return limiter

    def _remember(self) -> None:
        """Tell later processes how many calls at once each model bore."""
        for model, (address, limiter) in list(self._limiters.items()):
            remembered.keep(self._store, model, address, limiter)

    def deadlines(self, model: str) -> Deadlines:
        """What is known of the speed of a model: all of its studies in this process share it."""
        return self._deadlines.setdefault(model, Deadlines())

    def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run something short on the studies' loop and wait for it; not from that loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop on which studies run."""
        return self._loop

    def at_end(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Have something done on the studies' loop when all of them have ended, for good."""
        self._at_end.append(work)

    def hold(self, study_id: str, timeout_s: float = 0.0) -> Hold:
        """Take a study in hand that is to be run here, or looked after; `release` must follow.

        Raises:
            filelock.Timeout: another process has it.
            StoreError: nothing can be written where it is.
        """
        return Hold(self.purses, self._store.hold(study_id, timeout_s))

    def start(self, study_id: str, work: Work, hold: Hold) -> None:
        """Begin, or go on with, a study that the caller has in hand; it is let go of here."""
        job = self._jobs[study_id] = _Job(work)
        self._store.is_called_off(study_id)  # word that was meant for a process that is gone

        async def run() -> None:
            job.task = asyncio.current_task()
            watching = asyncio.create_task(self._watch(study_id, work))
            try:
                with self._seldom, self._neighbours.beside():
                    await self._run(study_id, job)
            finally:
                watching.cancel()
                if not work.stores:
                    self._store.note(study_id, None)
                self._remember()
                del self._jobs[study_id]  # before the lock is free: a new job may follow at once
                hold.release()
                job.finished.set()

        self._submit(run())

    async def _watch(self, study_id: str, work: Work) -> None:
        """Stop a study once another process has left word that it is to end; tell the others how
        far it is.
        """
        while not self._store.is_called_off(study_id):
            if not work.stores:
                self._store.note(study_id, work.done)
            await asyncio.sleep(LOOK_S)
        self.stop(study_id, "cancelled")

    async def _run(self, study_id: str, job: _Job) -> None:
        state: State
        try:
            await job.work.run()
            return
        except (Stopped, asyncio.CancelledError):
            state = job.stopped_as
            reason = ENDED if state == "interrupted" else None
        except (Interrupted, StoreError) as error:  # a disk that is full or gone may be mended
            state, reason = "interrupted", str(error)
        except VelleityError as error:
            state, reason = "failed", str(error)
        except Exception:
            log.exception("study %s failed", study_id)
            state, reason = "failed", "An internal error; the server's log has its trace."
        try:
            await asyncio.wrap_future(self._store.settle(study_id, state, reason))
        except StoreError as error:  # whoever looks next finds it neither running nor ended
            log.warning("how study %s ended cannot be written: %s", study_id, error)

    def stop(self, study_id: str, state: State) -> bool:
        """Stop a study of this process; it ends in `state`. False if it does not run here."""
        job = self._jobs.get(study_id)
        if job is None:
            return False
        job.stopped_as = state
        job.work.stop(for_good=state == "cancelled")
        return True

    def done(self, study_id: str) -> int | None:
        """How much of a study is done; None if it does not run here."""
        job = self._jobs.get(study_id)
        return None if job is None else job.work.done

    def notice(self, study_id: str) -> str | None:
        """Why a study waits; None if it does not, or does not run here."""
        job = self._jobs.get(study_id)
        return None if job is None else job.work.notice

    def wait(self, study_id: str, timeout: float) -> None:
        """Block until a study of this process has ended, or the time is over."""
        if job := self._jobs.get(study_id):
            job.finished.wait(timeout)

    def close(self) -> None:
        """Stop every study and end the thread."""
        jobs = list(self._jobs.items())
        for study_id, _ in jobs:
            self.stop(study_id, "interrupted")
        for _, job in jobs:
            if not job.finished.wait(GRACE_S) and job.task is not None:
                self._loop.call_soon_threadsafe(job.task.cancel)
            job.finished.wait(10)
        for work in self._at_end:
            self.do(work())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _submit(self, coroutine: Coroutine[Any, Any, None]) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
