"""How much the engine costs beside a bare HTTP client: trials a second, CPU, lag, memory.

    python bench/engine.py [TRIALS]     default 6,000 a row

A provider in a process of its own answers after 50 ms. The engine's figure is everything: planning,
rendering, the call written before it is made, the answer read and stored durably, the findings. The
lag is that of a loop in another thread of the same process, where a server would answer its client.
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from holdfast.tools.designs import ElicitDesign, TaggedOption
from holdfast.tools.laboratory import Laboratory

LATENCY_MS = 50
AT_ONCE = (32, 256, 1_000)
ROOT = Path(__file__).parent.parent


def cpu() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory() -> float:
    """MiB resident now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


async def bare(url: str, count: int, at_once: int) -> None:
    """Make calls with aiohttp and read their JSON, nothing else."""
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": "Which do you prefer?\n\nA: tea\nB: coffee\n"}],
    }
    queue = iter(range(count))
    connector = aiohttp.TCPConnector(limit=0)

    async def work(session: aiohttp.ClientSession) -> None:
        for _ in queue:
            async with session.post(f"{url}/chat/completions", json=body) as response:
                json.loads(await response.read())

    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(work(session) for _ in range(at_once)))


async def lag_while(running: asyncio.Future[None]) -> list[float]:
    """How late a loop wakes, in ms, until something is done."""
    lags: list[float] = []
    loop = asyncio.get_running_loop()
    while not running.done():
        before = loop.time()
        await asyncio.sleep(0.002)
        lags.append((loop.time() - before - 0.002) * 1000)
    return sorted(lags)


async def engine(url: str, count: int, at_once: int) -> tuple[int, list[float]]:
    """Run a whole study; the answers stored, and the lags of this loop meanwhile."""
    options = tuple(TaggedOption(text=f"thing {n}") for n in range(40))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = f'[models.m]\nbase_url = "{url}"\nmost_at_once = {at_once}\n'
        (home / "settings.toml").write_text(settings)
        laboratory = Laboratory(home, home / "settings.toml")
        design = ElicitDesign(model="m", options=options, replicates=100, max_trials=count)
        study = laboratory.start(design).study.id

        def wait() -> None:
            while laboratory.wait(study, 1).study.state == "running":
                pass

        running = asyncio.get_running_loop().run_in_executor(None, wait)
        lags = await lag_while(running)
        done = laboratory.progress(study)
        assert done.study.state == "done", done
        laboratory.close()
    return done.done, lags


def measured(name: str, url: str, count: int, at_once: int) -> tuple[float, float]:
    """Run one of the two and print it: calls a second, CPU ms a call."""
    begun, used, held = time.perf_counter(), cpu(), memory()
    lags: list[float] = []
    if name == "bare":
        asyncio.run(bare(url, count, at_once))
    else:
        count, lags = asyncio.run(engine(url, count, at_once))
    rate = count / (time.perf_counter() - begun)
    each = (cpu() - used) / count * 1000
    line = f"{at_once:6} at once  {name:8} {rate:8,.0f} calls/s  {each:6.3f} CPU ms a call"
    if lags:
        usual = lags[int(len(lags) * 0.99)]
        grown = (memory() - held) * 1024 / count
        line += f"  lag p99 {usual:.1f} ms, worst {lags[-1]:.1f} ms  {grown:.2f} KiB a trial"
    print(line)
    return rate, each


def main() -> None:
    """Measure side by side, in turn, at each concurrency."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 6_000
    command = [sys.executable, "-m", "tests.provider", "--latency-ms", str(LATENCY_MS)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdin is not None
        assert serving.stdout is not None
        url = serving.stdout.readline().strip()
        asyncio.run(engine(url, 200, 32))  # imports are not what is measured
        for at_once in AT_ONCE:
            rate, each = measured("bare", url, count, at_once)
            ours, ours_each = measured("engine", url, count, at_once)
            print(f"{'':16}ratio    {ours / rate:8.2f}          {ours_each / each:6.2f}")
        serving.stdin.close()
    print("goals at 256: at least 0.50 of the calls, lag p99 at most 30 ms, 0.5 KiB a trial")


if __name__ == "__main__":
    main()
