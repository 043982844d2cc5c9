"""Calls over a wire, keys, the audit, copies and the write-ahead log, in the store itself."""

# pyright: reportPrivateUsage=false

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.rows_of import a_study, a_trial, answered, begun, fallen
from velleity.store import attempts, database
from velleity.store.errors import IdempotencyConflict, InputError
from velleity.store.records import AttemptRecord, AuditRecord, StudyRecord
from velleity.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "home" / "velleity.db")
    yield opened
    opened.close()


@pytest.fixture
def study(store: Store) -> StudyRecord:
    return store.begin(a_study("one")).result()


def a_call(study: StudyRecord, trial: str, number: int = 1) -> AttemptRecord:
    return AttemptRecord(study.id, trial, number, "2026-01-01", held_usd=0.5, held_tokens=100)


def ended(call: AttemptRecord, outcome: str, **others: object) -> AttemptRecord:
    return call._replace(ended_at="2026-01-02", outcome=outcome, **others)  # type: ignore[arg-type]


def test_an_answer_and_the_end_of_its_call_are_stored_together_or_not_at_all(
    store: Store, study: StudyRecord
) -> None:
    [call] = store.add_calls(begun(a_call(study, "t1"))).result()
    wrong = replace(a_trial(study, "t1"), study_id="std_nobody")
    with pytest.raises(Exception, match="refused"):
        store.add_calls(answered(wrong, ended(call, "answered"))).result()
    assert store.calls(study.id).answered == 0
    good = ended(call, "answered", cost_usd=0.1, input_tokens=20, output_tokens=2)
    store.add_calls(answered(a_trial(study, "t1"), good)).result()
    assert store.count(study.id) == store.calls(study.id).answered == 1


def test_a_call_without_an_end_counts_as_unknown_and_at_its_worst_case(
    store: Store, study: StudyRecord
) -> None:
    made: list[AttemptRecord] = []
    for trial in ("t1", "t2", "t3", "t4"):
        made += store.add_calls(begun(a_call(study, trial))).result()
        assert store.calls(study.id).made == len(made)
    paid = ended(made[0], "answered", cost_usd=0.1, input_tokens=20, output_tokens=2)
    store.add_calls(answered(a_trial(study, "t1"), paid)).result()
    store.add_calls(fallen(ended(made[1], "rate_limited", maybe_paid=False))).result()
    store.add_calls(fallen(ended(made[2], "timeout"))).result()
    calls = store.calls(study.id)
    assert (calls.made, calls.answered) == (4, 1)
    assert calls.failed == {"rate_limited": 1, "timeout": 1, "unknown": 1}
    assert calls.unsettled == 2
    store.add_answers([a_trial(study, "t3")]).result()
    assert [
        (call.trial, call.number, call.outcome, call.answered) for call in store.unsettled(study.id)
    ] == [("t3", 1, "timeout", True), ("t4", 1, None, False)]
    assert [call.trial for call in store.unsettled(study.id, 1, 1)] == ["t4"]
    assert calls.cost_usd == pytest.approx(0.1 + 0.5 + 0.5)
    assert calls.tokens == 22 + 100 + 100
    assert store.spending(study.id).cost_usd == pytest.approx(1.1)
    assert store.spending(study.id).tokens == 222
    assert store.attempts_made(study.id) == {"t1": 1, "t2": 1, "t3": 1, "t4": 1}


def outcomes(store: Store, study: StudyRecord) -> list[tuple[str, int, str | None]]:
    return [(one["trial"], one["number"], one["outcome"]) for one in store.each("calls", study.id)]


def test_two_calls_of_one_trial_end_each_in_its_own_row(store: Store, study: StudyRecord) -> None:
    twice = [a_call(study, "t1", number) for number in (1, 2)]
    one, two = store.add_calls(begun(*twice)).result()
    store.add_calls(fallen(ended(two, "timeout"))).result()
    assert outcomes(store, study) == [("t1", 1, None), ("t1", 2, "timeout")]
    store.add_calls(answered(a_trial(study, "t1"), ended(one, "answered"))).result()
    assert outcomes(store, study) == [("t1", 1, "answered"), ("t1", 2, "timeout")]
    assert store.attempts_made(study.id) == {"t1": 2}


def test_rows_that_two_connections_to_one_file_give_out_never_collide(
    store: Store, study: StudyRecord
) -> None:
    with closing(Store(store.path)) as other:
        writes = [
            one.add_calls(begun(*(a_call(study, f"{name}{n}_{at}") for at in range(3))))
            for n in range(50)
            for name, one in (("ours", store), ("theirs", other))
        ]
        calls = [call for write in writes for call in write.result()]
        assert len({call.row for call in calls}) == len(calls) == 300
        ends = [ended(call, call.trial) for call in calls]  # each says whose it is
        other.add_calls(fallen(*ends)).result()
    told = outcomes(store, study)
    assert len(told) == 300
    assert all(trial == outcome for trial, _, outcome in told)


@pytest.mark.parametrize("trial", ["of_another", "the_same"])
def test_the_call_of_a_study_that_was_deleted_ends_no_other_that_has_its_row_by_now(
    store: Store, study: StudyRecord, trial: str
) -> None:
    gone = store.begin(a_study("gone", "another")).result()
    [old] = store.add_calls(begun(a_call(gone, "the_same"))).result()
    store.forget(gone.id).result()
    [new] = store.add_calls(begun(a_call(study, trial))).result()
    assert new.row == old.row
    store.add_calls(fallen(ended(old, "timeout"))).result()
    assert outcomes(store, study) == [(trial, 1, None)]


def test_calls_are_found_by_their_study_in_order_and_ended_by_their_row(store: Store) -> None:
    of_study = [
        *(attempts._MADE, attempts._SPENT, attempts._COUNTED, attempts._UNSETTLED),
        *(attempts._OVERRUN, "delete from attempts where study_id = ?"),
    ]
    with closing(sqlite3.connect(store.path)) as db:

        def plan(sql: str) -> str:
            steps = db.execute(f"explain query plan {sql}", [None] * sql.count("?"))
            return "\n".join(step[-1] for step in steps)

        for sql in of_study:
            assert "INDEX attempts_in_order (study_id=?)" in plan(sql), sql
        assert plan(attempts._END) == "SEARCH attempts USING INTEGER PRIMARY KEY (rowid=?)"
        assert plan(attempts._LAST) == "SEARCH attempts"  # the last alone, not all


def test_what_has_no_price_costs_an_unknown_amount_and_not_nothing(
    store: Store, study: StudyRecord
) -> None:
    store.add_calls(begun(a_call(study, "t1")._replace(held_usd=None))).result()
    assert store.calls(study.id).cost_usd is None


def test_one_idempotency_key_is_one_study(store: Store) -> None:
    first = store.begin(replace(a_study("one"), idempotency_key="k")).result()
    again = store.begin(replace(a_study("two"), idempotency_key="k"), fresh=True).result()
    assert again == first
    other = replace(a_study("three", design="another"), idempotency_key="k")
    with pytest.raises(IdempotencyConflict, match=r"stands for another design.*new key"):
        store.begin(other).result()
    assert len(store.studies(limit=-1)) == 1


def test_a_copy_is_whole_private_and_made_while_others_write(store: Store, tmp_path: Path) -> None:
    study = store.begin(a_study("one")).result()
    go_on = threading.Event()

    def write() -> None:
        number = 0
        while not go_on.is_set():
            store.add_answers([a_trial(study, f"t{number}")]).result()
            number += 1

    writing = threading.Thread(target=write)
    writing.start()
    try:
        target = tmp_path / "copy.db"
        store.backup(target)
    finally:
        go_on.set()
        writing.join()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    copy = Store(target)
    assert [one.id for one in copy.studies(limit=-1)] == [study.id]
    assert copy.count(study.id) <= store.count(study.id)
    copy.close()
    with closing(sqlite3.connect(target)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]


def test_a_copy_never_overwrites_and_leaves_nothing_half_made(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        store.backup(target)
    assert target.read_text() == "mine"
    with pytest.raises(InputError, match="There is no folder"):
        store.backup(tmp_path / "nowhere" / "copy.db")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home", "there"]


def test_every_call_of_a_tool_is_a_row(store: Store) -> None:
    store.add_audit(AuditRecord("2026-01-01", "cli 1", "perturb", "d", "answered", "std_x", 3))
    store.add_audit(AuditRecord("2026-01-01", "cli 1", "elicit", "e\ud800", "refused", None, 3))
    store.close()
    with closing(sqlite3.connect(store.path)) as db:
        rows = db.execute("select tool, arguments, result, study_id from audit").fetchall()
    assert rows == [
        ("perturb", "d", "answered", "std_x"),
        ("elicit", "e\ufffd\ufffd\ufffd", "refused", None),
    ]


def test_a_long_log_is_moved_into_the_file_by_whoever_holds_the_lock(
    store: Store, study: StudyRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LONG_LOG", 1)
    log = store.path.with_name("velleity.db-wal")
    for number in range(50):
        store.add_answers([a_trial(study, f"t{number}", reply="x" * 4_000 + str(number))]).result()
    store.add_answers([]).result()
    assert log.stat().st_size < 50 * 4_000
    with closing(sqlite3.connect(store.path)) as db:
        assert db.execute("pragma wal_autocheckpoint").fetchone() == (1000,)  # ours is set to 0
        assert store._rows("pragma wal_autocheckpoint") == [{"wal_autocheckpoint": 0}]  # pyright: ignore[reportPrivateUsage]
