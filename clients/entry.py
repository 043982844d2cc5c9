"""The command `velleity`. Serving starts at once; everything else goes to the command line.

A host starts `velleity serve`, or plain `velleity` with a pipe for standard input; neither waits
for the command line to be imported, nor for the SDK to be told what server this is.
"""

import gc
import os
import sys
from collections.abc import Callable
from typing import Any


def main() -> None:
    """Serve, or run the command line."""
    # Threads of linear algebra wait for each other longer than our small matrices take.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = sys.argv[1:]
    if words == ["serve"] or (not words and not sys.stdin.isatty()):
        _serve()
    else:
        from io import TextIOWrapper

        run = _command_line()

        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                # What a terminal's or a pipe's encoding lacks is escaped instead of ending us.
                stream.reconfigure(errors="backslashreplace")
        run()


def _command_line() -> Callable[[], None]:
    """Import the command line. All of that stays, so it is not looked through for waste meanwhile:
    a tenth of the time.
    """
    gc.disable()
    from .cli import run

    gc.freeze()
    gc.enable()
    return run


def _serve() -> None:
    import signal

    from ..server.early import answer_probe

    def leave(number: int, frame: Any) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)  # until the event loop takes them over
    if answer_probe():
        from ..server.stdio import serve

        serve()
