"""The engine beside other programs that ask models: calls a second, CPU a call, peak memory.

    python bench/peers.py [--calls 1000] [--repeats 3] [--inspect PYTHON] [--edsl PYTHON]
        [--promptfoo FOLDER]

A provider in a process of its own answers after 50 ms; ours and each of the others ask it the same
question as often, 256 at once, in turn, each in a process of its own, and each keeps its answers as
it does by default. Given are the interpreters of environments that have inspect_ai and edsl, each
with openai, and a folder in which npm has installed promptfoo. Imports and the first few calls are
not measured. Caches are off, and so is whatever would leave this machine: every process begins with
an empty home, without keys, and with a proxy for the outside on which nothing listens.
"""

import argparse
import asyncio
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import engine

CALLS, AT_ONCE, WARM_UP = 1_000, 256, 20
ROOT = Path(__file__).parent.parent
NOWHERE = "http://localhost:9"
"""The port of `discard`, where nobody is."""
UNLIMITED = 10**9
QUIET = {
    "HTTPS_PROXY": NOWHERE,
    "INSPECT_DISPLAY": "none",
    "EXPECTED_PARROT_URL": NOWHERE,
    "EDSL_DISABLE_VERSION_CHECK": "1",
    "EDSL_FETCH_TOKEN_PRICES": "False",
    "NODE_NO_WARNINGS": "1",
    "PROMPTFOO_CACHE_ENABLED": "false",
    "PROMPTFOO_DISABLE_REMOTE_GENERATION": "1",
    "PROMPTFOO_DISABLE_SHARING": "1",
    "PROMPTFOO_DISABLE_TELEMETRY": "1",  # which says over HTTPS that it is disabled
    "PROMPTFOO_DISABLE_UPDATE": "1",
}
PROMPTFOO = """
const [url, question, calls, atOnce, warmUp] = process.argv.slice(1);
const { default: promptfoo } = await import("promptfoo");
async function ask(count) {
  const config = { apiBaseUrl: url, apiKey: "x", max_tokens: 64 };
  const found = await promptfoo.evaluate({
    prompts: [question],
    providers: [{ id: "openai:chat:m", config }],
    tests: Array.from({ length: count }, (_, number) => ({ vars: { number } })),
    writeLatestResults: true,
  }, { maxConcurrency: Number(atOnce), cache: false, showProgressBar: false });
  const { stats } = await found.toEvaluateSummary();
  if (stats.successes !== count) throw new Error(JSON.stringify(stats));
}
await ask(Number(warmUp));
const count = Number(calls), begun = performance.now(), used = process.cpuUsage();
await ask(count);
const seconds = (performance.now() - begun) / 1000, { user, system } = process.cpuUsage(used);
const peak = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ rate: count / seconds, cpu: (user + system) / 1000 / count, peak }));
process.exit(0);
"""


class Peer(NamedTuple):
    """A program to be held against, and the words that begin a row of it."""

    name: str
    words: tuple[str, ...]
    folder: Path | None = None


def inspect(url: str, count: int, at_once: int) -> None:
    """Ask with inspect_ai, its log included."""
    ai: Any = importlib.import_module("inspect_ai")
    models: Any = importlib.import_module("inspect_ai.model")
    data: Any = importlib.import_module("inspect_ai.dataset")
    solvers: Any = importlib.import_module("inspect_ai.solver")
    options: dict[str, Any] = {"base_url": url, "api_key": "x", "responses_api": False}
    config = models.GenerateConfig(max_connections=at_once, max_tokens=64)
    model = models.get_model("openai/m", config=config, **options)
    samples = [data.Sample(input=engine.QUESTION, id=number) for number in range(count)]
    task = ai.Task(dataset=samples, solver=solvers.generate())
    (log,) = asyncio.run(ai.eval_async(task, model=model, max_samples=at_once, log_dir="logs"))
    assert log.results.completed_samples == count, log.status


def edsl(url: str, count: int, at_once: int) -> None:
    """Ask with edsl on this machine, its limits of requests a minute lifted."""
    os.environ["OPENAI_COMPATIBLE_BASE_URL"] = url
    library: Any = importlib.import_module("edsl")
    model = library.Model(
        "m", service_name="openai_compatible", rpm=UNLIMITED, tpm=UNLIMITED, max_tokens=64
    )
    question = library.QuestionFreeText(question_name="which", question_text=engine.QUESTION)
    here = {"disable_remote_inference": True, "disable_remote_cache": True}
    here |= {"offload_execution": False, "use_api_proxy": False}
    results = question.by(model).run(n=count, max_concurrency=at_once, cache=False, **here)
    answers = [one["answer"]["which"] for one in results]
    assert len(answers) == count, len(answers)
    assert all(answers), "not every question was answered"


ASKING = {"inspect": inspect, "edsl": edsl}


def asked(name: str, url: str, count: int, at_once: int) -> dict[str, float]:
    """Run a row of Python within its own process."""
    ASKING[name](url, WARM_UP, at_once)
    begun, used = time.perf_counter(), time.process_time()
    ASKING[name](url, count, at_once)
    return engine.figures(count, begun, used)


def in_python(name: str, python: str) -> Peer:
    """A peer that the interpreter of an environment has."""
    return Peer(name, (str(Path(python).absolute()), __file__, "--row", name))


def in_node(folder: str) -> Peer:
    """promptfoo, from the folder in which it is installed."""
    words = ("node", "--input-type=module", "--eval", PROMPTFOO, "--")
    return Peer("promptfoo", words, Path(folder))


PEERS: dict[str, Callable[[str], Peer]] = {
    "inspect": partial(in_python, "inspect"),
    "edsl": partial(in_python, "edsl"),
    "promptfoo": in_node,
}


def ours() -> Peer:
    """This engine: `bench/engine.py`'s row."""
    return Peer("engine", (sys.executable, str(ROOT / "bench" / "engine.py"), "--row", "engine"))


def measured(peer: Peer, url: str, count: int = CALLS, at_once: int = AT_ONCE) -> dict[str, float]:
    """Run one row in a process of its own and print it.

    Raises:
        subprocess.CalledProcessError: it failed; what it said stands on standard error.
    """
    given = (url, str(count), str(at_once))
    if peer.folder:
        given = (url, engine.QUESTION, str(count), str(at_once), str(WARM_UP))
    # A shell stands between: a process begins with the peak memory of the one it was split from.
    words = ["sh", "-c", '"$@"; exit $?', "sh", *peer.words, *given]
    with tempfile.TemporaryDirectory() as home:
        quiet = {**QUIET, "PATH": os.environ["PATH"], "HOME": home}
        quiet["PROMPTFOO_FETCH_CONNECTIONS"] = str(at_once)
        ran = subprocess.run(
            words,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=quiet,
            cwd=peer.folder or home,
        )
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    print(
        f"{peer.name:10} {found['rate']:8,.1f} calls/s  {found['cpu']:7.3f} CPU ms a call  "
        f"{found['peak']:5.0f} MiB at most",
        file=sys.stderr,
        flush=True,
    )
    return found


def beside(
    url: str, peer: Peer, repeats: int, count: int = CALLS
) -> list[tuple[dict[str, float], dict[str, float]]]:
    """The figures of this engine and of another program, in turn, so many times."""
    return [(measured(ours(), url, count), measured(peer, url, count)) for _ in range(repeats)]


def main() -> None:
    """Start the provider and print ratios; or, inside a row's process, run the row."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--calls", type=int, default=CALLS)
    options.add_argument("--repeats", type=int, default=3)
    for name in PEERS:
        options.add_argument(f"--{name}")
    options.add_argument("--row", nargs=4)
    given = options.parse_args()
    if given.row:
        name, url, count, at_once = given.row
        print(json.dumps(asked(name, url, int(count), int(at_once))))
        return
    import time_to_verdict  # not for the other programs' processes: it imports this package

    with time_to_verdict.provider(*engine.PROVIDER) as url:
        for name, made in PEERS.items():
            if where := getattr(given, name):
                pairs = beside(url, made(where), given.repeats, given.calls)
                print(f"ours / {name}, median of {len(pairs)}: {ratios(pairs)}", flush=True)


def ratios(pairs: Sequence[tuple[dict[str, float], dict[str, float]]]) -> str:
    """Medians of what is ours over what is theirs."""
    named = (("calls a second", "rate"), ("CPU", "cpu"), ("peak memory", "peak"))
    return ", ".join(
        f"{what} {median(a[key] / b[key] for a, b in pairs):.3g}" for what, key in named
    )


if __name__ == "__main__":
    main()
