"""What an agent sees of the tools: small schemas, and in each description an example that works."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate  # pyright: ignore[reportUnknownVariableType]
from mcp.types import ResourceLink, TextContent, Tool

from tests.hosts.checks import unnamed
from tests.server.asking import SWEETS, call, client_of, done, ended
from velleity.server.app import INSTRUCTIONS, build
from velleity.tools.registry import VERBS

LARGEST = 24_000
"""Bytes of everything that tools/list tells."""
LARGEST_TOOL = 3_000


async def listed() -> dict[str, Tool]:
    return {tool.name: tool for tool in await build().list_tools()}


def example_of(tool: Tool) -> dict[str, Any]:
    """The arguments after the word Example in a description; else a study where one is needed."""
    assert tool.description is not None
    found = re.search(r"Example: (\{.*\})$", tool.description, re.MULTILINE)
    needed = tool.input_schema.get("required", [])
    assert found is not None or needed in ([], ["study_id"]), f"{tool.name} has no example"
    return json.loads(found[1]) if found else dict.fromkeys(needed, "std_…")


def about(arguments: dict[str, Any], study: str) -> dict[str, Any]:
    """An example with a study that exists in the place of std_…"""
    return json.loads(json.dumps(arguments, ensure_ascii=False).replace("std_…", study))


async def test_the_list_of_tools_takes_little_of_a_context() -> None:
    shown = [
        tool.model_dump(mode="json", by_alias=True, exclude_none=True)
        for tool in (await listed()).values()
    ]
    sizes = {one["name"]: bytes_of(one) for one in shown}
    assert bytes_of(shown) <= LARGEST
    assert not {name: size for name, size in sizes.items() if size > LARGEST_TOOL}
    assert len(INSTRUCTIONS.encode()) < 2_000  # what hosts cut at


def bytes_of(value: Any) -> int:
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


async def test_the_example_of_every_description_runs(home: Path) -> None:
    async with client_of(home) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        study = ""
        for name, tool in tools.items():
            arguments = about(example_of(tool), study)
            validate(arguments, tool.input_schema)
            result = await client.call_tool(name, arguments)
            assert not result.is_error, (name, result.content)
            assert result.structured_content is not None
            assert tool.output_schema is not None
            validate(result.structured_content, tool.output_schema)
            assert not [*unnamed(result.structured_content, tool.output_schema)], name
            assert None not in result.structured_content.values()
            assert {"summary", "hint"} <= set(result.structured_content)  # as instructed
            if not study:
                study = result.structured_content["study_id"]
                await ended(client, study)


async def test_both_channels_carry_the_same_facts(home: Path) -> None:
    async with client_of(home) as client:
        begun = await call(client, "perturb", model="sim/bob", option_a="tea", option_b="coffee")
        await ended(client, begun["study_id"])
        for tool in (await client.list_tools()).tools:
            arguments = about(example_of(tool), begun["study_id"])
            result = await client.call_tool(tool.name, arguments)
            part, *_ = result.content
            assert isinstance(part, TextContent)
            assert json.loads(part.text) == result.structured_content
            assert len(part.text.encode()) <= 8_000


async def test_every_argument_of_every_tool_is_explained() -> None:
    for tool in (await listed()).values():
        assert tool.description
        for name, field in tool.input_schema["properties"].items():
            told = field.get("description") or field["anyOf"][0]["description"]
            assert told[0].isupper(), (tool.name, name, told)
            assert told[-1] in ".…?", (tool.name, name, told)


async def test_what_a_tool_takes_unlisted_the_catalogue_explains_and_more_carries(
    home: Path,
) -> None:
    async with client_of(home) as client:
        for name, tool in (await listed()).items():
            result = await client.call_tool("catalogue", {"tool": name})
            assert result.structured_content is not None
            told = result.structured_content["arguments"]
            own = tool.input_schema["properties"]
            assert {one["name"] for one in told if not one["in_more"]} == {*own} - {"more"}, name
            assert any(one["in_more"] for one in told) == ("more" in own), name
            assert all(one["takes"] and one["about"] for one in told), name


async def test_more_carries_what_is_not_listed(home: Path) -> None:
    async with client_of(home) as client:
        pair = {"model": "sim/bob", **SWEETS}
        more = json.dumps({"seed": 7, "label": "sweets", "temperature": 0.5})
        study = await done(client, "perturb", **pair, more=more)
        directly = await call(client, "perturb", **pair, seed=7, label="sweets", temperature=0.5)
        assert directly["study_id"] == study
        assert (await call(client, "list_studies", label="sweets"))["studies"]


async def test_schemas_need_no_references_and_close_every_object() -> None:
    for tool in (await listed()).values():
        assert "$ref" not in json.dumps(tool.input_schema)
        for part in objects_in(tool.input_schema):
            assert part["additionalProperties"] is False


def objects_in(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [part for one in schema for part in objects_in(one)]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(schema, dict):
        return []
    here: list[dict[str, Any]] = [schema] if "properties" in schema else []
    return here + [part for one in schema.values() for part in objects_in(one)]  # pyright: ignore[reportUnknownVariableType]


async def test_hints_are_true_of_the_tools() -> None:
    hints = {name: tool.annotations for name, tool in (await listed()).items()}
    assert all(hint is not None for hint in hints.values())
    asking = {name for name, hint in hints.items() if hint and hint.open_world_hint is not False}
    asks = {row.tool_name for row in VERBS.values() if row.study}
    assert asking == asks | {"resume_study", "ask_again"}
    reading = {name for name, hint in hints.items() if hint and hint.read_only_hint}
    assert {"summarize", "get_trials", "study_status", "list_studies", "catalogue"} <= reading
    assert not reading & (asking | {"write_report", "cancel_study", "import_choices", "calibrate"})
    assert not any(hint and hint.destructive_hint for hint in hints.values())


@pytest.mark.parametrize(
    ("tool", "near"),
    [("perturb", "max_trial"), ("study_status", "studyid"), ("summarize", "study_id")],
)
async def test_an_argument_that_is_nearly_right_is_named(home: Path, tool: str, near: str) -> None:
    async with client_of(home) as client:
        result = await client.call_tool(tool, {near: 1})
        assert result.is_error
        assert isinstance(result.content[0], TextContent)
        assert "Did you mean" in result.content[0].text


async def test_an_answer_links_to_the_studies_it_is_about(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/bob", **SWEETS)
        for tool, arguments in (
            ("study_status", {"study_id": study}),
            ("summarize", {"study_ids": [study]}),
            ("get_trials", {"study_id": study, "limit": 2}),
            ("list_studies", {}),
        ):
            result = await client.call_tool(tool, arguments)
            links = [part for part in result.content if isinstance(part, ResourceLink)]
            assert [str(link.uri) for link in links] == [f"study://{study}"], tool
            assert await client.read_resource(links[0].uri)
        planned = await client.call_tool("perturb", {"model": "sim/bob", **SWEETS, "dry_run": True})
        assert len(planned.content) == 1


async def test_a_study_that_is_done_says_the_same_whenever_it_is_asked(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/bob", **SWEETS)
        first = await call(client, "study_status", study_id=study)
        assert await call(client, "study_status", study_id=study, wait_s=5) == first
    async with client_of(home) as client:
        assert await call(client, "study_status", study_id=study) == first
