"""Findings: how they are put down, counted, sorted and found again. SQL, and nothing of verbs."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from .database import rows
from .errors import StoreError
from .records import FindingRecord, StudyRecord, TrialRecord, Wanted
from .rows import put_trials, study_of, study_row
from .sqlite import Database
from .texts import clean

MANY = 5_000
"""Rows that are written at a time."""
FINDINGS = 256
"""Findings that are: one of many cells takes 100 kB."""
_SAME_DESIGN = "select * from studies where digest = ? order by rowid desc limit 1"
_BODY = "insert into findings (study_id, position, kind, body) values (?, ?, ?, ?)"
_KEY = (
    "insert into finding_keys (study_id, position, headline, weight, about, facts)"
    " values (?, ?, ?, ?, ?, ?)"
)
_MEANT = (
    "study_id in (select value from json_each(?1)) and (?2 is null or headline = ?2)"
    " and (?3 is null or instr(lower(about), lower(?3)))"
)
_COUNTED = f"select headline, count(*) from finding_keys where {_MEANT} group by headline"  # noqa: S608
_PLACES = (
    "select study_id, position, weight, s.key as study from json_each(?1) s"  # noqa: S608
    f" join finding_keys on study_id = s.value where {_MEANT}"
    " order by weight desc, position, study limit ?4 offset ?5"
)
_RANKED = (
    f"select f.study_id, f.body from ({_PLACES}) as k join findings f"  # noqa: S608
    " on f.study_id = k.study_id and f.position = k.position"
    " order by k.weight desc, k.position, k.study"
)
_FACTS = (
    "select headline, facts from finding_keys where study_id = ?1"
    " and (?2 is null or headline = ?2) and (?3 is null or instr(lower(about), lower(?3)))"
    " and json_extract(facts, '$.kind') = ?4 order by position"
)
_CELLS = (
    "select case json_extract(f.facts, '$.kind') when 'preference'"  # noqa: S608
    " then json_array_length(f.facts, '$.cells') else 0 end"
    f" from ({_PLACES}) as k join finding_keys f"
    " on f.study_id = k.study_id and f.position = k.position"
    " order by k.weight desc, k.position, k.study"
)
_OF_KIND = (
    "select study_id, json_extract(facts, '$.kind') as kind, count(*) from finding_keys"  # noqa: S608
    f" where {_MEANT} and facts is not null group by study_id, kind"
)
_UNINDEXED = (
    "select distinct study_id from findings where study_id in (select value from json_each(?))"
    " and not exists (select 1 from finding_keys k where k.study_id = findings.study_id)"
)


class Import(NamedTuple):
    """A study that is complete from the start; `replaces` is the one that it takes the place of.

    Trials that name no study are this one's.
    """

    study: StudyRecord
    trials: Iterable[TrialRecord]
    findings: Iterable[FindingRecord]
    replaces: StudyRecord | None = None


def put_import(db: Database, given: Import) -> StudyRecord:
    """Write a study with all that it has, unless one of the same design is there."""
    study, old = given.study, given.replaces
    for row in rows(db, _SAME_DESIGN, [study.digest]):
        return study_of(row)
    if old is None:
        db.table("studies").insert(study_row(study))
    else:
        study = replace(study, id=old.id, created_at=old.created_at)
        _replace(db, old, study)
    trials = (one if one.study_id else replace(one, study_id=study.id) for one in given.trials)
    while some := list(islice(trials, MANY)):
        put_trials(db, some)
    put_findings(db, study.id, given.findings)
    return study


def _replace(db: Database, old: StudyRecord, new: StudyRecord) -> None:
    """Put a study in the place of one, unless that was changed since it was read."""
    row = study_row(new)
    names = ", ".join(f"{name} = :{name}" for name in row if name != "id")
    changed = db.conn.execute(
        f"update studies set {names} where id = :id and digest = :old",  # noqa: S608
        {**row, "old": old.digest},
    )
    if changed.rowcount != 1:
        raise StoreError(f"Study {old.id} was changed by another import: import again.")
    db.conn.execute("delete from trials where study_id = ?", [old.id])


def put_findings(db: Database, study_id: str, findings: Iterable[FindingRecord]) -> None:
    """Write the findings of a study in place of earlier ones."""
    for table in ("findings", "finding_keys"):
        db.conn.execute(f"delete from {table} where study_id = ?", [study_id])  # noqa: S608
    left = iter(findings)
    while some := list(islice(left, FINDINGS)):
        db.conn.executemany(
            _BODY, [(study_id, one.position, one.kind, clean(one.body)) for one in some]
        )
        db.conn.executemany(_KEY, [_key(study_id, one) for one in some])


def put_keys(db: Database, study_id: str, findings: Iterable[FindingRecord]) -> None:
    """Write what finds the findings of a study; the findings themselves stay as they are."""
    db.conn.execute("delete from finding_keys where study_id = ?", [study_id])
    db.conn.executemany(_KEY, [_key(study_id, one) for one in findings])


def _key(study_id: str, one: FindingRecord) -> tuple[object, ...]:
    facts = one.facts and clean(one.facts)
    return study_id, one.position, clean(one.headline), one.weight, clean(one.about), facts


def findings_of(db: Database, study_id: str) -> list[FindingRecord]:
    """The findings of a study in their order, without what they are found by."""
    sql = "select position, kind, body from findings where study_id = ? order by position"
    return [FindingRecord(*row) for row in db.conn.execute(sql, [study_id])]


def there(db: Database, study_id: str, only: str | None) -> bool:
    """Whether there are any; and none of another kind, if one is given."""
    sql = "select 1 from findings where study_id = ?1"
    if not list(db.conn.execute(f"{sql} limit 1", [study_id])):
        return False
    others = f"{sql} and kind is not ?2 limit 1"
    return only is None or not list(db.conn.execute(others, [study_id, only]))


def counted(db: Database, wanted: Wanted) -> Counter[str]:
    """How many findings there are under each word."""
    return Counter(dict(db.conn.execute(_COUNTED, _meant(wanted))))


def ranked(db: Database, wanted: Wanted, limit: int, offset: int) -> list[tuple[str, str]]:
    """Study and body of those that matter most."""
    return list(db.conn.execute(_RANKED, [*_meant(wanted), limit, offset]))


def kinds(db: Database, wanted: Wanted) -> list[tuple[str, str, int]]:
    """Study, kind and number of the findings that have facts."""
    return list(db.conn.execute(_OF_KIND, _meant(wanted)))


def pooled(db: Database, study_id: str, kind: str, form: int) -> str | None:
    """What was made of a study's findings of a kind in this form, if nothing changed since."""
    sql = "select body from pooled where study_id = ? and kind = ? and form = ?"
    return next((body for (body,) in db.conn.execute(sql, [study_id, kind, form])), None)


def put_pooled(db: Database, study_id: str, kind: str, form: int, body: str) -> None:
    """Remember what was made of a study's findings."""
    sql = "insert or replace into pooled (study_id, kind, form, body) values (?, ?, ?, ?)"
    db.conn.execute(sql, [study_id, kind, form, clean(body)])


def cells(db: Database, wanted: Wanted) -> list[int]:
    """How many cells each finding left among its facts, those that matter most first."""
    return [one for (one,) in db.conn.execute(_CELLS, [*_meant(wanted), -1, 0])]


def facts(
    db: Database, study_id: str, kind: str, wanted: Wanted, most: int
) -> list[tuple[str, str]]:
    """Headline and facts of a study's findings of a kind, until these have `most` characters."""
    found: list[tuple[str, str]] = []
    for row in db.conn.execute(_FACTS, [study_id, wanted.headline, wanted.text, kind]):
        found.append(row)
        most -= len(row[1])
        if most <= 0:
            break
    return found


def unindexed(db: Database, studies: Sequence[str]) -> list[str]:
    """The studies whose findings have no keys."""
    return [one for (one,) in db.conn.execute(_UNINDEXED, [json.dumps(list(studies))])]


def _meant(wanted: Wanted) -> list[str | None]:
    return [json.dumps(list(wanted.studies)), wanted.headline, wanted.text]
