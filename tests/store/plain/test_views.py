"""Views that any program can read, and the page that tells every column there is."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.store.rows_of import a_study, a_trial, begun
from velleity.store.records import AttemptRecord, FindingRecord
from velleity.store.store import Store
from velleity.store.texts import canonical

PAGE = (Path(__file__).parents[3] / "docs" / "schema.md").read_text("utf-8")
STUDY = a_study("views")


@pytest.fixture
def plain(home: Path) -> Iterator[sqlite3.Connection]:
    """A file with a little of everything, opened by nothing of ours."""
    store = Store(home / "velleity.db")
    store.begin(STUDY).result()
    answered = [a_trial(STUDY, f"t{at}", "a" if at else "b", reply="=1+2") for at in range(3)]
    store.add_answers([*answered, a_trial(STUDY, "none", None, reply="I would rather not.")])
    share = {"value": 0.75, "low": 0.3, "high": 0.95, "n": 4}
    body = {"kind": "preference", "option_a": "x", "favours": "a", "share_a": share}
    option = {"option": "tea", "utility": 1.5, "low": 1.0, "high": 2.0, "rank": 1, "n": 9}
    ranking = {"kind": "utilities", "options": [option, {**option, "option": "rain", "rank": 2}]}
    findings = [FindingRecord(0, "preference", canonical(body), "strong", about="x\ny")]
    findings.append(FindingRecord(1, "utilities", canonical(ranking)))
    call = AttemptRecord(STUDY.id, "t0", 1, "2026-01-01", 0.25, 100)
    store.add_calls(begun(call))
    store.conclude(STUDY.id, findings).result()
    store.close()
    with closing(sqlite3.connect(home / "velleity.db")) as db:
        db.row_factory = sqlite3.Row
        yield db


def columns(db: sqlite3.Connection, kind: str) -> dict[str, list[tuple[str, str]]]:
    sql = "select name from sqlite_master where type = ? and name not like '\\_%' escape '\\'"
    names = [one["name"] for one in db.execute(sql, [kind])]
    return {
        name: [
            (row["name"], row["type"].lower()) for row in db.execute(f"pragma table_info({name})")
        ]
        for name in names
        if not name.startswith("sqlite")
    }


def told(heading: str) -> dict[str, list[tuple[str, str]]]:
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    sections = re.split(r"^### ", part, flags=re.MULTILINE)[1:]
    return {
        section.split("\n")[0]: re.findall(r"^\| (\w+) \| (text|integer|real) \| \S", section, re.M)
        for section in sections
    }


def test_the_page_tells_every_table_and_view_with_all_columns_in_their_order(
    plain: sqlite3.Connection,
) -> None:
    assert told("Tables") == columns(plain, "table")
    views = columns(plain, "view")
    assert {name: [one for one, _ in rows] for name, rows in told("Views").items()} == {
        name: [one for one, _ in rows] for name, rows in views.items()
    }
    for name, rows in told("Views").items():
        typed = dict(views[name])
        assert all(typed[one] in (kind, "") for one, kind in rows), name


def test_values_in_views_are_of_the_types_that_the_page_tells(plain: sqlite3.Connection) -> None:
    kinds: dict[str, tuple[type, ...]] = {"text": (str,), "integer": (int,), "real": (float, int)}
    for name, rows in told("Views").items():
        for found in every(plain, f"select * from {name}"):
            for column, kind in rows:
                value = found[column]
                assert value is None or isinstance(value, kinds[kind]), (name, column, value)


def every(db: sqlite3.Connection, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(sql)]


def test_each_view_says_what_its_name_says(plain: sqlite3.Connection) -> None:
    replies = every(plain, "select * from prompts_and_replies order by position")
    assert [(one["reply"], one["prompt"]) for one in replies[:2]] == [("=1+2", "A or B?")] * 2
    assert [one["chosen_option"] for one in replies] == [
        replies[0]["option_b"],
        *[replies[0]["option_a"]] * 2,
        None,
    ]
    [cell] = every(plain, "select * from answers_by_cell")
    names = ("asked", "chose_a", "chose_b", "declined", "not_answered")
    assert sum(cell[one] for one in names[1:]) == cell["asked"] == 4
    assert (cell["chose_a"], cell["chose_b"]) == (2, 1)
    one, two = every(plain, "select * from verdicts order by position")
    assert (one["verdict"], one["share_a"], one["share_a_n"], one["favours"]) == (
        *("strong", 0.75, 4, "a"),
    )
    assert (two["kind"], two["share_a"]) == ("utilities", None)
    ranked = every(plain, "select * from utilities order by rank")
    assert [(row["option"], row["utility_high"]) for row in ranked] == [("tea", 2), ("rain", 2)]
    [spent] = every(plain, "select * from spending")
    assert (spent["asked"], spent["calls"], spent["cost_usd"]) == (STUDY.model, 1, None)
    assert spent["perhaps_usd"] == 0.25


def test_a_finding_that_is_damaged_spoils_no_other_row(plain: sqlite3.Connection) -> None:
    plain.execute("update findings set body = 'torn {' where position = 0")
    plain.execute("update trials set extra = 'torn {' where id = 't0'")
    verdicts = every(plain, "select * from verdicts order by position")
    assert [one["share_a"] for one in verdicts] == [None, None]
    assert len(every(plain, "select * from utilities")) == 2
    assert sum(one["asked"] for one in every(plain, "select * from answers_by_cell")) == 4
