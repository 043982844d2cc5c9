"""How the schema came to be, step by step. Append-only: a step that was released never changes."""

from .plain.views import EVERY
from .sqlite import Database, Migrations

migrations = Migrations("velleity")


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


@migrations()
def m003_attempts(db: Database) -> None:
    """One row a call over a wire."""
    db.conn.execute(
        """
        create table attempts (
            row integer primary key,
            study_id text not null references studies (id),
            trial text not null,
            number integer not null,
            started_at text not null,
            held_usd real,
            held_tokens integer not null,
            ended_at text,
            outcome text,
            status integer,
            retry_after_s real,
            maybe_paid integer not null,
            cost_usd real,
            input_tokens integer,
            output_tokens integer,
            unique (study_id, trial, number)
        ) strict
        """
    )


@migrations()
def m004_limits_and_audit(db: Database) -> None:
    """What a study may spend and the key it was started with; one row a call of a tool."""
    db.conn.execute("alter table studies add column idempotency_key text")
    db.conn.execute("alter table studies add column max_cost_usd real")
    db.conn.execute("alter table studies add column max_tokens integer")
    db.conn.execute(
        "create unique index studies_by_key on studies (idempotency_key)"
        " where idempotency_key is not null"
    )
    db.conn.execute(
        """
        create table audit (
            row integer primary key,
            at text not null,
            client text not null,
            tool text not null,
            arguments text not null,
            result text not null,
            study_id text,
            took_ms integer not null
        ) strict
        """
    )


@migrations()
def m005_batches(db: Database) -> None:
    """Calls that are handed in together: one row a batch, its tag on each of its calls."""
    db.conn.execute("alter table attempts add column batch text")
    db.conn.execute(
        """
        create table batches (
            tag text primary key,
            study_id text not null references studies (id),
            begun_at text not null,
            number text,
            ended_at text
        ) strict
        """
    )
    db.conn.execute("create index attempts_by_batch on attempts (batch) where batch is not null")
    db.conn.execute("create index batches_under_way on batches (study_id) where ended_at is null")


@migrations()
def m006_models(db: Database) -> None:
    """Who was called, where a study asks more than its own model: its judges."""
    db.conn.execute("alter table attempts add column model text")


_TRIALS_BY_KIND = """
create table trials_by_kind (
    row integer primary key,
    study_id text not null references studies (id),
    id text not null,
    kind text not null,
    question text not null,
    option_a text,
    option_b text,
    variation text not null,
    tier text,
    first text,
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
_KINDS_TOLD = """
insert into trials_by_kind
with told as (
    select *, case
        when tier = 'writing' then 'text'
        when tier = 'proposal' then 'proposal'
        when readout = 'free' then 'free'
        when readout = 'naming' then 'task_naming'
        when tier = 'judgement' and variation like 'judgement:%' then 'meaning_check'
        when tier = 'judgement' then 'verdict'
        else 'choice'
    end as kind,
    (select model from studies where studies.id = trials.study_id) as model,
    (
        select json_extract(design, '$.proposer') from studies where studies.id = trials.study_id
    ) as proposer
    from trials
)
select row, study_id, id, kind, question,
    case when kind in ('choice', 'task_naming') then option_a end,
    case when kind in ('choice', 'task_naming') then option_b end,
    variation,
    case when kind = 'choice' then tier end,
    case
        when json_extract(extra, '$.order_known') = 0 then null
        when kind in ('choice', 'task_naming', 'verdict') then first
    end,
    replicate, readout, outcome, chosen, count,
    case
        when kind = 'text' and 'arm:' || option_a <> variation
            then json_set(coalesce(extra, '{}'), '$.promised', option_a)
        when kind = 'verdict' and option_a like 'text under %'
            then json_set(
                json_remove(coalesce(extra, '{}'), '$.order_known'),
                '$.arms',
                json_array(substr(option_a, 12), substr(option_b, 12))
            )
        when kind = 'proposal'
            then json_set(coalesce(extra, '{}'), '$.favours', first)
        when kind = 'task_naming'
            then json_set(coalesce(extra, '{}'), '$.holds_text_of', model)
        when kind = 'meaning_check' or proposer is not null and variation like 'custom:%'
            and json_extract(extra, '$.stage') in ('search', 'confirm')
            then json_set(coalesce(extra, '{}'), '$.holds_text_of', proposer)
        else extra
    end,
    prompt, reply
from told order by row
"""


@migrations()
def m007_kinds(db: Database) -> None:
    """What kind of answer each trial asked for; options, order and tier only where there are some.

    Rows of before said the kind by tier, readout and the beginning of the variation, and what they
    had no place for by the columns of a choice: the outcome promised to a writer as its first
    option, the arms of an imported judgement as both, what a proposer was told to be favoured as
    the option shown first, an order that nobody knew as option a first.
    Prompts that hold a text which a model wrote say so from now on.
    """
    db.conn.execute(_TRIALS_BY_KIND)
    db.conn.execute(_KINDS_TOLD)
    db.conn.execute("drop table trials")
    db.conn.execute("alter table trials_by_kind rename to trials")


@migrations()
def m008_served(db: Database) -> None:
    """What was sent beside the prompts and who answered; what should be known of a study."""
    db.conn.execute("alter table studies add column warnings text")
    db.conn.execute(
        """
        create table served (
            row integer primary key,
            study_id text not null references studies (id),
            participant text not null,
            sent text not null,
            left_out text not null,
            model text not null,
            fingerprint text not null,
            server text not null,
            unique (study_id, participant, sent, left_out, model, fingerprint, server)
        ) strict
        """
    )


@migrations()
def m009_finding_keys(db: Database) -> None:
    """What a finding is counted, sorted, searched and pooled by, apart from its long body.

    Findings of before get their row when they are read for the first time, and so do those of a
    study of which one was changed. Trials are found by
    their study in the order they came, and by their question.
    """
    db.conn.execute(
        """
        create table finding_keys (
            study_id text not null references studies (id),
            position integer not null,
            headline text not null,
            weight real not null,
            about text not null,
            facts text,
            primary key (study_id, position)
        ) strict
        """
    )
    db.conn.execute(
        "create index finding_keys_by_weight"
        " on finding_keys (study_id, weight desc, position, headline)"
    )
    db.conn.execute(
        "create trigger finding_keys_follow after update on findings begin"
        " delete from finding_keys where study_id = old.study_id; end"
    )
    db.conn.execute("create index trials_in_order on trials (study_id)")
    db.conn.execute("create index trials_by_question on trials (study_id, question)")


@migrations()
def m010_pooled(db: Database) -> None:
    """What the findings of a study say together, by kind: made once, until a finding changes."""
    db.conn.execute(
        """
        create table pooled (
            study_id text not null references studies (id),
            kind text not null,
            form integer not null,
            body text not null,
            primary key (study_id, kind)
        ) strict
        """
    )
    for what, study in (("insert on", "new"), ("update on", "old"), ("delete on", "old")):
        db.conn.execute(
            f"create trigger pooled_{what.split()[0]} after {what} finding_keys begin"  # noqa: S608
            f" delete from pooled where study_id = {study}.study_id; end"
        )


@migrations()
def m011_looks(db: Database) -> None:
    """Looks at what was found before a study's end, and that it was gone on with."""
    db.conn.execute(
        """
        create table looks (
            study_id text not null references studies (id),
            what text not null,
            answers integer not null,
            primary key (study_id, what, answers)
        ) strict
        """
    )


@migrations()
def m012_trials_in_pairs(db: Database) -> None:
    """Pairs are counted from an index alone, whatever their texts take."""
    db.conn.execute("drop index trials_by_question")
    db.conn.execute(
        "create index trials_by_question on trials (study_id, question, first, kind, chosen, count)"
    )


@migrations()
def m013_views(db: Database) -> None:
    """Views with plain names, for whoever reads the file with other programs."""
    for view in EVERY:
        db.conn.execute(view)


@migrations()
def m014_purses(db: Database) -> None:
    """What several studies may spend together; what those had taken that have left a purse."""
    db.conn.execute("alter table studies add column purse text")
    db.conn.execute("create index studies_by_purse on studies (purse) where purse is not null")
    db.conn.execute(
        """
        create table purses (
            id text primary key,
            left_usd real not null,
            left_tokens integer not null
        ) strict
        """
    )


@migrations()
def m015_attempts_by_row(db: Database) -> None:
    """Calls are found by their row, and by their study in the order they came.

    An index by trial has a random place for each: commits wrote a page of it for nearly every call.
    """
    db.conn.execute(
        """
        create table attempts_by_row (
            row integer primary key,
            study_id text not null references studies (id),
            trial text not null,
            number integer not null,
            started_at text not null,
            held_usd real,
            held_tokens integer not null,
            ended_at text,
            outcome text,
            status integer,
            retry_after_s real,
            maybe_paid integer not null,
            cost_usd real,
            input_tokens integer,
            output_tokens integer,
            batch text,
            model text
        ) strict
        """
    )
    db.conn.execute("insert into attempts_by_row select * from attempts order by row")
    db.conn.execute("drop table attempts")
    # Views that name the table, a reader's own among them, are not looked at while it is gone.
    db.conn.execute("pragma legacy_alter_table = on")
    db.conn.execute("alter table attempts_by_row rename to attempts")
    db.conn.execute("pragma legacy_alter_table = off")
    db.conn.execute("create index attempts_in_order on attempts (study_id)")
    db.conn.execute("create index attempts_by_batch on attempts (batch) where batch is not null")
