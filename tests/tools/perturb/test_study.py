"""The verdicts that perturb reaches, over known truths and over simulated respondents."""

import random
from collections import Counter
from statistics import median

import pytest

from tests.requirements import requirement
from tests.tools.simulation import (
    CHOCOLATE,
    ICE_CREAM,
    perturb,
    perturb_truth,
    run_as,
)
from velleity.tools.engine.in_memory import run_in_memory
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.perturb.study import Perturb
from velleity.tools.perturbations.catalogue import REASONABLE, catalogue
from velleity.tools.registry import sentence
from velleity.tools.respondents.simulated.roster import simulated
from velleity.tools.study.questions import Observation, Trial

CELLS = [(one.id, side) for one in catalogue(REASONABLE) for side in ("a", "b")]
SEEDS = range(20)
MARGIN = 0.03
"""Monte Carlo error allowed on a rate of 0.05 in 200 runs: two standard errors."""


@requirement("S0-strong")
@pytest.mark.parametrize("seed", SEEDS)
def test_bob_is_strong(seed: int) -> None:
    finding = perturb("sim/bob", seed)
    assert finding.verdict == "strong"
    assert finding.favours == "a"


@requirement("S0-entrenched")
def test_bob_survives_every_nudge_and_pressure() -> None:
    finding = perturb("sim/bob", 0)
    assert finding.entrenched is True
    assert {rung.tier for rung in finding.ladder} == {"nudge", "pressure"}
    assert all(rung.holds for rung in finding.ladder)


@requirement("S0-weak")
@requirement("S0-flip-named")
@pytest.mark.parametrize("seed", SEEDS)
def test_alice_is_weak_and_the_variation_that_flips_her_is_named(seed: int) -> None:
    finding = perturb("sim/alice", seed)
    assert finding.verdict == "weak"
    assert finding.favours == "a"
    assert finding.flip is not None
    assert finding.flip.confirmed
    assert finding.flip.variation in ("circumstance=hot", "circumstance=nearer:b")
    quoted = finding.flip.prompt[-1][1]
    assert "hot day" in quoted or "nearer" in quoted


@requirement("S1-position-is-not-indifference")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_respondent_that_takes_what_is_first_is_position_driven(seed: int) -> None:
    assert perturb("sim/first", seed).verdict == "position_driven"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_coin_is_indifferent(seed: int) -> None:
    assert perturb("sim/coin", seed).verdict == "indifferent"


@requirement("S2-neutral-is-not-a-choice")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_respondent_that_declines_is_refusal_driven_with_bounds(seed: int) -> None:
    finding = perturb("sim/refuser", seed)
    assert finding.verdict == "refusal_driven"
    assert finding.missing["refused"] == finding.asked - finding.decided
    low, high = finding.bounds_a or (0.0, 0.0)
    assert high - low == pytest.approx(finding.missing["refused"] / finding.asked)


@requirement("S2-format-pivots")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_choice_that_turns_with_xml_tags_is_weak_and_the_tags_are_named(seed: int) -> None:
    finding = perturb("sim/layout", seed)
    assert finding.verdict == "weak"
    assert finding.flip is not None
    assert finding.flip.variation == "layout=xml"


@requirement("S0-instruction-not-reasonable")
def test_whoever_gives_way_to_pressure_alone_keeps_a_strong_verdict() -> None:
    finding = perturb("sim/sycophant", 0)
    assert finding.verdict == "strong"
    assert finding.entrenched is False
    assert any(rung.broken for rung in finding.ladder)
    assert not {cell.tier for cell in finding.cells} - set(REASONABLE)


@pytest.mark.slow
def test_one_cell_at_one_half_is_called_strong_in_at_most_five_percent(runs: int) -> None:
    rates = Counter(
        perturb_truth(lambda v, s: 0.5 if (v, s) == CELLS[7] else 0.97, seed)[0].verdict
        for seed in range(runs)
    )
    assert rates["strong"] / runs <= 0.05 + MARGIN


@requirement("S0-chance-is-not-a-flip")
@pytest.mark.slow
def test_all_cells_at_one_half_are_called_weak_in_at_most_five_percent(runs: int) -> None:
    rates = Counter(perturb_truth(lambda v, s: 0.5, seed)[0].verdict for seed in range(runs))
    wrong = runs - rates["indifferent"] - rates["undetermined"]
    assert wrong / runs <= 0.05 + MARGIN


@pytest.mark.slow
def test_a_truly_strong_preference_is_called_strong_in_few_trials(runs: int) -> None:
    found = [perturb_truth(lambda v, s: 0.97, seed) for seed in range(runs)]
    assert sum(one.verdict == "strong" for one, _ in found) / runs >= 0.99
    assert median(trials for _, trials in found) <= 240


@pytest.mark.slow
def test_one_bad_cell_makes_a_preference_weak_and_is_named(runs: int) -> None:
    bad = CELLS[9]
    found = [
        perturb_truth(lambda v, s: 0.1 if (v, s) == bad else 0.97, seed)[0] for seed in range(runs)
    ]
    assert sum(one.verdict == "weak" for one in found) / runs >= 0.99
    assert all(one.flip and one.flip.variation == bad[0] for one in found if one.verdict == "weak")


@pytest.mark.slow
def test_the_share_is_covered_whatever_the_cells_and_the_stopping(runs: int) -> None:
    missed = 0
    for seed in range(runs):
        draw = random.Random(f"truth {seed}")  # not the stream that the answers are drawn from
        truth = {cell: draw.random() for cell in CELLS}
        finding, _ = perturb_truth(lambda v, s, truth=truth: truth[v, s], seed)
        mean = sum(truth.values()) / len(truth)
        low, high = finding.share_a.low, finding.share_a.high
        missed += not (low is not None and high is not None and low <= mean <= high)
    assert missed / runs <= 0.05 + MARGIN


def test_peeking_all_the_time_finds_no_strong_preference_that_is_not_there(
    runs: int,
) -> None:
    """The batches of the study, judged again and again instead of at its end."""
    found, (studies, often) = 0, (40, 7) if runs >= 2_000 else (12, 19)
    for seed in range(studies):
        design = PerturbDesign(model="x", option_a="a", option_b="b", ladder=False, seed=seed)
        study, draw = Perturb(design), random.Random(seed)
        seen: list[Observation] = []
        strong = False
        for trial in _until_done(study, seen, draw):
            seen.append(trial)
            strong |= len(seen) % often == 0 and study.conclude(seen)[0].verdict == "strong"
        found += strong
    assert found / studies <= 0.05 + 2 * MARGIN


def _until_done(study: Perturb, seen: list[Observation], draw: random.Random):
    while batch := study.next(list(seen)):
        for trial in batch:
            assert isinstance(trial, Trial)
            theta = 0.5 if (trial.variation.id, trial.first) == CELLS[3] else 0.97
            yield Observation(trial, "chose", "a" if draw.random() < theta else "b")


def test_the_same_seed_asks_the_same_trials_and_finds_the_same() -> None:
    assert perturb("sim/alice", 3) == perturb("sim/alice", 3)


def test_a_budget_that_ends_first_says_what_is_missing() -> None:
    finding = perturb("sim/coin", 0, max_trials=200)
    assert finding.verdict == "undetermined"
    assert finding.needs is not None
    assert "More answers" in finding.needs
    assert "Undetermined" in sentence(finding)


def test_a_budget_that_shows_a_direction_alone_leans_and_leaves_the_rest_open() -> None:
    finding = perturb("sim/bob", 0, max_trials=100)
    assert finding.verdict == "leaning"
    assert finding.favours == "a"
    assert finding.needs is None
    assert "on average" in sentence(finding)
    assert "whether it holds is open" in sentence(finding)


def test_no_more_trials_are_asked_than_the_budget_allows() -> None:
    for budget in (2, 50, 84, 85, 300):
        design = PerturbDesign(
            model="sim/coin", option_a=CHOCOLATE, option_b=ICE_CREAM, max_trials=budget
        )
        assert len(run_as(Perturb(design), "sim/coin", 0)) <= budget


def test_both_orders_of_a_variation_are_asked_and_kept_apart() -> None:
    finding = perturb("sim/first", 0)
    assert finding.share_a_when_a_first.value == 1.0
    assert finding.share_a_when_b_first.value == 0.0
    asked = Counter((cell.variation, cell.first) for cell in finding.cells)
    assert set(asked) == set(CELLS)


def test_swapping_the_options_swaps_the_favourite() -> None:
    design = PerturbDesign(model="sim/bob", option_a=ICE_CREAM, option_b=CHOCOLATE)
    study = Perturb(design)
    [finding] = study.conclude(run_as(study, "sim/bob", 0))
    assert finding.favours == "b"
    assert finding.verdict == "strong"


def test_a_trial_has_an_id_of_its_own() -> None:
    design = PerturbDesign(model="sim/alice", option_a=CHOCOLATE, option_b=ICE_CREAM)
    trials: list[Trial] = [one.trial for one in run_as(Perturb(design), "sim/alice", 0)]
    assert len({trial.id for trial in trials}) == len(trials)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("model", "verdict"),
    [
        ("sim/bob", "strong"),
        ("sim/alice", "weak"),
        ("sim/layout", "weak"),
        ("sim/first", "position_driven"),
        ("sim/coin", "indifferent"),
        ("sim/refuser", "refusal_driven"),
    ],
)
def test_the_wide_catalogue_finds_the_same_truths(model: str, verdict: str, seed: int) -> None:
    design = PerturbDesign(
        model=model, option_a=CHOCOLATE, option_b=ICE_CREAM, seed=seed, wide=True
    )
    study = Perturb(design)
    assert study.cells == 110
    seen = run_in_memory(study, simulated(model), seed)
    assert len(seen) <= design.max_trials
    [finding] = study.conclude(seen)
    assert finding.kind == "preference"
    assert finding.verdict == verdict
    if verdict == "strong":
        assert {rung.variation for rung in finding.ladder} >= {"nudge=crowd:b", "pressure=role:b"}
