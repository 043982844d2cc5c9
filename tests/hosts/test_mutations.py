"""A server that is spoilt in one place is caught, by the check that is there for it.

First what a sound server really sent is spoilt; then its code is, and the server asked anew.
"""

import copy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mcp.server.transport_security import TransportSecurityMiddleware

from tests.hosts import checks
from tests.hosts.checks import CHECKS, Served
from tests.hosts.collecting import PARTS
from velleity.server import told, tool_set
from velleity.server.features import skill, tasks
from velleity.server.http.guard import Guard
from velleity.server.toolset import refusals

CHECKED = {check.__name__: check for check in CHECKS}


@pytest.fixture
async def served(home: Path) -> Served:
    """Everything that a sound server tells."""
    told: Served = {}
    for at, collect in enumerate(dict.fromkeys(PARTS.values())):
        told |= await collect(home / str(at))
    return told


def tool(served: Served, name: str) -> dict[str, Any]:
    return next(one for one in served["tools"] if one["name"] == name)


def set_in(served: Served, name: str, *path: str, to: Any) -> None:
    """Change one place of a tool."""
    within: Any = tool(served, name)
    for key in path[:-1]:
        within = within[key]
    within[path[-1]] = to


def options_of(served: Served) -> dict[str, Any]:
    return tool(served, "elicit")["inputSchema"]["properties"]["options"]


def fields_of(served: Served, name: str) -> dict[str, Any]:
    return tool(served, name)["outputSchema"]["properties"]


SENT: dict[str, tuple[str, Callable[[Served], Any]]] = {
    "annotations removed": ("annotations", lambda s: tool(s, "summarize").pop("annotations")),
    "an annotation untrue": (
        "annotations",
        lambda s: set_in(s, "perturb", "annotations", "readOnlyHint", to=True),
    ),
    "a type misspelt": (
        "schemas",
        lambda s: set_in(s, "elicit", "inputSchema", "properties", "model", "type", to="strng"),
    ),
    "items missing": ("schemas", lambda s: options_of(s).pop("items")),
    "a wrong not-found code": ("not_found", lambda s: s["not_found"].update(resource=-32002)),
    "an unknown prompt as an internal error": (
        "not_found",
        lambda s: s["not_found"].update(prompt=-32603),
    ),
    "the check of hosts off": ("hosts", lambda s: s["hosts"].update({"evil.example": 200})),
    "hosts compared by case": ("hosts", lambda s: s["hosts"].update({"LOCALHOST:1": 421})),
    "a task status misspelt": ("tasks", lambda s: s["task_states"].append("complete")),
    "a wrong output schema": (
        "answers",
        lambda s: set_in(
            s, "study_status", "outputSchema", "properties", "done", to={"type": "string"}
        ),
    ),
    "an output schema that names nothing": (
        "answers",
        lambda s: set_in(s, "summarize", "outputSchema", to={"type": "object"}),
    ),
    "a field of a finding not named": (
        "answers",
        lambda s: fields_of(s, "summarize")["findings"]["items"]["propertyNames"]["enum"].remove(
            "sentence"
        ),
    ),
    "a field of a plan not named": (
        "answers",
        lambda s: fields_of(s, "perturb")["plan"]["propertyNames"]["enum"].remove("effect"),
    ),
    "the records in an answer not described": (
        "answers",
        lambda s: set_in(
            s, "summarize", "outputSchema", "properties", "next", to={"type": "array"}
        ),
    ),
    "an output schema misspelt": (
        "schemas",
        lambda s: set_in(
            s, "summarize", "outputSchema", "properties", "total", to={"type": "strng"}
        ),
    ),
    "a wrong digest of the skill": (
        "skill",
        lambda s: s["skill"]["resources"][0].update(digest="sha256:0"),
    ),
    "a description emptied": (
        "descriptions",
        lambda s: set_in(s, "catalogue", "description", to=""),
    ),
    "an argument unexplained": (
        "descriptions",
        lambda s: set_in(s, "perturb", "inputSchema", "properties", "wide", to={"type": "boolean"}),
    ),
}


async def test_the_server_is_sound_and_what_is_spoilt_of_what_it_sent_is_caught(
    served: Served,
) -> None:
    assert {name for name, _ in served["answers"]} == {one["name"] for one in served["tools"]}
    assert checks.offences(served) == []
    for what, (check, mutate) in SENT.items():
        spoilt = copy.deepcopy(served)
        mutate(spoilt)
        assert CHECKED[check](spoilt), what


Patch = pytest.MonkeyPatch


def without_annotations(patch: Patch) -> None:
    rows = tool_set.ROWS
    patch.setattr(tool_set, "ROWS", tuple((one, title, None) for one, title, _ in rows))


def reading_all(patch: Patch) -> None:
    rows, reads = tool_set.ROWS, tool_set.READS
    patch.setattr(tool_set, "ROWS", tuple((one, title, reads) for one, title, _ in rows))


def spoiling(patch: Patch, name: str, spoil: Callable[[dict[str, Any]], Any]) -> None:
    """Let a function of the product that makes schemas make spoilt ones."""
    made = getattr(refusals, name)

    def spoilt(schema: Any) -> Any:
        shown = copy.deepcopy(made(schema))
        spoil(shown["properties"])
        return shown

    patch.setattr(refusals, name, spoilt)


def every_array(own: dict[str, Any]) -> None:
    for one in own.values():
        one.pop("items", None)


def every_type(own: dict[str, Any]) -> None:
    for one in own.values():
        if one.get("type") == "string":
            one["type"] = "strng"


def constant(value: Any) -> Callable[..., Any]:
    """A function that says the same to anything."""

    def said(*_: Any) -> Any:
        return value

    return said


def another_digest(patch: Patch) -> None:
    digest = SimpleNamespace(hexdigest=constant("0" * 64))
    patch.setattr(skill, "hashlib", SimpleNamespace(sha256=constant(digest)))


def any_host(patch: Patch) -> None:
    patch.setattr(Guard, "_refusal", constant(None))
    patch.setattr(TransportSecurityMiddleware, "_validate_host", constant(True))


CODE: dict[str, tuple[str, Callable[[Patch], Any]]] = {
    "annotations are not sent": ("annotations", without_annotations),
    "every tool says that it only reads": ("annotations", reading_all),
    "texts are strngs": ("schemas", lambda p: spoiling(p, "arguments_shown", every_type)),
    "arrays have no items": ("schemas", lambda p: spoiling(p, "arguments_shown", every_array)),
    "docstrings are lost": (
        "descriptions",
        lambda p: p.setattr(refusals, "cleandoc", constant(".")),
    ),
    "an unknown prompt is an internal error": (
        "not_found",
        lambda p: p.setattr(told, "INVALID_PARAMS", -32603),
    ),
    "an unknown task is a resource not found": (
        "not_found",
        lambda p: p.setattr(tasks, "INVALID_PARAMS", -32002),
    ),
    "a task that is done is complete": (
        "tasks",
        lambda p: p.setitem(tasks._STATES, "done", "complete"),  # pyright: ignore[reportPrivateUsage]
    ),
    "an answer has a field that is not announced": (
        "answers",
        lambda p: spoiling(p, "answer_shown", lambda own: own.pop("next", None)),
    ),
    "a digest of another text": ("skill", another_digest),
    "every host is let in": ("hosts", any_host),
}


@pytest.mark.parametrize("what", CODE)
async def test_code_that_is_spoilt_is_caught(
    what: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, spoil = CODE[what]
    # A process makes its tools once; what is spoilt here must be made anew, and not be kept.
    monkeypatch.setattr(tool_set, "tool_set", tool_set.tool_set.__wrapped__)
    spoil(monkeypatch)
    assert CHECKED[check](await PARTS[check](home))
