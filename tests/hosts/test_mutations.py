"""A server that is spoilt in one place is caught: each mutation of the real one has its check."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.client import advertise
from mcp.types import TextResourceContents

from tests.hosts.checks import Served, offences
from tests.server.asking import SWEETS, call, done
from tests.server.features.test_skill import Answer, GetSkill
from tests.server.following import TASKS, GetTask, Looked, task
from tests.server.listening import listening
from velleity.server.app import build
from velleity.server.features.skill import URI, SkillParams
from velleity.server.settings import Settings


async def code_of(asked: Any) -> int:
    """The code of an error that must come."""
    with pytest.raises(MCPError) as caught:
        await asked
    return caught.value.error.code


async def told_by(home: Path) -> Served:
    """Everything that is checked, from a real server."""
    async with Client(build(Settings(home))) as client:
        listed = (await client.list_tools()).tools
        plain = [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in listed]
        study = await done(client, "elicit", model="sim/bob", options=list(SWEETS.values()))
        answered = {
            "study_status": await call(client, "study_status", study_id=study),
            "summarize": await call(client, "summarize", study_ids=[study]),
            "get_trials": await call(client, "get_trials", study_id=study, limit=2),
            "list_studies": await call(client, "list_studies"),
            "models": await call(client, "models"),
            "catalogue": await call(client, "catalogue"),
        }
        skill = await client.session.send_request(GetSkill(params=SkillParams(uri=URI)), Answer)
        [text] = (await client.read_resource(URI)).contents
        assert isinstance(text, TextResourceContents)
        missing = {
            "resource": await code_of(client.read_resource("study://std_none")),
            "prompt": await code_of(client.get_prompt("none")),
        }
    async with Client(build(Settings(home)), extensions=[advertise(TASKS)]) as client:
        look = client.session.send_request
        looked = await look(GetTask(params=task(study)), Looked)
        missing["task"] = await code_of(look(GetTask(params=task("std_none")), Looked))
    return {
        "tools": plain,
        "answers": answered,
        "task_states": [looked.status],
        "skill": skill.skill,
        "skill_text": text.text,
        "not_found": missing,
    }


@pytest.fixture
async def served(home: Path, tmp_path: Path) -> Served:
    told = await told_by(home)
    with listening(tmp_path / "http") as server:
        own = f"LOCALHOST:{server.port}"
        told["hosts"] = {
            host: server.ask(server.headers(host=host))[0] for host in (own, "evil.example")
        }
    return told


def tool(served: Served, name: str) -> dict[str, Any]:
    return next(one for one in served["tools"] if one["name"] == name)


def set_in(served: Served, name: str, *path: str, to: Any) -> None:
    """Change one place of a tool."""
    within: Any = tool(served, name)
    for key in path[:-1]:
        within = within[key]
    within[path[-1]] = to


MUTATIONS: dict[str, Callable[[Served], Any]] = {
    "annotations removed": lambda s: tool(s, "summarize").pop("annotations"),
    "an annotation untrue": lambda s: set_in(s, "perturb", "annotations", "readOnlyHint", to=True),
    "a type misspelt": lambda s: set_in(
        s, "elicit", "inputSchema", "properties", "model", "type", to="strng"
    ),
    "items missing": lambda s: tool(s, "elicit")["inputSchema"]["properties"]["options"].pop(
        "items"
    ),
    "a wrong not-found code": lambda s: s["not_found"].update(resource=-32002),
    "an unknown prompt as an internal error": lambda s: s["not_found"].update(prompt=-32603),
    "the check of hosts off": lambda s: s["hosts"].update({"evil.example": 200}),
    "hosts compared by case": lambda s: s["hosts"].update({"LOCALHOST:1": 421}),
    "a task status misspelt": lambda s: s["task_states"].append("complete"),
    "a wrong output schema": lambda s: set_in(
        s, "study_status", "outputSchema", "properties", "done", "type", to="string"
    ),
    "an output schema that names nothing": lambda s: set_in(
        s, "summarize", "outputSchema", to={"type": "object"}
    ),
    "a field of a finding not named": lambda s: tool(s, "summarize")["outputSchema"]["properties"][
        "findings"
    ]["items"]["properties"].pop("sentence"),
    "an output schema misspelt": lambda s: set_in(
        s, "summarize", "outputSchema", "properties", "total", "type", to="strng"
    ),
    "a wrong digest of the skill": lambda s: s["skill"]["resources"][0].update(digest="sha256:0"),
    "a description emptied": lambda s: set_in(s, "catalogue", "description", to=""),
    "an argument unexplained": lambda s: set_in(
        s, "perturb", "inputSchema", "properties", "seed", to={"type": "integer"}
    ),
}


async def test_the_server_is_sound_and_every_mutation_of_it_is_caught(served: Served) -> None:
    assert offences(served) == []
    for what, mutate in MUTATIONS.items():
        spoilt = copy.deepcopy(served)
        mutate(spoilt)
        assert offences(spoilt), what
