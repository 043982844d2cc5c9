"""Every rate that a report shows stands beside its n and its interval; what is no data says so."""

import re
from collections.abc import Callable
from functools import cache
from xml.etree.ElementTree import Element

import pytest

from tests.tools.reports.filling import VERBS, drawn
from tests.tools.reports.reading import parsed, shown, tag
from tests.tools.simulation import perturb, perturb_truth, run_as
from velleity.store.records import StudyRecord
from velleity.tools.calibrate.design import CalibrateDesign
from velleity.tools.calibrate.study import calibrate
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.elicit.study import Elicit
from velleity.tools.perturb.finding import CellEvidence, PreferenceFinding
from velleity.tools.registry import AnyFinding
from velleity.tools.reports.meanings import MEANINGS
from velleity.tools.study.design import TaggedOption
from velleity.tools.study.estimate import Estimate

NUMBER = r"[<>]? ?[−+-]?[\d,]+(?:\.\d+)?"
ESTIMATE = re.compile(rf"{NUMBER} \[{NUMBER}, {NUMBER}\]")
RATE = re.compile(rf"{ESTIMATE.pattern}, n = [\d,]+")
NO_RATES = (
    r"share at least \d\.\d+",  # beside "k of V"
    r"\d\.\d+ and \d\.\d+ \(n = \d+\)",  # the bounds of what is missing, beside their n
    r"lies between \d\.\d+ and \d\.\d+",  # the same in a sentence that gives "k of n answers"
    r"\d+ of \d+ answers decide",
    r"±\d\.\d+",  # a margin
    r"0\.50: no order effect|a coin: 0\.50",
    r"(?:coins?(?: with as many answers)?:|by chance) \d\.\d+",  # what no preference would show
    r"e-value (?:of at least )?[\d.]+(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|e\+\d+)?",
    r"^\d+\.\d+\.\d+$",  # a version
    r"error rate 0\.\d+",
)
OPTIONS = tuple(TaggedOption(text=text) for text in ("tea", "coffee", "a walk", "a book"))


def an_elicitation(model: str) -> AnyFinding:
    study = Elicit(ElicitDesign(model=model, options=OPTIONS, replicates=6))
    return study.conclude(run_as(study, model, 0))[0]


def a_calibration() -> AnyFinding:
    plan = ElicitDesign(model="simulated", options=OPTIONS[:2], replicates=2)
    work = calibrate(CalibrateDesign(plan=plan, runs=20))
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


MAKERS: dict[str, Callable[[], AnyFinding]] = {
    "strong": lambda: perturb("sim/bob", 0),
    "weak": lambda: perturb("sim/alice", 0),
    "position_driven": lambda: perturb("sim/first", 0),
    "indifferent": lambda: perturb("sim/coin", 0),
    "refusal_driven": lambda: perturb("sim/refuser", 0),
    "gives way": lambda: perturb("sim/sycophant", 0),
    "favours the second": lambda: perturb_truth(lambda name, side: 0.0, 0)[0],
    "unstable": lambda: perturb_truth(lambda name, side: 0.9 * (len(name) % 2) + 0.05, 0)[0],
    "leaning": lambda: perturb("sim/bob", 0, max_trials=60),
    "undetermined": lambda: perturb("sim/coin", 0, max_trials=60),
    "utilities": lambda: an_elicitation("sim/bob"),
    "no signal": lambda: an_elicitation("sim/coin"),
}
every_finding = pytest.mark.parametrize("name", MAKERS)


@cache
def finding(name: str) -> AnyFinding:
    return MAKERS[name]()


def page_of(*found: AnyFinding) -> str:
    study = StudyRecord(
        *("std_x", VERBS[found[0].kind], "sim/x", "", {"seed": 3}, "d", "done", 1, "2026-01-02")
    )
    return drawn([(study, found)])


def rateless(text: str) -> str:
    """A text without its rates and the numbers that are no rates; decimals left are naked."""
    return re.sub("|".join([RATE.pattern, *NO_RATES]), "", text)


def prose(root: Element) -> list[str]:
    """Texts outside pictures and outside tables with a column for n."""
    for parent in list(root.iter()):
        for child in list(parent):
            columns = [node.text for node in child.iter("th") if tag(child) == "table"]
            if tag(child) == "svg" or "n" in columns:
                parent.remove(child)
    return shown(root)


@pytest.mark.parametrize("verdict", sorted(set(MAKERS) & set(MEANINGS)))
def test_the_findings_below_are_what_they_are_called(verdict: str) -> None:
    assert finding(verdict).headline == verdict


@every_finding
def test_every_rate_in_words_has_its_interval_and_n(name: str) -> None:
    said = prose(parsed(page_of(finding(name))))
    assert [text for text in said if re.search(r"\d\.\d", rateless(text))] == []


@every_finding
def test_every_estimate_of_a_chart_stands_on_a_line_with_its_interval_and_n(name: str) -> None:
    root = parsed(page_of(finding(name)))
    cells = [node.text or "" for node in root.iter("td") if node.attrib["class"] == "number"]
    told = [text for text in cells if "[" in text]
    assert len(told) >= (0 if name == "no signal" else 2)
    assert all(RATE.fullmatch(text) for text in told)
    assert all(re.fullmatch(r"no data, n = \d+", text) for text in cells if text not in told)


def test_the_rates_of_a_calibration_have_their_intervals_and_n() -> None:
    found = a_calibration()
    root = parsed(page_of(found))
    [table] = [node for node in root.iter("table") if "plain" in node.attrib["class"]]
    body = table.find("tbody")
    assert body is not None
    for row in body:
        told = {cell.get("data-label"): "".join(cell.itertext()) for cell in row}
        wrong, cover = told["wrong"], told["intervals that cover"]
        assert RATE.fullmatch(wrong)
        assert RATE.fullmatch(cover) or cover.startswith("no data (")


def test_a_table_of_many_questions_has_the_rate_of_each_with_interval_and_n() -> None:
    names = ("strong", "weak", "position_driven", "indifferent", "refusal_driven")
    root = parsed(page_of(*map(finding, names)))
    naked = [text for text in prose(root) if re.search(r"\d\.\d", rateless(text))]
    assert naked == []
    assert sum(bool(RATE.search(text)) for text in shown(root)) >= 3 * len(names)


def test_the_legend_of_a_report_has_only_the_verdicts_that_were_found() -> None:
    said = shown(parsed(page_of(finding("weak"), finding("strong"))))
    meant = {verdict for verdict, text in MEANINGS.items() if text in said}
    assert meant == {"weak", "strong"}


def without_answers(found: PreferenceFinding) -> PreferenceFinding:
    nothing = Estimate(value=None, reason="no answer decides")
    cell = CellEvidence(
        variation="plain",
        tier="surface",
        first="a",
        asked=4,
        decided=0,
        chose_a=0,
        holds=None,
        flips=None,
        missing={"refused": 4},
    )
    shares = ("share_a", "share_first", "share_a_when_a_first", "share_a_when_b_first")
    counts = {"cells": [cell], "asked": 4, "decided": 0, "missing": {"refused": 4}, "ladder": []}
    return found.model_copy(update={**dict.fromkeys(shares, nothing), **counts, "favours": None})


def test_where_nobody_answered_there_is_no_data_and_no_zero() -> None:
    found = finding("refusal_driven")
    assert found.kind == "preference"
    page = page_of(without_answers(found))
    said = shown(parsed(page))
    assert "no data (no answer decides)" in said
    assert {"no data, n = 0", "no data, n = 4"} <= set(said)
    assert "0 of 4" in said
    assert "4 declined" in said
    assert not [text for text in said if re.search(r"0\.00 \[", text)]
    assert "<circle" not in page
