"""Permutation p-values and noise floors against exact enumerations and published simulations."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from velleity.tools.statistics.divergence.jensen_shannon import Floats, js_of_shares
from velleity.tools.statistics.divergence.permutation import (
    Assignments,
    assignments,
    more_in_second,
    p_value,
    possible_assignments,
)

ORACLES: dict[str, Any] = json.loads(Path(__file__).with_name("oracles.json").read_text("utf-8"))
CASES: dict[str, Any] = ORACLES["permutation"]["cases"]
ALL = 100_000


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def every(stated: list[float], revealed: list[float]) -> Assignments:
    one, two = np.array(stated, float), np.array(revealed, float)
    return assignments(one, two, generator(), most=ALL)


@pytest.mark.parametrize("name", CASES)
def test_all_assignments_give_the_exact_p_values(name: str) -> None:
    case = CASES[name]
    found = every(case["stated"], case["revealed"])
    assert found.possible == len(found.js) == case["assignments"]
    assert found.js[0] == pytest.approx(case["stat_js"], abs=1e-7)
    assert found.difference[0] == pytest.approx(case["diff_revealed_minus_stated"], abs=1e-8)
    assert p_value(found.js) == pytest.approx(case["p_js"], abs=1e-8)
    assert p_value(found.js) * found.possible == pytest.approx(case["count_js"])
    assert p_value(np.abs(found.difference)) == pytest.approx(case["p_abs_diff"], abs=1e-8)
    assert p_value(found.difference) == pytest.approx(case["p_revealed_higher"], abs=1e-8)
    assert p_value(-found.difference) == pytest.approx(case["p_revealed_lower"], abs=1e-8)


@pytest.mark.parametrize("case", ORACLES["units"], ids=str)
def test_prompts_are_the_units_and_repeats_add_nothing(case: dict[str, Any]) -> None:
    found = every(case["stated"], case["revealed"])
    assert p_value(np.abs(found.difference)) == pytest.approx(case["p_prompts"], abs=1e-8)
    assert p_value(found.js) > 10 * case["p_if_draws_were_units_fisher"]


def test_prompts_weigh_the_same_whatever_their_number_of_draws() -> None:
    case = ORACLES["unequal_draws"]
    shares = [np.array([k / (k + n) for k, n in case[role]]) for role in ("stated", "revealed")]
    found = assignments(shares[0], shares[1], generator())
    assert found.js[0] == pytest.approx(case["js_mean_of_prompts"], abs=1e-7)
    for values, role in zip(shares, ("P", "Q"), strict=True):
        assert values.mean() == pytest.approx(case[f"{role}_mean_of_prompts"][0])
    pooled = [np.array(case[role], float).sum(axis=0) for role in ("stated", "revealed")]
    p, q = (np.array(one[0] / one.sum()) for one in pooled)
    assert (p, q) == (pytest.approx(case["P_pooled"][0]), pytest.approx(case["Q_pooled"][0]))
    assert float(js_of_shares(p, q)) == pytest.approx(case["js_pooled"], abs=1e-7)


@pytest.mark.parametrize("case", ORACLES["noise_floor_given"]["cases"], ids=str)
def test_the_noise_floor_is_the_mean_over_all_splits(case: dict[str, Any]) -> None:
    values, half = case["values"], len(case["values"]) // 2
    found = every(values[:half], values[half:])
    assert found.possible == case["splits"]
    assert found.noise_floor == pytest.approx(case["mean"], abs=1e-7)
    assert found.js.max() == pytest.approx(case["max"], abs=1e-7)
    assert np.sort(found.js)[: round(0.96 * len(found.js))].max() >= case["q95"] - 1e-7
    assert (found.js <= case["q95"] + 1e-7).mean() >= 0.95


def share_rejected(
    stated: Floats, revealed: Floats, which: str, alpha: float = 0.05, most: int = 200
) -> float:
    """How often alpha is reached; a row is a run. Both arguments are of shape (runs, prompts)."""
    draw = generator(1)
    found = [assignments(p, q, draw, most=most) for p, q in zip(stated, revealed, strict=True)]
    return float(np.mean([p_value(np.abs(getattr(one, which))) <= alpha for one in found]))


def test_under_the_null_p_is_valid_and_with_ties_broken_it_is_uniform(runs: int) -> None:
    for row in ORACLES["permutation_under_null"]["rows"]:
        draw, n, m = generator(2), row["n_stated"], row["n_revealed"]
        size = (runs, n + m)
        theta = draw.beta(2, 2, size) if isinstance(row["theta"], str) else row["theta"]
        values = draw.binomial(row["draws"], theta, size) / row["draws"]
        found = [assignments(one[:n], one[n:], draw, most=200) for one in values]
        ps = np.array([p_value(one.js) for one in found])
        error = math.sqrt(0.05 * 0.95 / runs)
        assert (ps <= 0.05).mean() <= 0.05 + 3 * error
        assert (ps <= 0.05).mean() == pytest.approx(row["share_p_le_05"], abs=4 * error)
        broken = [
            ((one.js > one.js[0] + 1e-12).sum() + u * (np.abs(one.js - one.js[0]) <= 1e-12).sum())
            / len(one.js)
            for one, u in zip(found, draw.random(runs), strict=True)
        ]
        ranks = np.sort(broken)
        assert np.abs(ranks - (np.arange(runs) + 0.5) / runs).max() < 1.7 / math.sqrt(runs)


SPREADS = {
    "equal": ((4, 4), (4, 4)),
    "stated Beta(30,30), revealed Beta(1,1)": ((30, 30), (1, 1)),
    "stated Beta(30,30), revealed Beta(.3,.3)": ((30, 30), (0.3, 0.3)),
}


def spreads_of(name: str) -> tuple[tuple[float, float], tuple[float, float]]:
    return SPREADS["equal" if name.startswith("equal") else name]


@pytest.mark.parametrize("row", ORACLES["permutation_unequal_spread"]["rows"], ids=str)
def test_a_plain_difference_rejects_too_often_where_contexts_vary_more(
    row: dict[str, Any], runs: int
) -> None:
    draw = generator(3)
    one, two = spreads_of(row["spread"])
    stated, revealed = (
        draw.beta(*ab, (runs, row[f"n_{role}"]))
        for ab, role in ((one, "stated"), (two, "revealed"))
    )
    found = share_rejected(stated, revealed, "difference")
    known = row["share_p_le_05"]
    error = math.sqrt(known * (1 - known) * (1 / runs + 1 / row["runs"]))
    assert found == pytest.approx(known, abs=4 * error)


@pytest.mark.parametrize(
    "row", ORACLES["permutation_unequal_spread"]["studentised"]["rows"], ids=str
)
def test_a_studentised_one_rejects_as_often_as_known(row: dict[str, Any], runs: int) -> None:
    draw = generator(4)
    one, two = spreads_of(row["spread"])
    stated, revealed = (
        draw.beta(*ab, (runs, row[f"n_{role}"]))
        for ab, role in ((one, "stated"), (two, "revealed"))
    )
    found = share_rejected(stated, revealed, "studentised")
    known = row["share_p_le_05_studentised"]
    error = math.sqrt(known * (1 - known) * (1 / runs + 1 / 2_000))
    assert found == pytest.approx(known, abs=4 * error)


def test_prompts_change_groups_only_within_their_stratum() -> None:
    """A yes-sayer: all prompts of one polarity say 1, all of the other 0, in both roles alike."""
    stated, revealed = np.array([1.0, 1, 1, 0, 0]), np.array([1.0, 0, 0, 0])
    strata = (np.array([1, 1, 1, 0, 0]), np.array([1, 0, 0, 0]))
    found = assignments(stated, revealed, generator(), strata)
    assert found.possible == possible_assignments([(2, 3), (3, 1)]) == 40
    assert found.difference[0] == 0
    assert found.p == 1.0
    assert found.noise_floor == 0.0
    with pytest.raises(ValueError, match="no stratum"):
        assignments(stated, revealed, generator(), (np.zeros(5, int), np.ones(4, int)))


def test_a_sample_of_assignments_agrees_with_all_of_them() -> None:
    draw = generator(5)
    stated, revealed = draw.random(7), draw.random(7) * 0.7
    exact, sampled = (assignments(stated, revealed, generator(), most=m) for m in (ALL, 3_000))
    assert len(exact.js) == 3_432
    assert len(sampled.js) == 3_000
    assert sampled.p == pytest.approx(exact.p, abs=0.03)
    assert sampled.noise_floor == pytest.approx(exact.noise_floor, abs=0.003)


def test_single_prompts_lend_their_spread_from_the_other_group() -> None:
    found = assignments(np.array([0.5]), np.array([0.6, 0.7, 0.8, 0.9]), generator())
    assert np.isfinite(found.studentised).all()
    assert found.p == 0.4  # the least and the largest of five are as far from the rest


def test_the_order_of_prompts_makes_no_difference_to_a_sample() -> None:
    draw = generator(6)
    stated, revealed = draw.random(12).round(1), draw.random(12).round(1)
    strata = np.repeat([0, 1], 6)
    found = assignments(stated, revealed, generator(), (strata, strata), most=500)
    shuffled = draw.permutation(12)
    again = assignments(
        stated[::-1], revealed[shuffled], generator(), (1 - strata[::-1], 1 - strata[shuffled]), 500
    )
    assert again.p == found.p
    assert again.noise_floor == pytest.approx(found.noise_floor, abs=1e-12)


def test_fishers_exact_test_within_strata() -> None:
    assert more_in_second([(0, 12, 4, 12)]) == pytest.approx(math.comb(12, 4) / math.comb(24, 4))
    assert more_in_second([(4, 12, 0, 12)]) == pytest.approx(1.0)
    assert more_in_second([]) == 1.0
    two = [(0, 4, 2, 4), (1, 4, 2, 4)]
    values = [np.array([0.0, 0, 0, 0, 1, 0, 0, 0]), np.array([1.0, 1, 0, 0, 1, 1, 0, 0])]
    strata = np.repeat([0, 1], 4)
    exact = assignments(values[0], values[1], generator(), (strata, strata), most=10**6)
    assert len(exact.js) == exact.possible == 70**2
    assert more_in_second(two) == pytest.approx(p_value(exact.difference), abs=1e-12)


def test_many_prompts_are_tried_in_fewer_assignments() -> None:
    draw = generator(8)
    found = assignments(draw.random(10_000), draw.random(10_000) + 0.1, generator())
    assert len(found.js) == 250
    assert found.p == 1 / 250
