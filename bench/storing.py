"""How fast the store remembers and counts, beside plain sqlite3 on the same disk in the same run.

python bench/storing.py [TRIALS]     default 1,000,000; takes some minutes and about 1 GB
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from velleity.store.records import StudyRecord, TrialRecord
from velleity.store.store import Store

GROUP = 256
"""Rows a commit, for both."""
PROMPT = "Which of these two do you prefer? Answer with the letter alone.\n\n" + "x" * 1_000
OFFERED = 2_000
"""Answers a second that an engine brings while the lag of its loop is measured."""


def study(number: int) -> StudyRecord:
    """A study to hang trials on."""
    return StudyRecord(
        f"std_{number}", "elicit", "m", "", {}, str(number), "running", 1, "2026-01-01"
    )


def trials(study_id: str, count: int) -> Iterator[TrialRecord]:
    """Trials of about the size of real ones; ten share a prompt."""
    for n in range(count):
        yield TrialRecord(
            study_id=study_id,
            id=f"{n:016x}",
            question=f"q{n // 20}",
            option_a="tea",
            option_b="coffee",
            variation="plain",
            tier="surface",
            first="a" if n % 2 else "b",
            replicate=n % 10,
            readout="label",
            outcome="chose",
            chosen="a" if n % 3 else "b",
            messages=(("user", f"{PROMPT}{n // 10}"),),
            reply="A" if n % 3 else "B",
        )


def stored(store: Store, study_id: str, count: int) -> float:
    """Rows a second through the writer thread, a prompt of 1 kB for every tenth."""
    rows = list(trials(study_id, count))
    begun = time.perf_counter()
    waiting = [store.add_answers(rows[at : at + GROUP]) for at in range(0, count, GROUP)]
    for future in waiting:
        future.result()
    return count / (time.perf_counter() - begun)


def plain(path: Path, count: int) -> float:
    """Rows a second of bare executemany: as many columns, texts and indexes, all of it prepared."""
    texts = [(f"{n:032x}", f"{PROMPT}{n}") for n in range(count // 10)]
    same = ("tea", "coffee", "plain", "surface", "a", 0, "label", "chose", "a", 1, None)
    rows = [
        (n, "std_1", f"{n:016x}", f"q{n // 20}", *same, f"{n // 10:032x}", "A")
        for n in range(count)
    ]
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(
        "pragma journal_mode = wal; pragma synchronous = full;"
        "create table texts (digest text primary key, body text not null) strict;"
        "create table t (row integer primary key, study, id, q, a, b, v, tier, first, r, readout,"
        " outcome, chosen, count, extra, prompt, reply, unique (study, id));"
    )
    begun = time.perf_counter()
    for at in range(0, count, GROUP):
        db.execute("begin immediate")
        db.executemany("insert into texts values (?, ?)", texts[at // 10 : (at + GROUP) // 10])
        db.executemany(f"insert into t values ({', '.join('?' * 17)})", rows[at : at + GROUP])
        db.execute("commit")
    taken = time.perf_counter() - begun
    db.close()
    return count / taken


async def lag(store: Store, study_id: str, seconds: float) -> tuple[float, float, float]:
    """The worst and the 99th percentile of a loop's lag, and the median wait for a write, in ms."""
    lags: list[float] = []
    waits: list[float] = []
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds

    async def watch() -> None:
        while loop.time() < end:
            before = loop.time()
            await asyncio.sleep(0.001)
            lags.append((loop.time() - before - 0.001) * 1000)

    async def offer() -> None:
        batch = max(1, OFFERED // 200)
        rows = trials(study_id, int(OFFERED * seconds * 2))
        while loop.time() < end:
            some = [next(rows) for _ in range(batch)]
            before = loop.time()
            await asyncio.gather(*(asyncio.wrap_future(store.add_answers([row])) for row in some))
            waits.append((loop.time() - before) * 1000)
            await asyncio.sleep(max(0.0, 0.005 - (loop.time() - before)))

    await asyncio.gather(watch(), offer())
    lags.sort()
    waits.sort()
    return lags[-1], lags[int(len(lags) * 0.99)], waits[len(waits) // 2]


def timed(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def fill(store: Store, study_id: str, count: int) -> None:
    """Store many trials, without holding all of them."""
    rows = trials(study_id, count)
    while some := list(islice(rows, 100 * GROUP)):
        store.add_answers(some).result()


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "velleity.db")
        for number in (1, 2, 3):
            store.begin(study(number)).result()
        some = min(count, 100_000)
        ours, bare = stored(store, "std_1", some), plain(Path(folder) / "plain.db", some)
        print(f"durable rows a second {ours:10,.0f}")
        print(f"bare executemany      {bare:10,.0f}")
        print(f"ratio                 {ours / bare:10.2f}   (at least 0.50 is the goal)")
        worst, usual, wait = asyncio.run(lag(store, "std_2", 5))
        print(
            f"at {OFFERED:,} answers/s: lag of the loop p99 {usual:.1f} ms, worst {worst:.1f} ms;"
        )
        print(f"  a write is on disk after {wait:.1f} ms (median)")
        fill(store, "std_3", count)
        print(f"over {count:,} trials of one study (at most 2 s is the goal):")
        print(f"  count                {timed(lambda: store.count('std_3')):.2f} s")
        print(f"  answers, all         {timed(lambda: store.answers('std_3')):.2f} s")
        page = timed(lambda: store.trials("std_3", question="q7", limit=50))
        print(f"  trials of a question {page:.2f} s")
        store.close()


if __name__ == "__main__":
    main()
