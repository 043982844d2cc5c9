"""Many processes on one database for minutes, and many that open it for the first time at once."""

import json
import random
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from velleity.store.store import Store

ROOT = Path(__file__).parents[2]
PROCESSES = 4

OPEN = """
import sys
from pathlib import Path
from velleity.store.store import Store
print("ready", flush=True)
for line in sys.stdin:
    try:
        store = Store(Path(line.strip()))
        store.studies(limit=1)
        store.close()
        print("ok", flush=True)
    except BaseException as error:
        print(repr(error), flush=True)
"""

WORK = """
import json, sys, time
from pathlib import Path
from velleity.store.store import Store
from tests.store.rows_of import a_study, a_trial
path, name, seconds = sys.argv[1:]
store = Store(Path(path))
study = store.begin(a_study(name, name)).result()
print("ready", flush=True)
sys.stdin.readline()
end, number, waits, errors = time.monotonic() + float(seconds), 0, [], []
while time.monotonic() < end:
    rows = [a_trial(study, f"t{number}_{n}", reply="x" * 1000 + str(n)) for n in range(8)]
    begun = time.monotonic()
    try:
        store.add_answers(rows).result()
        if number % 20 == 0:
            store.count(study.id), store.studies(limit=20), store.trials(study.id, limit=10)
    except BaseException as error:
        errors.append(repr(error))
    waits.append(time.monotonic() - begun)
    number += 1
stored = store.count(study.id)
store.close()
waits.sort()
said = {"errors": errors, "written": 8 * number, "stored": stored}
print(json.dumps({**said, "p99_s": waits[int(len(waits) * 0.99)], "worst_s": waits[-1]}))
"""

Process = subprocess.Popen[str]


def start(code: str, *arguments: str) -> Process:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def heard(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def say(process: Process, text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(text + "\n")
    process.stdin.flush()


@pytest.mark.slow
def test_processes_that_open_a_new_database_together_meet_no_error(
    tmp_path: Path, full: bool
) -> None:
    """100 new databases in full, 8 otherwise, each opened by four processes at once."""
    processes = [start(OPEN) for _ in range(PROCESSES)]
    assert [heard(process) for process in processes] == ["ready"] * PROCESSES
    for number in range(100 if full else 8):
        for process in random.Random(number).sample(processes, PROCESSES):
            say(process, str(tmp_path / str(number) / "velleity.db"))
        assert [heard(process) for process in processes] == ["ok"] * PROCESSES, number
    for process in processes:
        process.communicate()


@pytest.mark.slow
def test_four_processes_write_and_read_one_database_without_an_error(
    tmp_path: Path, full: bool
) -> None:
    """Five minutes in full, four seconds otherwise."""
    path = tmp_path / "velleity.db"
    seconds = "300" if full else "4"
    processes = [start(WORK, str(path), f"by{n}", seconds) for n in range(PROCESSES)]
    assert [heard(process) for process in processes] == ["ready"] * PROCESSES
    for process in processes:
        say(process, "go")
    reports = [json.loads(heard(process)) for process in processes]
    for process in processes:
        process.communicate()
    print(reports)
    for report in reports:
        assert report["errors"] == []
        assert report["stored"] == report["written"] > 0
    with closing(Store(path)) as store:
        check = store._rows("pragma integrity_check")  # pyright: ignore[reportPrivateUsage]
        assert check == [{"integrity_check": "ok"}]
