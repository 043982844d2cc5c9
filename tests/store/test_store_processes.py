"""Several processes on one database: first opens, one design begun at once, and locks."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from velleity.store.store import Store

ROOT = Path(__file__).parents[2]

OPEN_TWICE = """
import sys, threading
from pathlib import Path
from velleity.store.store import Store
sys.stdin.readline()
errors = []
def open_it():
    try:
        Store(Path(sys.argv[1])).close()
    except BaseException as error:
        errors.append(repr(error))
threads = [threading.Thread(target=open_it) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(errors)
"""

BEGIN = """
import sys
from pathlib import Path
from velleity.store.store import Store
from tests.store.rows_of import a_study
store = Store(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print([store.begin(a_study(f"{sys.argv[2]}_{n}", str(n))).result().id for n in range(20)])
store.close()
"""

HOLD = """
import sys
from pathlib import Path
from velleity.store.store import Store
store = Store(Path(sys.argv[1]))
lock = store.hold("std_one")
print("held", flush=True)
sys.stdin.readline()
"""

Process = subprocess.Popen[str]


def start(code: str, *arguments: str) -> Process:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def line_of(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(processes: list[Process]) -> list[str]:
    """Let all of them go at once; what each printed last."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said: list[str] = []
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        said.append(out.strip())
    return said


def test_eight_first_opens_from_four_processes_meet_no_error(tmp_path: Path) -> None:
    path = tmp_path / "new" / "velleity.db"
    assert go([start(OPEN_TWICE, str(path)) for _ in range(4)]) == ["[]"] * 4
    with closing(Store(path)) as store:
        assert store.studies(limit=1) == []


def test_one_design_begun_by_four_processes_at_once_is_one_study(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    processes = [start(BEGIN, str(path), f"by{n}") for n in range(4)]
    assert [line_of(process) for process in processes] == ["ready"] * 4
    assert len(set(go(processes))) == 1
    with closing(Store(path)) as store:
        assert len(store.studies(limit=1_000)) == 20


def test_a_lock_is_seen_while_its_process_lives_and_free_when_it_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    with closing(Store(path)) as store:
        assert not store.is_running("std_one")
        holder = start(HOLD, str(path))
        assert line_of(holder) == "held"
        assert store.is_running("std_one")
        assert not store.is_running("std_two")
        holder.kill()
        holder.communicate()
        assert not store.is_running("std_one")


def test_a_lock_of_this_process_is_seen_and_freed(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "velleity.db")) as store:
        lock = store.hold("std_one")
        assert store.is_running("std_one")
        lock.release()
        assert not store.is_running("std_one")
