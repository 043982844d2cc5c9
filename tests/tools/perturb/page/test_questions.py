"""Many preferences in one section: by verdict, each row with a plot, both orders and an answer."""

from collections.abc import Sequence
from functools import cache

from tests.tools.reports.filling import filled
from tests.tools.simulation import perturb
from velleity.store.records import StudyRecord, TrialRecord
from velleity.tools.perturb.finding import MATTERS, PreferenceFinding
from velleity.tools.perturb.page.questions import MOST_LISTED, OPEN_QUESTIONS, many
from velleity.tools.perturb.report import FEW, preference_sections
from velleity.tools.reports.page import Section
from velleity.tools.study.verb import Trials

STUDY = filled(StudyRecord, lambda name: "s")
NAMES = ("sim/coin", "sim/bob", "sim/first", "sim/refuser", "sim/alice")


@cache
def some() -> tuple[PreferenceFinding, ...]:
    made = (perturb(name, 0, max_trials=400, ladder=False) for name in NAMES)
    return tuple(one.model_copy(update={"question_id": f"q{at}"}) for at, one in enumerate(made))


def nothing(study_id: str, **which: object) -> list[TrialRecord]:
    return []


def answers(study_id: str, **which: object) -> list[TrialRecord]:
    question = str(which["question"])
    how = ("plain", "surface", "a", 0, "label", "chose", "a", "choice", 1)
    asked = (("user", f"asked {question}"),)
    where = (study_id, "t", question, "x", "y")
    return [TrialRecord(*where, *how, messages=asked, reply=f"reply to {question}")]


def section(findings: Sequence[PreferenceFinding], trials: Trials = nothing) -> Section:
    assert len(findings) > FEW
    [found] = preference_sections(STUDY, findings, trials)
    return found


def test_questions_stand_by_verdict_in_the_order_in_which_verdicts_matter() -> None:
    chart = section(some()).figure
    assert chart is not None
    verdicts = [row.group for row in chart.rows]
    wanted = sorted((one.verdict for one in some()), key=MATTERS.index)
    assert verdicts == [one.replace("_", " ") for one in wanted]
    assert all(len(row.cells) == len(chart.columns) == 2 for row in chart.rows)
    assert all("n = " in cell for row in chart.rows for cell in row.cells)


def test_every_question_links_to_an_answer_as_it_was_asked() -> None:
    found = section(some(), answers)
    assert found.figure is not None
    quotes = {one.name: one for one in found.quotes}
    assert len(quotes) == len(some())
    assert {row.quote for row in found.figure.rows} == set(quotes)
    assert all(one.folded for one in quotes.values())
    said = {one.prompt[0][1] for one in quotes.values()}
    assert said == {f"asked {one.question_id}" for one in some()}


def test_of_a_log_nothing_is_quoted_and_that_is_said() -> None:
    found = section([one.model_copy(update={"imported": True}) for one in some()], answers)
    assert found.quotes == ()
    assert found.figure is not None
    assert {row.quote for row in found.figure.rows} == {""}
    assert any("no prompts" in limit for limit in found.limits)


def test_few_stand_open_and_of_very_many_the_rest_is_counted() -> None:
    strong = next(one for one in some() if one.verdict == "strong")
    found = many(STUDY, [strong] * (MOST_LISTED + 2), nothing)
    assert found.figure is not None
    assert found.figure.open == OPEN_QUESTIONS
    assert len(found.figure.rows) == MOST_LISTED
    assert found.limits[0].startswith("2 more")
