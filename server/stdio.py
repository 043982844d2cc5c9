"""Serve over standard input and output, and end cleanly on end of input, Ctrl-C and SIGTERM.

The SDK's reader sits in a blocking read that cannot be cancelled, so after a signal the process
closes its studies and leaves without waiting for it.
"""

import asyncio
import contextlib
import os
import signal
import sys
from typing import Any, cast

import anyio
from mcp.server.stdio import stdio_server

from .app import build
from .framing import Lines
from .settings import Settings
from .state import State

CLOSING = 5.0
"""Seconds that closing may take after a signal."""


def serve() -> None:
    """Serve until the client goes away."""
    anyio.run(_serve)


async def _serve() -> None:
    """Let the SDK serve those lines of standard input that are frames."""
    lines = Lines()
    server = build(Settings(), opened=_leave_on_signals, in_haste=True)
    low = server._lowlevel_server  # pyright: ignore[reportPrivateUsage] - as `run` does
    async with stdio_server(stdin=cast("Any", lines)) as (read, write):
        lines.answers = write
        await low.run(read, write, low.create_initialization_options())


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
