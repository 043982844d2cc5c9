"""What a notebook shows: cards of verdicts, in which no text is markup, a script or a formula."""

from pathlib import Path
from typing import Any

import pytest

from tests.clients.commands import A, B
from tests.tools.reports.hostile import PAYLOADS
from tests.tools.reports.reading import attributes, parsed, shown, skeleton, tag
from velleity.clients import connect
from velleity.clients.results.findings import MOST_CARDS, Finding, Findings
from velleity.clients.results.report import Report
from velleity.tools.reports.cleaning import clean


def html(value: Any) -> str:
    """What a notebook asks of a value."""
    return value._repr_html_()


def findings(text: str, count: int = 1) -> Findings:
    one = Finding(
        study_id="s",
        kind="preference",
        sentence=text,
        verdict=text,
        option_a=text,
        option_b="tea",
        model=text,
    )
    return Findings(summary=text, verdicts={}, findings=[one] * count, total=count, hint="")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_anything_but_text_in_a_notebook(payload: str) -> None:
    root, plain = parsed(html(findings(payload))), parsed(html(findings("tea with milk")))
    assert skeleton(root) == skeleton(plain)
    assert clean(payload).strip() in ["", *(text.strip() for text in shown(root))]
    assert not {"script", "img", "a", "iframe", "link"} & {tag(node) for node in root.iter()}
    styles = [value for name, value in attributes(root) if name == "style"]
    assert styles == ["--tone: var(--plain); --tint: var(--plain-tint)"]


def test_a_notebook_does_not_set_texts_as_formulas_and_keeps_its_own_style() -> None:
    page = html(findings("$x$"))
    assert 'class="velleity mathjax_ignore tex2jax_ignore"' in page
    style = page.split("<style>")[1].split("</style>")[0]
    rules = [line.strip() for line in style.split("}") if "{" in line]
    selectors = [rule.rpartition("{")[0].split("{")[-1].strip() for rule in rules]
    assert selectors
    for some in selectors:
        assert all(one.strip().startswith(".velleity") for one in some.split(",")), some


def test_many_findings_are_cut_and_the_rest_is_counted() -> None:
    page = html(findings("tea", MOST_CARDS + 5))
    assert page.count('class="velleity-card"') == MOST_CARDS
    assert "5 more in to_rows()" in page
    assert "summarize_all" not in page
    one_of_many = findings("tea").model_copy(update={"total": 7})
    assert "6 more on the next pages" in html(one_of_many)


async def test_a_study_shows_where_it_stands_and_then_its_verdict(tmp_path: Path) -> None:
    async with connect() as lab:
        study = await lab.perturb("sim/bob", A, B, ladder=False, max_trials=300)
        assert "velleity-badge" not in html(study).split("</style>")[1]
        assert study.id in repr(study)
        found = await study.result()
        texts = shown(parsed(html(study)))
        assert [one.strip() for one in texts if one.strip() == "strong"] == ["strong"]
        assert found.findings[0].sentence in [one.strip() for one in texts]
        assert "sim/bob" in texts
        page = await study.report()
    assert isinstance(page, Report)
    framed = parsed(html(page))
    [frame] = [node for node in framed.iter() if tag(node) == "iframe"]
    assert frame.attrib["srcdoc"] == page.html
    assert frame.attrib["sandbox"] == ""
    assert page.save(tmp_path / "page.html").read_text("utf-8") == page.html
