"""How a command ends, whichever it is: what it was refused in one line, or all as one document.

With --json every command prints exactly one JSON document, `Envelope`, on standard output, errors
of every kind included. Knows no command.
"""

import os
import re
import sys
import traceback
from collections.abc import Sequence
from contextvars import ContextVar
from importlib.metadata import version
from typing import Any, Literal

import typer
from pydantic import BaseModel, ConfigDict, Field
from typer.core import TyperGroup
from typer.exceptions import TyperException

from ...server.refusal import Refused
from ...server.unseen import visible
from .wording import at_terminal

DOCUMENT = "--json"
PLAIN = frozenset({"--help", "-h", "--version"})
"""Words whose answer is no document."""


Code = Literal["usage", "refused", "failed", "unfinished", "interrupted", "internal"]


class Failure(BaseModel):
    """Why a command did not do what was asked."""

    model_config = ConfigDict(extra="forbid")

    message: str
    suggestion: str | None = Field(default=None, description="what to do next")
    code: Code


class Envelope(BaseModel):
    """The one document that a command prints with --json; its schema is `envelope.schema.json`."""

    model_config = ConfigDict(extra="forbid")

    ok: bool
    data: Any = Field(description="what was asked for; beside an error, what there is of it")
    error: Failure | None = None
    version: str = Field(description="of the program")


class Unfinished(Refused):
    """Raised when a study did not come to its end; what it found so far is shown all the same."""


class BrokenOff(Refused):
    """Raised when a person ended a command."""


_kept: ContextVar[list[Any]] = ContextVar("kept")


def keep(data: Any) -> None:
    """What a command answers: its document holds it once the command is over, several as a list."""
    _kept.get().append(data)


def complaint(error: Exception) -> str:
    """An error as one line, whatever a path or an argument in it holds."""
    return f"velleity: {' '.join(visible(at_terminal(str(error))).split())}"


class Commands(TyperGroup):
    """All commands; how each of them ends."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **options: Any) -> Any:
        """Run the command that the words name, and end the process."""
        words = list(sys.argv[1:] if args is None else args)
        kept: list[Any] = []
        _kept.set(kept)
        if DOCUMENT in words and not PLAIN & set(words):
            self._documented(words, kept, *more, **options)
        try:
            super().main(words, *more, **options)
        except Refused as error:
            typer.echo(complaint(error), err=True)
            sys.exit(130 if isinstance(error, BrokenOff) else 1)

    def _documented(self, words: list[str], kept: list[Any], *more: Any, **options: Any) -> None:
        """Run it and print its document, whatever happens."""
        code, error = 1, None
        try:
            ended = super().main(words, *more, **{**options, "standalone_mode": False})
            code = ended if isinstance(ended, int) else 0
            if code:
                error = Failure(message="Not all is as it should be: see data.", code="failed")
        except Refused as refused:
            code = 130 if isinstance(refused, BrokenOff) else 1
            error = failure(refused)
        except TyperException as misuse:
            code = 2
            said = visible(getattr(misuse, "message", str(misuse)))
            error = Failure(message=said, suggestion="Add --help for the words.", code="usage")
        except Exception as bug:
            traceback.print_exc()
            error = Failure(message=visible(f"{type(bug).__name__}: {bug}"), code="internal")
        data = kept if len(kept) > 1 else next(iter(kept), None)
        _print(Envelope(ok=not code, data=data, error=error, version=version("velleity")))
        sys.exit(code)


def failure(refused: Refused) -> Failure:
    """What was refused; the sentences after the first say what to do next."""
    codes: dict[type[Refused], Code] = {Unfinished: "unfinished", BrokenOff: "interrupted"}
    whole = complaint(refused).removeprefix("velleity: ")
    _, _, rest = re.sub(r"(?<=[.:]) (?=[A-Z`])", "\n", whole, count=1).partition("\n")
    return Failure(message=whole, suggestion=rest or None, code=codes.get(type(refused), "refused"))


def _print(made: Envelope) -> None:
    """Print a document; what the encoding lacks is escaped as JSON has it."""
    ascii_only = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    try:
        sys.stdout.write(f"{made.model_dump_json(indent=2, ensure_ascii=ascii_only)}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
