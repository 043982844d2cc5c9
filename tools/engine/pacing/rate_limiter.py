"""How many calls one model gets at once, and none while it is down. Knows no trial and no study.

Concurrency adapts as TCP does (slow start, then additive increase and multiplicative decrease): it
grows while calls succeed in good time and others wait for a place, and is halved when the provider
asks for less or lets calls time out, at most once for the calls that were in flight together. A
circuit breaker opens after some failures in a row, or at once where nobody has ever answered, and
lets single probes through until one succeeds; whoever waits, waits here, and no trial fails.

Where other processes ask the model, too, `limit` is this one's part of what it bears from all of
them (`share`, `hear`). Who they are, and how that is found out, it does not know.

Everything but the two times for display happens on one event loop; its clock is the only one.
"""

import asyncio
from collections import deque
from types import TracebackType
from typing import NamedTuple

from ...respondents.protocol import THROTTLED, Fault, FaultKind

START = 4
"""Calls at once before anything is known, of who answers or how fast."""
STEP = 2.0
"""Calls more at once for each answer in good time, as long as none was told to be too many."""
LATE = 1 / 3
"""Share of its deadline that a call may take, were all places taken, before no more are made."""
FAILURES = 8
"""Failures in a row that open the circuit: with every third call failing by chance, 1 in 6,500."""
TOO_MUCH: frozenset[FaultKind] = THROTTLED | frozenset[FaultKind](("timeout",))
"""What says that fewer calls should be made at once."""
FIRST_PROBE_S = 3.0
SLOWEST_PROBE_S = 45.0
"""Seconds between probes: 3, 9, 27, then 45."""
EARLY_S = 0.001
"""A timer may fire early by the resolution of the clock; that must not cost a probe."""


class _Turn(NamedTuple):
    """A call that was let in: how often the limit had been cut by then, and whether it probes.

    `beside` is how many were in flight with it, itself included.
    """

    cuts: int
    is_probe: bool
    at: float
    beside: int


class _Calling:
    """A call in the place that a limiter gave; a generator would cost three times as much."""

    __slots__ = ("_deadline_s", "_limiter", "_turn")

    def __init__(self, limiter: "RateLimiter", turn: _Turn, deadline_s: float) -> None:
        self._limiter, self._turn, self._deadline_s = limiter, turn, deadline_s

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._limiter.ended(self._turn, self._deadline_s, error)


class RateLimiter:
    """The calls of one model in this process."""

    def __init__(self, most: int) -> None:
        """Start with a few calls at once, to grow to `most`; `open` may tell of more."""
        self.most = most
        self._most = self._places = most  # of all processes, and of this one
        self._part = 1.0
        self._bears(START)
        self._is_new = True
        self._steady = False
        self._cuts = 0
        self._in_flight = 0
        self._waiting: deque[asyncio.Future[_Turn]] = deque()
        self._failures = 0
        self._probes = 0
        self._probing = False
        self._closed_until: float | None = None
        self._down_since: float | None = None
        self.has_answered = False
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def limit(self) -> int:
        """How many calls may be in flight."""
        return int(self._limit)

    @property
    def reached(self) -> float:
        """The same, with what is on the way to one more."""
        return self._limit

    @property
    def in_flight(self) -> int:
        """How many calls are in flight."""
        return self._in_flight

    @property
    def want(self) -> int:
        """How many calls are in flight or wait for a place."""
        return self._in_flight + len(self._waiting)

    @property
    def borne(self) -> float:
        """How many calls at once the model is thought to bear, from all processes together."""
        return min(float(self._most), self._base + self._limit - self._given)

    @property
    def knows(self) -> bool:
        """Whether that rests on answers, or their want, and is not a mere beginning."""
        return not self._is_new

    @property
    def cuts(self) -> int:
        """How often it was found to be less, here or elsewhere."""
        return self._cuts

    @property
    def down_for_s(self) -> float:
        """For how long no call has succeeded, once the circuit is open; 0 while it is closed."""
        since = self._down_since
        return 0.0 if since is None or self._loop is None else self._loop.time() - since

    @property
    def next_probe_s(self) -> float:
        """Seconds until somebody is let through again; 0 while the circuit is closed."""
        until = self._closed_until
        return 0.0 if until is None or self._loop is None else max(0.0, until - self._loop.time())

    def open(self, at_first: int) -> None:
        """Learn, before the first answer, how many calls at once whoever answers can take.

        Only what nobody has tried is replaced: not what answers or their want have shown.
        """
        if self._is_new:
            self._is_new = False
            self._bears(at_first)
            self._wake()

    @property
    def was_cut(self) -> bool:
        """Whether more were ever too many."""
        return self._steady

    def take_up(self, limit: int, *, was_cut: bool) -> None:
        """Begin with what was borne before, in another process."""
        if self._is_new:
            self._is_new, self._steady = False, was_cut
            self._bears(max(limit, START))

    def allow(self, most: int) -> None:
        """Make at most so many calls at once, of all processes, from now on."""
        if most != self.most:
            self.most = most
            self.share(max(1, round(most * self._part)), most)

    def share(self, places: int, most: int) -> None:
        """Make at most so many calls at once, of `most` that all processes together may make.

        What the model bears is shared in proportion. Calls in flight beyond that are let end.
        """
        borne = self.borne
        self._places, self._most, self._part = places, most, places / most
        self._bears(borne)
        self._wake()

    def hear(self, limit: float, borne: float, *, was_cut: bool, is_cut: bool) -> None:
        """Take over what was found with other processes: this one's part, and that of all.

        `is_cut`: it is less than was thought, which calls now in flight did not know.
        """
        self._is_new, self._steady = False, was_cut
        self._cuts += is_cut
        self._begin(min(limit, self._places), borne)
        self._wake()

    def _bears(self, borne: float) -> None:
        """Have this process's part of so many calls at once that the model bears."""
        borne = min(borne, float(self._most))
        self._begin(borne * self._places / self._most, borne)

    def _begin(self, limit: float, borne: float) -> None:
        self._limit = self._given = max(1.0, round(limit, 6))
        self._base = max(1.0, borne)

    def enter_at_once(self) -> _Turn | None:
        """Take a free place, if there is one that nobody waits for; `calling` must follow."""
        self._loop = loop = asyncio.get_running_loop()
        return self._taken(loop) if not self._waiting and self._is_free() else None

    async def enter(self) -> _Turn:
        """Wait for a place, behind whoever waits already; `calling` must follow."""
        if (turn := self.enter_at_once()) is not None:
            return turn
        place: asyncio.Future[_Turn] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            return await place
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
            elif not place.cancelled():  # the place was given to somebody who is gone
                self._leave(place.result(), unknown=True)
            raise

    def _taken(self, loop: asyncio.AbstractEventLoop) -> _Turn:
        """Give a place away."""
        self._in_flight += 1
        self._probing = self._closed_until is not None
        return _Turn(self._cuts, self._probing, loop.time(), self._in_flight)

    def _leave(
        self,
        turn: _Turn,
        fault: Fault | None = None,
        *,
        unknown: bool = False,
        is_late: bool = False,
    ) -> None:
        """Give the place back and learn from how the call ended, if that is known."""
        self._in_flight -= 1
        if turn.is_probe:
            self._probing = False
        if fault is None:
            if not unknown:
                self._succeeded(is_late)
        elif fault.kind in ("quota", "rejected"):
            self._close_circuit()  # it is there, and it answers
            self.has_answered = True
        elif fault.kind != "lost":
            self._failed(turn, fault)
        self._wake()

    def forget(self) -> None:
        """Close the circuit: whoever asks later finds out anew whether anybody is there."""
        self._close_circuit()

    def calling(self, turn: _Turn, deadline_s: float = float("inf")) -> "_Calling":
        """Make a call in the place that `enter` gave; it has `deadline_s` seconds in all."""
        return _Calling(self, turn, deadline_s)

    def ended(self, turn: _Turn, deadline_s: float, error: BaseException | None) -> None:
        """Take the place back that a call had, and learn from how it ended."""
        if isinstance(error, Fault):
            self._leave(turn, error)
        elif error is not None:
            self._leave(turn, unknown=True)
        else:
            took = asyncio.get_running_loop().time() - turn.at
            # A queue takes as many times longer as more wait in it: the first of many tell little.
            would_take = took * max(1.0, self._limit / turn.beside)
            self._leave(turn, is_late=would_take > LATE * deadline_s)

    def _is_free(self) -> bool:
        if self._closed_until is None:
            return self._in_flight < self.limit
        return (
            not self._probing and asyncio.get_running_loop().time() >= self._closed_until - EARLY_S
        )

    def _wake(self) -> None:
        """Give the places there are to those who wait, in their order: nobody else takes them."""
        while self._waiting and self._is_free():
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(self._taken(place.get_loop()))

    def _succeeded(self, is_late: bool) -> None:
        self._close_circuit()
        self._is_new, self.has_answered = False, True
        if is_late or not self._waiting:
            return  # what nobody has tried is not known to be borne
        # All processes together grow by one for as many answers as they have calls in flight.
        step = self._part / self._limit if self._steady else STEP
        self._limit = min(float(self._places), self._limit + step)

    def _close_circuit(self) -> None:
        self._failures = self._probes = 0
        self._closed_until = self._down_since = None

    def _failed(self, turn: _Turn, fault: Fault) -> None:
        if fault.kind in TOO_MUCH and turn.cuts == self._cuts:
            self._cuts += 1
            self._is_new, self._steady = False, True
            self._begin(self._limit / 2, self.borne / 2)
        self._failures += 1
        enough = 1 if fault.unreachable and not self.has_answered else FAILURES
        if turn.is_probe or (self._closed_until is None and self._failures >= enough):
            self._open_circuit()

    def _open_circuit(self) -> None:
        loop = asyncio.get_running_loop()
        self._down_since = self._down_since or loop.time()
        wait = min(SLOWEST_PROBE_S, FIRST_PROBE_S * 3**self._probes)
        self._probes += 1
        self._closed_until = loop.time() + wait
        loop.call_at(self._closed_until, self._wake)
