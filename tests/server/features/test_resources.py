"""Resources, prompts and completions, as a client reads, picks and types them."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp import Client, MCPError
from mcp.types import (
    ImageContent,
    PromptReference,
    ResourceLink,
    ResourceTemplateReference,
    TextContent,
    TextResourceContents,
)

from tests.server.asking import SWEETS, call, client_of, done
from velleity.server.features.prompts import REPLICATIONS
from velleity.server.features.resources import (
    BANK,
    CAPSULE,
    EXPORT,
    FIGURES,
    REPORT,
    STUDY,
    TRIALS,
    WRITTEN,
)
from velleity.tools.banks.shipped import banks


async def text_of(client: Client, uri: str) -> TextResourceContents:
    [part] = (await client.read_resource(uri)).contents
    assert isinstance(part, TextResourceContents)
    return part


async def read(client: Client, uri: str) -> dict[str, Any]:
    part = await text_of(client, uri)
    assert part.mime_type == "application/json"
    return json.loads(part.text)


async def test_every_template_tells_what_it_is(home: Path) -> None:
    async with client_of(home) as client:
        templates = (await client.list_resource_templates()).resource_templates
        assert {one.uri_template for one in templates} == {
            *(STUDY, REPORT, TRIALS, EXPORT, CAPSULE, WRITTEN, FIGURES, BANK)
        }
        assert all(one.title and one.description and one.mime_type for one in templates)
        listed = [str(one.uri) for one in (await client.list_resources()).resources]
        assert "catalogue://variations" in listed


async def test_a_study_reads_as_the_tools_tell_it(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/alice", **SWEETS)
        shown = await read(client, f"study://{study}")
        assert shown["state"] == "done"
        summary = await call(client, "summarize")
        assert shown["findings"][0]["sentence"] == summary["findings"][0]["sentence"]
        page = await text_of(client, f"study://{study}/report")
        assert page.mime_type == "text/html"
        assert page.text.startswith("<!doctype html>")
        first = await read(client, f"study://{study}/trials")
        assert first["trials"] == (await call(client, "get_trials", study_id=study))["trials"]
        some = await read(client, f"study://{study}/trials?offset=2&limit=3")
        assert [one["id"] for one in some["trials"]] == [one["id"] for one in first["trials"][2:5]]


@pytest.mark.parametrize(
    "uri",
    [
        *("study://std_none", "study://std_none/report", "study://std_none/trials"),
        *("study://std_none/export", "report://std_none", "report://http-token"),
        *("report://report_none", "bank://nothing"),
        *("report://std_none/figures", "report://http-token/figures"),
    ],
)
async def test_what_is_not_there_is_said_with_its_address(home: Path, uri: str) -> None:
    async with client_of(home) as client:
        with pytest.raises(MCPError) as caught:
            await client.read_resource(uri)
        assert caught.value.error.code == -32602
        assert caught.value.error.data == {"uri": uri}
        assert "here is no" in caught.value.error.message


@pytest.mark.parametrize("query", ["offset=-1", "limit=0", "limit=51", "limit=x"])
async def test_a_page_out_of_bounds_is_refused(home: Path, query: str) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/bob", **SWEETS)
        with pytest.raises(MCPError):
            await client.read_resource(f"study://{study}/trials?{query}")


async def test_a_page_and_its_figures_can_be_handed_on_by_who_has_not_the_servers_disk(
    home: Path,
) -> None:
    async with client_of(home) as client:
        await done(client, "perturb", model="sim/alice", **SWEETS)
        result = await client.call_tool("write_report", {})
        [picture] = [part for part in result.content if isinstance(part, ImageContent)]
        [link] = [part for part in result.content if isinstance(part, ResourceLink)]
        told = result.structured_content
        assert told is not None
        assert link.uri == told["report_uri"]
        page = await text_of(client, link.uri)
        assert page.mime_type == "text/html"
        assert page.text == (home / "reports" / f"{link.name}.html").read_text("utf-8")
        found = await read(client, f"{link.uri}/figures")
        assert found["next_offset"] is None
        assert [one["name"] for one in found["figures"]] == ["figure-1", "figure-2", "figure-3"]
        first = found["figures"][0]
        assert (picture.mime_type, picture.data) == ("image/png", first["png"])
        assert b64decode(first["png"]).startswith(b"\x89PNG")
        assert first["svg"].startswith("<svg")
        assert "it is a hot day" in first["csv"]
        rest = await read(client, f"{link.uri}/figures?offset=2")
        assert rest["figures"] == found["figures"][2:]
        plain = await client.call_tool("write_report", {"picture": False})
        assert not [part for part in plain.content if isinstance(part, ImageContent)]


async def test_banks_and_the_catalogue_can_be_read(home: Path) -> None:
    async with client_of(home) as client:
        for name in banks():
            bank = await read(client, f"bank://{name}")
            assert bank["description"] == banks()[name]
            assert all(one["text"] and one["category"] for one in bank["options"])
        shown = (await read(client, "catalogue://variations"))["variations"]
        assert {"surface", "circumstance", "nudge", "pressure"} == {one["tier"] for one in shown}


async def test_a_prompt_says_the_claim_and_names_tools_that_exist(home: Path) -> None:
    async with client_of(home) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        claim = "it {likes} $tea"
        got = await client.get_prompt("cross_examine", {"claim": claim, "model": "sim/bob"})
        [message] = got.messages
        assert isinstance(message.content, TextContent)
        assert claim in message.content.text
        assert {"perturb", "study_status", "summarize", "get_trials"} <= tools
        for source in REPLICATIONS:
            assert (await client.get_prompt("replicate", {"source": source})).messages
        with pytest.raises(MCPError, match="S0"):
            await client.get_prompt("replicate", {"source": "S9"})


async def completed(client: Client, ref: Any, name: str, value: str) -> list[str]:
    result = await client.complete(ref, {"name": name, "value": value})
    return result.completion.values


async def test_what_is_typed_is_completed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        '[models.mine]\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "m"\n', "utf-8"
    )
    prompt = PromptReference(type="ref/prompt", name="cross_examine")
    study = ResourceTemplateReference(type="ref/resource", uri=STUDY)
    bank = ResourceTemplateReference(type="ref/resource", uri=BANK)
    async with client_of(home) as client:
        begun = await call(client, "perturb", model="sim/bob", **SWEETS)
        assert await completed(client, study, "study_id", "std_") == [begun["study_id"]]
        assert await completed(client, study, "study_id", "x") == []
        assert await completed(client, bank, "name", "OUT") == ["outcomes"]
        assert "sim/bob" in await completed(client, prompt, "model", "sim/")
        assert await completed(client, prompt, "model", "m") == ["mine"]
        assert await completed(client, prompt, "claim", "i") == []
        replicate = PromptReference(type="ref/prompt", name="replicate")
        assert await completed(client, replicate, "source", "S") == list(REPLICATIONS)


async def test_who_listens_is_told_when_a_study_changes(home: Path) -> None:
    async with client_of(home) as client:
        begun = await call(client, "calibrate", verb="perturb", runs=5_000)
        uri = f"study://{begun['study_id']}"
        async with client.listen(resource_subscriptions=[uri]) as events:
            await call(client, "cancel_study", study_id=begun["study_id"])
            event = await anext(aiter(events))
            assert event.uri == uri  # type: ignore[union-attr]
        assert (await read(client, uri))["state"] == "cancelled"


async def test_who_listens_to_another_study_hears_nothing_of_this_one(home: Path) -> None:
    async with client_of(home) as client:
        first = await done(client, "perturb", model="sim/bob", **SWEETS)
        others = await call(client, "calibrate", verb="perturb", runs=5_000)
        uri = f"study://{others['study_id']}"
        async with client.listen(resource_subscriptions=[uri]) as events:
            await done(client, "perturb", model="sim/alice", **SWEETS)
            await call(client, "cancel_study", study_id=others["study_id"])
            assert (await anext(aiter(events))).uri == uri  # type: ignore[union-attr]
        assert first


async def test_the_example_of_a_family_is_one_that_can_be_given(home: Path) -> None:
    async with client_of(home) as client:
        told = await read(client, "family://example")
        jsonschema.validate(told["example"], told["schema"])
        own = json.dumps({**told["example"], "name": "mine"})
        asked = {"model": "sim/striver", "judges": ["sim/judge"], "high": ["a"], "low": ["b"]}
        planned = await call(client, "transfer_test", **asked, own_family=own, dry_run=True)
        assert planned["state"] == "planned"
