"""The published measures against hand-checked counts, and against readings that they are not."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from tests.requirements import requirement
from velleity.tools.statistics.divergence.published import Tally, published

ORACLES: dict[str, Any] = json.loads(Path(__file__).with_name("oracles.json").read_text("utf-8"))
CASES: dict[str, Any] = ORACLES["published"]


@requirement("S2-published-measures")
@pytest.mark.parametrize("name", CASES)
def test_counts_give_the_published_measures(name: str) -> None:
    case = CASES[name]
    stated, revealed = Tally(*case["stated"]), Tally(*case["revealed"])
    found = published(stated, revealed)
    assert found.kl10 == pytest.approx(case["kl10"], abs=1e-8)
    assert found.dominant == case["dominant"]
    assert found.deviation == pytest.approx(case["signed_deviation"], abs=1e-8)
    assert found.neutrality_stated == pytest.approx(case["neutrality_stated"], abs=1e-8)
    assert found.neutrality_revealed == pytest.approx(case["neutrality_revealed"], abs=1e-8)
    if case["P"] is not None:
        assert stated.shares == pytest.approx(case["P"], abs=1e-8)
        assert revealed.shares == pytest.approx(case["Q"], abs=1e-8)


OTHER = {k: v for k, v in ORACLES["published_other_readings"].items() if k != "note"}


@pytest.mark.parametrize("name", OTHER)
def test_other_readings_of_the_formula_are_not_what_is_computed(name: str) -> None:
    case = CASES[name]
    kl = published(Tally(*case["stated"]), Tally(*case["revealed"])).kl10
    assert kl is not None
    turned = published(Tally(*case["revealed"]), Tally(*case["stated"])).kl10
    assert turned == pytest.approx(OTHER[name]["kl_P_given_Q"], abs=1e-8)
    assert kl * math.log(10) == pytest.approx(OTHER[name]["natural_log"], abs=1e-7)
    assert kl + math.log10(1.002) == pytest.approx(OTHER[name]["P_renormalised"], abs=1e-3)
    assert kl != pytest.approx(OTHER[name]["P_renormalised"], abs=1e-5)


@pytest.mark.parametrize("case", ORACLES["polarity"], ids=lambda case: case["note"][:30])
def test_letters_and_signs_give_other_numbers(case: dict[str, Any]) -> None:
    for how in ("raw", "signed"):
        p, q = (_tally(case[role], signed=how == "signed") for role in ("stated", "revealed"))
        found, expected = published(p, q), case[how]
        assert p.shares == pytest.approx(expected["P"], abs=1e-8)
        assert q.shares == pytest.approx(expected["Q"], abs=1e-8)
        assert found.kl10 == pytest.approx(expected["kl10"], abs=1e-8)
        assert found.dominant == expected["dominant"]
        assert found.deviation == pytest.approx(expected["signed_deviation"], abs=1e-8)
        assert found.neutrality_stated == expected["neutrality_stated"]
        assert found.neutrality_revealed == expected["neutrality_revealed"]


def _tally(answers: list[tuple[str, int]], *, signed: bool) -> Tally:
    said = [(word in ("yes", "a")) == (sign == 1 or not signed) for word, sign in answers]
    return Tally(sum(said), len(said) - sum(said))


WORDS = {"definitions"}
"""Parts of the file that are words: what the cases are held against says them in its own."""


def test_every_part_of_the_file_of_known_cases_has_its_test() -> None:
    here = Path(__file__).parent
    tests = "\n".join(one.read_text("utf-8") for one in sorted(here.glob("test_*.py")))
    assert [part for part in ORACLES if f'ORACLES["{part}"]' not in tests] == sorted(WORDS)


def test_the_bounds_are_those_of_the_definition() -> None:
    assert published(Tally(1, 1), Tally(1, 1)).kl10 == pytest.approx(-math.log10(1.002))
    assert published(Tally(1, 0), Tally(0, 1)).kl10 == pytest.approx(3.0)
