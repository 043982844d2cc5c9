"""Commands about the installation: what doctor finds, and copies of the database."""

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.clients.commands import answer, refused, said
from tests.provider.provider import Provider
from velleity.clients.cli import app

KEY = "sk-canary-77aa"


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider() as one:
        yield one


def settings(home: Path, text: str) -> None:
    (home.parent / "settings.toml").write_text(text)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def found(*words: str) -> dict[str, dict[str, Any]]:
    return {one["what"]: one for one in json.loads(run("doctor", "--json", *words).stdout)["data"]}


def test_doctor_names_versions_folders_and_that_there_are_no_settings(home: Path) -> None:
    checks = found()
    assert checks["sqlite"]["found"] == sqlite3.sqlite_version
    assert str(home) in checks["data"]["found"]
    assert "only simulated and local models" in checks["settings"]["found"]
    assert all(check["fine"] for check in checks.values())
    assert run("doctor").exit_code == 0


def test_doctor_says_which_key_is_missing_and_never_what_one_holds(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONE_KEY", KEY)
    address = 'base_url = "https://api.example.org/v1"\n'
    settings(
        home,
        f'[models.one]\n{address}api_key_env = "ONE_KEY"\n'
        f'[models.two]\n{address}api_key_env = "TWO_KEY"\n'
        '[models.three]\nbase_url = "http://127.0.0.1:1/v1"\n',
    )
    checks = found()
    assert checks["model one"]["fine"]
    assert "TWO_KEY is NOT set" in checks["model two"]["found"]
    assert not checks["model two"]["fine"]
    assert "no key is sent" in checks["model three"]["found"]
    printed = run("doctor")
    assert printed.exit_code == 1
    assert KEY not in printed.output


def test_doctor_reports_what_is_broken_instead_of_breaking(home: Path) -> None:
    settings(home, "[models.")
    home.mkdir()
    (home / "velleity.db").write_text("something else" * 100)
    checks = found()
    assert not checks["settings"]["fine"]
    assert not checks["data"]["fine"]
    assert run("doctor").exit_code == 1


@pytest.mark.parametrize("failure", [None, "unauthorized", "malformed"])
async def test_doctor_asks_a_model_one_question_when_told_to(
    home: Path, provider: Provider, failure: str | None
) -> None:
    import asyncio

    settings(home, f'[models.mine]\nbase_url = "{provider.url}"\n')
    provider.next_failures = [failure]
    check = (await asyncio.to_thread(found, "mine"))["asking mine"]
    assert check["fine"] == (failure is None)
    assert len(provider.entries) == 1
    await asyncio.to_thread(found)
    assert len(provider.entries) == 1


def test_doctor_names_a_model_that_is_not_there(home: Path) -> None:
    assert "There is no model 'nobody' here" in found("nobody")["asking nobody"]["found"]


def test_a_backup_is_a_database_and_never_overwrites(home: Path, tmp_path: Path) -> None:
    assert run("perturb", "tea", "coffee", "-m", "sim/bob").exit_code == 0
    target = tmp_path / "copy.db"
    assert run("backup", str(target)).exit_code == 0
    with closing(sqlite3.connect(target)) as db:
        assert db.execute("select count(*) from trials").fetchone()[0] > 0
    again = run("backup", str(target))
    assert again.exit_code == 1
    assert again.stderr.startswith("velleity: ")
    assert "is there already" in again.stderr


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        (None, "cannot be read"),
        ("{", "line 1: write messages and reply"),
        ('\n{"messages": [["user", "x"]], "reply": 3}', "line 2: messages and reply are texts"),
        ('{"messages": [["user", "x"]], "reply": "A"}', "the log holds no reply to this prompt"),
    ],
)
def test_a_log_that_cannot_be_replayed_says_why(home: Path, log: str | None, reason: str) -> None:
    settings(home, '[models.tape]\nrecorded = "replies.jsonl"\n')
    if log is not None:
        (home.parent / "replies.jsonl").write_text(log)
    failed = run("perturb", "tea", "coffee", "-m", "tape")
    assert failed.exit_code == 1
    assert reason in failed.stderr


async def test_a_study_that_its_budget_ended_says_so_and_goes_on_with_more(
    home: Path, provider: Provider
) -> None:
    price = "input_usd_per_mtok = 1\noutput_usd_per_mtok = 1\n"
    settings(home, f'[models.mine]\nbase_url = "{provider.url}"\n{price}')
    pair = ("perturb", "tea", "coffee", "-m", "mine", "--max-cost-usd", "0.005")
    ended = await asyncio.to_thread(run, *pair)
    assert ended.exit_code == 1
    assert "leaning" in ended.stdout
    assert "interrupted after" in ended.stderr
    assert ended.stderr.strip().endswith("say `velleity resume` with a higher limit to go on.")
    found = re.search(r"Study (std_\w+)", ended.output)
    assert found is not None
    resumed = await asyncio.to_thread(run, "resume", found.group(1), "--max-cost-usd", "1")
    assert resumed.exit_code == 0
    assert resumed.stdout.startswith("1 study: 1 strong")


def test_every_variation_is_listed_with_its_tier() -> None:
    rows = json.loads(run("catalogue", "--json").stdout)["data"]
    assert len(rows) >= 60
    assert {row["tier"] for row in rows} == {"surface", "circumstance", "nudge", "pressure"}
    printed = run("catalogue").stdout.splitlines()
    assert len(printed) == len(rows)
    assert any(line.split()[:3] == ["circumstance", "core", "circumstance=hot"] for line in printed)


def test_the_catalogue_shows_one_tier_or_what_a_tool_takes() -> None:
    nudges = answer("catalogue", "--tier", "nudge")
    assert nudges
    assert {row["tier"] for row in nudges} == {"nudge"}
    assert "surface" in refused("catalogue", "--tier", "mild")
    told = said("catalogue", "--tool", "follow_up").splitlines()
    assert any(line.split()[0] == "idempotency_key" for line in told)
    assert "There is no tool 'nap'" in refused("catalogue", "--tool", "nap")
