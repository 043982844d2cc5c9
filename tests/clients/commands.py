"""The command line run in this process, as a shell would run it, and what it prints."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # pyright: ignore[reportMissingTypeStubs]
from typer.testing import CliRunner, Result

from velleity.clients import terminal
from velleity.clients.cli import app
from velleity.clients.terminal.envelope import Envelope

A, B = "a bar of dark chocolate", "a scoop of ice cream"
SCHEMA = json.loads(Path(terminal.__file__).with_name("envelope.schema.json").read_bytes())
CHOICE = {"kind": "choice", "model": "m", "option_a": "x", "option_b": "y", "first": "a"}


def is_document(made: object) -> bool:
    """Whether a value is what the shipped schema says."""
    return bool(Draft202012Validator(SCHEMA).is_valid(made))  # pyright: ignore[reportUnknownMemberType, reportArgumentType]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def said(*words: str) -> str:
    """What a command that must succeed prints, with nothing but warnings beside it."""
    done = run(*words)
    assert done.exit_code == 0, done.stderr or done.exception
    assert not done.stderr or done.stderr.startswith("velleity: warning: "), done.stderr
    return done.stdout


def document(*words: str) -> Envelope:
    """The one JSON document that a command prints, whether it does what is asked or not."""
    return document_in(run(*words, "--json"))


def document_in(done: Result) -> Envelope:
    """The same of a command that was run."""
    assert is_document(json.loads(done.stdout))
    made = Envelope.model_validate_json(done.stdout, strict=True)
    assert made.ok == (done.exit_code == 0) == (made.error is None)
    return made


def answer(*words: str) -> Any:
    """What a command that must succeed answers, with nothing but warnings beside it."""
    made = json.loads(said(*words, "--json"))
    assert is_document(made)
    return made["data"]


def refused(*words: str) -> str:
    """The one line that a command that must fail says."""
    done = run(*words)
    assert done.exit_code == 1, done.output
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert line.startswith("velleity: ")
    return line


def choices(folder: Path, *lines: object) -> str:
    """A file of choices; its path."""
    path = folder / "choices.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), "utf-8")
    return str(path)


def studies() -> list[dict[str, Any]]:
    return answer("list")["studies"]
