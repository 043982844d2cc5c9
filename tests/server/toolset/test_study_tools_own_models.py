"""A model of one's own, over MCP, against a real provider on the loopback interface."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.provider.provider import Provider
from tests.server.asking import SWEETS, call, client_of, done, ended, refused

KEY = "sk-canary-4f9d2c"
PRICES = "input_usd_per_mtok = 1.0\noutput_usd_per_mtok = 2.0\n"


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Provider("sim/alice") as one:
        yield one


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINE_KEY", KEY)


def settings(home: Path, provider: Provider, more: str = "") -> None:
    """Name the provider's model `mine` in the settings file that the tests' environment names."""
    text = f'[models.mine]\nbase_url = "{provider.url}"\napi_key_env = "MINE_KEY"\n{more}'
    (home.parent / "settings.toml").write_text(text)


async def test_a_model_of_ones_own_is_cross_examined_like_any(
    home: Path, provider: Provider
) -> None:
    settings(home, provider, PRICES)
    async with client_of(home) as client:
        study = await done(client, "perturb", model="mine", **SWEETS, max_cost_usd=1.0)
        status = await call(client, "study_status", study_id=study)
        assert status["calls"]["made"] == status["done"] == len(provider.entries)
        assert status["calls"]["unsettled"] == 0
        assert 0 < status["calls"]["cost_usd"] < 1
        [finding] = (await call(client, "summarize", study_ids=[study]))["findings"]
        assert finding["verdict"] == "weak"
    assert {entry.authorization for entry in provider.entries} == {f"Bearer {KEY}"}


@pytest.mark.parametrize("readout", ["reasoned", "logprob"])
async def test_it_can_be_asked_to_think_first_or_for_its_odds(
    home: Path, provider: Provider, readout: str
) -> None:
    settings(home, provider)
    async with client_of(home) as client:
        study = await done(client, "perturb", model="mine", **SWEETS, readout=readout)
        [finding] = (await call(client, "summarize", study_ids=[study]))["findings"]
        assert finding["verdict"] == "weak"
    bodies = provider.bodies
    assert {body["max_tokens"] for body in bodies} == {512 if readout == "reasoned" else 1}
    assert {body.get("logprobs") for body in bodies} == {True if readout == "logprob" else None}


@pytest.mark.parametrize("failure", ["unauthorized", "not_found", "quota", "redirect"])
async def test_a_provider_that_refuses_fails_the_study_with_a_reason_and_no_key(
    home: Path, provider: Provider, failure: str
) -> None:
    settings(home, provider)
    provider.next_failures = [failure] * 64
    async with client_of(home) as client:
        begun = await call(client, "perturb", model="mine", **SWEETS)
        status = await ended(client, begun["study_id"])
        assert status["state"] == "failed"
        assert "mine does not take the request: HTTP" in status["error"]
        assert KEY not in json.dumps(status)
        assert len(provider.entries) <= 64
        assert set(status["calls"]["failed"]) <= {"rejected", "quota"}
        provider.next_failures.clear()
        await call(client, "resume_study", study_id=begun["study_id"])
        assert (await ended(client, begun["study_id"]))["state"] == "done"


async def test_a_model_with_a_price_needs_a_limit_and_keeps_it(
    home: Path, provider: Provider
) -> None:
    settings(home, provider, PRICES)
    async with client_of(home) as client:
        text = await refused(client, "perturb", model="mine", **SWEETS)
        assert "give max_cost_usd" in text
        assert provider.entries == []
        begun = await call(client, "perturb", model="mine", **SWEETS, max_cost_usd=0.01)
        status = await ended(client, begun["study_id"])
        assert status["state"] == "interrupted"
        assert "resume_study with a higher limit" in status["summary"]
        assert 0 < status["calls"]["cost_usd"] <= 0.01
        more = {"study_id": begun["study_id"], "max_cost_usd": 1.0}
        await call(client, "resume_study", **more)
        assert (await ended(client, begun["study_id"]))["state"] == "done"


async def test_a_plan_says_what_it_would_cost_and_a_pilot_narrows_it(
    home: Path, provider: Provider
) -> None:
    settings(home, provider, PRICES)
    async with client_of(home) as client:
        pair = {"model": "mine", **SWEETS}
        before = (await call(client, "perturb", **pair, dry_run=True))["plan"]
        assert provider.entries == []
        assert before["seconds"] is None
        study = await done(client, "perturb", **pair, max_cost_usd=1.0)
        spent = (await call(client, "study_status", study_id=study))["calls"]
        each = spent["cost_usd"] / spent["made"]
        after = (await call(client, "perturb", **pair, dry_run=True))["plan"]
        assert "earlier calls of this model" in after["basis"]
        assert after["seconds"]["high"] > 0
        for plan in (before, after):
            cost = plan["cost_usd"]
            assert cost["low"] <= each * plan["trials"] <= cost["high"], plan
        assert after["cost_usd"]["high"] < before["cost_usd"]["high"] / 2


async def test_a_plan_without_a_price_says_so_and_never_nothing(
    home: Path, provider: Provider
) -> None:
    settings(home, provider)
    async with client_of(home) as client:
        plan = await call(client, "perturb", model="mine", **SWEETS, dry_run=True)
        assert plan["plan"]["cost_usd"] is None
        assert "unknown price" in plan["summary"]
        assert plan["plan"]["tokens"]["high"] > plan["plan"]["tokens"]["low"] > 0


async def test_a_limit_in_dollars_needs_a_price(home: Path, provider: Provider) -> None:
    settings(home, provider)
    async with client_of(home) as client:
        text = await refused(client, "perturb", model="mine", **SWEETS, max_cost_usd=1)
        assert "The price of mine is unknown" in text
        begun = await call(client, "perturb", model="mine", **SWEETS, max_tokens=2_000)
        status = await ended(client, begun["study_id"])
        assert status["state"] == "interrupted"
        assert status["calls"]["cost_usd"] is None
        assert status["calls"]["tokens"] <= 2_000


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[models.mine", "It is not TOML"),
        ("models = 3", "Write each model as a table"),
        ("[models]\nmine = 3", "[models.mine]"),
        ("[models.mine]", "give base_url"),
        ('[models.mine]\nlitellm = "huggingface/x"', "begin with one of anthropic"),
        ('[models.mine]\nlitellm = "openai/http://x y"', "name a model with letters"),
        ('[models.mine]\nbase_url = "ftp://x"', "write an address"),
        ('[models.mine]\nbase_url = "http://example.org/v1"', "write https"),
        ('[models.mine]\nbase_url = "https://me:pw@example.org"', "no user, password"),
        ('[models.mine]\nbase_url = "https://x.org"\napi_key_env = "sk-123"', "never the key"),
        ('[models.mine]\nbase_url = "https://x.org"\nkey = "sk-1"', "mine.key: Extra inputs"),
        ('[models.mine]\nbase_url = "https://x.org"\ninput_usd_per_mtok = 1', "both prices"),
        ('[models."a/b"]\nbase_url = "https://x.org"', "is no alias"),
        ('[models.mine]\nbase_url = "https://x.org"\napi_key_env = "NOT_SET"', "NOT_SET"),
        ('[models.other]\nbase_url = "https://x.org"', "Models of your settings: other"),
    ],
)
async def test_settings_that_are_wrong_are_named_and_simulated_models_go_on(
    home: Path, text: str, reason: str
) -> None:
    (home.parent / "settings.toml").write_text(text)
    async with client_of(home) as client:
        said = await refused(client, "perturb", model="mine", **SWEETS)
        assert reason in said
        assert "sk-1" not in said
        await done(client, "perturb", model="sim/bob", **SWEETS)


async def test_the_same_key_is_the_same_study_and_never_another_design(home: Path) -> None:
    async with client_of(home) as client:
        one = await done(client, "perturb", model="sim/bob", **SWEETS, idempotency_key="k1")
        again = await call(
            client, "perturb", model="sim/bob", **SWEETS, idempotency_key="k1", fresh=True
        )
        assert again["study_id"] == one
        text = await refused(
            client, "perturb", model="sim/bob", **SWEETS, idempotency_key="k1", seed=2
        )
        assert "use a new key" in text


async def test_every_call_of_a_tool_leaves_one_row_in_the_audit(home: Path) -> None:
    async with client_of(home) as client:
        study = await done(client, "perturb", model="sim/bob", **SWEETS)
        await refused(client, "perturb", model="sim/nobody", **SWEETS)
        await refused(client, "perturb", nonsense=1)
        await call(client, "summarize", study_ids=[study])
    check_audit(home, study)


def check_audit(home: Path, study: str) -> None:
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        rows = db.execute("select tool, result, study_id from audit order by row").fetchall()
    assert rows[0] == ("perturb", "answered", study)
    assert {row[0] for row in rows[1:-3]} == {"study_status"}
    assert [row[:2] for row in rows[-3:]] == [
        ("perturb", "refused"),
        ("perturb", "refused"),
        ("summarize", "answered"),
    ]


async def test_a_resume_that_is_refused_changes_no_limit(
    home: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(home, provider, PRICES)
    async with client_of(home) as client:
        begun = await call(client, "perturb", model="mine", **SWEETS, max_cost_usd=0.01)
        study = begun["study_id"]
        assert (await ended(client, study))["state"] == "interrupted"
        monkeypatch.delenv("MINE_KEY")
        more = {"study_id": study, "max_cost_usd": 5.0, "max_tokens": 10_000_000}
        assert "MINE_KEY" in await refused(client, "resume_study", **more)
        monkeypatch.setenv("MINE_KEY", KEY)
        await call(client, "resume_study", study_id=study)
        status = await ended(client, study)
        assert status["state"] == "interrupted"
        assert status["calls"]["cost_usd"] <= 0.01
