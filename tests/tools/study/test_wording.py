"""Options and shares as sentences say them, and texts cut to the bytes that there are."""

import json

import pytest

from velleity.tools.reports.cleaning import visible
from velleity.tools.study.estimate import Estimate
from velleity.tools.study.wording import clip, fit, fitted, number, quoted, share, undecided

SHARE = Estimate(value=0.8, low=0.6, high=0.9, n=1_234)
NONE = Estimate(value=None, reason="nobody answered")


def test_a_share_is_said_with_interval_and_n_and_can_be_that_of_the_other() -> None:
    assert share(SHARE) == "0.80 [0.60, 0.90], n = 1,234"
    assert share(SHARE, mirrored=True) == "0.20 [0.10, 0.40], n = 1,234"


def test_a_number_has_its_sign_and_as_many_digits_as_wanted() -> None:
    assert number(Estimate(value=-0.25, low=-0.5, high=0.0, n=7)) == "-0.25 [-0.50, +0.00], n = 7"
    assert number(Estimate(value=2.0, low=1.0, high=3.0, n=7), 1) == "+2.0 [+1.0, +3.0], n = 7"


@pytest.mark.parametrize("said", [share(NONE), share(NONE, mirrored=True), number(NONE)])
def test_no_data_is_said_with_its_reason(said: str) -> None:
    assert said == "no data (nobody answered)"


def test_a_text_is_put_on_one_line_and_clipped_with_a_mark() -> None:
    assert clip(" tea\r\n with\tmilk ") == "tea with milk"
    assert clip("x" * 71) == "x" * 69 + "…"
    assert quoted("x" * 70) == f"“{'x' * 70}”"


def test_missing_answers_are_counted_by_outcome_and_cut_ones_get_advice() -> None:
    assert undecided({"refused": 2, "both": 1}) == "1 both, 2 refused"
    assert "raise max_tokens" in undecided({"truncated": 1})
    assert undecided({}) == ""


@pytest.mark.parametrize("text", ["tea", "é" * 50, '"\\\n' * 30, "\x00" * 20, "😀" * 30])
@pytest.mark.parametrize("most", [10, 40, 1_000])
def test_a_text_takes_no_more_bytes_as_json_than_it_may(text: str, most: int) -> None:
    shown = fit(text, most)
    assert len(json.dumps(shown, ensure_ascii=False).encode()) <= most
    whole = visible(text)
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


def test_the_messages_of_a_prompt_share_its_bytes() -> None:
    prompt = (("system", "s" * 100), ("user", "short"))
    shown = dict(fitted(prompt, 60))
    assert shown["user"] == "short"
    assert len(shown["system"]) <= 30
    assert fitted((), 60) == ()
