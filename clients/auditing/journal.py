"""What an audit did, step by step: every call of a tool with its answer, every turn of an auditor.

Kept in two files side by side: JSON Lines, from which an audit is replayed, and a page to read. A
step is written as soon as it is known, so that what ended early is there too.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field
from pydantic_core import to_jsonable_python

from ...server.refusal import Refused
from ...server.unseen import marked, visible

SHOWN = 1_500
"""Characters of an answer on the page; the lines have all of it."""
Kind = Literal["begin", "note", "call", "turn", "refused"]


class NoJournal(Refused):
    """Raised when a journal cannot be written, or read back."""


class Step(BaseModel):
    """One step. `number` counts from 1 and is what the report cites."""

    number: int
    kind: Kind
    why: str = Field(default="", description="what it was for, in the auditor's words")
    tool: str = ""
    arguments: dict[str, Any] = Field(default={})
    answer: Any = None
    calls: list[tuple[str, str]] = Field(default=[], description="of a turn: tools, arguments")
    cost_usd: float | None = Field(default=None, description="of a turn")


class Journal:
    """The steps of one audit."""

    def __init__(self, file: Path | None = None) -> None:
        """Begin one, kept in `file` (.jsonl) and a page beside it, if a file is given.

        Raises:
            NoJournal: it cannot be written.
        """
        self.steps: list[Step] = []
        self.file = file
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text("", "utf-8")
                self.page.write_text("", "utf-8")
            except OSError as error:
                raise NoJournal(f"{file} cannot be written ({error.strerror}).") from None

    @property
    def page(self) -> Path:
        """The page to read."""
        assert self.file is not None
        return self.file.with_suffix(".md")

    def add(self, kind: Kind, **said: Any) -> Step:
        """Keep a step."""
        plain = {name: marked(to_jsonable_python(value)) for name, value in said.items()}
        step = Step(number=len(self.steps) + 1, kind=kind, **plain)
        self.steps.append(step)
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(step.model_dump_json() + "\n")
            with self.page.open("a", encoding="utf-8") as out:
                out.write(_told(step) + "\n\n")
        return step

    def answers(self) -> Mapping[int, Any]:
        """What tools answered, by step."""
        return {one.number: one.answer for one in self.steps if one.kind == "call"}


def read_journal(file: Path) -> list[Step]:
    """The steps of an audit of before.

    Raises:
        NoJournal: there is none in that file.
    """
    try:
        lines = file.read_text("utf-8").split("\n")
        return [Step.model_validate_json(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise NoJournal(f"{file} is no journal of an audit ({str(error)[:120]}).") from None


def _told(step: Step) -> str:
    """A step as a part of the page; what was answered is indented, so that it is no heading."""
    head = f"## {step.number}. {step.kind}{f': {step.tool}' if step.tool else ''}"
    parts = [head, *([visible(step.why)] if step.why else [])]
    if step.arguments:
        parts.append(_indented(json.dumps(step.arguments, ensure_ascii=False)))
    if step.calls:
        parts.append(_indented("\n".join(f"{name} {said}" for name, said in step.calls)))
    if step.answer is not None:
        whole = json.dumps(step.answer, ensure_ascii=False, indent=1)
        cut = f"\n… {len(whole) - SHOWN:,} more characters" if len(whole) > SHOWN else ""
        parts.append(_indented(whole[:SHOWN] + cut))
    if step.cost_usd is not None:
        parts.append(f"Cost: ${step.cost_usd:.6f} at most.")
    return "\n\n".join(parts)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in visible(text).splitlines())
