"""From answers to a finding: published numbers beside clustered ones, controls, examples."""

import numpy as np
import pytest

from tests.tools.stated_revealed.answering import RULE
from velleity.tools.calibrate.logs.replies import Truth, answers
from velleity.tools.stated_revealed.analysis import Asked, conclude
from velleity.tools.stated_revealed.bank.families import Format
from velleity.tools.stated_revealed.cells import Answered
from velleity.tools.stated_revealed.finding import FamilyFinding
from velleity.tools.statistics.divergence.jensen_shannon import plug_in_bias

PAIRS: tuple[tuple[Format, str], ...] = (
    ("yes_no", "yes first"),
    ("yes_no", "no first"),
    ("a_b", "first label"),
)
ASKED = Asked("f", "d", "Promises bind.", {"stated 0": "Do promises bind?"})


def family(truth: Truth, *more: Answered, seed: int = 0) -> FamilyFinding:
    given = [*answers(truth, np.random.default_rng(seed)), *more]
    finding = conclude("m", [(ASKED, given)], RULE, 3, neutral=None)
    assert finding.exact == truth.exact
    return finding.families[0]


@pytest.mark.parametrize(("spread", "left"), [(0.02, 0.02), (9.0, 0.5)])
def test_a_divergence_is_corrected_for_as_much_as_its_prompts_vary(
    spread: float, left: float
) -> None:
    """Probabilities near each other leave next to no bias, certain ones that of single answers."""
    truth = Truth(content=(0.0, 0.0), spread=(spread, spread), exact=True)
    found = [family(truth, seed=seed).js.value or 0.0 for seed in range(30)]
    assert abs(float(np.mean(found))) <= left * plug_in_bias(12, 12)


def test_a_full_turn_has_the_published_numbers_of_one() -> None:
    found = family(Truth(content=(50.0, -50.0), exact=True))
    assert found.verdict == "deviates"
    assert found.published.kl10_signed == pytest.approx(3.0)
    assert found.published.deviation_signed == pytest.approx(-1.0)
    assert found.published.kl10_raw == pytest.approx(-0.00086772, abs=1e-6)  # letters are balanced
    assert found.difference.value == pytest.approx(-1.0)
    assert (found.pivots, found.pivots_of, found.stated_pivots) == (12, 12, 0)
    assert found.js.value == 1.0  # prompts that are all alike bias no divergence
    assert found.smallest_p is not None
    assert found.p_value == pytest.approx(found.smallest_p)
    assert len(found.pivoting) == 6


def test_numbers_of_known_answers_are_known() -> None:
    found = family(Truth(content=(1.0, 0.0), exact=True))
    share = 1 / (1 + np.exp(-1))
    assert found.stated.value == pytest.approx(share)
    assert found.revealed.value == pytest.approx(0.5)
    assert found.raw.value == pytest.approx(0.5 - share)
    assert found.difference.value == pytest.approx(0.5 - share)
    assert all(effect.stated.value == pytest.approx(0) for effect in found.style)
    assert found.half_width == pytest.approx(0.203, abs=1e-3)
    assert found.roles[0].labels == pytest.approx(0.9)


def test_styles_are_estimated_by_format_and_role() -> None:
    found = family(Truth(content=(0.0, 0.0), yes=(2.0, -2.0), label=(0.0, 1.0), exact=True))
    style = {(one.format, one.order): one for one in found.style}
    yes = 1 / (1 + np.exp(-2)) - 0.5
    for order in ("yes first", "no first"):
        assert style["yes_no", order].stated.value == pytest.approx(yes)
        assert style["yes_no", order].revealed.value == pytest.approx(-yes)
    assert style["a_b", "first label"].stated.value == pytest.approx(0)
    assert style["a_b", "first label"].revealed.value == pytest.approx(1 / (1 + np.exp(-1)) - 0.5)


def test_contexts_without_content_are_held_against_the_statements() -> None:
    blank = [
        Answered("control", f"c{n}", form, order, sign, supports=0.2, opposes=0.8, mass=1.0)
        for n in range(4)
        for sign in (1, -1)
        for form, order in PAIRS
    ]  # fmt: skip
    truth = Truth(content=(50.0, 50.0), exact=True)
    assert family(truth).control.value is None
    assert family(truth, *blank).control.value == pytest.approx(-0.8)


def test_the_prompts_that_pull_apart_most_are_named_with_their_words() -> None:
    given = [
        Answered(role, f"{role} {n}", "yes_no", "yes first", 1 - 2 * (n % 2), supports=s / 10,
                 opposes=1 - s / 10, mass=1.0)
        for role in ("stated", "revealed")
        for n, s in enumerate((9, 8, 7, 8) if role == "stated" else (6, 1, 2, 7))
    ]  # fmt: skip
    [found] = conclude("m", [(ASKED, given)], RULE, 0, neutral=False).families
    assert found.most_supporting is not None
    assert found.most_opposing is not None
    assert (found.most_supporting.ask, found.most_supporting.share) == ("Do promises bind?", 0.9)
    assert found.most_opposing.question_id == "revealed 1"
    assert [one.question_id for one in found.pivoting] == ["revealed 1", "revealed 2"]
