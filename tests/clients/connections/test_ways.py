"""One small story over all ways to a server: the same answers, refusals, rows, pages, files."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients.commands import A, B
from tests.server.listening import listening
from velleity.clients import Lab, NotConnected, ToolFailed, connect

COMMAND = [str(Path(sys.executable).parent / "velleity"), "serve"]
TOKEN = "t0k3n-of-a-server-that-is-not-there-0123456789"


def text_of(path: Path | str) -> str:
    return Path(path).read_text("utf-8")


async def told(lab: Lab, file: Path) -> str:
    """All that the story says, with no word of whose data folder it is."""
    heard: list[tuple[int, int]] = []
    study = await lab.perturb("sim/alice", A, B, ladder=False, max_trials=220)
    found = await study.result(lambda done, most: heard.append((done, most)))
    assert heard == sorted(heard)
    assert heard[-1][0] == study.status.done
    with pytest.raises(ToolFailed) as refused:
        await lab.perturb("gpt", A, B)
    with pytest.raises(ToolFailed) as missing:
        await lab.read("study://std_none/report")
    page = await study.report()
    parts: list[Any] = [
        found.model_dump(mode="json"),
        str(refused.value),
        str(missing.value),
        [await study.to_rows(table) for table in ("findings", "trials", "cells")],
        page.html,
        await study.export(file),
        text_of(file),
    ]
    assert text_of(page.path) == page.html
    return json.dumps(parts).replace(study.id, "STUDY")


async def test_a_story_is_the_same_in_process_over_stdio_and_over_http(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VELLEITY_HOME", str(tmp_path / "of a command"))
    stories: list[str] = []
    with listening(tmp_path / "listening") as server:
        for opening in (
            connect(tmp_path / "here"),
            connect(command=COMMAND),
            connect(url=server.url, token=server.token),
        ):
            async with opening as lab:
                stories.append(await told(lab, tmp_path / f"{len(stories)}.jsonl"))
        with pytest.raises(NotConnected, match="No server answers") as caught:
            async with connect(url=server.url, token=TOKEN):
                pass
    assert TOKEN not in str(caught.value)
    assert stories[0] == stories[1] == stories[2]
    folders = ("here", "of a command", "listening")
    assert all((tmp_path / one / "velleity.db").is_file() for one in folders)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"command": []}, "list of words"),
        ({"command": "velleity serve"}, "list of words"),
        ({"command": ["no-such-command-here"]}, "cannot be started"),
        ({"command": [sys.executable, "-c", "pass"]}, "velleity serve"),
        ({"url": "ftp://127.0.0.1/mcp"}, "http://127.0.0.1:8321/mcp"),
        ({"url": "http://["}, "http://127.0.0.1:8321/mcp"),
        ({"url": "http://me:secret@127.0.0.1:1/mcp"}, "token="),
        ({"url": "http://127.0.0.1:1/mcp", "token": "two\nlines"}, "http-token"),
        ({"url": "http://127.0.0.1:1/mcp", "token": TOKEN}, "Is it running"),
        ({"url": "http://192.0.2.1/mcp", "token": TOKEN}, "in the clear"),
    ],
)
async def test_who_cannot_be_reached_is_told_with_what_to_do(
    given: dict[str, Any], said: str
) -> None:
    with pytest.raises(NotConnected) as caught:
        async with connect(**given):
            pass
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "given",
    [
        {"home": "x", "command": COMMAND},
        {"command": COMMAND, "url": "http://127.0.0.1:1/mcp"},
        {"home": "x", "url": "http://127.0.0.1:1/mcp"},
        {"token": TOKEN},
        {"command": COMMAND, "allowed": [Path("x")]},
    ],
)
def test_ways_that_do_not_go_together_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(NotConnected, match="Give one of home"):
        connect(**given)


async def test_a_server_that_goes_away_is_told_and_closing_stays_calm(
    tmp_path: Path,
) -> None:
    with listening(tmp_path / "home") as server:
        lab = await connect(url=server.url, token=server.token)
        assert not (await lab.studies()).studies
    with pytest.raises(NotConnected, match="Connect again"):
        await lab.studies()
    await lab.close()
