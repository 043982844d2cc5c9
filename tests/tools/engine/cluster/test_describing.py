"""What a cluster is made of is told with the variables that are missing, and no word of a key."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tools.engine.cluster.clusters import in_this_process
from velleity.store.errors import InputError
from velleity.tools.doctor import examine
from velleity.tools.engine.cluster import cluster as clusters
from velleity.tools.engine.cluster import desk
from velleity.tools.engine.cluster.address import DASK, EXECUTOR, SCHEDULER
from velleity.tools.engine.cluster.describing import described

KEY = "sk-hush-hush-77"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with in_this_process() as started:
        yield started


def told(cluster: Any, *variables: str) -> tuple[list[str], str]:
    """What cannot be used as it is, and all that is said."""
    found = asyncio.run(described(cluster.scheduler_address, variables))
    return [one.what for one in found if not one.fine], " | ".join(one.words for one in found)


def test_a_cluster_is_told_with_its_threads_its_versions_and_its_way(cluster: Any) -> None:
    missing, words = told(cluster)
    assert not missing
    assert f"{cluster.scheduler_address}, no TLS, Dask " in words
    assert "2 workers, 2 threads" in words
    assert words.count("Velleity ") == 2


def test_of_variables_it_is_told_whether_they_are_set(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONE_KEY", KEY)
    monkeypatch.delenv("OTHER_KEY", raising=False)
    missing, words = told(cluster, "ONE_KEY", "OTHER_KEY")
    assert missing == ["worker 1", "worker 2"]
    assert "ONE_KEY set, OTHER_KEY NOT set" in words
    assert KEY not in words


def test_another_version_is_named_beside_this_one(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def older(package: str) -> str:
        return "0.0.1"

    monkeypatch.setattr(desk, "version", older)
    missing, words = told(cluster)
    assert missing == ["worker 1", "worker 2"]
    assert "install the same" in words


def test_a_cluster_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "CONNECT_S", 0.3)
    with pytest.raises(InputError, match="cannot be reached"):
        asyncio.run(described("tcp://127.0.0.1:9", ()))


def test_a_key_that_only_workers_need_is_no_fault_here(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ONE_KEY", raising=False)
    monkeypatch.setattr(clusters, "CONNECT_S", 0.3)
    home.mkdir()
    file = home / "settings.toml"
    file.write_text('[models.mine]\nbase_url = "https://a.example/v1"\napi_key_env = "ONE_KEY"\n')

    def looked() -> dict[str, bool]:
        return {one.what: one.fine for one in examine(home, file, home / "models")}

    assert looked()["model mine"] is False
    monkeypatch.setenv(EXECUTOR, DASK)
    monkeypatch.setenv(SCHEDULER, "tcp://127.0.0.1:9")
    assert looked()["model mine"] is True
    assert looked()["cluster"] is False
