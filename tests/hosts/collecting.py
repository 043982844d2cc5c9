"""What a server really tells, part by part: all that `checks.py` looks at.

Each part is asked of a new server, built by the product's code as it stands at that moment.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, MCPError
from mcp.client import advertise
from mcp.types import TextResourceContents

from tests.server.asking import SWEETS, call, done
from tests.server.features.test_skill import Answer, GetSkill
from tests.server.following import TASKS, GetTask, Looked, task
from tests.server.listening import listening
from velleity.server.app import build
from velleity.server.features.skill import URI, SkillParams
from velleity.server.settings import Settings

Part = dict[str, Any]


async def tools(home: Path) -> Part:
    """The list of tools, as it goes over the wire."""
    async with Client(build(Settings(home))) as client:
        listed = (await client.list_tools()).tools
    return {
        "tools": [one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in listed]
    }


async def answers(home: Path) -> Part:
    """The list, and an answer of each tool: of a study that is done, and of others about it."""
    async with Client(build(Settings(home))) as client:
        study = await done(client, "elicit", model="sim/bob", options=list(SWEETS.values()))
        pair = {"model": "sim/bob", **SWEETS}
        about = {"study_ids": [study]}
        line = (
            '{"kind":"choice","model":"m","option_a":"x","option_b":"y","first":"a","chosen":"b"}'
        )
        writer = {
            "model": "sim/striver",
            "judges": ["sim/judge"],
            "high": ["a pier"],
            "low": ["rain"],
        }
        stances = {"model": "sim/no", "families": ["promises_kept"]}
        asked: list[tuple[str, dict[str, Any]]] = [
            ("elicit", {"model": "sim/bob", "options": list(SWEETS.values())}),
            ("perturb", {**pair, "dry_run": True, "models": ["sim/alice"]}),
            ("transfer_test", {**writer, "dry_run": True}),
            ("stated_revealed", {**stances, "dry_run": True}),
            ("dissect", {"model": "sim/critic", "pairs": 1, "dry_run": True}),
            ("calibrate", {"verb": "elicit", "runs": 20, "more": '{"options": 2}'}),
            ("follow_up", {"study_id": study}),
            ("ask_again", {"study_id": study, "replicates": 2, "dry_run": True}),
            ("import_choices", {"jsonl": line}),
            ("study_status", {"study_id": study}),
            ("list_studies", {}),
            ("cancel_study", {"study_id": study}),
            ("resume_study", {"study_id": study}),
            ("summarize", about),
            ("summarize", {**about, "detail": "full"}),
            ("summarize", {**about, "detail": "pairs"}),
            ("write_report", about),
            ("get_trials", {"study_id": study, "limit": 2}),
            ("get_trials", {"study_id": study, "detail": "table"}),
            ("catalogue", {}),
            ("catalogue", {"tool": "perturb"}),
            ("models", {}),
        ]
        told = [(tool, await call(client, tool, **arguments)) for tool, arguments in asked]
    return {**await tools(home), "answers": told}


async def not_found(home: Path) -> Part:
    """The codes with which what is not there is refused."""
    async with Client(build(Settings(home)), extensions=[advertise(TASKS)]) as client:
        nobody = GetTask(params=task("std_none"))
        return {
            "not_found": {
                "resource": await code_of(client.read_resource("study://std_none")),
                "prompt": await code_of(client.get_prompt("none")),
                "task": await code_of(client.session.send_request(nobody, Looked)),
            }
        }


async def code_of(asked: Any) -> int:
    """The code of an error that must come."""
    with pytest.raises(MCPError) as caught:
        await asked
    return caught.value.error.code


async def task_states(home: Path) -> Part:
    """How a study that is done is shown as a task."""
    async with Client(build(Settings(home))) as client:
        study = await done(client, "elicit", model="sim/bob", options=list(SWEETS.values()))
    async with Client(build(Settings(home)), extensions=[advertise(TASKS)]) as client:
        looked = await client.session.send_request(GetTask(params=task(study)), Looked)
    return {"task_states": [looked.status]}


async def skill(home: Path) -> Part:
    """The skill as it is told, and its text as it is read."""
    async with Client(build(Settings(home))) as client:
        told = await client.session.send_request(GetSkill(params=SkillParams(uri=URI)), Answer)
        [text] = (await client.read_resource(URI)).contents
    assert isinstance(text, TextResourceContents)
    return {"skill": told.skill, "skill_text": text.text}


async def hosts(home: Path) -> Part:
    """How requests are answered that name this server, or another."""
    with listening(home / "http") as server:
        names = (f"LOCALHOST:{server.port}", "evil.example")
        return {"hosts": {name: server.ask(server.headers(host=name))[0] for name in names}}


Collect = Callable[[Path], Awaitable[Part]]
PARTS: dict[str, Collect] = {
    "annotations": tools,
    "schemas": tools,
    "descriptions": tools,
    "answers": answers,
    "not_found": not_found,
    "tasks": task_states,
    "skill": skill,
    "hosts": hosts,
}
"""What each check looks at."""
