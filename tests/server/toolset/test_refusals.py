"""Bad requests get one clear error with a way forward, and leave nothing behind."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.asking import call, client_of, refused

PAIR = {"model": "sim/bob", "option_a": "x", "option_b": "y"}
LINE = '{"kind": "choice", "model": "m", "option_a": "x", "option_b": "y", "first": "a"'
GOOD = LINE + ', "chosen": "a"}'

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("perturb", {**PAIR, "max_trails": 9}, "Did you mean 'max_trials'?"),
    ("perturb", {**PAIR, "zzz": 9}, "It takes: model, option_a"),
    ("perturb", {**PAIR, "more": "seed 1"}, "more should be a JSON object as text"),
    ("perturb", {**PAIR, "more": "[1]"}, "more should be a JSON object as text"),
    ("perturb", {**PAIR, "more": "[" * 100_000}, "more should be a JSON object as text"),
    ("perturb", {**PAIR, "more": '{"sed": 1}'}, "Did you mean 'seed'?"),
    ("perturb", {**PAIR, "seed": 1, "more": '{"seed": 2}'}, "give it once"),
    ("catalogue", {"tool": "perturbe"}, "There is no tool 'perturbe'. There are perturb"),
    ("perturb", {**PAIR, "model": "gpt-9"}, "Simulated respondents: sim/alice"),
    ("perturb", {**PAIR, "model": "sim/bob?strengh=2"}, "settings: strength"),
    ("perturb", {**PAIR, "option_b": " x "}, "give two different options"),
    ("perturb", {**PAIR, "option_a": ""}, "option_a"),
    ("perturb", {"model": "sim/bob", "option_a": "x"}, "option_a and option_b"),
    ("perturb", {**PAIR, "alpha": 0.9}, "alpha"),
    ("perturb", {**PAIR, "max_trials": 10**9}, "max_trials"),
    ("perturb", {**PAIR, "seed": "often"}, "seed"),
    ("elicit", {"model": "sim/bob", "options": []}, "at least two options, there is none"),
    ("elicit", {"model": "sim/bob", "options": ["x"]}, "at least two options, there is 1"),
    ("elicit", {"model": "sim/bob", "options": ["x", "y", "x"]}, "'x' is given twice"),
    ("elicit", {"model": "sim/bob", "options": ["x", {"txt": "y"}]}, "options"),
    ("elicit", {"model": "sim/bob", "options": list("abcdefgh"), "max_trials": 4}, "at least 16"),
    ("calibrate", {"verb": "divine"}, "verb"),
    ("study_status", {"study_id": "std_none"}, "list_studies shows those there are"),
    ("study_status", {"study_id": "std_none", "wait_s": 99}, "wait_s"),
    ("cancel_study", {"study_id": "'; drop table studies"}, "There is no study"),
    ("get_trials", {"study_id": "std_none"}, "There is no study"),
    ("summarize", {}, "There are no studies yet"),
    ("summarize", {"label": "nothing"}, "No study has label 'nothing'"),
    ("import_choices", {"jsonl": ""}, "no record"),
    ("import_choices", {"jsonl": GOOD + "\n{"}, "Line 2 is not JSON"),
    ("import_choices", {"jsonl": GOOD + "\n" + LINE + "}"}, "Line 2, field chosen"),
    ("import_choices", {"jsonl": LINE + ', "chosen": "c"}'}, "Line 1, field chosen"),
    ("import_choices", {"jsonl": GOOD[:-1] + ', "n": 3}'}, "Line 1, field n"),
    ("import_choices", {"jsonl": GOOD[:-1] + ', "count": 0}'}, "Line 1, field count"),
    ("import_choices", {"jsonl": GOOD[:-1] + ', "count": NaN}'}, "Line 1 is not JSON"),
    ("import_choices", {"jsonl": "[" * 100_000}, "Line 1 is not JSON"),
    ("import_choices", {"jsonl": "[1]"}, "Line 1 is not a JSON object"),
    ("import_choices", {"jsonl": '{"kind": "vote"}'}, "Line 1, field kind"),
]


@pytest.mark.parametrize(("tool", "arguments", "reason"), REFUSED)
async def test_a_bad_request_is_refused_with_the_way_forward_and_nothing_is_stored(
    home: Path, tool: str, arguments: dict[str, Any], reason: str
) -> None:
    async with client_of(home) as client:
        text = await refused(client, tool, **arguments)
        assert reason in text
        assert "pydantic" not in text
        assert "Traceback" not in text
        assert len(text) < 700
        assert (await call(client, "list_studies"))["studies"] == []


@pytest.fixture(params=[b"just a text\n" * 50, b"SQLite format 3\0" + b"\7" * 5_000])
def broken(home: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    home.mkdir()
    path = home / "velleity.db"
    path.write_bytes(request.param)
    yield path
    assert path.read_bytes() == request.param


async def test_a_broken_database_is_named_and_left_as_it_is(home: Path, broken: Path) -> None:
    async with client_of(home) as client:
        for tool, arguments in (("list_studies", {}), ("perturb", PAIR), ("summarize", {})):
            text = await refused(client, tool, **arguments)
            assert str(broken) in text
            assert "VELLEITY_HOME" in text
        assert (await client.list_tools()).tools


async def test_every_tool_tells_what_it_is_and_takes_nothing_else(home: Path) -> None:
    async with client_of(home) as client:
        tools = (await client.list_tools()).tools
    for tool in tools:
        assert tool.title
        assert tool.description
        assert len(tool.description) < 2_000
        assert tool.output_schema
        assert tool.annotations is not None
        assert tool.input_schema["additionalProperties"] is False
        names = " ".join(set(tool.input_schema["properties"]) - {"idempotency_key"})
        assert not any(word in names for word in ("url", "key", "header", "path", "base"))
    reading = {t.name for t in tools if t.annotations and t.annotations.read_only_hint}
    assert reading == {
        *("study_status", "list_studies", "get_trials", "catalogue", "summarize", "models")
    }
