"""The skill: listed with its digest, read as it is listed, true of the tools."""

import hashlib
import re
from pathlib import Path
from typing import Any, Literal, get_args

import pytest
from mcp import Client, MCPError
from mcp.types import PaginatedRequestParams, Request, Result, TextResourceContents

from tests.server.asking import client_of
from velleity.server.features.skill import URI, SkillParams
from velleity.tools.dissect.finding import JudgeFinding
from velleity.tools.perturb.finding import PreferenceFinding
from velleity.tools.stated_revealed.finding import STANCE_VERDICTS


class ListSkills(Request[PaginatedRequestParams, Literal["skills/list"]]):
    method: Literal["skills/list"] = "skills/list"
    params: PaginatedRequestParams


class GetSkill(Request[SkillParams, Literal["skills/get"]]):
    method: Literal["skills/get"] = "skills/get"
    params: SkillParams


class Answer(Result):
    skills: list[dict[str, Any]] | None = None
    skill: dict[str, Any] | None = None


async def skills_of(client: Client) -> list[dict[str, Any]]:
    asked = ListSkills(params=PaginatedRequestParams())
    return (await client.session.send_request(asked, Answer)).skills or []


async def test_the_skill_is_listed_and_read_as_listed(home: Path) -> None:
    async with client_of(home) as client:
        [skill] = await skills_of(client)
        got = await client.session.send_request(GetSkill(params=SkillParams(uri=URI)), Answer)
        assert got.skill == skill
        [told] = skill["resources"]
        [part] = (await client.read_resource(told["uri"])).contents
        assert isinstance(part, TextResourceContents)
        raw = part.text.encode()
        assert told["size"] == len(raw) < 8_000
        assert told["digest"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        assert skill["frontmatter"]["name"] == URI.split("/")[2] == "cross-examine"
        with pytest.raises(MCPError):
            await client.session.send_request(GetSkill(params=SkillParams(uri="skill://x")), Answer)


async def test_the_skill_names_tools_arguments_and_verdicts_that_exist(home: Path) -> None:
    async with client_of(home) as client:
        [part] = (await client.read_resource(URI)).contents
        assert isinstance(part, TextResourceContents)
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    for name, given in re.findall(r"`(\w+)\((.*?)\)`", part.text):
        properties = tools[name].input_schema["properties"]
        for argument in re.findall(r"(\w+)(?:=|, )", given):
            assert argument in properties, (name, argument)
    verdicts = set(re.findall(r"^\| (\w+) \|", part.text, re.MULTILINE)) - {"verdict"}
    known = set(get_args(PreferenceFinding.model_fields["verdict"].annotation))
    judged = set(get_args(JudgeFinding.model_fields["verdict"].annotation))
    assert verdicts == known | set(STANCE_VERDICTS) | judged
