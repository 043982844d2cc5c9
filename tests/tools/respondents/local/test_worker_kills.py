"""A study of a local model, killed anywhere, it or its model's process: nothing is lost, nothing is
asked twice but what was in flight, and no process is left behind. The witness is the store's calls.
"""

import random
import select
import signal
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from os import kill, pidfd_open
from pathlib import Path

import pytest

from tests.tools.engine.killing import heard, spawn
from tests.tools.respondents.local.tiny import write_tiny
from velleity.store.store import Store
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.respondents.endpoints import QUEUED
from velleity.tools.studies import Laboratory
from velleity.tools.study.design import TaggedOption

SLOTS = 4
CALLS = "select trial, outcome, maybe_paid, ended_at from attempts where study_id = ? order by row"


def begun(home: Path, options: int) -> str:
    """Start a study of a tiny model and interrupt it at once; its id."""
    home.mkdir()
    write_tiny(home / "tiny.gguf")
    (home / "settings.toml").write_text(f'[models.mine]\ngguf = "tiny.gguf"\nslots = {SLOTS}\n')
    texts = tuple(TaggedOption(text=f"thing {n}") for n in range(options))
    design = ElicitDesign(model="mine", options=texts, replicates=2, readout="label")
    laboratory = Laboratory(home, home / "settings.toml")
    study = laboratory.start(design).study.id
    laboratory.close()
    return study


def children(pid: int) -> set[int]:
    """The processes that a process has started, by any of its threads."""
    found: set[int] = set()
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found |= {int(one) for one in thread.read_text().split()}
        except OSError:  # the thread has ended
            continue
    return found


def wait_gone(pids: set[int]) -> None:
    """Wait for the end of processes that are not ours."""
    for pid in pids:
        try:
            handle = pidfd_open(pid)
        except ProcessLookupError:
            continue
        with open(handle, "rb", closefd=True):
            assert select.select([handle], [], [], 10)[0], f"{pid} is left behind"


def killing(home: Path, study: str, kills: int, seed: int) -> Iterator[str]:
    """Run the study in process after process until it is done; tell who is killed each time."""
    draw, left, seen = random.Random(seed), kills, set[int]()
    while True:
        with spawn("tests.tools.engine.worker", str(home), study) as process:
            assert heard(process) in ("running", "")
            while left and not is_over(process, draw.uniform(0.0, 0.4)):
                models = children(process.pid)
                seen |= models
                left -= 1
                if models and draw.random() < 0.5:
                    for one in models:
                        kill(one, signal.SIGKILL)
                    yield "model"
                    continue
                process.kill()
                yield "study"
                break
            else:
                seen |= children(process.pid)
                ended = heard(process) == "done"
                process.wait()
                wait_gone(seen)
                if ended:
                    return
        wait_gone(seen)


def is_over(process: subprocess.Popen[str], within_s: float) -> bool:
    """Whether a process ends, or says that its study has, within a time."""
    assert process.stdout is not None
    return bool(select.select([process.stdout], [], [], within_s)[0])


@pytest.mark.slow
def test_killed_at_random_nothing_is_lost_or_asked_again_and_no_process_is_left(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """20 kills in full, 6 otherwise."""
    kills, options = (20, 60) if request.config.getoption("--full") else (6, 15)
    home = tmp_path / "killed"
    study = begun(home, options)
    killed = Counter(killing(home, study, kills, 0))
    assert killed.total() == kills
    store = Store(home / "velleity.db")
    try:
        record, trials = store.study(study), store.trials(study)
    finally:
        store.close()
    assert record.state == "done"
    assert len(trials) == len({one.id for one in trials}) == record.planned
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        calls = db.execute(CALLS, [study]).fetchall()
    answered = Counter(trial for trial, outcome, _, _ in calls if outcome == "answered")
    assert answered == Counter(one.id for one in trials)
    lost = [(outcome, maybe) for _, outcome, maybe, _ in calls if outcome != "answered"]
    assert set(lost) <= {(None, 1), ("dropped", 0)}  # in flight as the study, or the model, died
    assert sum(outcome is None for outcome, _ in lost) <= killed["study"] * SLOTS * QUEUED
    assert sum(outcome == "dropped" for outcome, _ in lost) <= killed["model"] * SLOTS * QUEUED
    print(f"{dict(killed)}, {len(trials)} answers, {len(lost)} calls in vain")
