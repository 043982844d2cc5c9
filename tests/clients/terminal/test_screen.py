"""What people see: few findings as sentences, many as lines, and never a rate without n."""

import re

import pytest

from velleity.clients.handle import Standing
from velleity.clients.terminal.envelope import complaint
from velleity.clients.terminal.screen import FEW, Screen
from velleity.clients.terminal.tables import share
from velleity.server.toolset.results import (
    ConciseFinding,
    Estimate,
    PlanView,
    RangeView,
    ServedView,
    Summary,
)

ESTIMATE = Estimate(value=0.75, low=0.5, high=0.9, n=12)
NOTHING = Estimate(value=None, reason="no answer decides")


def finding(name: str, verdict: str = "weak") -> ConciseFinding:
    return ConciseFinding(
        study_id="std_x",
        kind="preference",
        sentence=f"the sentence about {name}",
        verdict=verdict,
        option_a=name,
        option_b="tea",
        share_a=ESTIMATE,
        share_a_when_a_first=ESTIMATE,
        share_a_when_b_first=NOTHING,
    )


def summary(number: int) -> Summary:
    found = [finding(f"option {n}") for n in range(number)]
    return Summary(
        summary="in all", verdicts={}, findings=found, total=number, next_offset=None, hint=""
    )


def planned(cost: float | None) -> Standing:
    price = None if cost is None else RangeView(low=cost, high=2 * cost)
    plan = PlanView(trials=9, cost_usd=price, smallest_effect=0.7, effect="an effect")
    return Standing(
        study_id="",
        verb="perturb",
        model="m",
        label="",
        state="planned",
        done=0,
        planned=9,
        created_at="",
        error=None,
        plan=plan,
        summary="It would ask.",
        hint="Call again.",
    )


def test_an_estimate_is_shown_with_interval_and_n_and_its_absence_with_the_reason() -> None:
    assert share(ESTIMATE) == "0.75 [0.50, 0.90] n=12"
    assert share(NOTHING) == "no data (no answer decides)"
    assert share(None) == "–"


def test_few_findings_are_told_in_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().summary(summary(FEW))
    printed = capsys.readouterr().out
    assert printed.count("the sentence about option") == FEW
    assert printed.count("option a chosen when a is first: 0.75 [0.50, 0.90] n=12") == FEW
    assert printed.count("option a chosen when b is first: no data") == FEW


def test_many_findings_are_lines_with_both_orders_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Screen().summary(summary(FEW + 1))
    printed = capsys.readouterr().out
    assert "the sentence" not in printed
    assert len(re.findall(r"^weak  option \d \| tea$", printed, re.MULTILINE)) == FEW + 1
    rates = "a chosen 0.75 [0.50, 0.90] n=12 · a first 0.75 [0.50, 0.90] n=12 · b first no data"
    assert printed.count(rates) == FEW + 1


def test_as_json_nothing_is_printed_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(as_json=True)
    screen.print("for people")
    screen.note("an aside")
    screen.finding(finding("tea"))
    with screen.progress("work") as report:
        report(1, 2)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("cost", "words"), [(0.0, "Cost: $0.00."), (1.5, "Cost: $1.50 to $3.00."), (None, "price")]
)
def test_a_plan_says_what_it_costs_or_that_nobody_knows(
    cost: float | None, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Screen().plan(planned(cost))
    printed = capsys.readouterr().out
    assert words in printed
    assert ("$" in printed) == (cost is not None)


def test_an_error_is_one_line_without_what_steers_a_terminal() -> None:
    assert complaint(ValueError("a\nb\x1b[31mc\r\u202ed")) == (
        "velleity: a b⟨U+001B⟩[31mc⟨U+000D⟩⟨U+202E⟩d"
    )


def test_why_a_study_waits_is_said_once_and_that_it_goes_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    screen = Screen(as_json=True)
    nobody = "cannot connect to http://127.0.0.1:8080"
    screen.waits(None)
    for seconds in (3, 9, 27):
        screen.waits(f"{nobody}: trying again in {seconds} s")
    screen.waits("no answer yet from mine at http://127.0.0.1:8080, for 4 s")
    screen.waits(None)
    screen.waits(None)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines() == [
        f"velleity: {nobody}: trying again in 3 s",
        "velleity: no answer yet from mine at http://127.0.0.1:8080, for 4 s",
        "velleity: answers come again",
    ]


def test_a_status_tells_warnings_and_who_answered_to_what(
    capsys: pytest.CaptureFixture[str],
) -> None:
    who = ServedView(
        participant="mine",
        sent={"top_p": 1.0, "top_k": 0},
        left_out=["seed"],
        model="m-1",
        server="llama.cpp\x1b[31m",
    )
    status = planned(None).model_copy(update={"served": [who], "warnings": ["no seed"]})
    Screen().status(status)
    printed = capsys.readouterr().out
    assert "Warning: no seed" in printed
    assert (
        "mine answered as m-1, llama.cpp⟨U+001B⟩[31m: top_p 1.0, top_k 0; left out: seed" in printed
    )
    Screen().warnings(status)
    assert capsys.readouterr().err == "velleity: warning: no seed\n"


def test_a_plan_says_who_is_not_there_and_what_is_not_taken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    nobody = "cannot connect to http://127.0.0.1:8080"
    more = {"notice": nobody, "warnings": ["mine takes no seed"]}
    Screen().plan(planned(None).model_copy(update=more))
    printed = capsys.readouterr().out
    assert f"Not there now: {nobody}" in printed
    assert "Warning: mine takes no seed" in printed
