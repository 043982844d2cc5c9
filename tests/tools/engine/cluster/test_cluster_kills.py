"""Workers, a scheduler and a driver that are killed: nothing is lost, nothing stored twice, and
what was paid twice is listed. The provider's own book is the witness.
"""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.tools.engine.cluster.clusters import ROOT, Workers, ended, laboratory_of
from tests.tools.engine.killing import heard, prompt_of, spawn
from velleity.store.store import Store
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.engine.pacing.retries import RetryPolicy
from velleity.tools.studies import Laboratory
from velleity.tools.study.design import TaggedOption
from velleity.tools.study.limits import Limits

AT_ONCE = 96
PRICES = "input_usd_per_mtok = 10\noutput_usd_per_mtok = 30\n"


@contextmanager
def provider(home: Path, latency_ms: float) -> Generator[Path]:
    """A provider in a process of its own, named `mine` in the settings; its book."""
    home.mkdir(exist_ok=True)
    book = home / "book.jsonl"
    words = ["-m", "tests.provider", "--book", str(book), "--latency-ms", str(latency_ms)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, text=True, stdin=pipe, stdout=pipe
    ) as serving:
        assert serving.stdin is not None
        assert serving.stdout is not None
        url = serving.stdout.readline().strip()
        settings = f'[models.mine]\nbase_url = "{url}"\nmost_at_once = {AT_ONCE}\n{PRICES}'
        (home / "settings.toml").write_text(settings)
        yield book
        serving.stdin.close()


@contextmanager
def workers(folder: Path, count: int = 3, **environment: str) -> Generator[Workers]:
    """Processes that are ended whatever happens."""
    folder.mkdir(exist_ok=True)
    with closing(Workers(folder, count, **environment)) as started:
        yield started


def a_design(trials: int, seed: int = 0) -> ElicitDesign:
    options = tuple(TaggedOption(text=f"thing {n}") for n in range(40))
    return ElicitDesign(model="mine", options=options, replicates=100, max_trials=trials, seed=seed)


class Tally:
    """What the store and the provider's book say of a study."""

    def __init__(self, home: Path, study: str, book: Path) -> None:
        with closing(Store(home / "velleity.db")) as store:
            self.record, self.calls = store.study(study), store.calls(study)
            trials = store.trials(study)
            self.listed = Counter(one.trial for one in store.unsettled(study))
        self.stored = [one.id for one in trials]
        names = {
            prompt_of(self.record.design["seed"], t.id, t.messages or ()): t.id for t in trials
        }
        entries = (json.loads(line) for line in book.read_text().splitlines())
        self.paid = Counter(names[one["prompt"]] for one in entries if one["paid"])
        self.again = Counter({one: times - 1 for one, times in self.paid.items() if times > 1})

    def check(self, planned: int) -> None:
        """Nothing is lost or stored twice, and what was paid again is listed."""
        assert self.record.state == "done", self.record.error
        assert len(self.stored) == len(set(self.stored)) == self.record.planned == planned
        assert set(self.paid) == set(self.stored)
        assert not self.again - self.listed, "paid again, and not listed"


@pytest.mark.slow
def test_with_a_worker_killed_every_few_seconds_nothing_is_lost(home: Path, full: bool) -> None:
    if not full:
        pytest.skip("minutes: run with --full")
    trials, every_s = 20_000, 5.0
    with provider(home, 100) as book, workers(home / "dask") as cluster:
        kills, over = 0, threading.Event()

        def kill() -> None:
            nonlocal kills
            while not over.wait(every_s):
                cluster.add()
                cluster.kill_worker()
                kills += 1

        with laboratory_of(home, cluster.address) as laboratory:
            begun = time.monotonic()
            study = laboratory.start(a_design(trials), limits=Limits(1_000.0, None)).study.id
            killing = threading.Thread(target=kill)
            killing.start()
            try:
                ended(laboratory, study)
            finally:
                over.set()
                killing.join()
            took = time.monotonic() - begun
        tally = Tally(home, study, book)
        tally.check(trials)
        again = tally.again.total()
        print(f"{kills} kills in {took:.0f} s, {tally.calls}, {again} paid again")
        assert kills >= 3
        assert tally.calls.failed.get("lost", 0) > 0
        assert again <= tally.calls.failed["lost"] <= kills * AT_ONCE


def begun(home: Path, trials: int) -> str:
    """Start a study from here and interrupt it at once."""
    with laboratory_of(home, None) as laboratory:
        return laboratory.start(a_design(trials), limits=Limits(1_000.0, None)).study.id


def wait_for(laboratory: Laboratory, study: str, done: int) -> None:
    while laboratory.progress(study).done < done:
        laboratory.wait(study, 0.01)


@pytest.mark.slow
def test_without_its_scheduler_a_study_is_interrupted_and_goes_on_with_another(
    home: Path, full: bool
) -> None:
    if not full:
        pytest.skip("starts processes: run with --full")
    trials = 3_000
    with provider(home, 50) as book:
        with workers(home / "one") as cluster:
            patience = RetryPolicy(base_s=0.05, longest_s=0.5, outage_s=4.0)
            with laboratory_of(home, cluster.address, patience) as laboratory:
                study = laboratory.start(a_design(trials), limits=Limits(1_000.0, None)).study.id
                wait_for(laboratory, study, 500)
                cluster.scheduler.kill()
                ended(laboratory, study)
                seen = laboratory.progress(study)
                assert seen.study.state == "interrupted"
                assert f"the scheduler at {cluster.address}" in (seen.study.error or "").lower()
                assert "resume_study" in (seen.study.error or "")
        with workers(home / "two") as cluster, laboratory_of(home, cluster.address) as laboratory:
            laboratory.resume(study)
            ended(laboratory, study)
        tally = Tally(home, study, book)
        tally.check(trials)
        print(f"{tally.calls}, {tally.again.total()} paid again: {seen.study.error}")
        assert tally.again.total() <= AT_ONCE


@pytest.mark.slow
def test_a_scheduler_that_comes_back_is_found_again(home: Path, full: bool) -> None:
    if not full:
        pytest.skip("starts processes: run with --full")
    trials = 3_000
    with provider(home, 50) as book, workers(home / "dask") as cluster:
        with laboratory_of(home, cluster.address) as laboratory:
            study = laboratory.start(a_design(trials), limits=Limits(1_000.0, None)).study.id
            wait_for(laboratory, study, 500)
            cluster.scheduler.kill()
            cluster.scheduler.wait()
            cluster.begin_again()
            ended(laboratory, study)
        tally = Tally(home, study, book)
        tally.check(trials)
        assert tally.again.total() <= AT_ONCE


@pytest.mark.slow
def test_a_driver_that_is_killed_leaves_calls_in_hand_and_the_next_one_goes_on(
    home: Path, full: bool
) -> None:
    if not full:
        pytest.skip("starts processes: run with --full")
    trials, kills = 3_000, 3
    with provider(home, 50) as book, workers(home / "dask") as cluster:
        study = begun(home, trials)
        words = ("tests.tools.engine.cluster.driver", str(home), study, cluster.address)
        for kill in range(kills):
            with spawn(*words) as driver:
                wait_for_book(book, 500 * (kill + 1))
                driver.kill()
            quiet = lines(book)
            time.sleep(1)
            assert lines(book) - quiet <= AT_ONCE, "no worker begins anything without its driver"
        with spawn(*words) as driver:
            assert [heard(driver), heard(driver)] == ["running", "done"]
        tally = Tally(home, study, book)
        tally.check(trials)
        print(f"{tally.calls}, {tally.again.total()} paid again")
        assert tally.again.total() <= kills * AT_ONCE


def lines(book: Path) -> int:
    return book.read_bytes().count(b"\n")


def wait_for_book(book: Path, count: int) -> None:
    until = time.monotonic() + 60
    while lines(book) < count:
        assert time.monotonic() < until
        time.sleep(0.01)
