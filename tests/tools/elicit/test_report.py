"""The section about utilities: one ranking, of a long one its ends open and the rest folded."""

import pytest

from tests.tools.elicit.eliciting import elicited
from tests.tools.reports.filling import study
from velleity.tools.elicit.finding import UtilitiesFinding
from velleity.tools.elicit.report import CATEGORIES, TOP, utilities_sections
from velleity.tools.reports.page import Section


def section(finding: UtilitiesFinding) -> Section:
    [found] = utilities_sections(study("s", "elicit"), [finding], lambda *some, **more: [])
    return found


def test_a_long_ranking_is_drawn_by_its_ends_and_listed_whole() -> None:
    finding = elicited("sim/bob", 2 * TOP + 4)
    found = section(finding)
    chart = found.figure
    assert chart is not None
    assert chart.open == 2 * TOP
    labels = [row.label.partition(") ")[2] for row in chart.rows]
    names = [one.option for one in finding.options]
    assert labels == [*names[:TOP], *names[-TOP:], *names[TOP:-TOP]]
    assert all(row.n and row.low is not None for row in chart.rows)


def test_categories_stand_beside_the_ends_by_their_mean_best_first() -> None:
    finding = elicited("sim/bob", 2 * TOP + 4)
    told = [
        one.model_copy(update={"category": "near" if at % 2 else "far"})
        for at, one in enumerate(finding.options)
    ]
    chart = section(finding.model_copy(update={"options": told})).figure
    assert chart is not None
    means = [row for row in chart.rows if row.group == CATEGORIES]
    assert [(row.label, row.n) for row in means] == [("far", TOP + 2), ("near", TOP + 2)]
    far = [one.utility for one in told if one.category == "far"]
    assert means[0].value == pytest.approx(sum(far) / len(far))
    assert chart.open == 2 * TOP + 2


def test_a_short_ranking_is_drawn_whole() -> None:
    chart = section(elicited("sim/bob", 5)).figure
    assert chart is not None
    assert {row.group for row in chart.rows} == {""}
    assert len(chart.rows) == chart.open == 5


def test_without_a_signal_there_is_no_ranking_to_be_seen() -> None:
    found = section(elicited("sim/coin", 6))
    assert found.verdict == "no_signal"
    assert found.figure is None
    assert found.charts == found.tables == ()
    assert "no signal" in found.lead
