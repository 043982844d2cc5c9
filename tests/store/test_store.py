"""What is remembered: once, for good, all or nothing, and for the user alone."""

import os
import sqlite3
import stat
import threading
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.store.rows_of import a_study, a_trial
from velleity.store.errors import NotFound, StoreError
from velleity.store.found import Import
from velleity.store.records import EXAMPLE, FindingRecord, Side
from velleity.store.store import Store
from velleity.store.writer import GROUP, Writer


def bodies(store: Store) -> list[str]:
    with sqlite3.connect(store.path) as db:
        found = [str(body) for (body,) in db.execute("select body from texts order by body")]
    db.close()
    return found


def test_the_same_design_begun_twice_is_one_study(store: Store) -> None:
    first = store.begin(a_study("one")).result()
    second = store.begin(a_study("two")).result()
    assert second == first
    assert [study.id for study in store.studies(limit=10)] == ["std_one"]


def test_another_design_is_another_study(store: Store) -> None:
    store.begin(a_study("one")).result()
    assert store.begin(a_study("two", "other")).result().id == "std_two"


def test_fresh_makes_another_study_which_is_then_the_one_found(store: Store) -> None:
    store.begin(a_study("one")).result()
    assert store.begin(a_study("two"), fresh=True).result().id == "std_two"
    assert store.begin(a_study("three")).result().id == "std_two"
    assert len(store.studies(limit=10)) == 2


def test_a_study_that_is_not_there_is_said_to_be_missing(store: Store) -> None:
    with pytest.raises(NotFound, match="list_studies"):
        store.study("std_nobody")


def test_an_answer_stored_once_never_changes(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    store.add_answers([a_trial(study, "t", "a", "A")]).result()
    store.add_answers([a_trial(study, "t", "b", "B"), a_trial(study, "u", "b", "B")]).result()
    first, second = store.trials(study.id)
    assert (first.id, first.chosen, first.reply) == ("t", "a", "A")
    assert (second.id, second.chosen) == ("u", "b")
    assert store.count(study.id) == 2


def test_a_text_that_occurs_often_is_stored_once(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    store.add_answers([a_trial(study, str(n), reply="The same.") for n in range(50)]).result()
    store.add_answers([a_trial(study, "later", reply="The same.")]).result()
    assert sorted(bodies(store)) == ["The same.", '[["user","A or B?"]]']
    assert {trial.reply for trial in store.trials(study.id)} == {"The same."}


def test_half_surrogates_and_nul_in_texts_survive_as_cleaned_text(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    odd = replace(
        a_trial(study, "t", reply="A\ud800 \0 end \U0001f600", prompt="which\udfff\0?"),
        option_a="tea\udc00",
        extra={"factors": {"x": "\ud800"}},
    )
    store.add_answers([odd]).result()
    [kept] = store.trials(study.id)
    assert kept.option_a is not None
    assert kept.reply is not None
    assert kept.reply.startswith("A�")
    assert kept.reply.endswith(" \0 end \U0001f600")
    assert kept.messages is not None
    assert "\0?" in kept.messages[0][1]
    for text in (kept.reply, kept.messages[0][1], kept.option_a, kept.extra["factors"]["x"]):
        text.encode()


def test_the_reason_of_a_failure_survives_half_surrogates(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    store.settle(study.id, "failed", "the provider said \ud800").result()
    error = store.study(study.id).error
    assert error is not None
    assert error.encode().startswith(b"the provider said")


def test_an_import_is_stored_whole_or_not_at_all(store: Store) -> None:
    good, bad = a_study("good", "x"), a_study("bad", "y")
    stray = replace(a_trial(bad, "t"), study_id="std_nobody")
    finding = FindingRecord(0, "preference", '{"kind":"preference"}')
    with pytest.raises(StoreError):
        store.add_imports(
            [
                Import(good, [a_trial(good, "t", reply="gone")], [finding]),
                Import(bad, [stray], []),
            ]
        ).result()
    assert store.studies(limit=10) == []
    assert bodies(store) == []
    assert store.findings(good.id) == []


def test_an_import_that_is_there_already_is_left_out(store: Store) -> None:
    one, two = a_study("one", "x"), a_study("two", "x")
    store.add_imports([Import(one, [a_trial(one, "t")], [])]).result()
    [kept] = store.add_imports([Import(two, [a_trial(two, "t")], [])]).result()
    assert kept.id == one.id
    assert store.count(one.id) == 1
    assert store.count(two.id) == 0


def test_a_write_that_fails_spoils_no_other_of_its_group(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    stray = replace(a_trial(study, "bad"), study_id="std_nobody")
    batches = [[a_trial(study, str(n))] for n in range(20)]
    batches.insert(7, [a_trial(study, "with-the-bad"), stray])
    futures = [store.add_answers(batch) for batch in batches]
    failed = [n for n, future in enumerate(futures) if future.exception() is not None]
    assert failed == [7]
    assert {trial.id for trial in store.trials(study.id)} == {str(n) for n in range(20)}


def test_a_row_that_the_schema_refuses_is_not_called_a_damaged_database(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    with pytest.raises(StoreError, match="refused") as caught:
        store.add_answers([replace(a_trial(study, "t"), study_id="std_nobody")]).result()
    assert type(caught.value) is StoreError


def test_findings_take_the_place_of_earlier_ones(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    for size in (3, 2):
        store.conclude(
            study.id, [FindingRecord(n, "k", f"[{n},{size}]") for n in range(size)]
        ).result()
    assert [one.body for one in store.findings(study.id)] == ["[0,2]", "[1,2]"]
    assert store.study(study.id).state == "done"


def test_closing_finishes_what_was_queued(home: Path) -> None:
    store = Store(home / "velleity.db")
    study = store.begin(a_study("one")).result()
    futures = [store.add_answers([a_trial(study, str(n))]) for n in range(3 * GROUP)]
    store.close()
    assert all(future.done() and future.exception() is None for future in futures)
    again = Store(home / "velleity.db")
    assert again.count(study.id) == 3 * GROUP
    again.close()


def test_a_write_after_closing_is_refused_instead_of_waited_for_forever(home: Path) -> None:
    store = Store(home / "velleity.db")
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.begin(a_study("one"))


def test_a_write_that_was_called_off_does_not_stop_those_behind_it(store: Store) -> None:
    writer, held, begun = Writer(store.path), threading.Event(), threading.Event()

    def hold(db: Database) -> None:
        begun.set()
        held.wait(10)

    holding = writer.submit(hold)
    assert begun.wait(10)
    given_up = writer.submit(lambda db: db.conn.execute("insert into texts values ('x', 'gone')"))
    assert given_up.cancel()
    behind = writer.submit(lambda db: "written")
    held.set()
    assert behind.result(10) == "written"
    assert holding.result(10) is None
    with pytest.raises(CancelledError):
        given_up.result()
    writer.close()
    assert bodies(store) == []


def test_files_beside_the_database_are_listed_read_in_part_and_seen_to_change(
    store: Store,
) -> None:
    assert store.kept_files("pace", ".asks") == []
    assert store.kept_change("pace") == 0
    store.keep_file("pace", "b.asks", "one\N{EURO SIGN}")
    store.keep_file("pace", "a.asks", "two")
    store.keep_file("pace", "c.json", "three")
    assert store.kept_files("pace", ".asks") == ["a.asks", "b.asks"]
    assert store.kept_file("pace", "b.asks") == "one\N{EURO SIGN}"
    assert store.kept_file("pace", "b.asks", 3) == "one"
    with pytest.raises(StoreError):
        store.kept_file("pace", "b.asks", 4)
    folder, hour_ns = store.path.parent / "pace", 3_600 * 10**9
    assert store.kept_change("pace") != store.kept_change("pace"), "another may follow unseen"
    for at in (hour_ns, 2 * hour_ns):
        os.utime(folder, ns=(at, at))
        assert store.kept_change("pace") == store.kept_change("pace") == at
    with store.hold("pace_a"):
        pass
    (folder / "a.4711.tmp").write_text("half of it")
    store.drop_hold("pace_a", "pace", "a.asks")
    store.drop_hold("pace_a", "pace", "a.asks")
    assert store.kept_files("pace", "") == ["b.asks", "c.json"]
    assert not (store.path.parent / "locks" / "pace_a.lock").exists()


def test_everything_on_disk_is_for_the_user_alone(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    store.keep_file("reports", "page.html", "<p>")
    with store.hold(study.id):
        found = list(store.path.parent.rglob("*"))
        assert {path.name for path in found} >= {
            "velleity.db",
            "velleity.db-wal",
            "locks",
            "reports",
            "page.html",
            "std_one.lock",
        }
        for path in [store.path.parent, *found]:
            expected = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) == expected, path


def test_answers_carry_what_their_study_needs_and_no_more(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    long = "I would rather not. " * 50
    weighed = {"odds": (0.75, 0.25), "mass": 0.8}
    trials = [
        a_trial(study, "chose", "a", "A long reply, but it chose."),
        a_trial(study, "declined", None, long),
        replace(a_trial(study, "enacted", None, long), readout="enact"),
        replace(a_trial(study, "weighed", "a", "A"), readout="logprob", extra=weighed),
        replace(a_trial(study, "unweighed", None, "no"), readout="logprob"),
    ]
    store.add_answers(trials).result()
    found = store.answers(study.id)
    assert found == {one.id: one.answer for one in trials}
    assert found["chose"].text is None
    assert found["declined"].text == long[:EXAMPLE]
    assert found["enacted"].text == long
    assert found["weighed"].masses == pytest.approx((0.6, 0.2))
    assert found["unweighed"].masses is None


def test_trials_are_filtered_and_paged_in_the_order_stored(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    trials = [a_trial(study, f"{n:02}", "b" if n % 3 == 0 else "a") for n in range(12)]
    store.add_answers([*trials, a_trial(study, "none", None)]).result()
    assert [one.id for one in store.trials(study.id, chosen="b")] == ["00", "03", "06", "09"]
    assert [one.id for one in store.trials(study.id, outcome="refused")] == ["none"]
    paged = [one.id for one in store.trials(study.id, chosen="a", limit=2, offset=3)]
    assert paged == ["05", "07"]


def test_questions_are_counted_by_order_as_they_were_asked(store: Store) -> None:
    study = store.begin(a_study("one")).result()
    given: list[tuple[str, Side | None, str, Side | None, int]] = [
        ("q2", "b", "chose", "a", 2),
        ("q1", "a", "chose", "b", 1),
        ("q1", "a", "refused", None, 4),
        ("q2", "b", "chose", "b", 1),
        ("q1", None, "chose", "a", 9),
    ]
    for number, (question, first, outcome, chosen, count) in enumerate(given):
        one = replace(
            a_trial(study, str(number)),
            question=question,
            option_a=f"{question} a",
            option_b=f"{question} b",
            first=first,
            outcome=outcome,
            chosen=chosen,
            count=count,
        )
        store.add_answers([one]).result()
    found = store.in_order(study.id)
    assert [one[1:] for one in found] == [("b", 3, 2, 1), ("a", 5, 0, 1)]
    shown = store.options([one.row for one in reversed(found)])
    assert shown == [("q1 a", "q1 b"), ("q2 a", "q2 b")]
