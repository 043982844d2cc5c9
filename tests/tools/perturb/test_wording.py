"""Findings in words and on a page: n, interval and both options, whatever the verdict."""

import re
from collections.abc import Sequence
from functools import cache
from typing import get_args

import pytest

from tests.tools.perturb.former_rules import as_once_stored
from tests.tools.reports.filling import drawn
from tests.tools.simulation import (
    CHOCOLATE,
    ICE_CREAM,
    perturb,
    perturb_spoiled,
    run,
    run_as,
    with_truth,
)
from velleity.store.records import StudyRecord, TrialRecord
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.elicit.finding import UtilitiesFinding
from velleity.tools.elicit.study import Elicit
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.perturb.finding import PreferenceFinding, Verdict
from velleity.tools.perturb.follow_up.fresh_flip import FEW
from velleity.tools.perturb.notes import apart, notes
from velleity.tools.perturb.study import Perturb
from velleity.tools.perturb.wording import ladder
from velleity.tools.registry import FINDING, AnyFinding, sentence
from velleity.tools.study.design import TaggedOption
from velleity.tools.study.wording import CLIP, clip, quoted, share

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
INTERVAL = re.compile(r"\d\.\d+ \[\d\.\d+, \d\.\d+\], n = [\d,]+")
HOSTILE = "<script>alert(1)</script>\n“${x}” & {{ 7*7 }} "


def by_truth(chances: Sequence[float], budget: int, a: str, b: str) -> PreferenceFinding:
    """A study of a truth whose cells take these chances in turn."""
    design = PerturbDesign(model="truth", option_a=a, option_b=b, ladder=False, max_trials=budget)
    names: dict[tuple[str, str], float] = {}

    def theta(name: str, first: str) -> float:
        return names.setdefault((name, first), chances[len(names) % len(chances)])

    study = Perturb(design)
    [finding] = study.conclude(run(study, with_truth(theta, 0)))
    return finding


@cache
def finding_of(verdict: Verdict, a: str = CHOCOLATE, b: str = ICE_CREAM) -> PreferenceFinding:
    match verdict:
        case "unstable":
            found = by_truth([0.9, 0.9, 0.1, 0.1], 1_200, a, b)
        case "undetermined":
            found = by_truth([0.5], 100, a, b)
        case "leaning":
            found = by_truth([0.9], 100, a, b)
        case "unreadable":
            found = perturb_spoiled("unreadable", lambda t, seen: 0.9, option_a=a, option_b=b)
        case "strong":
            found = by_truth([1.0], 1_000, a, b)
        case "weak":
            found = by_truth([1.0] * 6 + [0.0], 1_000, a, b)
        case "position_driven":
            found = by_truth([1.0, 0.0], 1_000, a, b)
        case "indifferent":
            found = by_truth([0.5], 1_200, a, b)
        case "refusal_driven":
            found = perturb("sim/refuser", 0, option_a=a, option_b=b)
    assert found.verdict == verdict
    return found


def a_study(findings: Sequence[AnyFinding], verb: str = "perturb") -> StudyRecord:
    return StudyRecord(
        id="std_x",
        verb=verb,
        model=getattr(findings[0], "model", "simulated"),  # a calibration has none
        label="",
        design={"seed": 3},
        digest="d",
        state="done",
        planned=1,
        created_at="2026-01-02T00:00:00+00:00",
    )


def no_example(study_id: str, **filters: object) -> list[TrialRecord]:
    return []


def page_of(*findings: AnyFinding, verb: str = "perturb") -> str:
    return drawn([(a_study(findings, verb), findings)], no_example)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_is_said_with_both_options_and_with_n_and_interval(verdict: Verdict) -> None:
    finding = finding_of(verdict)
    said = sentence(finding)
    assert f"“{CHOCOLATE}”" in said
    assert f"“{ICE_CREAM}”" in said
    assert finding.model in said
    if verdict in ("refusal_driven", "unreadable"):
        assert f"{finding.decided} of {finding.asked} answers decide" in said
        assert re.search(r"between \d\.\d\d and \d\.\d\d", said)
    else:
        assert INTERVAL.search(said)
    assert "\n" not in said
    assert "None" not in said


def test_the_sentences_of_two_verdicts_differ() -> None:
    assert len({sentence(finding_of(verdict)) for verdict in VERDICTS}) == len(VERDICTS)


def test_the_share_said_is_that_of_the_favoured_option() -> None:
    finding = finding_of("strong")
    mirrored = by_truth([0.0], 1_000, ICE_CREAM, CHOCOLATE)
    assert mirrored.favours == "b"
    for one in (finding, mirrored):
        said = sentence(one)
        assert said.index(CHOCOLATE) < said.index(ICE_CREAM)
        assert "1.00 [0." in said


def test_a_strong_preference_says_what_pressure_does() -> None:
    assert "entrenched" in sentence(perturb("sim/bob", 0))
    assert "gives way under pressure" in sentence(perturb("sim/sycophant", 0))
    assert "pressure" not in sentence(finding_of("strong"))
    assert "pressure=threat:b: 1.00 [" in ladder(perturb("sim/bob", 0))
    assert ladder(finding_of("strong")) == ""


def test_a_weak_preference_names_the_variation_that_flips_it_with_its_evidence() -> None:
    finding = finding_of("weak")
    assert finding.flip is not None
    said = sentence(finding)
    assert finding.flip.variation in said
    assert finding.flip.description in said
    assert f"e-value {finding.flip.e_value:.3g}" in said
    assert finding.flip.fresh is not None
    assert finding.flip.fresh.n == FEW
    assert f"still chosen in {share(finding.flip.fresh)}, of fresh answers" in said


def test_the_share_of_a_flip_that_was_not_asked_again_is_not_told() -> None:
    finding = finding_of("weak")
    assert finding.flip is not None
    unasked = finding.flip.model_copy(update={"fresh": None})
    said = sentence(finding.model_copy(update={"flip": unasked}))
    told = said[said.index("it flips") :]
    assert "e-value" in told
    assert not re.search(r"\d\.\d\d \[| of \d", told)


@pytest.mark.parametrize(
    ("orders", "words"),
    [("one", "first"), ("both", "in both orders"), ("together", "both orders taken together")],
)
def test_a_flip_says_in_which_orders_it_is_shown(orders: str, words: str) -> None:
    finding = finding_of("weak")
    assert finding.flip is not None
    flip = finding.flip.model_copy(update={"orders": orders})
    assert words in sentence(finding.model_copy(update={"flip": flip}))


def test_an_undetermined_one_says_what_it_needs() -> None:
    said = sentence(finding_of("undetermined"))
    assert "More answers" in said
    assert "cells do not hold yet" in said


def test_leaning_says_that_the_rest_is_open_and_names_no_budget() -> None:
    finding = finding_of("leaning")
    said = sentence(finding)
    assert f"on average ({share(finding.share_a)}); whether it holds is open" in said
    assert "budget" not in said


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("refused", "declined"),
        ("unreadable", "not answered"),
        ("both", "not answered"),
        ("truncated", "cut off (raise max_tokens"),
        ("error", "errors"),
    ],
)
def test_missing_answers_are_told_by_kind_and_the_counts_add_up(outcome: str, words: str) -> None:
    finding = perturb_spoiled(outcome, lambda t, seen: 0.2, 3)
    said = sentence(finding)
    lost = finding.asked - finding.decided
    assert sum(finding.missing.values()) == sum(finding.missing_kinds.values()) == lost > 0
    assert f"Of {finding.asked} answers {lost} {words}" in said
    chose = sum(one.chose_a for one in finding.cells)
    assert f"{chose} of the {finding.decided} that decided chose “{CHOCOLATE}”" in said
    assert "no data" not in said
    assert finding.share_a.value is not None


def test_a_model_that_never_declined_is_not_said_to() -> None:
    for outcome in ("unreadable", "truncated", "both"):
        finding = perturb_spoiled(outcome, lambda t, seen: 0.9)
        assert finding.verdict == "unreadable"
        assert "declin" not in sentence(finding)
    assert "our own limit" in sentence(perturb_spoiled("truncated", lambda t, seen: 0.9))


def test_cells_that_were_set_aside_are_named_and_quoted_apart() -> None:
    finding = perturb_spoiled("unreadable", lambda t, s: t.variation.id == "labels=numbers")
    assert finding.verdict == "strong"
    assert "26 reasonable cells (2 more could not be read)" in sentence(finding)
    said = " ".join(notes(finding))
    assert "Set aside" in said
    assert re.search(r"labels=numbers \(a first\), (1[2-5]) of \1 answers", said)
    assert "a reply that is unreadable" not in said
    [one, two] = apart(finding)
    assert one.untrusted_model_text == two.untrusted_model_text == "a reply that is unreadable"
    page = page_of(finding)
    assert "labelled 1 and 2, option a first" in page
    assert "a reply that is unreadable" in page


def test_a_cell_that_declines_is_told() -> None:
    finding = perturb_spoiled("refused", lambda t, s: t.variation.id == "circumstance=hot")
    assert finding.verdict == "leaning"
    said = " ".join(notes(finding))
    assert "Declines under circumstance=hot (a first)" in said
    assert {one.state for one in apart(finding)} == {"declines"}


def test_a_cell_that_is_open_is_named_with_share_interval_and_answers() -> None:
    design = PerturbDesign(model="truth", option_a="x", option_b="y", ladder=False)
    study = Perturb(design)
    answer = with_truth(lambda v, s: 0.5 if (v, s) == ("circumstance=hot", "a") else 0.97, 1)
    [finding] = study.conclude(run(study, answer))
    assert finding.verdict == "leaning"
    [cell] = [one for one in finding.cells if one.state == "open"]
    told = rf"circumstance=hot \(a first\) stands at 0\.\d\d \[.*\], n = {cell.asked}"
    assert re.search(told, " ".join(notes(finding)))
    assert cell.asked > 100


def test_the_ladder_says_no_more_than_its_evidence_shows() -> None:
    finding = perturb("sim/bob", 0)
    rung = finding.ladder[0].model_copy(update={"holds": False, "broken": False})
    open_one = finding.model_copy(
        update={"ladder": [rung, *finding.ladder[1:]], "entrenched": False}
    )
    said = sentence(open_one)
    rest = len(finding.ladder) - 1
    assert f"shown to hold under {rest} of {rest + 1} nudges and pressures; of 1 neither" in said
    assert "without turning it round" not in said


def test_what_an_earlier_release_judged_is_said_to_be() -> None:
    finding = FINDING.validate_python(as_once_stored(finding_of("strong")))
    assert isinstance(finding, PreferenceFinding)
    assert finding.rules == 1
    assert sentence(finding).startswith("Judged by the rules of an earlier release: truth prefers")
    assert "rejudge" in " ".join(notes(finding))
    assert "Judged by the rules of an earlier release" in page_of(finding)
    assert "earlier release" not in sentence(finding_of("strong"))


@pytest.mark.parametrize("verdict", VERDICTS)
def test_long_and_odd_options_are_quoted_on_one_line_and_clipped(verdict: Verdict) -> None:
    said = sentence(finding_of(verdict, HOSTILE + "x" * 500, "tea\r\n\twith  milk"))
    assert "\n" not in said
    assert "“tea with milk”" in said
    assert "x" * (CLIP + 1) not in said
    assert "…" in said


def test_clipping_keeps_short_texts_and_marks_long_ones() -> None:
    assert clip("tea") == "tea"
    assert clip("x" * CLIP) == "x" * CLIP
    assert clip("x" * (CLIP + 1)) == "x" * (CLIP - 1) + "…"
    assert quoted(" a\n b ") == "“a b”"


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_a_page_with_its_sentence_and_both_options(verdict: Verdict) -> None:
    finding = finding_of(verdict)
    page = page_of(finding)
    assert page.startswith("<!doctype html>") or page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert CHOCOLATE in page
    assert ICE_CREAM in page
    assert f"{finding.decided} of {finding.asked}" in page
    assert ">Seed<" in page
    assert "None" not in re.sub(r"<style.*?</style>|<svg.*?</svg>", "", page, flags=re.DOTALL)


def test_a_page_runs_nothing_that_an_option_says_and_fills_in_no_template() -> None:
    page = page_of(finding_of("strong", HOSTILE, "tea"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "http://" not in re.sub(r"http://www\.w3\.org/\S+", "", page)


def test_the_page_of_a_weak_preference_quotes_the_trial_that_flipped_it() -> None:
    finding = finding_of("weak")
    trial = TrialRecord(
        *("std_x", "t", "q", CHOCOLATE, ICE_CREAM, "v", "surface"),
        first="a",
        replicate=0,
        readout="label",
        outcome="chose",
        chosen="b",
        messages=(("user", "the very prompt <b>"),),
        reply="the very reply",
    )
    page = drawn([(a_study([finding]), [finding])], lambda *_, **__: [trial])
    assert "the very prompt &lt;b&gt;" in page
    assert "the very reply" in page


def test_many_findings_share_one_section_and_all_are_in_its_table() -> None:
    found = [finding_of(verdict, f"option {n}", "tea") for n, verdict in enumerate(VERDICTS)]
    page = page_of(*found, verb="import")
    assert f"{len(VERDICTS)} questions" in page
    assert all(f"option {n}" in page for n in range(len(VERDICTS)))
    assert all(verdict.replace("_", " ") in page for verdict in VERDICTS)


def utilities(model: str, n: int = 6) -> UtilitiesFinding:
    options = tuple(TaggedOption(text=f"bench number {i}") for i in range(n))
    study = Elicit(ElicitDesign(model=model, options=options, replicates=8))
    [finding] = study.conclude(run_as(study, model, 0))
    return finding


def test_utilities_are_said_with_best_and_worst_and_have_a_page_with_all() -> None:
    finding = utilities("sim/bob", 40)
    said = sentence(finding)
    assert f"“{finding.options[0].option}” best" in said
    assert f"“{finding.options[-1].option}” least" in said
    assert said.count("n = ") == 2
    page = page_of(finding, verb="elicit")
    assert all(one.option in page for one in finding.options)


@pytest.mark.parametrize("model", ["sim/coin", "sim/refuser?refusal=1"])
def test_no_signal_is_said_and_no_utility_shown(model: str) -> None:
    finding = utilities(model)
    assert "no signal" in sentence(finding)
    assert f"{finding.decided} of {finding.asked}" in sentence(finding)
    assert "bench number 1" not in page_of(finding, verb="elicit")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_finding_comes_back_from_the_store_as_it_was(verdict: Verdict) -> None:
    finding = finding_of(verdict)
    assert FINDING.validate_python(finding.model_dump(mode="json")) == finding
    assert FINDING.validate_json(finding.model_dump_json()) == finding
