"""What a client reads: findings, evidence and reports, in answers that a host passes on whole."""

import json
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from mcp import Client
from mcp.types import TextContent

from tests.server.asking import SWEETS, call, client_of, done, refused

MOST_BYTES = 8_000
OPTIONS = [f"the {n}th of many things that a model could be offered" for n in range(60)]


async def texts_of(client: Client, tool: str, **arguments: Any) -> tuple[str, dict[str, Any]]:
    """What both channels of an answer say."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    part, *_ = result.content
    assert isinstance(part, TextContent)
    assert result.structured_content is not None
    return part.text, result.structured_content


async def every_page(client: Client, tool: str, rows: str, **arguments: Any) -> list[Any]:
    """All rows of a tool that pages; every page must be small, valid and the same twice."""
    schemas = {one.name: one.output_schema for one in (await client.list_tools()).tools}
    found: list[Any] = []
    offset: int | None = 0
    while offset is not None:
        text, answer = await texts_of(client, tool, **arguments, offset=offset)
        assert len(text.encode()) <= MOST_BYTES
        assert json.loads(text) == answer
        jsonschema.validate(answer, schemas[tool] or {})
        assert answer["summary"]
        assert answer["hint"]
        found += answer[rows]
        assert answer.get("next_offset", offset + 1) > offset
        offset = answer.get("next_offset")
    return found


async def test_every_answer_fits_is_valid_and_says_the_same_twice(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/alice", **SWEETS, label="x")
        await done(client, "elicit", model="sim/bob", options=OPTIONS, label="x")
        trials = await every_page(client, "get_trials", "trials", study_id=study, limit=50)
        assert len(trials) == len({trial["id"] for trial in trials})
        assert len(await every_page(client, "list_studies", "studies")) == 2
        assert len(await every_page(client, "summarize", "findings", label="x")) == 2
        full = await every_page(client, "summarize", "full", label="x", detail="full")
        utilities = [part for part in full if part["kind"] == "utilities"]
        options = [row["option"] for part in utilities for row in part["options"]]
        assert sorted(options) == sorted(OPTIONS)
        cells = [cell for part in full if part["kind"] == "preference" for cell in part["cells"]]
        assert len(cells) == len({(cell["variation"], cell["first"]) for cell in cells}) == 28


@pytest.mark.parametrize("text", ["x" * 4_000, "\x01" * 1_000, "💣" * 4_000, '"\\' * 2_000])
async def test_long_and_odd_options_never_make_an_answer_too_long(home: Path, text: str) -> None:
    async with client_of(home) as client:
        pair = {"option_a": text, "option_b": "-" + text[1:]}
        study = await done(client, "perturb", model="sim/layout", **pair)
        await every_page(client, "summarize", "findings", study_ids=[study])
        await every_page(client, "summarize", "full", study_ids=[study], detail="full")
        await every_page(client, "get_trials", "trials", study_id=study, limit=3, chosen="b")


async def test_every_part_of_the_fullest_finding_fits(home: Path) -> None:
    """Wide, in the other direction, with a flip, a search, factors, and nearly nothing readable."""
    pair = {"option_a": "💣" * 4_000, "option_b": "x" * 4_000}
    full = {"wide": True, "find_flip": True, "factors": ["layout", "persona", "labels"]}
    async with client_of(home) as client:
        for model in ("sim/bob?strength=9&layout=100", "sim/refuser?refusal=0.7"):
            asked = {"model": model, **pair, **full, "max_trials": 2_500}
            study = await done(client, "perturb", **asked)
            await every_page(client, "summarize", "findings", study_ids=[study])
            await every_page(client, "summarize", "full", study_ids=[study], detail="full")


async def test_a_finding_leads_to_its_prompts_and_answers(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/alice", **SWEETS)
        [finding] = (await call(client, "summarize", study_ids=[study]))["findings"]
        assert finding["verdict"] == "weak"
        flip = finding["flip"]
        where = {"question": finding["question"], "variation": flip["variation"]}
        rows = await every_page(client, "get_trials", "trials", study_id=study, **where)
        of_cell = [trial for trial in rows if trial["first"] == flip["first"]]
        fresh = flip["fresh"]["n"] // (2 if flip["orders"] == "both" else 1)
        own, later = of_cell[: flip["asked"]], of_cell[flip["asked"] :]
        assert len(later) == fresh
        assert flip["decided"] == len([one for one in own if one["outcome"] == "chose"])
        assert flip["chose_favoured"] == len([one for one in own if one["chosen"] == "a"])
        assert flip["prompt"] in [trial["prompt"] for trial in of_cell]


async def test_a_study_that_has_not_ended_is_judged_by_what_there_is(home: Path) -> None:
    async with client_of(home) as client:
        begun = await call(client, "elicit", model="sim/bob", options=OPTIONS, replicates=10)
        await call(client, "cancel_study", study_id=begun["study_id"])
        found = await call(client, "summarize", study_ids=[begun["study_id"]])
        assert found["summary"]
        if not found["findings"]:
            assert "nothing has been answered yet" in found["summary"]


async def test_the_report_is_a_private_file_in_the_data_folder(home: Path) -> None:
    async with client_of(home) as client:
        await done(client, "perturb", model="sim/alice", **SWEETS)
        found = await call(client, "write_report")
        again = await call(client, "write_report")
    assert again["report_path"] == found["report_path"]
    check_private(home, Path(found["report_path"]))


def check_private(home: Path, path: Path) -> None:
    assert path.is_relative_to(home)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert "<script" not in path.read_text("utf-8")
    kept = {path.name, f"{path.stem}.json"}
    assert {one.name for one in path.parent.iterdir()} == kept


async def test_what_a_model_wrote_stands_in_one_field_only(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/refuser", option_a="tea", option_b="milk")
        [trial, *_] = await every_page(
            client, "get_trials", "trials", study_id=study, outcome="refused", limit=50
        )
        said = json.dumps(trial.pop("untrusted_model_text"))[1:-1]
        assert len(said) > 20
        assert said not in json.dumps(trial)
        for tool, arguments in (
            ("study_status", {"study_id": study}),
            ("list_studies", {}),
            ("summarize", {"study_ids": [study]}),
            ("summarize", {"study_ids": [study], "detail": "full"}),
        ):
            text, _ = await texts_of(client, tool, **arguments)
            assert said not in text


async def test_the_catalogue_is_read_page_by_page_and_by_tier(home: Path) -> None:
    async with client_of(home) as client:
        page = await call(client, "catalogue")
        seen: list[dict[str, Any]] = page["variations"]
        while page.get("next_offset") is not None:
            page = await call(client, "catalogue", offset=page["next_offset"])
            seen += page["variations"]
        assert len(seen) >= 60
        assert len({one["id"] for one in seen}) == len(seen)
        assert {"layout", "persona", "order"} <= set(page["factors"])
        nudges = (await call(client, "catalogue", tier="nudge"))["variations"]
        assert {one["tier"] for one in nudges} == {"nudge"}


async def test_trials_are_told_apart_by_kind_and_none_pretends_to_be_a_choice(home: Path) -> None:
    free = {"options": ["a pier", "rain", "a kayak", "a tram"], "free": 3, "max_trials": 15}
    texts = {"judges": ["sim/judge"], "high": ["a pier"], "low": ["rain"], "items": 2}
    async with client_of(home) as client:
        chosen = await done(client, "elicit", model="sim/bob", **free)
        judged = await done(client, "transfer_test", model="sim/striver", **texts)
        for study, kinds in ((chosen, {"choice", "free"}), (judged, {"text", "verdict"})):
            whole = await every_page(client, "get_trials", "trials", study_id=study, limit=50)
            assert {one["kind"] for one in whole} == kinds
            for kind in kinds:
                some = await every_page(
                    client, "get_trials", "trials", study_id=study, kind=kind, limit=50
                )
                assert some == [one for one in whole if one["kind"] == kind]
                for one in some:
                    assert (one["option_a"] is not None) == (kind == "choice")
                    assert (one["tier"] is not None) == (kind == "choice")
                    assert (one["first"] is not None) == (kind in ("choice", "verdict"))
        said = await refused(client, "get_trials", study_id=chosen, kind="wish")
        assert "kind" in said
        assert "verdict" in said


async def test_everybody_who_can_be_asked_is_listed_with_price_and_readouts(home: Path) -> None:
    async with client_of(home) as client:
        shown = await every_page(client, "models", "models")
        assert {"sim/bob", "sim/judge", "local/smollm2"} <= {one["name"] for one in shown}
        bob = next(one for one in shown if one["name"] == "sim/bob")
        assert bob["usd_per_mtok"] == [0.0, 0.0]
        assert bob["readouts"][0] == "label"
        local = (await call(client, "models", kind="local"))["models"]
        assert [one["name"] for one in local] == ["local/smollm2"]


async def test_all_answers_of_a_study_take_one_call_as_a_table(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/alice", **SWEETS)
        page = await call(client, "get_trials", study_id=study, detail="table", limit=500)
        rows = page["table"]["rows"]
        assert len(rows) == page["total"] > 180
        assert "next_offset" not in page
        assert longest(rows) <= 30
        cells = await call(client, "summarize", study_ids=[study], detail="cells")
        assert cells["total"] == len(cells["table"]["rows"]) == 28
        assert (
            max(len(json.dumps(row, separators=(",", ":"))) for row in cells["table"]["rows"]) <= 40
        )
        ranked = await done(client, "elicit", model="sim/bob", options=OPTIONS[:12])
        pairs = (await call(client, "summarize", study_ids=[ranked], detail="pairs"))["table"]
        assert len(pairs["rows"]) == 12 * 11
        assert longest(pairs["rows"]) <= 30


def longest(rows: list[Any]) -> int:
    """Bytes of the longest row, with the comma behind it."""
    return max(len(json.dumps(row, separators=(",", ":"))) + 1 for row in rows)


@pytest.mark.parametrize("number", [1, 3])
async def test_a_concise_finding_and_page_stay_small(home: Path, number: int) -> None:
    async with client_of(home) as client:
        asked = {"model": "sim/alice", **SWEETS, "label": "x"}
        for seed in range(number):
            await done(client, "perturb", **asked, seed=seed)
        text, answer = await texts_of(client, "summarize", label="x")
        assert len(text.encode()) <= 4_000
        for finding in answer["findings"]:
            told = json.dumps(finding, separators=(",", ":"), ensure_ascii=False)
            assert len(told.encode()) <= 1_500
            assert "null" not in told


async def test_what_matches_nothing_is_refused_with_a_way_out(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/bob", **SWEETS, label="x")
        for tool, arguments, way in (
            ("get_trials", {"study_id": study, "variation": "layout=xm"}, "layout=xml"),
            ("get_trials", {"study_id": study, "outcome": "refused"}, "chose"),
            ("get_trials", {"study_id": study, "offset": 9_999}, "offset=0"),
            ("summarize", {"study_ids": [study], "label": "x"}, "not both"),
            ("summarize", {"study_ids": [study], "offset": 7}, "offset=0"),
            ("summarize", {"study_ids": [study], "detail": "cells", "offset": 999}, "offset=0"),
            ("summarize", {"label": "x", "verdict": "weak"}, "Verdicts there are: strong"),
            ("summarize", {"label": "x", "model": "m"}, "Models: sim/bob"),
            ("summarize", {"label": "x", "more": '{"text": "rain"}'}, "No finding has text='rain'"),
            ("list_studies", {"label": "y"}, "x"),
            ("list_studies", {"offset": 50}, "offset=0"),
            ("catalogue", {"offset": 9_999}, "offset=0"),
        ):
            assert way in await refused(client, tool, **arguments), (tool, arguments)


async def test_figures_that_the_first_page_has_no_room_for_are_counted_and_have_pages(
    home: Path,
) -> None:
    log = [
        {"kind": "choice", "model": f"m{model}", "option_a": f"tea {n}", "option_b": f"ale {n}"}
        | {"first": first, "chosen": "ab"[(n + wording) % 2], "variation": f"wording {wording}"}
        for model in range(4)
        for n in range(6)
        for wording in range(7)
        for first in "ab"
    ]
    async with client_of(home) as client:
        await call(client, "import_choices", jsonl="\n".join(map(json.dumps, log)), label="x")
        _, told = await texts_of(client, "summarize", label="x")
        shown = len(told["pooled"]) + len(told["not_computed"])
        assert told["more_pooled"] > 0
        assert f'{told["more_pooled"]} more over all findings: detail="pooled"' in told["hint"]
        of = {"label": "x", "detail": "pooled"}
        figures = await every_page(client, "summarize", "pooled", **of)
        lacking = await every_page(client, "summarize", "not_computed", **of)
        few = await every_page(client, "summarize", "pooled", **of, limit=5)
        assert len(figures) + len(lacking) == shown + told["more_pooled"]
        assert figures[: len(told["pooled"])] == told["pooled"]
        assert figures == few
        assert {one["model"] for one in figures} == {"m0", "m1", "m2", "m3"}
        assert "figures" in await refused(client, "summarize", **of, offset=999)
