"""Studies of before: found, named, labelled anew, deleted without a trace and without a loss."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.rows_of import a_study, a_trial
from velleity.store.errors import InputError, NotFound
from velleity.store.history import AFTER, Told
from velleity.store.records import FindingRecord, Search
from velleity.store.store import Store


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    opened = Store(home / "velleity.db")
    for name in ("one", "two"):
        study = a_study(name, name)
        opened.begin(study).result()
        own = a_trial(study, "t1", reply=f"only {name}", prompt=f"asked by {name}")
        opened.add_answers([own, a_trial(study, "t2", reply="of both", prompt="of both")]).result()
    found = FindingRecord(0, "preference", '{"x":1}', "strong", about="TEA\nmilk")
    opened.conclude("std_one", [found]).result()
    yield opened
    opened.close()


def rows(store: Store, table: str) -> int:
    db = sqlite3.connect(store.path)
    [(count,)] = db.execute(f"select count(*) from {table}")
    db.close()
    return count


@pytest.mark.parametrize(
    ("search", "names"),
    [
        (Search(), ["std_two", "std_one"]),
        (Search(verdict="strong"), ["std_one"]),
        (Search(text="tea"), ["std_one"]),
        (Search(text="TWO"), ["std_two"]),
        (Search(text="'; drop table studies; --"), []),
        (Search(text="%"), []),
        (Search(model="sim/bob", state="running"), ["std_two"]),
        (Search(label="no"), []),
    ],
)
def test_a_search_means_what_fits_all_of_it(store: Store, search: Search, names: list[str]) -> None:
    assert [one.id for one in store.studies(search, limit=9)] == names


def test_what_a_study_said_is_counted_by_its_words(store: Store) -> None:
    assert store.told("std_one") == Told({"strong": 1}, "TEA\nmilk")
    assert store.told("std_two") == Told({}, "")


def test_a_word_names_the_last_or_the_only_one_that_begins_so(store: Store) -> None:
    assert store.named("last") == "std_two"
    assert store.named("o") == store.named("std_on") == "std_one"
    assert store.named("nobody") == "nobody"
    assert store.named("%") == "%"
    with pytest.raises(InputError, match="Several"):
        store.named("std_")


def test_without_any_study_there_is_no_last(home: Path) -> None:
    empty = Store(home / "velleity.db")
    with pytest.raises(NotFound, match="no studies yet"):
        empty.named("last")
    empty.close()


def test_a_label_is_changed_and_nothing_else(store: Store) -> None:
    before = store.study("std_one")
    store.relabel("std_one", "new\ud800").result()
    after = store.study("std_one")
    assert after.label.startswith("new")
    assert (after.design, after.digest, after.state) == (before.design, before.digest, "done")


def test_what_is_deleted_leaves_nothing_but_what_others_hold(store: Store) -> None:
    store.forget("std_one").result()
    assert [one.id for one in store.studies(limit=9)] == ["std_two"]
    assert len(store.answers("std_two")) == 2
    assert {table: rows(store, table) for table in ("trials", "findings", "finding_keys")} == {
        "trials": 2,
        "findings": 0,
        "finding_keys": 0,
    }
    assert rows(store, "texts") == 4
    assert {one.reply for one in store.all_trials("std_two")} == {"only two", "of both"}


def test_trials_are_found_by_key_and_what_is_skipped_is_never_read(store: Store) -> None:
    study = store.begin(a_study("long")).result()
    store.add_answers([a_trial(study, f"t{at}") for at in range(25)]).result()
    seen: list[str] = []
    row = -1
    while some := store.after(study.id, row, 7):
        seen += [one.id for _, one in some]
        row = some[-1][0]
    assert seen == [one.id for one in store.all_trials(study.id)]
    assert seen[20:] == [one.id for one in store.trials(study.id, limit=9, offset=20)]
    assert store.trial_rows(study.id) == len(seen) == 25
    with closing(sqlite3.connect(store.path)) as db:
        given = {"study": study.id, "row": 3, "kind": None, "most": 7}
        plan = " ".join(str(one) for one in db.execute(f"explain query plan {AFTER}", given))
    assert "study_id=? AND rowid>?" in plan
    assert "B-TREE" not in plan
