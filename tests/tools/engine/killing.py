"""Studies that are killed from outside, and what the provider's own book says of them afterwards.

A study is carried on by a process of any kind that a user may run: the command line, a server over
a pipe or over HTTP, the engine by itself. Killed is only while calls are open. Billed is what the
book says at the prices of the settings, and it is held against the study's limit at every kill.
"""

import http.client
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tests.provider.provider import digest
from tests.server.listening import META
from tests.server.test_stdio import HANDSHAKE, SCRIPT
from velleity.store.store import Store
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.respondents.protocol import Price, Usage
from velleity.tools.studies import Laboratory
from velleity.tools.study.asked import short_digest
from velleity.tools.study.design import TaggedOption
from velleity.tools.study.limits import Limits

ROOT = Path(__file__).parents[3]
AT_ONCE = 32
PRICE = Price(1e-5, 3e-5)
PRICES = "input_usd_per_mtok = 10\noutput_usd_per_mtok = 30\n"
BATCHED = "mine-in-batches"
"""The alias of the same provider that takes batches."""
MORE = 4.0
"""By what a limit that ended is raised."""
Process = subprocess.Popen[str]


def spawn(*words: str) -> Process:
    return _started(sys.executable, "-m", *words)


def _started(*words: str, **environment: str) -> Process:
    return subprocess.Popen(
        words,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if "--http" in words else subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


def heard(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@contextmanager
def provider(
    home: Path, fault_rate: float, latency_ms: float = 2, counts: float = 1
) -> Generator[Path]:
    """A provider in a process of its own, named `mine` in the settings; its book."""
    home.mkdir(exist_ok=True)
    book = home / "book.jsonl"
    options = ["--book", str(book), "--fault-rate", str(fault_rate)]
    options += ["--latency-ms", str(latency_ms), "--counts", str(counts)]
    with spawn("tests.provider", *options) as serving:
        url = heard(serving)
        settings = f'[models.mine]\nbase_url = "{url}"\nmost_at_once = {AT_ONCE}\n{PRICES}'
        settings += f'[models.{BATCHED}]\nbase_url = "{url}"\nlitellm = "openai/m"\n{PRICES}'
        (home / "settings.toml").write_text(settings)
        yield book
        assert serving.stdin is not None
        serving.stdin.close()


def begun(
    home: Path, seed: int, options: int, replicates: int, limit: float = 1_000.0, **more: Any
) -> str:
    """Start a study and interrupt it at once: a process of its own will run it."""
    texts = tuple(TaggedOption(text=f"thing {n}") for n in range(options))
    fixed = {"model": "mine", "options": texts, "replicates": replicates, "seed": seed}
    design = ElicitDesign.model_validate({**fixed, **more})
    laboratory = Laboratory(home, home / "settings.toml")
    study = laboratory.start(design, limits=Limits(limit, None)).study.id
    laboratory.close()
    return study


def on_the_command_line(home: Path, study: str) -> Process:
    return _started(SCRIPT, "resume", study, **_places(home))


def over_a_pipe(home: Path, study: str) -> Process:
    process = _started(SCRIPT, "serve", **_places(home))
    assert process.stdin is not None
    asked = {"name": "resume_study", "arguments": {"study_id": study}}
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": asked}
    process.stdin.write("".join(json.dumps(frame) + "\n" for frame in (*HANDSHAKE, call)))
    process.stdin.flush()
    return process


def over_http(home: Path, study: str) -> Process:
    process = _started(SCRIPT, "serve", "--http", "--port", "0", **_places(home))
    assert process.stderr is not None
    found = re.search(r"127.0.0.1:(\d+)\S*; the token is in (\S+)\.$", process.stderr.readline())
    assert found is not None
    asked = {"name": "resume_study", "arguments": {"study_id": study}, "_meta": META}
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": asked}
    headers = {
        "authorization": f"Bearer {Path(found[2]).read_text('ascii').strip()}",
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        **{"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call"},
        "mcp-name": "resume_study",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", int(found[1]))) as connection:
        connection.request("POST", "/mcp", json.dumps(call), headers)
        assert connection.getresponse().status == 200
    return process


def by_the_engine(home: Path, study: str) -> Process:
    return spawn("tests.tools.engine.worker", str(home), study)


def _places(home: Path) -> dict[str, str]:
    return {"VELLEITY_HOME": str(home), "VELLEITY_SETTINGS": str(home / "settings.toml")}


WAYS: dict[str, Callable[[Path, str], Process]] = {
    "the engine": by_the_engine,
    "the command line": on_the_command_line,
    "a pipe": over_a_pipe,
    "HTTP": over_http,
}


def run_until_done(
    home: Path, study: str, kills: int, seed: int, way: str = "the engine", most: float = 0.25
) -> int:
    """Start a process after the other, killing the first ones with calls open; how many were.

    `most` is how many seconds at most after the first open call. A limit that has ended is raised,
    after a look at what is billed.
    """
    draw, killed = random.Random(seed), 0
    while True:
        wait_s = draw.uniform(0, most) if killed < kills else None
        before = open_calls(home, study)
        process = WAYS[way](home, study)
        try:
            ended = _followed(process, home, study, before, wait_s)
        finally:
            process.kill()
            process.communicate()
        if ended == "done":
            return killed
        if ended == "budget":
            check_billed(home)
            with closing(Store(home / "velleity.db")) as store:
                limit = store.study(study).max_cost_usd
                assert limit is not None
                store.limit(study, limit * MORE, None).result()
        elif wait_s is not None and open_calls(home, study) > before:
            killed += 1
            check_billed(home)


def _followed(process: Process, home: Path, study: str, before: int, wait_s: float | None) -> str:
    """Wait until a study is done, its budget has ended, or calls were open for so long."""
    runs, since = False, None
    while True:
        [(state, error)] = _asked(home, "select state, error from studies where id = ?", study)
        runs = runs or state == "running"
        if state == "done":
            return "done"
        assert state != "failed", error
        if runs and state == "interrupted" and "budget" in (error or ""):
            return "budget"
        if process.poll() is not None:
            return "ended"
        if wait_s is not None and open_calls(home, study) > before:
            since = since or time.monotonic()
            if time.monotonic() - since >= wait_s:
                return "calls are open"
        time.sleep(0.005)


def open_calls(home: Path, study: str) -> int:
    """How many calls were begun, and not ended, by whatever process."""
    said = "select count(*) from attempts where study_id = ? and ended_at is null"
    return _asked(home, said, study)[0][0]


def _asked(home: Path, sql: str, study: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{home / 'velleity.db'}?mode=ro", uri=True)) as db:
        return db.execute(sql, [study]).fetchall()


def billed(home: Path) -> Counter[str]:
    """What the provider bills, by prompt, in US dollars."""
    usd: Counter[str] = Counter()
    for line in (home / "book.jsonl").read_text().splitlines(keepends=True):
        if line.endswith("\n") and (one := json.loads(line))["paid"]:
            usd[one["prompt"]] += PRICE.of(Usage(*one["tokens"]))  # type: ignore[assignment]
    return usd


def check_billed(home: Path) -> None:
    """All studies together are billed no more than their limits."""
    spent = sum(billed(home).values())  # before the limits are read: these only grow
    [(limits,)] = _asked(home, "select sum(max_cost_usd) from studies where id <> ?", "")
    assert spent <= limits, (spent, limits)


def check(home: Path, study: str, book: Path, kills: int) -> Counter[str]:
    """Compare the store with the provider's book; how often each prompt was paid in vain."""
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    with closing(Store(home / "velleity.db")) as store:
        record, trials = store.study(study), store.trials(study)
        assert record.state == "done"
        assert len(trials) == len({one.id for one in trials}) == record.planned
        seed = record.design["seed"]
        names = {prompt_of(seed, one.id, one.messages or ()): one.id for one in trials}
        entries = [json.loads(line) for line in book.read_text().splitlines()]
        paid = Counter(one["prompt"] for one in entries if one["paid"])
        ours = {prompt: times for prompt, times in paid.items() if prompt in names}
        assert set(ours) == set(names)
        listed = Counter(call.trial for call in store.unsettled(study))
        again = Counter({names[prompt]: times - 1 for prompt, times in ours.items() if times > 1})
        assert not again - listed, "paid again, and not listed"
        unknown = sum(store.calls(study).failed.get(kind, 0) for kind in ("dropped", "malformed"))
        assert again.total() <= kills * AT_ONCE + unknown
        usd = sum(usd for prompt, usd in billed(home).items() if prompt in names)
        assert record.max_cost_usd is not None
        assert usd <= record.max_cost_usd
        return again


def prompt_of(seed: int, trial: str, messages: tuple[tuple[str, str], ...]) -> str:
    """The name under which the provider knows a trial."""
    said = [{"role": role, "content": text} for role, text in messages]
    return digest(said, int(short_digest(str(seed), trial), 16) % 2**31)
