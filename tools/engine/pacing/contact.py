"""Whether the other side of one study's calls is there: what to say while it is not, when to stop.

A server that has answered may be away for half an hour; one that never has is given up within a
minute, as its address is probably wrong or it was not started. Makes no call itself.
"""

import asyncio
import math

from ...respondents.protocol import THROTTLED, Fault
from ..stopping import Interrupted
from .rate_limiter import RateLimiter

FIRST_S = 50.0
"""Seconds until a first contact is given up, the next try included."""
QUIET_S = 4.0
"""Seconds without a first answer after which that is said."""


def quiet(name: str, address: str, seconds: float) -> str:
    """Say that somebody takes connections, or a question, and has not said anything."""
    where = f" at {address}" if address else ""
    return f"no answer yet from {name}{where}, for {seconds:.0f} s"


def away(reason: str, seconds: float) -> str:
    """Say why nobody can be asked, and when that is tried again."""
    soon = math.ceil(seconds)
    return f"{reason}: trying again{f' in {soon} s' if soon else ''}"


class Contact:
    """The contact of one study with one participant."""

    def __init__(self, name: str, address: str, limiter: RateLimiter, answered: bool) -> None:
        """Know whether it has answered this study before, in whatever process."""
        self._name = name
        self._address = address
        self._limiter = limiter
        self._answered = answered
        self._began: float | None = None
        self._fault: Fault | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def tries(self) -> None:
        """Remember that a call is about to be made."""
        if self._began is None:
            self._loop = asyncio.get_running_loop()
            self._began = self._loop.time()

    def answered(self) -> None:
        """Remember that an answer came."""
        self._answered, self._fault = True, None

    def failed(self, fault: Fault) -> None:
        """Remember how a call failed."""
        self._fault = fault

    @property
    def notice(self) -> str | None:
        """Why answers are waited for; None if they come. From any thread, for display."""
        fault = self._fault
        if fault is not None and self.is_new and fault.kind != "timeout":
            what = fault.reason if fault.unreachable else f"{self._name} fails ({fault.reason})"
            return away(what, self._limiter.next_probe_s)
        if down := self._limiter.down_for_s:
            last = f" ({fault.reason})" if fault else ""
            what = f"{self._name} has not answered for {down:.0f} s{last}"
            return f"{away(what, self._limiter.next_probe_s)}; no answer is lost"
        if self.is_new and self._silent_s > QUIET_S:
            return quiet(self._name, self._address, self._silent_s)
        return None

    def give_up(self, fault: Fault, outage_s: float) -> None:
        """Stop trying once it has taken too long.

        Raises:
            Interrupted: nobody has ever answered, or not for so many seconds.
        """
        limiter, last = self._limiter, fault.reason
        waits = fault.kind in THROTTLED or fault.kind == "timeout"  # somebody is there
        if self.is_new and not waits and self._silent_s + limiter.next_probe_s > FIRST_S:
            limiter.forget()
            raise Interrupted(
                f"{self._name} has never answered: {last}, for {self._silent_s:.0f} s. Start it, "
                f"or correct [models.{self._name}] in the settings file; then call resume_study."
            )
        if limiter.down_for_s > outage_s:
            minutes = limiter.down_for_s / 60
            limiter.forget()
            raise Interrupted(
                f"{self._name} has not answered for {minutes:.0f} minutes (last: {last}). Call "
                "resume_study once it does; no stored answer is asked again."
            )

    @property
    def is_new(self) -> bool:
        """Whether it has never answered anything, this study or another of this process."""
        return not (self._answered or self._limiter.has_answered)

    @property
    def _silent_s(self) -> float:
        """Seconds since it was first tried."""
        began, loop = self._began, self._loop
        return 0.0 if began is None or loop is None else loop.time() - began
