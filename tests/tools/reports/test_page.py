"""The page as a whole: the same bytes everywhere, nothing from outside, only what occurs."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from tests.tools.reports.filling import VERDICTS, whole_page, whole_report
from tests.tools.reports.reading import first, parsed, shown, tag
from velleity.tools.reports import meanings
from velleity.tools.reports.html import render
from velleity.tools.reports.page import IntervalChart, IntervalRow, Page, Section
from velleity.tools.stated_revealed.finding import STANCE_VERDICTS
from velleity.tools.transfer_test.finding import TransferVerdict

ROOT = Path(__file__).parents[3]
ELSEWHERE = {
    "another hash seed, time zone and language": {
        "PYTHONHASHSEED": "77",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "LANG": "tr_TR.UTF-8",
        "PYTHONUTF8": "0",
    },
}


CODE = """
import hashlib
from tests.tools.reports.filling import whole_report
print(hashlib.sha256(whole_report("caf\\u00e9 <b>").encode()).hexdigest())
"""


def section(verdict: str | None) -> Section:
    return Section("s", "heading", "who", verdict, "lead")


@pytest.mark.parametrize("where", ELSEWHERE.values(), ids=ELSEWHERE)
def test_another_process_writes_the_same_bytes(where: dict[str, str], tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), **where}
    other = subprocess.run(
        [sys.executable, "-c", CODE], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert other.returncode == 0, other.stderr
    here = hashlib.sha256(whole_report("café <b>").encode()).hexdigest()
    assert other.stdout.strip() == here


def test_the_same_page_gives_the_same_bytes_whatever_was_drawn_before() -> None:
    before = render(whole_page("tea"))
    render(whole_page("something else"))
    assert render(whole_page("tea")) == before


def test_a_page_refers_to_nothing_outside() -> None:
    page = whole_report("tea")
    assert not re.search(r"https?:", page.replace('xmlns="http://www.w3.org/2000/svg"', ""))
    assert not re.search(r"@import|url\(|xlink|src=|javascript:", page)
    policy = policy_of(page)
    assert policy.startswith("default-src 'none';")
    assert "script" not in policy


def policy_of(page: str) -> str:
    return first(parsed(page), "meta", **{"http-equiv": "Content-Security-Policy"}).attrib[
        "content"
    ]


def test_an_address_in_a_text_is_text_and_no_link() -> None:
    root = parsed(render(whole_page("see https://example.org/")))
    assert "see https://example.org/" in shown(root)
    assert all(node.attrib["href"].startswith("#") for node in root.iter("a"))


@pytest.mark.parametrize("verdict", [*VERDICTS, "no_signal"])
def test_the_legend_explains_the_verdicts_that_occur_and_no_other(verdict: str) -> None:
    page = render(Page("t", "", (section(verdict), section(None), section(verdict))))
    said = shown(parsed(page))
    assert said.count(meanings.MEANINGS[verdict]) == 1
    others = [text for name, text in meanings.MEANINGS.items() if name != verdict]
    assert not set(others) & set(said)
    assert meanings.wording(verdict) in said


def test_every_verdict_has_a_meaning_and_a_colour_of_its_own() -> None:
    every = {*VERDICTS, *get_args(TransferVerdict), *STANCE_VERDICTS, "no_signal"}
    assert every == set(meanings.MEANINGS)
    style = render(Page("", "", ()))
    assert all(f".badge-{verdict}," in style for verdict in meanings.MEANINGS)


@pytest.mark.parametrize("verdict", [None, "brand_new"])
def test_without_a_known_verdict_there_is_no_legend(verdict: str | None) -> None:
    page = render(Page("t", "", (section(verdict),)))
    assert "What the verdicts mean" not in page
    assert ("brand-new" in shown(parsed(page))) == (verdict is not None)


def test_a_page_without_anything_is_a_page() -> None:
    root = parsed(render(Page("", "", ())))
    assert shown(root) == []
    assert tag(root) == "html"


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [((3, 4), 3), ((10, 4), 6), ((2, 2, 9), 4), ((), 0), ((6,), 6)],
)
def test_never_more_rows_stand_open_than_a_chart_says_and_none_is_lost(
    sizes: tuple[int, ...], shown: int
) -> None:
    rows = [
        IntervalRow(f"row {n}", 0.5, 0.4, 0.6, f"group {at}", 9)
        for at, size in enumerate(sizes)
        for n in range(size)
    ]
    chart = IntervalChart("Plot", "share", tuple(rows), 0.5, open=6)
    root = parsed(render(Page("t", "", (Section("s", "h", "w", None, "l", figure=chart),))))
    folded = sum(tag(one) == "circle" for part in root.iter("details") for one in part.iter())
    every = sum(tag(one) == "circle" for one in root.iter())
    assert (every, every - folded) == (sum(sizes), shown)


@pytest.mark.parametrize(
    ("groups", "open_rows"), [(2, 5), (3, 5), (12, 5), (1, 2), (13, 5), (3, 9), (3, None)]
)
def test_one_of_a_few_groups_can_be_picked_where_not_all_rows_stand_open(
    groups: int, open_rows: int | None
) -> None:
    rows = [IntervalRow("row", 0.5, 0.4, 0.6, f"group {n % groups}", 9) for n in range(3 * groups)]
    chart = IntervalChart("Plot", "share", tuple(rows), 0.5, open=open_rows)
    page = render(Page("t", "", (Section("s", "h", "w", None, "l", figure=chart),)))
    root = parsed(page)
    picks = [one.attrib.get("class", "") for one in root.iter() if tag(one) == "input"]
    if groups not in (2, 3, 12) or open_rows != 5:
        assert picks == []
        return
    assert picks == ["", *(f"pick-{part}" for part in range(1, groups + 1))]
    for part in range(1, groups + 1):
        assert f".chart:has(.pick-{part}:checked) .part:not(.part-{part})" in page
        bodies = [one for one in root.iter() if one.attrib.get("class") == f"part part-{part}"]
        held = {id(dot) for one in bodies for dot in one.iter() if tag(dot) == "circle"}
        assert len(held) == 3
