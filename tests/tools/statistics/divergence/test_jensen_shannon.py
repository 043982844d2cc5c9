"""The divergence by hand-checkable cases, its bias by enumeration, its posterior by quadrature."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from velleity.tools.statistics.divergence.jensen_shannon import (
    Floats,
    js_bits,
    js_of_shares,
    plug_in_bias,
    posterior,
)

ORACLES: dict[str, Any] = json.loads(Path(__file__).with_name("oracles.json").read_text("utf-8"))


@pytest.mark.parametrize("case", ORACLES["js"], ids=lambda case: f"{case['p']} {case['q']}")
def test_two_distributions_give_the_divergence_in_bits(case: dict[str, Any]) -> None:
    bits = float(js_bits(np.array(case["p"], float), np.array(case["q"], float)))
    assert bits == pytest.approx(case["bits"], abs=1e-8)
    assert bits * math.log(2) == pytest.approx(case["nats"], abs=1e-8)
    assert math.sqrt(bits) == pytest.approx(case["distance_base2"], abs=1e-7)


@pytest.mark.parametrize("name", ORACLES["published"])
def test_published_counts_give_their_divergence(name: str) -> None:
    case = ORACLES["published"][name]
    if case["P"] is None:
        assert case["js_bits"] is None
    else:
        found = js_bits(np.array(case["P"], float), np.array(case["Q"], float))
        assert float(found) == pytest.approx(case["js_bits"], abs=1e-7)


def probabilities(n: int, theta: float) -> Floats:
    return np.asarray(binom.pmf(np.arange(n + 1), n, theta))  # pyright: ignore[reportUnknownMemberType]


def expected(n: int, p: float, m: int, q: float, share: Callable[[Floats, int], Floats]) -> float:
    """The exact mean of a divergence between binomial counts, by a rule from count to share."""
    one, two = np.arange(n + 1.0), np.arange(m + 1.0)
    each = js_of_shares(share(one, n)[:, None], share(two, m)[None, :])
    return float(probabilities(n, p) @ each @ probabilities(m, q))


def plain(k: Floats, n: int) -> Floats:
    return k / n


@pytest.mark.parametrize("at", range(len(ORACLES["plug_in_bias"]["rows"])))
def test_the_bias_of_the_plug_in_and_what_the_correction_leaves(at: int) -> None:
    row = ORACLES["plug_in_bias"]["rows"][at]
    left = ORACLES["plug_in_bias_corrected"]["rows"][at]
    n, p, q = row["n"], row["theta_stated"], row["theta_revealed"]
    true = float(js_of_shares(np.array(p), np.array(q)))
    found = expected(n, p, n, q, plain)
    assert true == pytest.approx(row["true"], abs=1e-7)
    assert found == pytest.approx(row["expectation"], abs=1e-7)
    assert found - true == pytest.approx(row["bias"], abs=1e-7)
    assert found - plug_in_bias(n, n) - true == pytest.approx(left["bias"], abs=1e-7)


@pytest.mark.parametrize("row", ORACLES["noise_floor_expected"]["rows"], ids=str)
def test_what_prompts_of_one_share_show_when_split(row: dict[str, Any]) -> None:
    n, theta = row["n"], row["theta"]
    half = expected(n // 2, theta, n // 2, theta, plain)
    assert half == pytest.approx(row["half_split"], abs=1e-7)
    for m, floor in row["full_n_against_m"].items():
        assert expected(n, theta, int(m), theta, plain) == pytest.approx(floor, abs=1e-7)


@pytest.mark.parametrize("row", ORACLES["dirichlet_bias"]["rows"], ids=str)
def test_estimators_that_shrink_are_biased_too(row: dict[str, Any]) -> None:
    n, theta = row["n"], row["theta"]
    for name, prior in (("jeffreys", 0.5), ("uniform", 1.0)):
        found = expected(n, theta, n, theta, lambda k, n, a=prior: (k + a) / (n + 2 * a))
        assert found == pytest.approx(row[f"of_posterior_means_{name}"], abs=1e-7)
    assert expected(n, theta, n, theta, plain) == pytest.approx(row["plug_in"], abs=1e-7)
    assert plug_in_bias(n, n) == pytest.approx(row["first_order_bits"], abs=1e-7)


KNOWN = [r for r in ORACLES["dirichlet_bias"]["rows"] if r["posterior_mean_jeffreys"] is not None]


@pytest.mark.parametrize("row", KNOWN, ids=str)
def test_the_mean_of_the_posterior_is_too_large_at_the_null(row: dict[str, Any]) -> None:
    n, weights = row["n"], probabilities(row["n"], row["theta"])
    draws = 4_000 if n < 8 else 400  # of more counts, each needs fewer
    generator = np.random.default_rng(1)
    means = [
        [_posterior_mean([k, n - k], [j, n - j], generator, draws) for j in range(n + 1)]
        for k in range(n + 1)
    ]
    found = float(weights @ np.array(means) @ weights)
    assert found == pytest.approx(row["posterior_mean_jeffreys"], abs=2e-3)


def _posterior_mean(
    one: list[int], two: list[int], generator: np.random.Generator, draws: int
) -> float:
    found = posterior(np.array(one, float), np.array(two, float), generator, draws)
    return float(found.js.mean())


@pytest.mark.parametrize("at", range(len(ORACLES["dirichlet"]["cases"])))
def test_the_posterior_has_the_mean_and_quantiles_of_the_quadrature(at: int) -> None:
    case = ORACLES["dirichlet"]["cases"][at]
    stated, revealed = (np.array(case[role], float) for role in ("stated", "revealed"))
    priors = {"jeffreys_half": 0.5, "uniform_one": 1.0, "three_categories_jeffreys_half": 0.5}
    known_priors = [name for name in priors if name in case]
    assert known_priors
    if "plug_in" in case:
        plug_in = js_bits(stated / stated.sum(), revealed / revealed.sum())
        assert float(plug_in) == pytest.approx(case["plug_in"], abs=1e-7)
    for name in known_priors:
        known, prior = case[name], priors[name]
        means = [(one + prior) / (one + prior).sum() for one in (stated, revealed)]
        if "js_of_posterior_means" in known:
            bits = float(js_bits(*means))
            assert bits == pytest.approx(known["js_of_posterior_means"], abs=1e-7)
        drawn = posterior(stated, revealed, np.random.default_rng(at), 200_000, prior)
        assert drawn.js.mean() == pytest.approx(known["posterior_mean"], abs=2e-3)
        for q, key in ((0.025, "q025"), (0.5, "median"), (0.975, "q975")):
            if key in known:
                assert np.quantile(drawn.js, q) == pytest.approx(known[key], abs=4e-3)
        if "diff_mean" in known:
            assert drawn.difference.mean() == pytest.approx(known["diff_mean"], abs=3e-3)
            assert np.quantile(drawn.difference, 0.025) == pytest.approx(
                known["diff_q025"], abs=6e-3
            )
            assert (drawn.js > 0.02).mean() == pytest.approx(
                known["p_gap_over_0_02_bits"], abs=5e-3
            )
        assert np.quantile(drawn.js, 0.001) > 0  # no interval of a divergence holds 0


@pytest.mark.parametrize("row", ORACLES["plug_in_bias_three_categories"], ids=str)
def test_three_categories_are_as_biased_as_simulated(row: dict[str, Any]) -> None:
    generator, n = np.random.default_rng(row["n"]), row["n"]
    p, q = (generator.multinomial(n, row[side], 60_000) / n for side in ("p", "q"))
    found = js_bits(p, q)
    error = float(found.std()) / math.sqrt(len(found))
    assert found.mean() == pytest.approx(row["expectation"], abs=4 * math.hypot(error, row["se"]))
    true = float(js_bits(np.array(row["p"], float), np.array(row["q"], float)))
    assert true == pytest.approx(row["true"], abs=1e-7)


def test_a_side_without_answers_has_no_bias_to_take_off() -> None:
    with pytest.raises(ValueError, match="both sides"):
        plug_in_bias(0, 3)
