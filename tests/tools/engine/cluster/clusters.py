"""Clusters of Dask: in this process, which is quick, and of processes that can be killed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from distributed import LocalCluster

from velleity.store.errors import InputError
from velleity.store.store import Store
from velleity.tools.engine.pacing.retries import RetryPolicy
from velleity.tools.respondents.local.folders import weights_folder
from velleity.tools.studies import Laboratory
from velleity.tools.study.design import Design
from velleity.tools.study.limits import UNLIMITED, Limits

ROOT = Path(__file__).parents[4]
QUICK = RetryPolicy(base_s=0.05, longest_s=0.5)
NO_PAGE = ("--no-dashboard", "--host", "127.0.0.1")
Process = subprocess.Popen[str]


@contextmanager
def in_this_process(workers: int = 2) -> Generator[Any]:
    """A scheduler and workers on a loop in a thread, which speak TCP as any others do."""
    made: Any = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
    )
    with made as cluster:
        yield cluster


class Workers:
    """A scheduler and workers, each a process of its own; what they print goes to files."""

    def __init__(self, folder: Path, count: int = 3, **environment: str) -> None:
        """Start them."""
        self._folder, self._environment = folder, environment
        self._started = 0
        self.workers: list[Process] = []
        self.logs: list[Path] = []
        self._file = folder / "scheduler.json"
        self.scheduler = self._schedule("0")
        self.address = address_in(self._file)
        for _ in range(count):
            self.add()

    def _schedule(self, port: str) -> Process:
        words = ("scheduler", "--port", port, "--scheduler-file", str(self._file), *NO_PAGE)
        return self._start("scheduler", *words)

    def begin_again(self) -> None:
        """Start a scheduler where the last one was, and workers in place of those that it had."""
        self.scheduler = self._schedule(self.address.rpartition(":")[2])
        for one in self.workers:
            one.kill()
            one.wait()
        count, self.workers = len(self.workers), []
        for _ in range(count):
            self.add()

    def add(self) -> None:
        """Start one worker more."""
        self._started += 1
        name = f"w{self._started}"
        words = ("worker", self.address, "--name", name, "--nthreads", "1", "--no-nanny")
        local = ("--local-directory", str(self._folder / name))
        self.workers.append(self._start(name, *words, *local, *NO_PAGE))

    def kill_worker(self) -> None:
        """Kill the oldest worker, as the kernel does that has no memory left."""
        worker = self.workers.pop(0)
        worker.kill()
        worker.wait()

    def close(self) -> None:
        """End all that are still there."""
        for one in (*self.workers, self.scheduler):
            one.kill()
            one.wait()

    def _start(self, name: str, *words: str) -> Process:
        log = self._folder / f"{name}.log"
        self.logs.append(log)
        with log.open("w") as file:
            return subprocess.Popen(
                (sys.executable, "-m", "dask", *words),
                cwd=ROOT,
                stdout=file,
                stderr=subprocess.STDOUT,
                text=True,
                env={**plain(), **self._environment},
            )


def plain() -> dict[str, str]:
    """What of the environment processes need to run, and to round as this one: no key."""
    needed = ("PATH", "HOME", "LANG")
    return {
        name: value
        for name, value in os.environ.items()
        if name in needed or name.startswith("OPENBLAS_")
    }


def address_in(file: Path) -> str:
    """The address that a scheduler has written down."""
    for _ in range(600):
        if file.exists() and (text := file.read_text()):
            return json.loads(text)["address"]
        time.sleep(0.05)
    raise AssertionError("the scheduler does not start")


def run(
    home: Path, design: Design, scheduler: str | None, limits: Limits = UNLIMITED, **more: Any
) -> str:
    """Run a study to its end; its id."""
    with laboratory_of(home, scheduler, **more) as laboratory:
        study = laboratory.start(design, limits=limits).study.id
        return ended(laboratory, study)


def ended(laboratory: Laboratory, study: str) -> str:
    """Wait for the end of a study."""
    while laboratory.wait(study, 1).study.state == "running":
        pass
    return study


@contextmanager
def laboratory_of(
    home: Path, scheduler: str | InputError | None, retry_policy: RetryPolicy = QUICK
) -> Generator[Laboratory]:
    """A laboratory that asks through a cluster, or from here."""
    with ExitStack() as stack:
        settings = home / "settings.toml"
        laboratory = Laboratory(
            home, settings, retry_policy, models=weights_folder(home), scheduler=scheduler
        )
        stack.callback(laboratory.close)
        yield laboratory


def found(home: Path, study: str) -> tuple[Any, ...]:
    """All that a study has found, to the last bit."""
    store = Store(home / "velleity.db")
    try:
        record = store.study(study)
        findings = [(one.position, one.body) for one in store.findings(study)]
        trials = sorted(store.trials(study), key=lambda one: one.id)
        return record.state, record.error, findings, trials
    finally:
        store.close()
