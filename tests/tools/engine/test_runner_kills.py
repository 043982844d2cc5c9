"""Killed anywhere, with a third of all calls failing: nothing is lost, nothing is stored twice, and
whatever was paid twice is listed. The provider's own book is the witness.
"""

import json
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.provider.provider import digest
from tests.tools.engine.worker import POINTS
from velleity.store.store import Store
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.studies import Laboratory
from velleity.tools.study.asked import short_digest
from velleity.tools.study.design import TaggedOption

ROOT = Path(__file__).parents[3]
AT_ONCE = 32
Process = subprocess.Popen[str]


def spawn(*words: str) -> Process:
    return subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def heard(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@contextmanager
def provider(home: Path, fault_rate: float) -> Generator[Path]:
    """A provider in a process of its own, named `mine` in the settings; its book."""
    home.mkdir(exist_ok=True)
    book = home / "book.jsonl"
    options = ["--book", str(book), "--fault-rate", str(fault_rate), "--latency-ms", "2"]
    with spawn("tests.provider", *options) as serving:
        settings = f'[models.mine]\nbase_url = "{heard(serving)}"\nmost_at_once = {AT_ONCE}\n'
        (home / "settings.toml").write_text(settings)
        yield book
        assert serving.stdin is not None
        serving.stdin.close()


def begun(home: Path, seed: int, options: int, replicates: int) -> str:
    """Start a study and interrupt it at once: a process of its own will run it."""
    texts = tuple(TaggedOption(text=f"thing {n}") for n in range(options))
    design = ElicitDesign(model="mine", options=texts, replicates=replicates, seed=seed)
    laboratory = Laboratory(home, home / "settings.toml")
    study = laboratory.start(design).study.id
    laboratory.close()
    return study


def run_until_done(home: Path, study: str, kills: int, seed: int) -> int:
    """Start a process after the other, killing the first ones; how many were killed."""
    draw, killed = random.Random(seed), 0
    while True:
        with spawn("tests.tools.engine.worker", str(home), study) as process:
            assert heard(process) in ("running", "")
            if killed < kills:
                try:
                    process.wait(draw.uniform(0, 0.25))
                except subprocess.TimeoutExpired:
                    process.kill()
                    killed += 1
                    continue
            if heard(process) == "done":
                return killed


def check(home: Path, study: str, book: Path, kills: int) -> Counter[str]:
    """Compare the store with the provider's book; how often each prompt was paid in vain."""
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
    store = Store(home / "velleity.db")
    try:
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
        return again
    finally:
        store.close()


def prompt_of(seed: int, trial: str, messages: tuple[tuple[str, str], ...]) -> str:
    """The name under which the provider knows a trial."""
    said = [{"role": role, "content": text} for role, text in messages]
    return digest(said, int(short_digest(str(seed), trial), 16) % 2**31)


def test_without_kills_and_faults_nothing_is_paid_twice(home: Path) -> None:
    with provider(home, 0.0) as book:
        study = begun(home, 0, 8, 5)
        run_until_done(home, study, 0, 0)
        assert check(home, study, book, 0).total() == 0


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_named_point_a_study_ends_as_if_it_never_was(home: Path, point: str) -> None:
    with provider(home, 0.3) as book:
        study = begun(home, 1, 5, 3)
        nth = "1" if "findings" in point else "7"
        with spawn("tests.tools.engine.worker", str(home), study, point, nth) as process:
            assert process.wait(60) == -9
        run_until_done(home, study, 0, 0)
        check(home, study, book, 1)


@pytest.mark.slow
def test_killed_at_random_in_two_processes_nothing_is_lost(
    home: Path, request: pytest.FixtureRequest
) -> None:
    """200 kills in full, 8 otherwise."""
    full = bool(request.config.getoption("--full"))
    kills, options, replicates = (110, 60, 5) if full else (4, 6, 5)
    with provider(home, 0.3) as book:
        studies = [begun(home, seed, options, replicates) for seed in (0, 1)]
        code = "from tests.tools.engine.test_runner_kills import main; main()"
        with (
            running(code, home, studies[0], kills, 1) as one,
            running(code, home, studies[1], kills, 2) as two,
        ):
            killed = [int(heard(process)) for process in (one, two)]
        for study in studies:
            check(home, study, book, sum(killed))
        print(f"{sum(killed)} kills")


def running(code: str, home: Path, study: str, kills: int, seed: int) -> Process:
    words = [sys.executable, "-c", code, str(home), study, str(kills), str(seed)]
    return subprocess.Popen(words, cwd=ROOT, text=True, stdout=subprocess.PIPE)


def main() -> None:
    """Run a study to its end with kills, in a process of its own; say how many there were."""
    home, study, kills, seed = sys.argv[1:]
    print(run_until_done(Path(home), study, int(kills), int(seed)), flush=True)
