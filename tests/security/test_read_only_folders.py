"""A data folder in which nothing can be written, from the start: what it holds is read, each thing
that would be written is refused with a way out, and not a byte changes.
"""

import os
import sqlite3
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from velleity.store.errors import NewerDatabase, StoreError, Unwritable
from velleity.store.store import Store
from velleity.tools.doctor import examine
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.studies import Laboratory

NOBODY = 65534
pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights of files are those of POSIX here")


@pytest.fixture
def home() -> Generator[Path]:
    """A folder that others may reach: those of pytest are for whoever runs it alone."""
    with tempfile.TemporaryDirectory(prefix="velleity-") as folder:
        yield Path(folder)


@contextmanager
def to_read_alone(home: Path) -> Generator[None]:
    """Take the rights to write away, from root too."""
    there = [home, *home.rglob("*")]
    rights = {path: path.stat().st_mode for path in there}
    for path in there:
        path.chmod(0o555 if path.is_dir() else 0o444)
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)
        for path, mode in rights.items():
            if path.exists():
                path.chmod(mode)


def done(laboratory: Laboratory, seed: int = 0) -> str:
    pair = {"model": "sim/bob", "option_a": "tea", "option_b": "coffee", "max_trials": 120}
    study = laboratory.start(PerturbDesign.model_validate({**pair, "seed": seed})).study.id
    while laboratory.wait(study, 10).study.state == "running":
        pass
    return study


def seen(laboratory: Laboratory, study: str) -> tuple[object, ...]:
    progress = laboratory.progress(study)
    summaries = laboratory.summaries([study])
    claims = laboratory.investigation([study]).ledger
    trials = laboratory.store.trials(study)
    return progress.study, progress.done, summaries.counts, claims, trials


def files(home: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in home.rglob("*") if one.is_file()}


def test_what_is_there_is_read_and_what_would_be_written_is_refused(home: Path) -> None:
    with closing(Laboratory(home)) as laboratory:
        study = done(laboratory)
        before = seen(laboratory, study)
        with closing(sqlite3.connect(home / "velleity.db")) as db:
            db.execute("delete from pooled")  # as of a release that kept nothing
            db.commit()
    as_it_was = files(home)
    with to_read_alone(home), closing(Laboratory(home)) as laboratory:
        assert not laboratory.store.writable
        assert seen(laboratory, study) == before
        for refused in (
            lambda: done(laboratory, 1),
            lambda: laboratory.store.keep_file("reports", "a page", "told"),
            lambda: laboratory.store.relabel(study, "x").result(),
        ):
            with pytest.raises(Unwritable, match="VELLEITY_HOME"):
                refused()
    assert files(home) == as_it_was


def test_doctor_tells_that_it_can_be_read_alone(home: Path) -> None:
    with closing(Laboratory(home)) as laboratory:
        done(laboratory)
    (home / "velleity.lock").unlink()
    (home / "velleity.lock").mkdir()  # no lock can be taken, whoever runs this
    [told] = [one for one in examine(home, home / "none", home) if one.what == "data"]
    assert not told.fine
    assert "1 studies" in told.found
    assert "can be read and not written" in told.found


def test_a_study_that_runs_elsewhere_is_seen_to_run_and_to_end(home: Path) -> None:
    with closing(Laboratory(home)) as theirs:
        study = done(theirs)
        with closing(sqlite3.connect(home / "velleity.db")) as db:
            db.execute("update studies set state = 'running'")
            db.commit()
        lock = theirs.store.hold(study)
        with to_read_alone(home), closing(Laboratory(home)) as ours:
            assert ours.progress(study).study.state == "running"
            lock.release()
            ended = ours.progress(study)
            assert ended.study.state == "interrupted"
            assert "cannot be written" in (ended.study.error or "")


def test_without_a_database_or_with_an_older_one_there_is_nothing_to_read(home: Path) -> None:
    with to_read_alone(home), pytest.raises(Unwritable, match="VELLEITY_HOME"):
        Store(home / "velleity.db")
    Store(home / "velleity.db").close()
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        db.execute("delete from _sqlite_migrations where name = 'm014_purses'")
        db.commit()
    with to_read_alone(home), pytest.raises(Unwritable, match="VELLEITY_HOME"):
        Store(home / "velleity.db")
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        db.execute("update _sqlite_migrations set name = 'm999' where name = 'm001_studies'")
        db.commit()
    with to_read_alone(home), pytest.raises(StoreError) as caught:
        Store(home / "velleity.db")
    assert type(caught.value) is NewerDatabase
