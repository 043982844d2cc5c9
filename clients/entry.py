"""The command `holdfast`. Serving starts at once; everything else goes to the command line.

A host starts `holdfast serve`, or plain `holdfast` with a pipe for standard input; neither waits
for the command line to be imported.
"""

import sys


def main() -> None:
    """Serve, or run the command line."""
    words = sys.argv[1:]
    if words == ["serve"] or (not words and not sys.stdin.isatty()):
        from ..server.stdio import serve

        serve()
    else:
        from .cli import run

        run()
