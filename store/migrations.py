"""How the schema came to be, step by step. Append-only: a step that was released never changes."""

from sqlite_utils import Database, Migrations

migrations = Migrations("holdfast")


@migrations()
def m001_studies(db: Database) -> None:
    """Studies and findings: small rows, their JSON beside them."""
    db.conn.execute(
        """
        create table studies (
            id text primary key,
            verb text not null,
            model text not null,
            label text not null,
            design text not null,
            digest text not null,
            state text not null,
            planned integer not null,
            created_at text not null,
            error text
        ) strict
        """
    )
    db.conn.execute("create index studies_by_digest on studies (digest)")
    db.conn.execute("create index studies_by_label on studies (label)")
    db.conn.execute(
        """
        create table findings (
            study_id text not null references studies (id),
            position integer not null,
            kind text not null,
            body text not null,
            primary key (study_id, position)
        ) strict
        """
    )


@migrations()
def m002_trials(db: Database) -> None:
    """Trials without their texts, so that counting does not read them; texts stored once."""
    db.conn.execute("create table texts (digest text primary key, body text not null) strict")
    db.conn.execute(
        """
        create table trials (
            row integer primary key,
            study_id text not null references studies (id),
            id text not null,
            question text not null,
            option_a text not null,
            option_b text not null,
            variation text not null,
            tier text not null,
            first text not null,
            replicate integer not null,
            readout text not null,
            outcome text not null,
            chosen text,
            count integer not null,
            extra text,
            prompt text references texts (digest),
            reply text references texts (digest),
            unique (study_id, id)
        ) strict
        """
    )
