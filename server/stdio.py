"""Serve over standard input and output, and end cleanly on end of input, Ctrl-C and SIGTERM.

The SDK's reader sits in a blocking read that cannot be cancelled, so after a signal the process
closes its studies and leaves without waiting for it.
"""

import asyncio
import contextlib
import os
import signal
import sys

from .app import build
from .settings import Settings
from .state import State

CLOSING = 5.0
"""Seconds that closing may take after a signal."""


def serve() -> None:
    """Serve until the client goes away."""
    build(Settings(), opened=_leave_on_signals).run("stdio")


def _leave_on_signals(state: State) -> None:
    loop = asyncio.get_running_loop()
    leaving: list[asyncio.Task[None]] = []  # a task nobody holds may be collected

    async def leave(number: int) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(state.close(), CLOSING)
        sys.stderr.flush()
        os._exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(
                number, lambda n=number: leaving.append(asyncio.ensure_future(leave(n)))
            )
