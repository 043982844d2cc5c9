"""A study by provider batches, over MCP, against a real provider on the loopback interface."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.provider.provider import Provider
from tests.server.asking import SWEETS, call, client_of, refused
from tests.store.rows_of import a_study
from velleity.store.records import AttemptRecord, BatchRecord
from velleity.store.store import Store
from velleity.tools.engine.pacing.retries import RetryPolicy
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.studies import Laboratory
from velleity.tools.study.limits import Limits

SETTINGS = """
[models.mine]
litellm = "openai/gpt-4o-mini"
base_url = "{url}"
api_key_env = "MINE_KEY"

[models.plain]
base_url = "{url}"
"""
QUICK = RetryPolicy(base_s=0.01, longest_s=0.05, outage_s=20)
PAIR = {"model": "mine", "option_a": "tea", "option_b": "coffee", "batch": True}
MONEY = 5.0


@pytest.fixture
async def provider(home: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Provider]:
    monkeypatch.setenv("MINE_KEY", "sk-mine")
    async with Provider("sim/bob") as one:
        (home.parent / "settings.toml").write_text(SETTINGS.format(url=one.url))
        yield one


def design(**more: Any) -> PerturbDesign:
    return PerturbDesign.model_validate({**PAIR, "ladder": False, **more})


def limits(usd: float = MONEY) -> Limits:
    return Limits(usd, None)


def opened(home: Path) -> Laboratory:
    return Laboratory(home, home.parent / "settings.toml", QUICK)


async def run(lab: Laboratory, study_id: str) -> str:
    """Wait for a study without holding the provider's loop up."""
    progress = await asyncio.to_thread(lab.wait, study_id, 240)
    return progress.study.state


def verdict(lab: Laboratory, study_id: str) -> str:
    [finding] = lab.findings(study_id)
    return finding.headline


async def test_a_study_in_batches_finds_what_single_calls_find_for_less(
    home: Path, provider: Provider
) -> None:
    with_batches = opened(home)
    try:
        study = with_batches.start(design(), limits=limits()).study
        assert await run(with_batches, study.id) == "done"
        assert verdict(with_batches, study.id) == "strong"
        calls = with_batches.store.calls(study.id)
        assert calls.made == calls.answered == len(provider.entries)
        assert calls.unsettled == 0
        assert len(provider.batches.batches) < 12
        [served] = with_batches.store.served(study.id)
        assert json.loads(served.sent)["top_p"] == provider.bodies[0]["top_p"] == 1
        assert served.model == "m"
        alone = with_batches.start(design(batch=False), limits=limits()).study
        assert await run(with_batches, alone.id) == "done"
        assert verdict(with_batches, alone.id) == "strong"
        single = with_batches.store.calls(alone.id)
        assert calls.cost_usd is not None
        assert single.cost_usd is not None
        assert calls.cost_usd / calls.tokens == pytest.approx(
            0.5 * single.cost_usd / single.tokens, rel=0.05
        )
    finally:
        with_batches.close()
    keys = {entry.authorization for entry in provider.entries}
    assert keys <= {"", "Bearer sk-mine"}


async def test_a_batch_outlives_the_process_that_handed_it_in(
    home: Path, provider: Provider
) -> None:
    provider.batches.looks = 1_000_000
    first = opened(home)
    study = first.start(design(), limits=limits()).study
    while not provider.batches.batches:
        await run_a_moment(first, study.id)
    await in_thread(first.close)
    provider.batches.batches[0].looks_left = 0
    provider.batches.looks = 0
    second = opened(home)
    try:
        assert second.progress(study.id).study.state == "interrupted"
        second.resume(study.id)
        assert await run(second, study.id) == "done"
        assert max(provider.paid().values()) == 1
        assert second.store.calls(study.id).made == len(provider.entries)
    finally:
        second.close()


async def test_what_a_batch_leaves_out_or_fails_goes_into_the_next(
    home: Path, provider: Provider
) -> None:
    provider.batches.expires_after = 30
    provider.next_failures = ["server_error", None, "server_error"]
    provider.batches.loses_answers, provider.batches.repeats_answers = 3, 4
    lab = opened(home)
    try:
        study = lab.start(design(), limits=limits()).study
        assert await run(lab, study.id) == "done"
        assert sum(provider.paid().values()) == len(provider.paid()) + 3
        calls = lab.store.calls(study.id)
        assert calls.failed["unavailable"] >= 2
        assert calls.answered == lab.progress(study.id).done
        assert calls.unsettled == len(lab.store.unsettled(study.id)) == calls.failed["dropped"] == 3
        assert not [one for one in lab.store.trials(study.id) if one.reply == "neither"]
        [told] = [one for one in lab.progress(study.id).study.warnings if "several results" in one]
        assert told.startswith("Of 4 calls")
    finally:
        lab.close()


@pytest.mark.in_full
async def test_a_number_that_was_lost_is_found_by_its_tag_and_a_provider_that_fails_asked_again(
    home: Path, provider: Provider
) -> None:
    provider.batches.loses_next_number = True
    provider.batches.next_statuses = [200, 200, 503, 500, 200, 503]
    lab = opened(home)
    try:
        study = lab.start(design(), limits=limits()).study
        assert await run(lab, study.id) == "done"
        assert max(provider.paid().values()) == 1
    finally:
        lab.close()


async def test_a_batch_that_the_provider_does_not_take_fails_the_study_and_costs_nothing(
    home: Path, provider: Provider
) -> None:
    provider.batches.fails = True
    lab = opened(home)
    try:
        study = lab.start(design(), limits=limits()).study
        assert await run(lab, study.id) == "failed"
        assert "does not take" in (lab.progress(study.id).study.error or "")
        calls = lab.store.calls(study.id)
        assert calls.answered == calls.unsettled == 0
        assert calls.cost_usd == 0.0
        assert lab.store.batches(study.id) == []
    finally:
        lab.close()


@pytest.mark.in_full
async def test_cancelling_calls_the_batch_off_and_resuming_takes_up_what_was_done(
    home: Path, provider: Provider
) -> None:
    provider.batches.looks = 1_000_000
    lab = opened(home)
    try:
        study = lab.start(design(), limits=limits()).study
        while not provider.batches.batches:
            await run_a_moment(lab, study.id)
        await in_thread(lambda: lab.cancel(study.id))
        assert await run(lab, study.id) == "cancelled"
        assert provider.batches.batches[0].status == "cancelling"
        provider.batches.looks = 0
        await in_thread(lambda: lab.resume(study.id))
        assert await run(lab, study.id) == "done"
        assert max(provider.paid().values()) == 1
    finally:
        lab.close()


@pytest.mark.in_full
async def test_a_batch_keeps_to_the_budget(home: Path, provider: Provider) -> None:
    lab = opened(home)
    try:
        study = lab.start(design(), limits=limits(0.0005)).study
        assert await run(lab, study.id) == "interrupted"
        calls = lab.store.calls(study.id)
        assert calls.cost_usd is not None
        assert 0 < calls.cost_usd <= 0.0005
        await in_thread(lambda: lab.resume(study.id, limits()))
        assert await run(lab, study.id) == "done"
    finally:
        lab.close()


async def test_who_takes_no_batches_says_so_before_anything_is_stored(
    home: Path, provider: Provider
) -> None:
    async with client_of(home) as client:
        for model in ("plain", "sim/bob"):
            said = await refused(client, "perturb", model=model, **SWEETS, batch=True)
            assert "takes no batches" in said
            assert "openai/" in said
        assert (await call(client, "list_studies"))["studies"] == []
        plan = await call(client, "perturb", model="mine", **SWEETS, batch=True, dry_run=True)
        assert "a batch comes back within a day" in str(plan)


async def in_thread(what: Any) -> Any:
    return await asyncio.to_thread(what)


async def run_a_moment(lab: Laboratory, study_id: str) -> None:
    """Give the study a moment, without ending with it."""
    await in_thread(lambda: lab.wait(study_id, 0.05))


def test_the_store_forgets_no_batch(tmp_path: Path) -> None:
    store = Store(tmp_path / "velleity.db")
    try:
        study = store.begin(a_study("one")).result()
        calls = [
            AttemptRecord(study.id, trial, 1, "2026-01-01", 0.5, 100, batch="tag")
            for trial in ("one", "two")
        ]
        store.begin_batch(BatchRecord("tag", study.id, "2026-01-01"), calls).result()
        assert store.batches(study.id)[0].number is None
        store.number_batch("tag", "batch_7").result()
        assert store.batches(study.id)[0].number == "batch_7"
        assert [call.trial for call in store.calls_of_batch("tag")] == ["one", "two"]
        assert store.spending(study.id).cost_usd == 1.0
        store.end_batch("tag", "2026-01-02", [], []).result()
        assert store.batches(study.id) == []
    finally:
        store.close()
