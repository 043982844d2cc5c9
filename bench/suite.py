"""One table of ratios: what this package costs beside what cannot be left out.

    python bench/suite.py [--repeats 5] [--only TEXT] [--write bench/README.md]
        [--inspect PYTHON] [--edsl PYTHON] [--promptfoo FOLDER] [--torch PYTHON] [--numpyro PYTHON]

Each row is measured side by side in one run, ours and the other in turn, so many times: the median
of the ratios and their range are printed, and the limit beside them. How each is measured is in the
script that it names, which tells more when it is run by itself. Seconds of a busy machine are not
those of a quiet one: the load stands above the table, and ratios suffer least. A row for which
something is not installed says so.
"""

import argparse
import asyncio
import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from math import log
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import calibrate
import engine
import fits
import peers
import protocol
import respondents
import sampler
import startup
import storing as durable
import time_to_verdict
from between import put

from velleity.store.store import Store

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
CALLS, AT_ONCE = 5_000, 256
ROWS = 50_000
ANSWERS = (10_000, 100_000, 1_000_000)
ASKED = 500
"""Calls of each path to a respondent."""
LATENCIES_S = (0.05, 1.0, 5.0)
TOGETHER_S = 5.0
"""Studies that take so long an answer run side by side: they wait, and hardly use a processor."""
PATHS = {"strong": 3, "weak": 3, "indifferent": 5}
"""Rounds of a study that cannot be fewer by its design: each waits for its slowest answer."""
REQUIRED = ROOT / ".ci" / "requirements.txt"
LEAST, MOST = "at least", "at most"
PEERS: dict[str, tuple[str, str, float | None, float | None]] = {
    "inspect": ("inspect_ai", "PYTHON", 10, 0.5),
    "edsl": ("edsl", "PYTHON", None, None),
    "promptfoo": ("promptfoo", "FOLDER", None, None),
}
"""What each is called, what it needs, and limits: of our calls a second, and of our memory, over
theirs."""


class Row(NamedTuple):
    """A ratio, or a plain figure, measured several times; `limit` is what it has to keep to."""

    what: str
    unit: str
    values: list[float]
    bound: str = ""
    limit: float | None = None
    script: str = ""

    def told(self) -> str:
        """It as a line of a Markdown table; without a value, what would be needed for one."""
        if not self.values:
            return f"| {self.what} | needs {self.unit} |  | 0 |  | {self.script} |"
        low, high = min(self.values), max(self.values)
        middle = median(self.values)
        kept = ""
        if self.limit is not None:
            is_kept = middle >= self.limit if self.bound == LEAST else middle <= self.limit
            kept = f"{self.bound} {self.limit:.3g}{'' if is_kept else ' (missed)'}"
        range_ = f"{low:.3g} to {high:.3g}" if len(self.values) > 1 else ""
        cells = (self.what, f"{middle:.3g}{self.unit}", range_, str(len(self.values)), kept)
        return f"| {' | '.join((*cells, self.script))} |"


class Options(NamedTuple):
    """What a run was asked for."""

    repeats: int
    inspect: str | None
    edsl: str | None
    promptfoo: str | None
    torch: str | None
    numpyro: str | None


def starting(given: Options) -> Iterator[Row]:
    """From spawning a server to its list of tools."""
    ours = [str(Path(sys.executable).parent / "velleity"), "serve"]
    theirs = [sys.executable, "-c", startup.ONE_TOOL]
    with tempfile.TemporaryDirectory() as home:
        pairs = [
            (startup.to_list(ours, home), startup.to_list(theirs, home))
            for _ in range(given.repeats + 1)
        ][1:]
    for what, n in (("start-up", 0), ("start-up, CPU", 1)):
        ratios = [a[n] / b[n] for a, b in pairs]
        yield Row(f"{what} / a server of one tool", "", ratios, MOST, 1.3, "startup.py")


def calling(given: Options) -> Iterator[Row]:
    """A call of a tool, in memory and over a pipe."""
    for name, calls in (
        ("in memory", protocol.calls_in_memory),
        ("over stdio", protocol.calls_over_stdio),
    ):
        with tempfile.TemporaryDirectory() as home:
            pairs = [calls(home, 100) for _ in range(given.repeats)]
        what = f"a call {name} / of an empty tool"
        yield Row(what, "", _ratios(pairs), MOST, 2.0, "protocol.py")


def asking(given: Options) -> Iterator[Row]:
    """The engine beside a bare client; a provider that has answered neither for each pair."""
    both: list[tuple[dict[str, float], dict[str, float]]] = []
    for _ in range(given.repeats):
        with time_to_verdict.provider(*engine.PROVIDER) as url:
            ours = engine.row("engine", url, CALLS, AT_ONCE)
            both.append((ours, engine.row("bare", url, CALLS, AT_ONCE)))
    rates = [ours["rate"] / bare["rate"] for ours, bare in both]
    spent = [ours["cpu"] / bare["cpu"] for ours, bare in both]
    lags = [ours["lag_p99"] for ours, _ in both]
    yield Row("calls a second / bare aiohttp", "", rates, LEAST, 0.6, "engine.py")
    yield Row("CPU a call / bare aiohttp", "", spent, MOST, 2.5, "engine.py")
    yield Row("lag of a server's loop, p99", " ms", lags, MOST, 20, "engine.py")
    yield Row("peak memory", " MiB", [ours["peak"] for ours, _ in both], "", None, "engine.py")


def comparing(given: Options) -> Iterator[Row]:
    """The engine beside other programs that ask models, as often each."""
    with time_to_verdict.provider(*engine.PROVIDER) as url:
        for option, (name, needs, faster, leaner) in PEERS.items():
            what = f"{peers.CALLS:,} calls, a second / {name}"
            where = getattr(given, option)
            if where is None:
                yield Row(what, f"--{option} {needs}", [], script="peers.py")
                continue
            pairs = peers.beside(url, peers.PEERS[option](where), min(3, given.repeats))
            rates = [ours["rate"] / theirs["rate"] for ours, theirs in pairs]
            peaks = [ours["peak"] / theirs["peak"] for ours, theirs in pairs]
            yield Row(what, "", rates, LEAST, faster, "peers.py")
            yield Row(f"peak memory of it / {name}", "", peaks, MOST, leaner, "peers.py")


def reaching(given: Options) -> Iterator[Row]:
    """Both ways to a real model beside a plain loop over litellm."""
    if importlib.util.find_spec("litellm") is None:
        yield Row("direct path / bare litellm", "litellm", [], script="respondents.py")
        return
    os.environ |= {"BENCH_KEY": "x", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    ways = (respondents.lean, respondents.through_litellm, respondents.bare_litellm)
    with time_to_verdict.provider() as url:
        found = [
            [asyncio.run(way(url, ASKED)) for way in ways] for _ in range(min(3, given.repeats))
        ]
    direct = [one[0] / one[2] for one in found]
    ours = [one[1] / one[2] for one in found]
    yield Row("direct path / bare litellm", "", direct, LEAST, 10, "respondents.py")
    yield Row("litellm, own process / bare", "", ours, LEAST, 0.85, "respondents.py")


def fitting(given: Options) -> Iterator[Row]:
    """Fits of 500 options beside the published procedure and choix; draws beside NUTS."""
    for thurstonian in (False, True):
        data = fits.simulate(500, 20, 1, thurstonian)
        runs, others = list[dict[str, tuple[float, float]]](), list[dict[str, Any]]()
        for _ in range(min(3, given.repeats)):
            runs.append(fits.ours(data, thurstonian))
            if given.torch:
                others.append(fits.elsewhere(given.torch, data, thurstonian))
        name = next(iter(runs[0]))
        yield Row(f"{name}, 500 options", " s", [one[name][0] for one in runs], script="fits.py")
        if not thurstonian:
            more = [one["all intervals, more"][0] / one[name][0] for one in runs]
            yield Row("all its intervals / the fit", "", more, MOST, 3, "fits.py")
        if not others:
            yield Row(f"{name}: torch, choix / ours", "--torch PYTHON", [], script="fits.py")
            continue
        for other in others[0]:
            slower = [
                theirs[other][0] / mine[name][0] for mine, theirs in zip(runs, others, strict=True)
            ]
            least = 3 if "choix" in other else 25 if thurstonian else 50
            yield Row(f"{name}: {other} / ours", "", slower, LEAST, least, "fits.py")
    rows = sampler.published_size()
    drawn, bare = list[float](), list[float]()
    for seed in range(min(3, given.repeats)):
        drawn.append(sampler.ours(rows, seed)[0])
        if given.numpyro:
            with tempfile.TemporaryDirectory() as folder:
                bare.append(sampler.theirs(rows, given.numpyro, Path(folder))[0])
    yield Row("effective draws a CPU second", "", drawn, script="sampler.py")
    needs = "" if bare else "--numpyro PYTHON"
    gains = [one / other for one, other in zip(drawn, bare, strict=False)]
    yield Row("effective draws / numpyro's NUTS", needs, gains, script="sampler.py")


def waiting(given: Options) -> Iterator[Row]:
    """A verdict over its critical path: its rounds, each as long as the latency."""
    for latency_s in LATENCIES_S:
        for name, found in _waited(given, latency_s).items():
            rounds = PATHS[name]
            what = f"{name} verdict at {latency_s:g} s / {rounds} rounds of it"
            ratios = [seconds / (rounds * latency_s) for seconds in found]
            most_s = time_to_verdict.rows()[name].limit_s
            limit = most_s / rounds if most_s and latency_s == 1 else None
            yield Row(what, "", ratios, MOST, limit, "time_to_verdict.py")
    choices = time_to_verdict.rows()["2,000 choices"]
    with time_to_verdict.slow(choices.model, 1, 0.4) as url:
        found = [
            time_to_verdict.wait_for(choices, url, seed).seconds for seed in range(given.repeats)
        ]
    yield Row("2,000 choices at 1 s", " s", found, MOST, choices.limit_s, "time_to_verdict.py")
    all_s = [time_to_verdict.many(1.0, 0.4, 0).seconds]
    what = f"{time_to_verdict.MANY} at 1 s, one purse"
    yield Row(what, " s", all_s, MOST, time_to_verdict.MANY_S, "time_to_verdict.py")


def _waited(given: Options, latency_s: float) -> dict[str, list[float]]:
    """Seconds to each verdict, seed by seed."""
    studies = time_to_verdict.rows()
    together = latency_s >= TOGETHER_S
    repeats = min(3, given.repeats) if together else given.repeats
    with ExitStack() as stack:
        urls = {
            name: stack.enter_context(time_to_verdict.slow(studies[name].model, latency_s, 0.4))
            for name in PATHS
        }
        pool = stack.enter_context(ThreadPoolExecutor(repeats * len(PATHS) if together else 1))
        waiting = {
            name: [
                pool.submit(time_to_verdict.wait_for, studies[name], urls[name], seed)
                for seed in range(repeats)
            ]
            for name in PATHS
        }
        return {name: [one.result().seconds for one in some] for name, some in waiting.items()}


def storing(given: Options) -> Iterator[Row]:
    """Durable rows beside plain sqlite3 on the same disk."""
    pairs: list[tuple[float, float]] = []
    for _ in range(given.repeats):
        with tempfile.TemporaryDirectory() as folder:
            kept = Store(Path(folder) / "velleity.db")
            kept.begin(durable.study(1)).result()
            pairs.append(
                (
                    durable.stored(kept, "std_1", ROWS),
                    durable.plain(Path(folder) / "plain.db", ROWS),
                )
            )
            kept.close()
    yield Row("durable rows a second / executemany", "", _ratios(pairs), LEAST, 0.5, "storing.py")


def simulating(given: Options) -> Iterator[Row]:
    """Whole simulated studies, in trials for each bare random draw."""
    pairs = [(calibrate.studies("sim/bob"), calibrate.drawing()) for _ in range(given.repeats)]
    rates = [ours for ours, _ in pairs]
    yield Row("simulated trials a second", "", rates, LEAST, calibrate.GOAL, "calibrate.py")


def summing(given: Options) -> Iterator[Row]:
    """A summary of ever more answers: the processor's time, and how it grows."""
    took: list[float] = []
    figures = None
    for answers in ANSWERS:
        words = [sys.executable, "bench/summaries.py", str(answers), str(answers // 100)]
        said = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT).stdout
        figures = re.search(r"concise +([\d.]+) s of a processor.* (\d+) MB", said)
        assert figures is not None, said
        took.append(max(0.01, float(figures[1])))
    assert figures is not None
    what, memory = f"summary of {ANSWERS[-1]:,} answers", [float(figures[2])]
    yield Row(f"{what}, CPU", " s", took[-1:], MOST, 3, "summaries.py")
    yield Row(f"{what}, memory", " MB", memory, MOST, 300, "summaries.py")
    steps = [
        log(more / less) / log(many / few)
        for less, more, few, many in zip(took, took[1:], ANSWERS, ANSWERS[1:], strict=False)
    ]
    yield Row("growth exponent of a summary", "", steps, MOST, 1.1, "summaries.py")


def installing(given: Options) -> Iterator[Row]:
    """What the pinned packages of a server take on this disk, and this package."""
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)==", REQUIRED.read_text("utf-8"), re.MULTILINE)
    size = sum(_installed(name) for name in set(pinned))
    own = sum(
        path.stat().st_size
        for folder in ("server", "store", "tools", "clients")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    )
    yield Row("installed, all that is pinned", " MB", [(size + own) / 1e6], MOST, 250, "suite.py")


def _installed(name: str) -> int:
    """Bytes of a package's files; none where this platform does not need it."""
    try:
        files = importlib.metadata.distribution(name).files or []
    except importlib.metadata.PackageNotFoundError:
        return 0
    paths = [Path(str(one.locate())) for one in files]
    return sum(path.stat().st_size for path in paths if path.is_file())


def _ratios(pairs: list[tuple[float, float]]) -> list[float]:
    return [ours / theirs for ours, theirs in pairs]


PARTS: dict[str, Callable[[Options], Iterator[Row]]] = {
    "start-up": starting,
    "call": calling,
    "engine": asking,
    "peers": comparing,
    "respondents": reaching,
    "fits": fitting,
    "verdict": waiting,
    "store": storing,
    "simulation": simulating,
    "summary": summing,
    "install": installing,
}


def main() -> None:
    """Measure what was asked for and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", default="")
    for name in ("inspect", "edsl", "torch", "numpyro"):
        parser.add_argument(f"--{name}", metavar="PYTHON")
    parser.add_argument("--promptfoo", metavar="FOLDER")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    options = Options(
        given.repeats, given.inspect, given.edsl, given.promptfoo, given.torch, given.numpyro
    )
    lines = ["| what | median | range | n | limit | more |", "|---|---|---|---|---|---|"]
    before = os.getloadavg()[1]
    print("\n".join(lines), flush=True)
    for name, part in PARTS.items():
        for row in part(options) if given.only in name else ():
            lines.append(row.told())
            print(lines[-1], flush=True)
    said = f"Load {before:.1f} before and {os.getloadavg()[1]:.1f} after, {os.cpu_count()} cores, "
    text = "\n".join([f"{said}Python {sys.version.split()[0]}.", "", *lines])
    if given.write:
        put(given.write, BEGIN, text, END)


if __name__ == "__main__":
    main()
