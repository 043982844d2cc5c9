"""Views for readers beside the project: sqlite3 at a terminal, DuckDB, pandas.

Nothing in the project reads them; `docs/schema.md` tells what stands in each column. A step of the
migrations makes them, so this text never changes once it was released: a later step drops and makes
anew whatever is to say more. A step that changes a table under a view drops the view first.
"""

_OF_FINDING = "case when json_valid(f.body) then json_extract(f.body, '$.{}') end as {}"
_NUMBERS = (
    ("option_a", "option_a"),
    ("option_b", "option_b"),
    ("favours", "favours"),
    ("share_a.value", "share_a"),
    ("share_a.low", "share_a_low"),
    ("share_a.high", "share_a_high"),
    ("share_a.n", "share_a_n"),
    ("e_value", "e_value"),
)
_OPTION = (
    *(("option", "option"), ("category", "category"), ("utility", "utility")),
    *(("standard_error", "standard_error"), ("low", "utility_low"), ("high", "utility_high")),
    *(("rank", "rank"), ("rank_low", "rank_low"), ("rank_high", "rank_high"), ("n", "n")),
)

PROMPTS_AND_REPLIES = """
create view prompts_and_replies as
select t.study_id, s.label, s.verb, s.model, t.id as trial, t.kind, t.question,
    t.option_a, t.option_b, t.variation, t.tier, t.first as shown_first, t.replicate, t.readout,
    p.body as messages,
    case when json_valid(p.body) then json_extract(p.body, '$[#-1][1]') end as prompt,
    r.body as reply, t.outcome, t.chosen,
    case t.chosen when 'a' then t.option_a when 'b' then t.option_b end as chosen_option,
    t.count as answers, t.extra, t.row as position
from trials t join studies s on s.id = t.study_id
left join texts p on p.digest = t.prompt left join texts r on r.digest = t.reply
"""
ANSWERS_BY_CELL = """
create view answers_by_cell as
select t.study_id, s.label, s.model, t.question, t.option_a, t.option_b, t.variation, t.tier,
    t.first as shown_first,
    case when json_valid(t.extra) then json_extract(t.extra, '$.stage') end as arm,
    sum(t.count) as asked,
    sum(case when t.chosen = 'a' then t.count else 0 end) as chose_a,
    sum(case when t.chosen = 'b' then t.count else 0 end) as chose_b,
    sum(case when t.outcome = 'refused' then t.count else 0 end) as declined,
    sum(case when t.chosen is null and t.outcome <> 'refused' then t.count else 0 end)
        as not_answered
from trials t join studies s on s.id = t.study_id where t.kind = 'choice'
group by t.study_id, s.label, s.model, t.question, t.option_a, t.option_b, t.variation, t.tier,
    t.first, arm
"""
VERDICTS = (
    "create view verdicts as select f.study_id, s.label, s.verb, s.model, f.position, f.kind,"  # noqa: S608
    " coalesce(k.headline, f.kind) as verdict, k.about, "
    + ", ".join(_OF_FINDING.format(path, name) for path, name in _NUMBERS)
    + ", s.created_at, f.body as finding from findings f join studies s on s.id = f.study_id"
    " left join finding_keys k on k.study_id = f.study_id and k.position = f.position"
)
UTILITIES = (
    "create view utilities as select f.study_id, s.label, s.model, "  # noqa: S608
    + ", ".join(f"json_extract(o.value, '$.{path}') as {name}" for path, name in _OPTION)
    + " from findings f join studies s on s.id = f.study_id,"
    " json_each(case when json_valid(f.body) then f.body else '{}' end, '$.options') o"
    " where f.kind = 'utilities'"
)
SPENDING = """
create view spending as
select a.study_id, s.label, coalesce(a.model, s.model) as asked, count(*) as calls,
    sum(case when a.outcome = 'answered' then 1 else 0 end) as answered,
    sum(a.input_tokens) as input_tokens, sum(a.output_tokens) as output_tokens,
    sum(a.cost_usd) as cost_usd,
    sum(case when a.cost_usd is null and a.maybe_paid then a.held_usd end) as perhaps_usd
from attempts a join studies s on s.id = a.study_id
group by a.study_id, s.label, coalesce(a.model, s.model)
"""
EVERY = (PROMPTS_AND_REPLIES, ANSWERS_BY_CELL, VERDICTS, UTILITIES, SPENDING)
"""All of them, as they are made."""
