"""Several models beside each other, in a summary and in a report."""

import json
from functools import cache

from tests.tools.stated_revealed.test_study import found
from velleity.tools.stated_revealed.finding import StatedRevealedFinding
from velleity.tools.stated_revealed.several.models import pooled, side_by_side
from velleity.tools.study.pooled import Facts


@cache
def three() -> list[StatedRevealedFinding]:
    families = {"sim/yes": ["risk"], "sim/pragmatist": ["safe_over_gamble"]}
    said = [found(model, families=some) for model, some in families.items()]
    return [*said, said[1]]


def test_a_summary_has_a_figure_for_each_family_that_several_answered() -> None:
    left = [
        Facts(one.headline, json.loads(json.dumps(one.facts, sort_keys=True))) for one in three()
    ]
    figures = pooled("all models", left).figures
    [one] = [each for each in figures if each.figure == "safe_over_gamble"]
    assert one.of == 3
    assert "; sim/pragmatist " in one.sentence
    assert "; sim/pragmatist (2) " in one.sentence
    assert one.sentence.count("n = 24") == 3
    assert "deviates" in one.sentence
    assert "style-driven" in one.sentence
    assert "caution_with_unknowns" not in {each.figure for each in figures}
    assert pooled("all models", left[:1]).figures == []
    assert [each.figure for each in pooled("all models", left[:1] * 2).figures][:2] == [
        "all families",
        "safe_over_gamble",
    ]


def test_a_report_has_families_by_models_with_styles_before_them() -> None:
    section = side_by_side(three())
    assert section is not None
    styles, gaps = section.tables
    assert styles.title.startswith("Style")
    assert gaps.columns == ("family", "sim/yes", "sim/pragmatist", "sim/pragmatist (2)")
    rows = {row[0]: row[1:] for row in gaps.rows}
    assert rows["caution_with_unknowns"][1:] == ("", "")
    assert "deviates" in rows["safe_over_gamble"][1]
    assert all("[" in cell for cell in rows["safe_over_gamble"])
    assert side_by_side(three()[:1]) is None
