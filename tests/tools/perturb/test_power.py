"""The fast formulas of plans, against exact enumeration, simulation and each other."""

import math
import random

import numpy as np
import pytest

from velleity.store.errors import InputError
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.elicit.planning.power import mean_weight
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.perturb.power import (
    chance_within,
    first_passage,
    smallest_strong_share,
    wins_needed,
)
from velleity.tools.registry import open_study, plan
from velleity.tools.statistics.sequential.e_values import e_value, log_e_above_half
from velleity.tools.study.design import TaggedOption


def perturb(**design: object) -> PerturbDesign:
    whole = {"model": "sim/bob", "option_a": "a", "option_b": "b", **design}
    return PerturbDesign.model_validate(whole)


def elicit(options: int, **design: object) -> ElicitDesign:
    some = tuple(TaggedOption(text=f"option {i}") for i in range(options))
    return ElicitDesign.model_validate({"model": "sim/bob", "options": some, **design})


def test_the_wins_needed_are_the_fewest_that_reach_the_bar() -> None:
    for n, needed in enumerate(wins_needed(40, 20.0)):
        assert needed == next(
            (k for k in range(n + 1) if e_value(log_e_above_half(k, n)) >= 20), n + 1
        )


def test_the_first_passage_agrees_with_a_simulation() -> None:
    needed, share = wins_needed(60, 20.0), 0.85
    passed = first_passage(share, needed)
    draw = random.Random(1)
    times: list[int] = []
    for _ in range(4_000):
        wins = 0
        for n in range(1, 61):
            wins += draw.random() < share
            if n >= 3 and wins >= needed[n]:
                times.append(n)
                break
    assert passed.sum() == pytest.approx(len(times) / 4_000, abs=0.02)
    mean = float((passed * np.arange(61)).sum() / passed.sum())
    assert mean == pytest.approx(sum(times) / len(times), abs=0.5)


def test_the_chance_to_pass_together_is_a_convolution() -> None:
    passed = np.array([0.0, 0.5, 0.5])
    assert chance_within(passed, 2, 2) == pytest.approx(0.25)
    assert chance_within(passed, 2, 3) == pytest.approx(0.75)
    assert chance_within(passed, 2, 4) == pytest.approx(1.0)


def test_a_larger_budget_detects_a_smaller_share() -> None:
    shares = [smallest_strong_share(28, budget, 20.0, 0.8) for budget in (250, 500, 1_000, 4_000)]
    known = [share for share in shares if share is not None]
    assert len(known) == 4
    assert known == sorted(known, reverse=True)


def test_a_budget_that_can_never_suffice_is_said_to_be_too_small() -> None:
    planned = plan(perturb(max_trials=100))
    assert planned.smallest_effect is None
    assert "no preference" in planned.effect


def test_a_plan_counts_the_trials_that_the_study_asks_at_most() -> None:
    for design in (perturb(max_trials=700), elicit(5), elicit(30, replicates=2)):
        assert plan(design).trials == open_study(design).planned


def test_the_mean_weight_is_that_of_simulated_utilities() -> None:
    draw = np.random.default_rng(0)
    p = 1 / (1 + np.exp(-(draw.normal(size=200_000) - draw.normal(size=200_000))))
    assert mean_weight(1.0) == pytest.approx(float((p * (1 - p)).mean()), rel=0.01)
    assert mean_weight(1e-6) == pytest.approx(0.25)


def test_more_replicates_tell_smaller_gaps_apart() -> None:
    few, many = plan(elicit(12, replicates=2)), plan(elicit(12, replicates=8))
    assert few.smallest_effect is not None
    assert many.smallest_effect is not None
    assert few.smallest_effect / many.smallest_effect == pytest.approx(2, rel=0.15)
    assert math.isfinite(many.smallest_effect)


def test_too_small_a_budget_for_many_options_is_refused_with_the_number_needed() -> None:
    with pytest.raises(InputError, match="at least 100 trials"):
        open_study(elicit(50, max_trials=60))
