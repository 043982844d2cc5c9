"""How many answers a second a driver takes from the workers of a cluster, and what ends growth.

    python -m bench.cluster [--trials 10000] [--workers 1 2 3] [--at-once 256] [--gguf FILE]

First workers answer at once (they ask simulated models). How many answers a second a driver takes
is counted from the first call that is written to the last answer: rendering, the call written
durably before it is made, messages, the answer read and stored durably. The whole study, with the
plan before and the fits after, is told beside it; so are the driver's own CPU seconds an answer,
which say how many it could take a second with a processor to itself, whatever else is busy on this
machine. Then workers ask a provider that takes 50 ms. With --gguf,
the weights of a model, each worker answers with that model, on one thread of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.tools.engine.cluster.clusters import Workers
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.studies import Laboratory
from velleity.tools.study.design import TaggedOption

ROOT = Path(__file__).resolve().parents[1]
LATENCY_S = 0.05
WARM_UP = 200
FEW = 600
"""Trials where a small model takes hundredths of a second for each."""
BUSY = 0.85
"""Share of a processor from which a process is taken to be what limits."""

Processes = dict[str, list[int]]


class Spent(NamedTuple):
    """What a run took: seconds, and CPU seconds by part of the cluster."""

    answers: int
    seconds: float
    asking: float
    """Seconds of them from the first call to the last answer."""
    cpu: dict[str, float]
    busiest: float
    """CPU seconds of the driver's busiest thread: its loop; another one writes to the disk."""
    idle: float
    """Share of all processors that nobody used meanwhile, of whatever program."""

    @property
    def rate(self) -> float:
        """Answers a second, while there are any to be had."""
        return self.answers / self.asking

    def limit(self, most: float) -> str:
        """What kept it from being faster; `most` is what the provider would allow a second."""
        if self.rate >= BUSY * most:
            return f"the provider ({most:,.0f}/s at this many at once)"
        busy = {name: used / self.seconds for name, used in self.cpu.items()}
        name, share = max(busy.items(), key=lambda one: one[1])
        if share >= BUSY:
            return f"{name} ({share:.0%} of a processor)"
        if self.idle <= 1 - BUSY:
            own = sum(busy.values())
            return f"this machine (all {os.cpu_count()} processors are busy, {own:.2f} with this)"
        return f"waiting ({name} busiest: {share:.0%} of a processor)"


@contextmanager
def cluster_of(workers: int) -> Generator[Workers]:
    """A scheduler and workers, each a process of its own."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        started = Workers(Path(folder), workers)
        stack.callback(started.close)
        yield started


@contextmanager
def provider() -> Generator[tuple[str, int]]:
    """A provider that takes a while; its address and its process."""
    words = [sys.executable, "-m", "tests.provider", "--latency-ms", str(1000 * LATENCY_S)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as serving:
        assert serving.stdin is not None
        assert serving.stdout is not None
        yield serving.stdout.readline().strip(), serving.pid
        serving.stdin.close()


def spent(home: Path, model: str, trials: int, scheduler: str | None, others: Processes) -> Spent:
    """Run a study, and see what it took of this process and of others."""
    laboratory = Laboratory(home, home / "settings.toml", scheduler=scheduler)
    try:
        _ran(laboratory, model, WARM_UP, 1)  # imports and connections are not what is measured
        before, threads = _cpu(others), _threads()
        psutil.cpu_times_percent()
        used, began = time.process_time(), time.perf_counter()
        study, done = _ran(laboratory, model, trials, 2)
        took = time.perf_counter() - began
        cpu = {name: now - before[name] for name, now in _cpu(others).items()}
        own, idle = time.process_time() - used, psutil.cpu_times_percent().idle / 100
        busiest = max(now - threads.get(one, 0.0) for one, now in _threads().items())
        return Spent(
            done, took, _asked_for(laboratory, study), {"the driver": own, **cpu}, busiest, idle
        )
    finally:
        laboratory.close()


def _ran(laboratory: Laboratory, model: str, trials: int, seed: int) -> tuple[str, int]:
    """Run a study: which it is, and how many answers it had."""
    options = tuple(TaggedOption(text=f"thing {n}") for n in range(40))
    design = ElicitDesign(
        model=model, options=options, replicates=100, max_trials=trials, seed=seed
    )
    study = laboratory.start(design).study.id
    while laboratory.wait(study, 1).study.state == "running":
        pass
    progress = laboratory.progress(study)
    assert progress.study.state == "done", progress
    return study, progress.done


def _asked_for(laboratory: Laboratory, study: str) -> float:
    """Seconds from the first call of a study to the last answer."""
    calls = list(laboratory.store.each("calls", study))
    begun = min(datetime.fromisoformat(one["started_at"]) for one in calls)
    ended = max(datetime.fromisoformat(one["ended_at"]) for one in calls)
    return (ended - begun).total_seconds()


def _cpu(processes: Processes) -> dict[str, float]:
    """CPU seconds so far, of the busiest of each kind."""
    return {
        name: max(_used(psutil.Process(one)) for one in pids) for name, pids in processes.items()
    }


def _used(process: psutil.Process) -> float:
    """CPU seconds so far, with those of the processes that it has started, ended or not."""
    return sum(sum(one.cpu_times()[:4]) for one in (process, *process.children(recursive=True)))


def _threads() -> dict[int, float]:
    """CPU seconds so far, by thread of this process."""
    return {one.id: one.user_time + one.system_time for one in psutil.Process().threads()}


def of(started: Workers) -> Processes:
    """The processes of a cluster."""
    return {
        "the scheduler": [started.scheduler.pid],
        "a worker": [one.pid for one in started.workers],
    }


def at_once(trials: int, workers: int) -> None:
    """What a driver can take of workers that answer at once."""
    with cluster_of(workers) as started, tempfile.TemporaryDirectory() as folder:
        found = spent(Path(folder), "sim/bob", trials, started.address, of(started))
    each, loop = found.cpu["the driver"] / found.answers, found.busiest / found.answers
    print(f"workers that answer at once, {workers} of them, {found.answers:,} answers:")
    print(f"  {found.rate:8,.0f} answers/s here; limited by {found.limit(float('inf'))}")
    print(f"  {found.answers / found.seconds:8,.0f} with the study's plan and its fits")
    print(f"  {1e6 * each:8,.0f} CPU microseconds an answer in the driver: {1 / each:,.0f}/s")
    print(
        f"  {1e6 * loop:8,.0f} of them in its busiest thread: {1 / loop:,.0f}/s with two processors"
    )
    for name in ("the scheduler", "a worker"):
        print(f"  {1e6 * found.cpu[name] / found.answers:8,.0f} in {name}")


def with_workers(trials: int, counts: list[int], most: int) -> None:
    """How throughput grows with workers that ask a provider, each connected for itself."""
    print(f"workers that ask a provider of {LATENCY_S * 1000:.0f} ms, {most} at once:")
    for count in (0, *counts):
        with ExitStack() as stack:
            started = stack.enter_context(cluster_of(count)) if count else None
            url, pid = stack.enter_context(provider())
            home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            settings = f'[models.m]\nbase_url = "{url}"\nmost_at_once = {most}\n'
            (home / "settings.toml").write_text(settings)
            others = {"the provider": [pid], **(of(started) if started else {})}
            found = spent(home, "m", trials, started.address if started else None, others)
        name = f"{count} workers" if count else "from here"
        print(f"  {name:10} {found.rate:8,.0f} answers/s; {found.limit(most / LATENCY_S)}")


def with_models(trials: int, counts: list[int], weights: Path) -> None:
    """How throughput grows with workers that each have a model, and a processor, for themselves."""
    print(f"workers that each answer with {weights.name} on one thread, {trials} answers:")
    for count in counts:
        with cluster_of(count) as started, tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            (home / "settings.toml").write_text(f'[models.m]\ngguf = "{weights}"\nthreads = 1\n')
            found = spent(home, "m", trials, started.address, of(started))
        print(f"  {count} workers  {found.rate:8,.1f} answers/s; {found.limit(float('inf'))}")


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--trials", type=int, default=10_000)
    options.add_argument("--workers", type=int, nargs="+", default=[1, 2, 3])
    options.add_argument("--at-once", type=int, default=256)
    options.add_argument("--gguf", type=Path)
    given = options.parse_args()
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f}")
    at_once(given.trials, 2)
    with_workers(given.trials, given.workers, given.at_once)
    if given.gguf:
        with_models(FEW, given.workers, given.gguf)


if __name__ == "__main__":
    main()
