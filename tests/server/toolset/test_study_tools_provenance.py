"""What was sent, who answered, what was left out: before a study, in its status and its report."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from tests.provider.provider import Provider
from tests.provider.serving import Serving
from tests.server.asking import SWEETS, call, client_of, done, refused

KEY = "sk-canary-4f9d2c8e7a"
SECRET = "hush-hush-0123456789"
LLAMA = Serving(owned_by="llamacpp", server="llama.cpp", fingerprint="b4321-abc")
LIMITED = Serving(supported=("max_tokens", "top_p"), owned_by="someone")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINE_KEY", KEY)


def settings(home: Path, url: str, more: str = "") -> None:
    text = f'[models.mine]\nbase_url = "{url}"\nmodel = "m"\napi_key_env = "MINE_KEY"\n{more}'
    (home.parent / "settings.toml").write_text(text)


def read(path: str) -> str:
    return Path(path).read_text("utf-8")


async def served(client: Client, study: str) -> list[dict[str, Any]]:
    """What each tool says of who answered; they agree."""
    told = [
        (await call(client, "study_status", study_id=study))["served"],
        (await call(client, "get_trials", study_id=study, limit=1))["served"],
        (await call(client, "summarize", study_ids=[study], detail="full"))["served"],
    ]
    assert told[0] == told[1] == told[2]
    assert "served" not in (await call(client, "list_studies"))["studies"][0]
    return told[0]


async def test_what_was_sent_and_who_answered_is_told_everywhere_once(home: Path) -> None:
    async with Provider(serving=LLAMA) as provider, client_of(home) as client:
        settings(home, provider.url, f'extra = {{ cache = "on", x_token = "{SECRET}" }}\n')
        study = await done(client, "perturb", model="mine", **SWEETS)
        [one] = await served(client, study)
        assert (one["participant"], one["model"]) == ("mine", "m")
        assert (one["fingerprint"], one["server"]) == ("b4321-abc", "llama.cpp")
        sent = one["sent"]
        assert (sent["top_p"], sent["top_k"], sent["min_p"], sent["temperature"]) == (1, 0, 0, 1)
        assert (sent["cache"], sent["x_token"]) == ("on", "(hidden)")
        assert one["left_out"] == []
        found = await call(client, "write_report", study_ids=[study])
        page = read(found["report_path"])
        assert "mine answered as</dt>" in page
        assert ">m, b4321-abc, llama.cpp<" in page
    assert provider.bodies[0]["x_token"] == SECRET
    stored = (home / "velleity.db").read_bytes() + page.encode()
    for secret in (KEY, SECRET):
        assert secret.encode() not in stored


async def test_names_that_change_with_every_reply_do_not_fill_the_store(home: Path) -> None:
    async with Provider() as provider, client_of(home) as client:
        settings(home, provider.url)
        numbered = iter(range(10_000))
        answer = provider._answer  # pyright: ignore[reportPrivateUsage]
        provider._answer = lambda asked: {  # pyright: ignore[reportPrivateUsage]
            **answer(asked),
            "system_fingerprint": f"fp_{next(numbered)}",
        }
        study = await done(client, "perturb", model="mine", **SWEETS)
        assert len(await served(client, study)) >= 2
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        [[rows]] = db.execute("select count(*) from served").fetchall()
    assert rows == 20


async def test_what_is_not_taken_is_said_before_the_study_and_stays_with_it(home: Path) -> None:
    async with Provider(serving=LIMITED) as provider, client_of(home) as client:
        settings(home, provider.url)
        given = {"model": "mine", **SWEETS, "temperature": 0.0, "max_trials": 60}
        plan = await call(client, "perturb", **given, dry_run=True)
        begun = await call(client, "perturb", **given)
        for said in (plan, begun):
            *_, temperature, seed = said["warnings"]
            assert temperature.startswith("mine takes no temperature: temperature 0 is not sent")
            assert "takes no seed" in seed
        assert provider.bodies == [] or "temperature" not in provider.bodies[0]
        study = await done(client, "perturb", **given)
        assert (await call(client, "study_status", study_id=study))["warnings"] == plan["warnings"]
        [one] = await served(client, study)
        assert one["left_out"] == ["seed", "temperature"]
    async with client_of(home) as client:
        assert (await call(client, "study_status", study_id=study))["warnings"] == plan["warnings"]


async def test_what_comes_out_later_is_in_the_status_then(home: Path) -> None:
    async with (
        Provider(serving=Serving(refuses=("seed",), style="detail")) as provider,
        client_of(home) as client,
    ):
        settings(home, provider.url)
        study = await done(client, "perturb", model="mine", **SWEETS)
        [warning] = (await call(client, "study_status", study_id=study))["warnings"]
        assert "mine takes no seed" in warning


@pytest.mark.parametrize("dry_run", [True, False])
async def test_a_readout_that_a_model_cannot_serve_is_refused_with_what_can_be(
    home: Path, dry_run: bool
) -> None:
    async with Provider(serving=LIMITED) as provider, client_of(home) as client:
        settings(home, provider.url)
        text = await refused(
            client, "perturb", model="mine", **SWEETS, readout="logprob", dry_run=dry_run
        )
        assert "mine: it sends no log-probabilities" in text
        assert "readout label, reasoned or enact" in text
        assert provider.bodies == []
        assert (await call(client, "list_studies"))["studies"] == []


async def test_an_answer_without_log_probabilities_ends_a_study_that_reads_them(
    home: Path,
) -> None:
    serving = Serving(sends_logprobs=False)
    async with Provider(serving=serving) as provider, client_of(home) as client:
        settings(home, provider.url)
        begun = await call(client, "perturb", model="mine", **SWEETS, readout="logprob")
        until = time.monotonic() + 20
        while (status := await call(client, "study_status", study_id=begun["study_id"]))[
            "state"
        ] == "running":
            assert time.monotonic() < until
        assert (status["state"], status["done"]) == ("failed", 0)
        assert "it sends no log-probabilities" in status["error"]


async def test_nobody_there_is_said_in_the_answer_that_starts_the_study(home: Path) -> None:
    settings(home, "http://127.0.0.1:9/v1")
    nobody = "cannot connect to http://127.0.0.1:9"
    async with client_of(home) as client:
        plan = await call(client, "perturb", model="mine", **SWEETS, dry_run=True)
        assert plan["notice"] == nobody
        begun = time.monotonic()
        started = await call(client, "perturb", model="mine", **SWEETS)
        assert started["notice"] == f"{nobody}: trying again in 3 s"
        assert nobody in started["summary"]
        study = started["study_id"]
        assert time.monotonic() - begun < 5
        waited = await call(client, "study_status", study_id=study, wait_s=0.5)
        assert nobody in waited["notice"]
        assert nobody in json.dumps(await call(client, "list_studies"))
        await call(client, "cancel_study", study_id=study)


async def test_a_server_that_says_nothing_is_named_too(home: Path) -> None:
    async with (
        Provider(serving=Serving(is_silent=True)) as provider,
        client_of(home) as client,
    ):
        settings(home, provider.url)
        begun = time.monotonic()
        started = await call(client, "perturb", model="mine", **SWEETS)
        assert time.monotonic() - begun < 5
        origin = provider.url.removesuffix("/v1")
        assert started["notice"].startswith(f"no answer yet from mine at {origin}")
        begun = time.monotonic()
        assert "notice" not in await call(client, "study_status", study_id=started["study_id"])
        waited = await call(client, "study_status", study_id=started["study_id"], wait_s=25)
        assert time.monotonic() - begun < 10, "a call comes back when the study is held up"
        assert waited["notice"].startswith(f"no answer yet from mine at {origin}")
        await call(client, "cancel_study", study_id=started["study_id"])
