"""What several processes that ask one model at the same time do to its provider.

    python -m bench.processes [--processes 2] [--at-once 64] [--latency-ms 200] [--seconds 10]
        [--refuses-above 0] [--apart]

Each is a process of its own with a study too long to end, begun a few seconds after the one before;
half-way through the time in which all run, one is killed. Printed are the calls that the provider
had under way at most, how many above `most_at_once` and for how long, the answers a second of each,
and how many calls it refused (429), which it does above so many under way. `--apart` gives each a
data folder of its own, so that none knows of another: what it would be without sharing.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from tests.provider.provider import Provider
from tests.provider.serving import Serving
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.studies import Laboratory
from velleity.tools.study.design import TaggedOption

ROOT = Path(__file__).resolve().parents[1]
GLANCE_S = 0.004
KEY = "BENCH_PROCESS"


class Seen(NamedTuple):
    """What the provider saw at one moment, and of whom since the moment before."""

    at: float
    busy: int
    answered: dict[str, int]
    refused: dict[str, int]


async def watch(provider: Provider, seen: list[Seen]) -> None:
    """Note what is under way, over and over; the same is not noted twice."""
    counted = 0
    while True:
        answered, refused = Counter[str](), Counter[str]()
        new = provider.entries[counted:]
        for one in new:
            (answered if one.paid else refused)[one.authorization.removeprefix("Bearer ")] += 1
        counted += len(new)
        if new or not seen or seen[-1].busy != provider.busy:
            seen.append(Seen(time.time(), provider.busy, dict(answered), dict(refused)))
        await asyncio.sleep(GLANCE_S)


async def serve(latency_s: float, refuses_above: int) -> str:
    """Be the provider until the end of the input; what was seen."""
    seen: list[Seen] = []
    provider = Provider(latency_s=latency_s, spread=0.1, serving=Serving(at_once=refuses_above))
    async with provider:
        watching = asyncio.create_task(watch(provider, seen))
        print(provider.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        watching.cancel()
    return json.dumps({"peak": provider.peak, "seen": seen})


def ask(home: Path, seed: int) -> None:
    """Ask without an end, until killed."""
    laboratory = Laboratory(home, home / "settings.toml")
    options = tuple(TaggedOption(text=f"thing {n}") for n in range(40))
    design = ElicitDesign(model="m", options=options, replicates=100, max_trials=60_000, seed=seed)
    study = laboratory.start(design).study.id
    while laboratory.wait(study, 1).study.state == "running":
        pass


class Run:
    """Processes beside each other, and what is to be said of them."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        """Begin none yet."""
        self._given, self._folder = given, folder
        self._stack = ExitStack()
        self._file = folder / "seen.json"
        self.marks: list[tuple[str, float]] = []

    def _started(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "bench.processes", *words]
        pipe = subprocess.PIPE
        return self._stack.enter_context(
            subprocess.Popen(
                command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, env={**os.environ, **more}
            )
        )

    def go(self) -> dict[str, Any]:
        """Let them run, and read what the provider saw."""
        given = self._given
        with self._stack:
            serving = self._started(
                *("--serve", str(self._file), "--latency-ms", str(given.latency_ms)),
                *("--refuses-above", str(given.refuses_above)),
            )
            assert serving.stdin is not None
            assert serving.stdout is not None
            url = serving.stdout.readline().strip()
            asking: list[subprocess.Popen[str]] = []
            for n in range(given.processes):
                home = self._folder / (str(n) if given.apart else "all")
                home.mkdir(exist_ok=True)
                text = f'[models.m]\nbase_url = "{url}"\nmost_at_once = {given.at_once}\n'
                (home / "settings.toml").write_text(f'{text}api_key_env = "{KEY}"\n')
                self.marks.append((f"{n + 1} asked", time.time()))
                asking.append(self._started("--ask", str(home), str(n), **{KEY: f"process{n}"}))
                time.sleep(given.seconds)
            self.marks.append(("1 killed", time.time()))
            for n, one in enumerate(asking):
                one.kill()
                one.wait()
                if not n:
                    time.sleep(given.seconds if given.processes > 1 else 0)
            self.marks.append(("end", time.time()))
            serving.stdin.close()
            serving.wait()
        return json.loads(self._file.read_text())


def tell(run: Run, found: dict[str, Any], most: int) -> None:
    """Print what was seen between two marks each."""
    seen = [Seen(*one) for one in found["seen"]]
    print(f"peak {found['peak']} under way")
    above = Counter[int]()
    for one, after in pairwise(seen):
        if one.busy > most:
            above[one.busy - most] += 1000 * (after.at - one.at)  # type: ignore[assignment]
    far = max(above, default=0)
    print(f"above {most}: for {above.total():.0f} ms in all, by {far} at most")
    for (what, begin), (_, end) in pairwise(run.marks):
        inside = [one for one in seen if begin <= one.at < end]
        if not inside:
            continue
        last = [one for one in inside if one.at >= end - (end - begin) / 2]
        rates, refused = Counter[str](), Counter[str]()
        for one in last:
            rates.update(one.answered)
        for one in inside:
            refused.update(one.refused)
        span = (end - begin) / 2
        each = ", ".join(f"{n / span:.0f}" for _, n in sorted(rates.items()))
        print(
            f"{what:10} second half: {rates.total() / span:5.0f} answers/s ({each}); "
            f"refused {refused.total()} in all"
        )
        _ramp(what, begin, inside)


def _ramp(what: str, begin: float, inside: list[Seen]) -> None:
    """Print how many were under way in the first seconds."""
    at = [0.25 * n for n in range(1, 17)]
    busy = [max((one.busy for one in inside if one.at < begin + t), default=0) for t in at]
    now = [next((one.busy for one in reversed(inside) if one.at < begin + t), 0) for t in at]
    print(f"           every 250 ms after that: {now} (at most {max(busy)})")


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--at-once", type=int, default=64)
    options.add_argument("--latency-ms", type=float, default=200)
    options.add_argument("--seconds", type=float, default=10)
    options.add_argument("--refuses-above", type=int, default=0)
    options.add_argument("--apart", action="store_true")
    options.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--ask", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.serve:
        given.serve.write_text(asyncio.run(serve(given.latency_ms / 1000, given.refuses_above)))
    elif given.ask:
        with suppress(KeyboardInterrupt):
            ask(Path(given.ask[0]), int(given.ask[1]))
    else:
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; {vars(given)}")
        with tempfile.TemporaryDirectory() as folder:
            run = Run(given, Path(folder))
            tell(run, run.go(), given.at_once)


if __name__ == "__main__":
    main()
