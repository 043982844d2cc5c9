"""Studies asked through the workers of a cluster end as if they had been asked from here."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.provider.provider import Provider
from tests.tools.engine.asking import a_design
from tests.tools.engine.cluster.clusters import (
    ended,
    found,
    in_this_process,
    laboratory_of,
    run,
)
from velleity.store.errors import InputError
from velleity.store.store import Store
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.engine.cluster import cluster as clusters
from velleity.tools.engine.cluster import desk
from velleity.tools.engine.cluster.cluster import Cluster
from velleity.tools.engine.cluster.messages import OPERATION
from velleity.tools.engine.cluster.models import ClusterModels
from velleity.tools.engine.executor import Connection, Participant
from velleity.tools.engine.pacing.rate_limiter import RateLimiter
from velleity.tools.engine.pacing.retries import RetryPolicy
from velleity.tools.study.design import TaggedOption

KEY = "sk-a-key-of-the-workers-1234"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with in_this_process() as started:
        yield started


def asked_of(provider: Provider, home: Path, **more: Any) -> ElicitDesign:
    """A study of a provider, which is named in the settings with a key."""
    home.mkdir(exist_ok=True)
    lines = ["[models.mine]", f'base_url = "{provider.url}"', 'api_key_env = "CLUSTER_KEY"']
    (home / "settings.toml").write_text("\n".join(lines))
    options = tuple(TaggedOption(text=f"thing {n}") for n in range(6))
    return ElicitDesign(model="mine", options=options, replicates=3, **more)


@pytest.mark.parametrize("model", ["sim/alice", "sim/bob?sticky=0.9&lapse=0.4"])
def test_a_simulated_model_is_found_the_same_to_the_last_bit(
    home: Path, cluster: Any, model: str
) -> None:
    design = a_design(model, 3, 300)
    here = found(home / "here", run(home / "here", design, None))
    there = found(home / "there", run(home / "there", design, cluster.scheduler_address))
    assert here[0] == there[0] == "done"
    assert here[2] == there[2]
    assert [one.messages for one in here[3]] == [one.messages for one in there[3]]
    assert [(o.id, o.reply, o.outcome) for o in here[3]] == [
        (o.id, o.reply, o.outcome) for o in there[3]
    ]


async def test_a_provider_is_asked_once_for_each_trial_and_told_the_key_of_the_workers(
    home: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTER_KEY", KEY)
    async with Provider() as provider:
        design = asked_of(provider, home)
        here = await asyncio.to_thread(run, home, design, None)
        local, asked = found(home, here), len(provider.entries)
        other = home / "other"
        asked_of(provider, other)
        there = await asyncio.to_thread(run, other, design, cluster.scheduler_address)
        whole = found(other, there)
    assert local[0] == whole[0] == "done"
    assert local[2] == whole[2]
    assert len(provider.entries) == 2 * asked
    assert set(provider.paid().values()) == {2}
    assert {one.authorization for one in provider.entries} == {f"Bearer {KEY}"}
    store = Store(other / "velleity.db")
    assert [one.sent for one in store.served(there)]
    store.close()


async def test_however_many_workers_ask_there_is_one_limit_for_a_model(
    home: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTER_KEY", KEY)
    under_way: list[int] = []

    def say(prompt: str) -> str:
        under_way.append(provider.busy)
        return "A"

    provider = Provider(say=say, latency_s=0.04)
    async with provider:
        design = asked_of(provider, home)
        settings = home / "settings.toml"
        settings.write_text(f"{settings.read_text('utf-8')}\nmost_at_once = 6\n")
        study = await asyncio.to_thread(run, home, design, cluster.scheduler_address)
    assert found(home, study)[0] == "done"
    assert max(under_way) == 6


async def test_a_worker_without_the_variable_of_a_key_says_which_one(
    home: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLUSTER_KEY", raising=False)
    async with Provider() as provider:
        design = asked_of(provider, home)
        with pytest.raises(InputError, match=r"worker.*CLUSTER_KEY"):
            await asyncio.to_thread(run, home, design, cluster.scheduler_address)
    assert not provider.entries


async def test_a_worker_that_is_lost_costs_the_calls_it_had_in_hand_and_no_answer(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLUSTER_KEY", KEY)
    async with Provider(latency_s=0.05) as provider:
        design = asked_of(provider, home)
        with (
            in_this_process() as cluster,
            laboratory_of(home, cluster.scheduler_address) as laboratory,
        ):
            begun = await asyncio.to_thread(laboratory.start, design)
            while laboratory.progress(begun.study.id).done < 20:
                await asyncio.to_thread(laboratory.wait, begun.study.id, 0.005)
            await asyncio.to_thread(break_off, cluster)
            study = await asyncio.to_thread(ended, laboratory, begun.study.id)
            calls = laboratory.store.calls(study)
            listed = laboratory.store.unsettled(study)
            planned, stored = begun.study.planned, laboratory.store.count(study)
    assert stored == planned == calls.answered
    again = sum(provider.paid().values()) - planned
    assert 0 < calls.failed["lost"] <= 64
    assert again <= len(listed) == calls.unsettled <= calls.failed["lost"]


def break_off(cluster: Any) -> None:
    """End a worker in the middle of what it does."""
    worker = cluster.workers[0]

    async def end() -> None:
        await worker.handlers[OPERATION].__self__.leave()
        await worker.close(nanny=False, executor_wait=False)

    cluster.sync(end)


def test_a_scheduler_that_is_not_there_is_said_before_anything_is_stored(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "CONNECT_S", 0.3)
    with laboratory_of(home, "tcp://127.0.0.1:9") as laboratory:
        with pytest.raises(InputError, match="VELLEITY_SCHEDULER"):
            laboratory.start(a_design())
        assert not laboratory.store.studies(limit=-1)


def test_who_cannot_ask_can_still_read_and_is_told_why(home: Path) -> None:
    reason = InputError("VELLEITY_EXECUTOR is 'ray'")
    study = run(home, a_design("sim/bob", 0, 100), None)
    with laboratory_of(home, reason) as laboratory:
        assert laboratory.progress(study).study.state == "done"
        with pytest.raises(InputError, match="'ray'"):
            laboratory.start(a_design("sim/alice", 0, 100))


def test_tls_without_certificates_names_the_variables_for_them(home: Path) -> None:
    with (
        laboratory_of(home, "tls://127.0.0.1:9") as laboratory,
        pytest.raises(InputError, match="DASK_DISTRIBUTED__COMM__TLS__CA_FILE"),
    ):
        laboratory.start(a_design())


def test_a_study_waits_for_a_first_worker_and_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "LOOK_S", 0.05)
    with (
        in_this_process(0) as cluster,
        laboratory_of(home, cluster.scheduler_address) as laboratory,
    ):
        study = laboratory.start(a_design("sim/bob", 0, 100)).study.id
        while not (notice := laboratory.progress(study).notice):
            laboratory.wait(study, 0.05)
        assert "no workers" in notice
        cluster.scale(1)
        assert laboratory.progress(ended(laboratory, study)).study.state == "done"


async def test_workers_that_come_later_are_asked_as_much_at_once_as_if_they_had_been_there(
    home: Path,
) -> None:
    with in_this_process(2) as started:
        models = ClusterModels(home / "settings.toml", None, Cluster(started.scheduler_address))
        respondent = models.open("sim/bob")
        assert respondent.terms is not None
        limiter = RateLimiter(respondent.terms.most_at_once)
        asked = Participant(respondent, Connection(respondent.terms, limiter, RetryPolicy()))
        alone = asked.at_once
        await models.cluster.connect()
        asked.keep_terms()
        assert asked.at_once == 2 * alone
        await models.cluster.close()


def test_a_study_that_waits_for_a_worker_can_be_cancelled(home: Path) -> None:
    with (
        in_this_process(0) as cluster,
        laboratory_of(home, cluster.scheduler_address) as laboratory,
    ):
        study = laboratory.start(a_design("sim/bob", 0, 100)).study.id
        laboratory.cancel(study)
        laboratory.wait(study, 5)
        assert laboratory.progress(study).study.state == "cancelled"


def test_a_worker_of_another_version_is_not_asked(
    home: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def older(package: str) -> str:
        return "0.0.1"

    monkeypatch.setattr(desk, "version", older)
    with laboratory_of(home, cluster.scheduler_address) as laboratory:
        study = laboratory.start(a_design("sim/bob", 0, 100)).study.id
        while not (notice := laboratory.progress(study).notice):
            laboratory.wait(study, 0.05)
        assert "runs Velleity 0.0.1, and this is" in notice
        laboratory.cancel(study)
