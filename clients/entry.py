"""The command `holdfast`. Serving starts at once; everything else goes to the command line.

A host starts `holdfast serve`, or plain `holdfast` with a pipe for standard input; neither waits
for the command line to be imported.
"""

import sys
from io import TextIOWrapper


def main() -> None:
    """Serve, or run the command line."""
    words = sys.argv[1:]
    if words == ["serve"] or (not words and not sys.stdin.isatty()):
        from ..server.stdio import serve

        serve()
    else:
        from .cli import run

        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                # What a terminal's or a pipe's encoding lacks is escaped instead of ending us.
                stream.reconfigure(errors="backslashreplace")
        run()
