"""The command `velleity`. Serving starts at once; everything else goes to the command line.

A host starts `velleity serve`, or plain `velleity` with a pipe for standard input; neither waits
for the command line to be imported, nor for the SDK to be told what server this is.
"""

import gc
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
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

        with _to_stay():
            from .cli import run

        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                # What a terminal's or a pipe's encoding lacks is escaped instead of ending us.
                stream.reconfigure(errors="backslashreplace")
        run()


MADE = 20_000
"""New objects after which waste is looked for: findings and trials come by the ten thousand."""


@contextmanager
def _to_stay() -> Generator[None]:
    """Import what stays to the end without looking through it for waste: a tenth of the time."""
    gc.disable()
    yield
    gc.freeze()
    gc.set_threshold(MADE)
    gc.enable()


def _serve() -> None:
    import signal

    from ..server.early import answer_probe

    def leave(number: int, frame: Any) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, leave)  # until the event loop takes them over
    if answer_probe():
        with _to_stay():
            from ..server.stdio import serve
        serve()
