"""Between records and rows: what is JSON in a column, what is a text stored apart."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from .records import (
    EXAMPLE,
    MOST_SERVED,
    MOST_WARNINGS,
    WEIGHED,
    WRITTEN,
    Answer,
    AuditRecord,
    Messages,
    ServedRecord,
    StudyRecord,
    TrialRecord,
    answer_of,
    masses_of,
)
from .sqlite import Database
from .texts import canonical, clean, digest, parsed

WHICH = (
    "study_id = ?1 and (?2 is null or question = ?2)"
    " and (?3 is null or variation = ?3) and (?4 is null or outcome = ?4)"
    " and (?5 is null or chosen = ?5) and (?6 is null or kind = ?6)"
)
"""A condition on trials; its values are the study's id and what `asked_for` gives."""


def study_row(study: StudyRecord) -> dict[str, Any]:
    """Write a study as a row."""
    return {
        "id": study.id,
        "verb": study.verb,
        "model": study.model,
        "label": study.label,
        "design": canonical(study.design),
        "digest": study.digest,
        "state": study.state,
        "planned": study.planned,
        "created_at": study.created_at,
        "error": study.error,
        "idempotency_key": study.idempotency_key,
        "max_cost_usd": study.max_cost_usd,
        "max_tokens": study.max_tokens,
        "warnings": canonical(study.warnings) if study.warnings else None,
        "purse": study.purse,
    }


def study_of(row: dict[str, Any]) -> StudyRecord:
    """Read a study from its row."""
    values: dict[str, Any] = {
        "design": parsed(row["design"]),
        "warnings": tuple(parsed(row["warnings"] or "[]")),
    }
    return StudyRecord(**{**row, **values})


def trial_of(row: dict[str, Any]) -> TrialRecord:
    """Read a trial from its row, joined with the texts of its prompt and reply."""
    prompt: str | None = row["prompt_body"]
    return TrialRecord(
        study_id=row["study_id"],
        id=row["id"],
        kind=row["kind"],
        question=row["question"],
        option_a=row["option_a"],
        option_b=row["option_b"],
        variation=row["variation"],
        tier=row["tier"],
        first=row["first"],
        replicate=row["replicate"],
        readout=row["readout"],
        outcome=row["outcome"],
        chosen=row["chosen"],
        count=row["count"],
        extra=parsed(row["extra"] or "{}"),
        messages=None if prompt is None else tuple((r, t) for r, t in parsed(prompt)),
        reply=row["reply_body"],
    )


_TEXT = "insert or ignore into texts (digest, body) values (?, ?)"
_COLUMNS = (
    "study_id, id, kind, question, option_a, option_b, variation, tier, first, replicate, readout,"
    " outcome, chosen, count, extra, prompt, reply"
)
_TRIAL = f"insert or ignore into trials ({_COLUMNS}) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608


def put_trials(db: Database, trials: Sequence[TrialRecord]) -> None:
    """Insert trials and their texts; a trial that is there already stays as it is.

    Plain `executemany`: inside a transaction it is several times as fast as inserting dicts.
    """
    texts: dict[str, str] = {}
    rows: list[tuple[Any, ...]] = []
    for trial in trials:
        prompt = None if trial.messages is None else _prompt(trial.messages)
        reply = None if trial.reply is None else _named(trial.reply)
        texts.update(one for one in (prompt, reply) if one is not None)
        rows.append((*_plain(trial), prompt and prompt[0], reply and reply[0]))
    db.conn.executemany(_TEXT, texts.items())
    db.conn.executemany(_TRIAL, rows)


@lru_cache(maxsize=2_048)  # replicates of a prompt are answered close to each other
def _prompt(messages: Messages) -> tuple[str, str]:
    return _named(canonical(messages))


def _named(text: str) -> tuple[str, str]:
    """A text with the digest that names it."""
    kept = clean(text)
    return digest(kept), kept


def _plain(trial: TrialRecord) -> tuple[Any, ...]:
    values = (
        trial.study_id,
        trial.id,
        trial.kind,
        trial.question,
        trial.option_a,
        trial.option_b,
        trial.variation,
        trial.tier,
        trial.first,
        trial.replicate,
        trial.readout,
        trial.outcome,
        trial.chosen,
        trial.count,
        canonical(trial.extra) if trial.extra else None,
    )
    return tuple(clean(value) if isinstance(value, str) else value for value in values)


_SERVED = (
    "insert or ignore into served"
    " (study_id, participant, sent, left_out, model, fingerprint, server)"
    " select ?1, ?2, ?3, ?4, ?5, ?6, ?7"
    " where (select count(*) from served where study_id = ?1) < ?8"
)


def put_served(db: Database, served: ServedRecord) -> None:
    """Write who answered to what, unless it is there or there are too many."""
    words = (served.model, served.fingerprint, served.server)
    values = (served.participant or "", served.sent, canonical(served.left_out), *words)
    db.conn.execute(_SERVED, [served.study_id, *map(clean, values), MOST_SERVED])


def served_of(row: dict[str, Any]) -> ServedRecord:
    """Read who answered to what from its row."""
    return ServedRecord(
        study_id=row["study_id"],
        participant=row["participant"] or None,
        sent=row["sent"],
        left_out=tuple(parsed(row["left_out"])),
        model=row["model"],
        fingerprint=row["fingerprint"],
        server=row["server"],
    )


def put_warnings(db: Database, study_id: str, warnings: Sequence[str]) -> None:
    """Add to the warnings of a study those that are not there."""
    sql = "select warnings from studies where id = ?"
    for (known,) in db.conn.execute(sql, [study_id]).fetchall():
        said: list[str] = parsed(known or "[]")
        all_said = [*said, *(clean(one) for one in warnings if clean(one) not in said)]
        if len(all_said) > len(said):
            kept = canonical(all_said[:MOST_WARNINGS])
            db.conn.execute("update studies set warnings = ? where id = ?", [kept, study_id])


def put_audit(db: Database, audit: AuditRecord) -> None:
    """Write one call of a tool."""
    plain = asdict(audit)
    kept = {key: clean(one) if isinstance(one, str) else one for key, one in plain.items()}
    db.table("audit").insert(kept)


def asked_for(which: Mapping[str, Any]) -> list[Any]:
    """The values of `WHICH` after the study's id."""
    names = ("question", "variation", "outcome", "chosen", "kind")
    return [which.get(name) for name in names]


_ANSWERS = "select id, outcome, chosen from trials where study_id = ?"
_WHOLE = (
    "select id, outcome, chosen, body from trials left join texts on digest = reply"
    " where study_id = ? and readout in (select value from json_each(?))"
)
_EXAMPLES = (
    "select id, outcome, substr(body, 1, ?) from trials join texts on digest = reply"
    " where study_id = ? and chosen is null"
    " and readout not in (select value from json_each(?))"
)
_WEIGHED = (
    "select id, outcome, chosen, extra from trials"
    " where study_id = ? and readout = ? and extra is not null"
)


def answers_of(db: Database, study_id: str) -> dict[str, Answer]:
    """All answers of a study by trial id, with as much of their texts as a study sees."""
    written = json.dumps(WRITTEN)
    found = {
        trial: answer_of(outcome, chosen)
        for trial, outcome, chosen in db.conn.execute(_ANSWERS, [study_id])
    }
    for trial, outcome, chosen, text in db.conn.execute(_WHOLE, [study_id, written]):
        found[trial] = Answer(outcome, chosen, text)
    for trial, outcome, text in db.conn.execute(_EXAMPLES, [EXAMPLE, study_id, written]):
        found[trial] = Answer(outcome, None, text or None)
    for trial, outcome, chosen, extra in db.conn.execute(_WEIGHED, [study_id, WEIGHED]):
        if masses := masses_of(parsed(extra)):
            found[trial] = Answer(outcome, chosen, masses=masses)
    return found
