"""Files that cannot be used: the right error, a way forward, and not a byte changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.rows_of import a_study, a_trial
from velleity.store.database import APPLICATION_ID, LONG_LOG
from velleity.store.errors import NewerDatabase, NotADatabase, StoreError, Unwritable
from velleity.store.store import Store


def a_database(path: Path, trials: int = 400) -> None:
    store = Store(path)
    study = store.begin(a_study("one")).result()
    store.add_answers([a_trial(study, str(n), reply=f"reply {n}") for n in range(trials)]).result()
    store.close()


def refused(path: Path, kind: type[StoreError]) -> None:
    before = path.read_bytes()
    with pytest.raises(StoreError, match="VELLEITY_HOME") as caught:
        Store(path)
    assert type(caught.value) is kind
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert not [wal for wal in path.parent.glob("*-wal") if wal.stat().st_size]


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table recipes (name text)")
    refused(path, NotADatabase)


def test_a_database_marked_by_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    a_database(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma application_id = 252006673")
    refused(path, NotADatabase)


@pytest.mark.parametrize("text", ["hello", "a shopping list\n" * 500])
def test_a_text_file_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "velleity.db"
    path.write_text(text, "utf-8")
    refused(path, NotADatabase)


def test_a_truncated_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    a_database(path)
    path.write_bytes(path.read_bytes()[:20_000])
    refused(path, NotADatabase)


def test_a_database_whose_schema_page_is_damaged_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    a_database(path)
    damaged = bytearray(path.read_bytes())
    damaged[100:2_000] = b"\xff" * 1_900
    path.write_bytes(damaged)
    refused(path, NotADatabase)


def test_damage_that_only_reading_meets_is_named_and_not_answered_with_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "velleity.db"
    a_database(path)
    damaged = bytearray(path.read_bytes())
    page = int.from_bytes(damaged[16:18])
    for start in range(2 * page, len(damaged), page):
        damaged[start : start + 64] = b"\xff" * 64
    path.write_bytes(damaged)
    with pytest.raises(NotADatabase, match="damaged"):  # noqa: PT012 - either may meet it
        store = Store(path)
        try:
            store.trials("std_one")
        finally:
            store.close()


def test_a_database_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    a_database(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('velleity', 'm999_telepathy', '2099-01-01')"
        )
        db.commit()
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match=r"m999_telepathy.*Upgrade Velleity"):
        Store(path)
    assert path.read_bytes() == before


def test_a_database_whose_list_of_migrations_is_damaged_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    a_database(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("alter table _sqlite_migrations rename column applied_at to apqlied_at")
        db.execute("pragma wal_checkpoint(truncate)")
    refused(path, NotADatabase)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(Unwritable, match=r"folder .*file.*VELLEITY_HOME"):
        Store(tmp_path / "file" / "velleity.db")
    assert (tmp_path / "file").read_text("utf-8") == "in the way"


def test_a_folder_in_the_place_of_the_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "velleity.db").mkdir()
    with pytest.raises(Unwritable, match="VELLEITY_HOME"):
        Store(tmp_path / "velleity.db")


def test_a_log_that_was_long_once_gets_short_again(tmp_path: Path) -> None:
    """One that stays long would be followed by a checkpoint after each commit."""
    path = tmp_path / "velleity.db"
    with closing(Store(path)) as store:
        study = store.begin(a_study("long")).result()
        log, longest = path.with_name("velleity.db-wal"), 0
        for number in range(8):
            reply = f"{number}" * 1_000_000
            store.add_answers([a_trial(study, str(number), reply=reply)]).result()
            longest = max(longest, log.stat().st_size)
        assert longest >= LONG_LOG
        assert log.stat().st_size < LONG_LOG
        assert store.count(study.id) == 8


def test_an_empty_file_becomes_a_database_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    path.touch()
    a_database(path, 3)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("pragma application_id").fetchone() == (APPLICATION_ID,)


def test_a_database_opens_again_with_all_that_was_in_it(tmp_path: Path) -> None:
    path = tmp_path / "velleity.db"
    a_database(path)
    with closing(Store(path)) as store:
        assert store.count("std_one") == 400
        assert store.trials("std_one")[17].reply == "reply 17"
