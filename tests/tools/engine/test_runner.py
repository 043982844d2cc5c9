"""Studies in the runner's thread: failing, cancelled, interrupted, abandoned, side by side."""

import gc
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.tools.engine.asking import Counting, a_design, a_loop, a_record
from velleity.store.errors import InputError, NotFound
from velleity.store.store import Store
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.engine.executor import Participant
from velleity.tools.engine.runner import SELDOM, Runner
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.perturb.study import Perturb
from velleity.tools.studies import Laboratory
from velleity.tools.study.design import TaggedOption

ROOT = Path(__file__).parents[3]
LONG = ElicitDesign(
    model="sim/bob",
    options=tuple(TaggedOption(text=f"thing number {n}") for n in range(200)),
    replicates=10,
    max_trials=60_000,
)
"""A study that takes a while: 60,000 answers."""


@pytest.fixture
def runner(store: Store) -> Iterator[Runner]:
    opened = Runner(store)
    yield opened
    opened.close()


@pytest.fixture
def laboratory(home: Path) -> Iterator[Laboratory]:
    opened = Laboratory(home)
    yield opened
    opened.close()


def begin(store: Store, runner: Runner, name: str, asking: Counting, design: PerturbDesign) -> str:
    study = store.begin(a_record(name, design)).result()
    loop = a_loop(store, study.id, Perturb(design), Participant(asking), design.seed)
    runner.start(study.id, loop, runner.hold(study.id))
    return study.id


def under_way(laboratory: Laboratory) -> str:
    """Start the long study and wait for its first answers."""
    study_id = laboratory.start(LONG).study.id
    while not laboratory.wait(study_id, 0.02).done:
        assert laboratory.progress(study_id).study.state == "running"
    return study_id


def failing(error: Exception) -> Counting:
    def fail(answered: int) -> None:
        if answered == 30:
            raise error

    return Counting("sim/bob", fail)


def test_an_unexpected_error_fails_the_study_and_its_reason_stays_inside(
    store: Store, runner: Runner
) -> None:
    study_id = begin(store, runner, "bad", failing(ValueError("key=sk-secret")), a_design())
    runner.wait(study_id, 10)
    study = store.study(study_id)
    assert study.state == "failed"
    assert study.error is not None
    assert "secret" not in study.error
    assert "log" in study.error
    assert not store.is_running(study_id)


def test_waste_is_looked_for_seldom_while_studies_run_and_as_before_afterwards(
    store: Store, runner: Runner
) -> None:
    before, seen = gc.get_threshold(), list[int]()
    looking = Counting("sim/bob", lambda answered: seen.append(gc.get_threshold()[0]))
    runner.wait(begin(store, runner, "looking", looking, a_design("sim/bob")), 10)
    assert set(seen) == {SELDOM}
    assert gc.get_threshold() == before


def test_an_error_meant_for_the_user_is_given_as_the_reason(store: Store, runner: Runner) -> None:
    reason = "The key was refused. Set OPENAI_API_KEY."
    study_id = begin(store, runner, "bad", failing(InputError(reason)), a_design())
    runner.wait(study_id, 10)
    study = store.study(study_id)
    assert (study.state, study.error) == ("failed", reason)


def test_a_study_that_fails_leaves_another_as_it_is(store: Store, runner: Runner) -> None:
    design = a_design("sim/bob", 4)
    good = begin(store, runner, "good", Counting("sim/bob"), design)
    bad = begin(store, runner, "bad", failing(ValueError("no")), a_design())
    runner.wait(bad, 10)
    runner.wait(good, 10)
    assert [store.study(one).state for one in (good, bad)] == ["done", "failed"]
    alone = begin(store, runner, "alone", Counting("sim/bob"), design)
    runner.wait(alone, 10)
    assert store.findings(good)[0].body == store.findings(alone)[0].body


def test_a_study_that_failed_can_be_resumed(laboratory: Laboratory) -> None:
    design = a_design("sim/bob", 4)
    store = laboratory.store
    study = store.begin(a_record("bad", design)).result()
    store.settle(study.id, "failed", "The provider is gone.").result()
    assert laboratory.resume(study.id).study.error is None
    assert laboratory.wait(study.id, 10).study.state == "done"


def test_two_studies_run_at_once_and_find_what_each_finds_alone(laboratory: Laboratory) -> None:
    long = laboratory.start(LONG).study.id
    short = laboratory.start(a_design("sim/bob")).study.id
    assert laboratory.wait(short, 20).study.state == "done"
    assert laboratory.progress(long).study.state == "running"
    [finding] = laboratory.findings(short)
    assert finding.headline == "strong"
    laboratory.cancel(long)


def test_cancelling_stops_within_a_second_and_keeps_what_was_answered(
    laboratory: Laboratory,
) -> None:
    study_id = under_way(laboratory)
    before = time.monotonic()
    ended = laboratory.cancel(study_id)
    assert time.monotonic() - before < 1
    assert ended.study.state == "cancelled"
    assert 0 < ended.done < ended.study.planned
    assert laboratory.store.count(study_id) == ended.done
    assert not laboratory.store.is_running(study_id)
    assert laboratory.cancel(study_id).study.state == "cancelled"


def test_what_is_reported_as_done_is_on_disk_already(laboratory: Laboratory) -> None:
    study_id = under_way(laboratory)
    for _ in range(10):
        done = laboratory.wait(study_id, 0.05).done
        assert laboratory.store.count(study_id) >= done > 0
    laboratory.cancel(study_id)


def test_a_cancelled_study_goes_on_when_resumed(laboratory: Laboratory) -> None:
    study_id = under_way(laboratory)
    done = laboratory.cancel(study_id).done
    resumed = laboratory.resume(study_id)
    assert resumed.study.state == "running"
    assert resumed.done >= done
    assert laboratory.cancel(study_id).study.state == "cancelled"


def test_resuming_straight_after_a_stop_is_never_lost(laboratory: Laboratory) -> None:
    study_id = laboratory.start(a_design("sim/coin")).study.id
    for _ in range(15):
        assert laboratory.cancel(study_id).study.state == "cancelled"
        assert laboratory.resume(study_id).study.state == "running"
    assert laboratory.cancel(study_id).study.state == "cancelled"


def test_closing_leaves_what_runs_interrupted(home: Path) -> None:
    with closing(Laboratory(home)) as laboratory:
        done = laboratory.start(a_design("sim/bob")).study.id
        laboratory.wait(done, 10)
        running = under_way(laboratory)
    with closing(Store(home / "velleity.db")) as store:
        assert store.study(done).state == "done"
        assert store.study(running).state == "interrupted"
        assert 0 < store.count(running) < store.study(running).planned


def test_an_abandoned_study_is_interrupted_at_the_next_start_and_asks_nothing_until_resumed(
    home: Path,
) -> None:
    design = a_design("sim/bob")
    with closing(Store(home / "velleity.db")) as store:
        study = store.begin(a_record("lost", design)).result()
    with closing(Laboratory(home)) as laboratory:
        assert laboratory.store.study(study.id).state == "interrupted"
        assert laboratory.wait(study.id, 0).done == 0
        laboratory.resume(study.id)
        assert laboratory.wait(study.id, 10).study.state == "done"
        assert laboratory.findings(study.id)[0].headline == "strong"


RUN = """
import sys
from pathlib import Path
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.studies import Laboratory
laboratory = Laboratory(Path(sys.argv[1]))
study_id = laboratory.start(ElicitDesign.model_validate_json(sys.argv[2])).study.id
while laboratory.store.count(study_id) < 300:
    laboratory.wait(study_id, 0.01)
print(study_id, flush=True)
sys.stdin.readline()
"""


def test_a_study_whose_process_is_killed_is_running_before_and_interrupted_after(
    home: Path,
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, str(home), LONG.model_dump_json()],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    study_id = process.stdout.readline().strip()
    with closing(Laboratory(home)) as laboratory:
        assert laboratory.store.study(study_id).state == "running"
        assert laboratory.start(LONG).study.id == study_id
        process.kill()
        process.communicate()
        ended = laboratory.progress(study_id)
        assert ended.study.state == "interrupted"
        assert ended.done >= 300
        assert laboratory.cancel(study_id).study.state == "cancelled"


def test_the_same_design_started_twice_runs_once(laboratory: Laboratory) -> None:
    first = laboratory.start(a_design("sim/bob"), "l").study.id
    assert laboratory.start(a_design("sim/bob"), "l").study.id == first
    other = laboratory.start(a_design("sim/bob"), "l", fresh=True).study.id
    assert other != first
    laboratory.wait(first, 10)
    laboratory.wait(other, 10)
    assert laboratory.findings(first) == laboratory.findings(other) != []
    locks = {path.stem for path in (laboratory.store.path.parent / "locks").iterdir()}
    assert locks <= {first, other}


def test_the_ids_of_studies_are_long_unguessable_and_in_no_order(laboratory: Laboratory) -> None:
    ids = [laboratory.start(a_design(seed=n, max_trials=2)).study.id for n in range(20)]
    assert len(set(ids)) == 20
    assert ids != sorted(ids)
    assert ids != sorted(ids, reverse=True)
    assert all(len(one.removeprefix("std_")) == 26 for one in ids)
    assert len({one[:8] for one in ids}) == 20


def test_a_label_with_half_a_surrogate_is_kept_as_cleaned_text(laboratory: Laboratory) -> None:
    study = laboratory.start(a_design(max_trials=2), "label\ud800").study
    assert laboratory.progress(study.id).study.label.encode()


def test_a_study_that_is_not_there_cannot_be_steered(laboratory: Laboratory) -> None:
    for steer in (laboratory.resume, laboratory.cancel, laboratory.progress):
        with pytest.raises(NotFound):
            steer("std_nobody")


def test_a_disk_that_is_full_interrupts_a_study_and_its_state_can_be_read_all_the_same(
    laboratory: Laboratory,
) -> None:
    study_id = under_way(laboratory)
    write = laboratory.store._writer.submit  # pyright: ignore[reportPrivateUsage]
    write(lambda db: db.conn.execute("pragma max_page_count = 1")).result()
    progress = laboratory.wait(study_id, 60)
    assert progress.study.state == "interrupted"
    assert "Free some space" in (progress.study.error or "")
    write(lambda db: db.conn.execute("pragma max_page_count = 1000000")).result()
    assert laboratory.progress(study_id).study.state == "interrupted"
    assert laboratory.resume(study_id).study.state == "running"
    laboratory.cancel(study_id)


def test_a_database_that_is_deleted_under_a_study_interrupts_it_and_says_so(
    laboratory: Laboratory,
) -> None:
    study_id = under_way(laboratory)
    place = laboratory.store.path
    place.rename(place.with_suffix(".away"))
    progress = laboratory.wait(study_id, 60)
    assert progress.study.state == "interrupted"
    assert "moved or deleted" in (progress.study.error or "")
    place.with_suffix(".away").rename(place)
    assert laboratory.progress(study_id).study.state == "interrupted"
    assert laboratory.resume(study_id).study.state == "running"
    laboratory.cancel(study_id)


def test_what_settings_say_by_now_holds_for_the_next_study(runner: Runner) -> None:
    async def meanwhile() -> None:
        """What the loop had to do before is done."""

    first = runner.limiter("m", 8)
    again = runner.limiter("m", 3)
    runner.do(meanwhile())
    assert again is first
    assert first.most == 3
