"""A server and a command, or two drivers, that use one model at the same time share its places.

The provider counts what it has under way, and is the witness.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.provider.provider import Provider
from tests.tools.engine.killing import Process, spawn
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.studies import Laboratory
from velleity.tools.study.design import TaggedOption

MOST = 16


def a_design(seed: int, trials: int) -> ElicitDesign:
    options = tuple(TaggedOption(text=f"thing {n}") for n in range(20))
    return ElicitDesign(model="mine", options=options, replicates=100, max_trials=trials, seed=seed)


def named(home: Path, url: str) -> Path:
    """Settings in which the provider is `mine`."""
    home.mkdir(exist_ok=True)
    settings = home / "settings.toml"
    settings.write_text(f'[models.mine]\nbase_url = "{url}"\nmost_at_once = {MOST}\n')
    return settings


def left_behind(home: Path) -> list[str]:
    """What says that somebody asks, where nobody does."""
    found = (*(home / "pace").iterdir(), *(home / "locks").iterdir())
    return [one.name for one in found if one.suffix == ".asks" or "pace_" in one.name]


async def test_two_that_share_a_folder_ask_no_more_at_once_than_one_may(home: Path) -> None:
    def both(settings: Path) -> list[str]:
        with closing(Laboratory(home, settings)) as one, closing(Laboratory(home, settings)) as two:
            begun = [(lab, lab.start(a_design(n, 100)).study.id) for n, lab in ((1, one), (2, two))]
            return [lab.wait(study, 30).study.state for lab, study in begun]

    async with Provider(latency_s=0.03) as provider:
        states = await asyncio.to_thread(both, named(home, provider.url))
    assert states == ["done", "done"]
    assert MOST - 4 <= provider.peak <= MOST + 1
    assert not left_behind(home)


async def until(told: Callable[[], bool], seconds: float) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it has not become so in time.
    """
    async with asyncio.timeout(seconds):
        while not told():  # noqa: ASYNC110 - nobody tells of other processes
            await asyncio.sleep(0.01)


@pytest.mark.slow
async def test_two_processes_share_until_one_is_killed_and_the_other_has_all_of_it(
    home: Path, full: bool
) -> None:
    if not full:
        pytest.skip("two processes: run with --full")
    started: list[Process] = []

    def begun(settings: Path) -> list[str]:
        with closing(Laboratory(home, settings)) as laboratory:
            return [laboratory.start(a_design(seed, 20_000)).study.id for seed in (1, 2)]

    async with Provider(latency_s=0.2) as provider:
        studies = await asyncio.to_thread(begun, named(home, provider.url))
        await until(lambda: not provider.busy, 5)
        provider.peak = 0
        try:
            for study in studies:
                before = len(provider.entries)
                started.append(spawn("tests.tools.engine.worker", str(home), study))
                await until(lambda n=before: len(provider.entries) >= n + 100, 30)
            assert provider.busy <= provider.peak <= MOST + 1
            os.kill(started[0].pid, signal.SIGKILL)
            before = len(provider.entries)  # half of the places would make 200 calls in 5 s
            await until(lambda: len(provider.entries) >= before + 240, 5)
        finally:
            for one in started:
                one.kill()
                one.communicate()
    assert provider.peak <= MOST + 1
