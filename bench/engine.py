"""How much the engine costs beside a bare HTTP client: trials a second, CPU, memory, lag.

    python bench/engine.py [--trials 10000]

A provider in a process of its own answers after 50 ms; each row is a process of its own too. The
engine's row is everything: planning, rendering, the call written before it is made, the answer read
and stored durably, the findings. Its lag is that of a loop in another thread of the same process,
where a server would answer its client. Other programs that ask models are in `peers.py`.
"""

import argparse
import asyncio
import importlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LATENCY_MS = 50
PROVIDER = ("--latency-ms", str(LATENCY_MS), "--say", "A")
"""How the provider is started; what it says costs it nothing, for it shares the machine."""
AT_ONCE = (32, 256, 1_000)
WARM_UP = 100
LOOK_S = 0.005
"""Seconds between two looks at how late a loop wakes; each of them is work of the same process."""
QUESTION = "Which do you prefer?\n\nA: tea\nB: coffee\n"


async def bare(url: str, count: int, at_once: int) -> dict[str, float]:
    """Make calls with aiohttp and read their JSON, nothing else."""
    import aiohttp

    body = {"model": "m", "messages": [{"role": "user", "content": QUESTION}]}
    queue = iter(range(count))
    connector = aiohttp.TCPConnector(limit=0)

    async def work(session: aiohttp.ClientSession) -> None:
        for _ in queue:
            async with session.post(f"{url}/chat/completions", json=body) as response:
                json.loads(await response.read())

    async with aiohttp.ClientSession(connector=connector) as session:
        begun, used = time.perf_counter(), time.process_time()
        await asyncio.gather(*(work(session) for _ in range(at_once)))
        return figures(count, begun, used)


async def litellm(url: str, count: int, at_once: int) -> dict[str, float]:
    """Make calls with a plain loop over litellm."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    library: Any = importlib.import_module("litellm")
    message = {"role": "user", "content": QUESTION}
    given: dict[str, Any] = {"model": "openai/m", "api_base": url, "api_key": "x"}
    queue = iter(range(count))

    async def work() -> None:
        for _ in queue:
            await library.acompletion(**given, messages=[message], max_retries=0, num_retries=0)

    begun, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return figures(count, begun, used)


async def engine(url: str, count: int, at_once: int, more: str = "") -> dict[str, float]:
    """Run a whole study; how late this loop wakes meanwhile."""
    from velleity.tools.elicit.design import ElicitDesign
    from velleity.tools.studies import Laboratory
    from velleity.tools.study.design import TaggedOption

    if count > WARM_UP:
        await engine(url, WARM_UP, 8, more)  # imports are not what is measured
    options = tuple(TaggedOption(text=f"thing {n}") for n in range(40))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = f'[models.m]\nbase_url = "{url}"\nmost_at_once = {at_once}\n{more}'
        (home / "settings.toml").write_text(settings)
        laboratory = Laboratory(home, home / "settings.toml")
        design = ElicitDesign(model="m", options=options, replicates=100, max_trials=count)
        begun, used = time.perf_counter(), time.process_time()
        study = laboratory.start(design).study.id

        def wait() -> None:
            while laboratory.wait(study, 1).study.state == "running":
                pass

        running = asyncio.get_running_loop().run_in_executor(None, wait)
        lags = await lag_while(running)
        done = laboratory.progress(study)
        assert done.study.state == "done", done
        laboratory.close()
        measured = figures(done.done, begun, used)
    return {**measured, "lag_p99": lags[int(len(lags) * 0.99)], "lag_worst": lags[-1]}


async def through_litellm(url: str, count: int, at_once: int) -> dict[str, float]:
    """Run a whole study whose calls litellm makes; its process starts within the measurement."""
    return await engine(url, count, at_once, 'litellm = "openai/m"\napi_key_env = "BENCH_KEY"\n')


async def lag_while(running: "asyncio.Future[None]") -> list[float]:
    """How late a loop wakes, in ms, until something is done."""
    lags: list[float] = []
    loop = asyncio.get_running_loop()
    while not running.done():
        before = loop.time()
        await asyncio.sleep(LOOK_S)
        lags.append((loop.time() - before - LOOK_S) * 1000)
    return sorted(lags)


def figures(count: int, begun: float, used: float) -> dict[str, float]:
    """Calls a second, CPU ms a call, and the most memory this process ever held, in MiB."""
    return {
        "rate": count / (time.perf_counter() - begun),
        "cpu": (time.process_time() - used) / count * 1000,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


ROWS = {
    "bare": bare,
    "engine": engine,
    "litellm": litellm,
    "engine+l": through_litellm,
}


def row(name: str, url: str, count: int, at_once: int) -> dict[str, float]:
    """Run one row in a process of its own and print it.

    A shell stands between: a process begins with the peak memory of the one it was split from.
    """
    words = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, __file__]
    words += ["--row", name, url, str(count), str(at_once)]
    quiet = {**os.environ, "BENCH_KEY": "x"}
    ran = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, env=quiet)
    found: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    line = (
        f"{at_once:6} at once  {name:8} {found['rate']:8,.0f} calls/s  {found['cpu']:6.3f} CPU ms"
    )
    line += f"  {found['peak']:5.0f} MiB at most"
    if "lag_p99" in found:
        line += f"  lag p99 {found['lag_p99']:.1f} ms, worst {found['lag_worst']:.1f} ms"
    print(line, flush=True)
    return found


def compare(url: str, count: int) -> None:
    """Every row at each concurrency, side by side."""
    for at_once in AT_ONCE:
        base = row("bare", url, count, at_once)
        ours = row("engine", url, count, at_once)
        print(
            f"{'':16}ratio    {ours['rate'] / base['rate']:8.2f}          "
            f"{ours['cpu'] / base['cpu']:6.2f}"
        )
    base = row("litellm", url, 2_000, 256)
    ours = row("engine+l", url, 2_000, 256)
    print(f"{'':16}ratio    {ours['rate'] / base['rate']:8.2f}")
    few = row("engine", url, 10_000, 256)
    many = row("engine", url, 40_000, 256)
    print(f"growth: {(many['peak'] - few['peak']) * 1024 / 30_000:.2f} KiB a trial")
    print("goals at 256: at least 0.50 of the calls, lag p99 at most 30 ms, 0.5 KiB more a trial")


def main() -> None:
    """Start the provider and compare; or, inside a row's process, run the row."""
    options = argparse.ArgumentParser()
    options.add_argument("--trials", type=int, default=10_000)
    options.add_argument("--row", nargs=4)
    given = options.parse_args()
    if given.row:
        name, url, count, at_once = given.row
        print(json.dumps(asyncio.run(ROWS[name](url, int(count), int(at_once)))))
        return
    import time_to_verdict  # not for the rows' processes: it imports this package

    with time_to_verdict.provider(*PROVIDER) as url:
        compare(url, given.trials)


if __name__ == "__main__":
    main()
