"""How long a person waits for a verdict from a provider that takes its time.

    python bench/time_to_verdict.py [--latency 1] [--spread 0.4] [--repeats 5] [--only strong]

A provider in a process of its own answers after a log-normal time of that median; each row is a
study of the engine as a user starts it, in a process of its own: connection, ramp, rounds, store
and findings. Beside the median of the repeats stand the calls made. The last row is many questions
to several models, started side by side with one purse over all of them, at a price: what was taken
stands beside what might be.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.studies import Laboratory
from velleity.tools.study.design import TaggedOption
from velleity.tools.study.limits import Limits

ROOT = Path(__file__).parent.parent
DARK, ICE = "a bar of dark chocolate", "a scoop of ice cream"
MODELS, QUESTIONS = ("sim/bob", "sim/alice", "sim/coin"), 20
MANY, MANY_S, PURSE = f"{QUESTIONS} questions, {len(MODELS)} models", 60.0, "bench"
PRICES = "input_usd_per_mtok = 1\noutput_usd_per_mtok = 4\n"
MOST_USD = 25.0
"""More than all of it takes, so that none is interrupted; and never exceeded."""


class Row(NamedTuple):
    """A study that is waited for: of which simulated model behind the provider, in how long."""

    model: str
    design: PerturbDesign | ElicitDesign
    limit_s: float | None = None


def rows() -> dict[str, Row]:
    """All rows by name, with the seconds that a provider of one second may take."""
    pair = {"model": "m", "option_a": DARK, "option_b": ICE}
    options = tuple(TaggedOption(text=f"thing {number}") for number in range(40))
    choices = ElicitDesign(model="m", options=options, max_trials=2_000, replicates=100)
    return {
        "strong": Row("sim/bob", PerturbDesign.model_validate(pair), 10),
        "weak": Row("sim/alice", PerturbDesign.model_validate(pair), 10),
        "position": Row("sim/first", PerturbDesign.model_validate(pair)),
        "indifferent": Row("sim/coin", PerturbDesign.model_validate(pair), 20),
        "2,000 choices": Row("sim/bob", choices, 14),
    }


class Waited(NamedTuple):
    """One study: seconds from start to findings, calls, and the verdict where there is one."""

    seconds: float
    calls: int
    verdict: str


def wait_for(row: Row, url: str, seed: int) -> Waited:
    """Start a study in a fresh folder and wait for its findings."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = home / "settings.toml"
        settings.write_text(f'[models.m]\nbase_url = "{url}"\n', "utf-8")
        laboratory = Laboratory(home, settings)
        design = row.design.model_copy(update={"seed": seed})
        begun = time.perf_counter()
        study = laboratory.start(design).study.id
        while laboratory.wait(study, 5).study.state == "running":
            pass
        seconds = time.perf_counter() - begun
        done = laboratory.progress(study)
        assert done.study.state == "done", done
        found = laboratory.findings(study)[0]
        laboratory.close()
    return Waited(seconds, done.done, getattr(found, "verdict", ""))


@contextmanager
def provider(*words: str) -> Generator[str]:
    """A provider in a process of its own; its address."""
    command = [sys.executable, "-m", "tests.provider", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as serving:
        assert serving.stdin is not None
        assert serving.stdout is not None
        yield serving.stdout.readline().strip()
        serving.stdin.close()


def slow(model: str, latency_s: float, spread: float) -> AbstractContextManager[str]:
    """A provider of a simulated model whose answers take their time."""
    return provider(
        "--model", model, "--latency-ms", str(latency_s * 1000), "--spread", str(spread)
    )


def wait_for_many(urls: Sequence[str], seed: int) -> Waited:
    """Put all questions to all models at once, one purse over them, and wait for the last."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = home / "settings.toml"
        models = [f'[models.m{at}]\nbase_url = "{url}"\n{PRICES}' for at, url in enumerate(urls)]
        settings.write_text("".join(models), "utf-8")
        laboratory = Laboratory(home, settings)
        begun = time.perf_counter()
        pairs = [(f"thing {2 * n}", f"thing {2 * n + 1}") for n in range(QUESTIONS)]
        studies = [
            laboratory.start(
                PerturbDesign(model=f"m{at}", option_a=a, option_b=b, seed=seed),
                limits=Limits(cost_usd=MOST_USD),
                purse=PURSE,
            ).study.id
            for a, b in pairs
            for at in range(len(urls))
        ]
        for study in studies:
            while laboratory.wait(study, 5).study.state == "running":
                pass
        seconds = time.perf_counter() - begun
        ended = [laboratory.progress(study) for study in studies]
        assert all(one.study.state == "done" for one in ended), ended
        taken = laboratory.store.shared_spending(PURSE).cost_usd
        assert 0 < taken <= MOST_USD
        laboratory.close()
    return Waited(seconds, sum(one.done for one in ended), f"${taken:.2f} of ${MOST_USD:.0f}")


def many(latency_s: float, spread: float, seed: int) -> Waited:
    """The same, with providers of its own."""
    with ExitStack() as stack:
        urls = [stack.enter_context(slow(one, latency_s, spread)) for one in MODELS]
        return wait_for_many(urls, seed)


def told(name: str, limit_s: float | None, waited: list[Waited], latency_s: float) -> str:
    """One row as Markdown."""
    times = sorted(one.seconds for one in waited)
    calls = statistics.median(one.calls for one in waited)
    verdicts = ", ".join(sorted({one.verdict for one in waited if one.verdict}))
    limit = f"{limit_s:.0f}" if limit_s and latency_s == 1 else ""
    seconds = f"{statistics.median(times):.1f} ({times[0]:.1f} to {times[-1]:.1f})"
    return f"| {name} | {verdicts} | {calls:.0f} | {seconds} | {limit} |"


def main() -> None:
    """Start a provider for each row and time its studies."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--latency", type=float, default=1.0)
    options.add_argument("--spread", type=float, default=0.4)
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--only", default="")
    given = options.parse_args()
    print(f"median {given.latency:g} s, spread {given.spread:g}, {given.repeats} repeats")
    print("| study | verdict | calls | seconds | at most |\n|---|---|---|---|---|")
    for name, row in rows().items():
        if given.only not in name:
            continue
        with slow(row.model, given.latency, given.spread) as url:
            waited = [wait_for(row, url, seed) for seed in range(given.repeats)]
        print(told(name, row.limit_s, waited, given.latency), flush=True)
    if given.only in MANY:
        waited = [many(given.latency, given.spread, seed) for seed in range(given.repeats)]
        print(told(MANY, MANY_S, waited, given.latency), flush=True)


if __name__ == "__main__":
    main()
