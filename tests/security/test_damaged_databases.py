"""A database whose bits flip, that becomes read-only or whose clock runs backwards: whatever can be
read is read as it was written, the rest is told with a way out, and no answer is lost.

Full disks and files that go away are for tests/tools/engine/test_runner.py.
"""

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.tools.engine.virtual_time import run
from tests.tools.engine.wired import Wired, begin, loop_of, random_faults
from velleity.store.errors import StoreError, VelleityError
from velleity.store.records import TrialRecord
from velleity.store.store import Store
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.engine import call_ledger
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.studies import Laboratory
from velleity.tools.study.design import TaggedOption


def a_design(seed: int = 0) -> PerturbDesign:
    return PerturbDesign(
        model="sim/bob", option_a="tea", option_b="coffee", max_trials=120, seed=seed
    )


def finished(home: Path) -> dict[str, dict[str, TrialRecord]]:
    """Two studies that are done; the trials of each."""
    with closing(Laboratory(home)) as laboratory:
        studies = [laboratory.start(a_design(seed)).study.id for seed in (0, 1)]
        for study in studies:
            while laboratory.wait(study, 10).study.state == "running":
                pass
        return {study: {one.id: one for one in laboratory.store.trials(study)} for study in studies}


@dataclass
class Asked:
    """What a database was asked, and how often it was answered or told what is wrong."""

    outcomes: Counter[str]

    def __call__(self, what: str, question: Callable[[], Any]) -> Any:
        try:
            answer = question()
        except VelleityError as error:
            self.outcomes[f"{what}: told"] += 1
            if isinstance(error, StoreError):
                said = str(error)
                assert "VELLEITY_HOME" in said or "backup" in said or "move it away" in said, said
            return None
        self.outcomes[f"{what}: answered"] += 1
        return answer


def look(home: Path, known: dict[str, dict[str, TrialRecord]], asked: Asked) -> None:
    """Ask for everything; no answer may be there that was not, or under another study."""
    laboratory: Laboratory | None = asked("open", lambda: Laboratory(home))
    if laboratory is None:
        return
    with closing(laboratory):
        asked("list", lambda: laboratory.store.studies(limit=-1))
        for study, trials in known.items():
            asked("status", lambda study=study: laboratory.progress(study))
            asked("findings", lambda study=study: laboratory.findings(study))
            asked("summary", lambda study=study: laboratory.summaries([study]).pooled())
            found = asked("trials", lambda study=study: laboratory.store.trials(study))
            assert len(found or ()) <= len(trials)


@pytest.mark.slow
def test_a_database_with_flipped_bits_is_read_or_told_about_and_nothing_else_happens(
    tmp_path: Path, full: bool
) -> None:
    """1,000 databases in full, 25 otherwise; one to a hundred bits, or a page of noise, in each."""
    sound = tmp_path / "sound"
    known = finished(sound)
    with closing(sqlite3.connect(sound / "velleity.db")) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    whole = (sound / "velleity.db").read_bytes()
    asked = Asked(Counter())
    for seed in range(1_000 if full else 25):
        draw, damaged = random.Random(seed), bytearray(whole)
        for _ in range(draw.choice((1, 1, 5, 100))):
            damaged[draw.randrange(len(damaged))] ^= 1 << draw.randrange(8)
        if draw.random() < 0.3:
            at = draw.randrange(0, len(damaged), 4_096)
            damaged[at : at + 4_096] = draw.randbytes(4_096)
        home = tmp_path / "damaged"
        home.mkdir()
        (home / "velleity.db").write_bytes(damaged)
        try:
            look(home, known, asked)
        except Exception:
            print(f"seed {seed}")
            raise
        shutil.rmtree(home)
    print(dict(asked.outcomes))
    assert asked.outcomes["status: answered"] > 0.3 * (1_000 if full else 25)
    assert asked.outcomes.total() > asked.outcomes["open: told"]


def test_a_database_that_becomes_read_only_interrupts_a_study_that_can_then_go_on(
    home: Path,
) -> None:
    options = tuple(TaggedOption(text=f"thing number {n}") for n in range(14))
    design = ElicitDesign(model="sim/bob", options=options, replicates=10)
    with closing(Laboratory(home)) as laboratory:
        study = laboratory.start(design).study.id
        while not laboratory.wait(study, 0.02).done:
            pass
        writing = laboratory.store._writer._db.conn  # pyright: ignore[reportPrivateUsage]
        writing.execute("pragma query_only = 1")  # as when its disk is mounted anew
        progress = laboratory.wait(study, 60)
        assert progress.study.state == "interrupted"
        assert "cannot be written" in (progress.study.error or "")
        assert "writable folder" in (progress.study.error or "")
        before = {one.id: one for one in laboratory.store.trials(study)}
        assert laboratory.progress(study).done == len(before) > 0
        writing.execute("pragma query_only = 0")
        laboratory.resume(study)
        while laboratory.wait(study, 10).study.state == "running":
            pass
        after = {one.id: one for one in laboratory.store.trials(study)}
        assert laboratory.progress(study).study.state == "done"
        assert before.items() <= after.items()


def test_a_clock_that_is_set_back_again_and_again_changes_no_finding(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = iter(range(100_000))
    with closing(Store(home / "velleity.db")) as store:
        plain = begin(store, "plain", Wired())
        run(loop_of(store, plain, Wired()).run())
        monkeypatch.setattr(call_ledger, "now", lambda: f"{2100 - next(days) % 200}-01-01T00:00Z")
        respondent = Wired(trouble=random_faults(3, 0.2))
        study = begin(store, "back", respondent)
        run(loop_of(store, study, respondent).run())
        assert store.study(study.id).state == "done"
        assert store.findings(study.id)[0].body == store.findings(plain.id)[0].body
        calls = store.calls(study.id)
        assert calls.answered == store.count(study.id)
        assert [call.trial for call in store.unsettled(study.id)]
        assert store.experience(respondent.name).seconds >= 0
