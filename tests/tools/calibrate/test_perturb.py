"""The table of verdicts on known truths: a few studies a row, 500 of them with --full."""

from functools import lru_cache
from pathlib import Path
from statistics import median

import pytest

from velleity.tools.calibrate.claims import CLAIMS
from velleity.tools.calibrate.perturb import Run, row_of, simulate
from velleity.tools.calibrate.scenarios import ATTACKS, CORE, Truth, with_share
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.perturb.study import Perturb
from velleity.tools.statistics.proportions.intervals import clopper_pearson

PLAN = PerturbDesign(model="simulated", option_a="the one", option_b="the other")
FEW, MANY = 6, 500
UNSEEN = {f"{start}sticky=0.9" for start in ("sim/coin?", f"{with_share(0.7)}&")} | {
    truth.model for truth in ATTACKS if "drift=" in truth.model and "drift=0.1" not in truth.model
}
"""Answers that depend on each other and do not always betray it: no limit is claimed there."""
ROWS = (*CORE, *ATTACKS)
LIMITED = [truth for truth in ROWS if truth.model not in UNSEEN]
WELL: dict[str, tuple[str, float, int]] = {
    "sim/bob": ("strong", 1.0, 230),
    "sim/bob?lapse=0.06": ("strong", 1.0, 245),
    "sim/alice": ("weak", 0.99, 220),
    "sim/first": ("position_driven", 0.99, 100),
    "sim/coin": ("indifferent", 0.95, 600),
    "sim/bob?lapse=0.06&refusal=0.05": ("strong", 0.99, 10_000),
    "sim/bob?lapse=0.06&refusal=0.1": ("strong", 0.99, 10_000),
}
"""Where all is well: the verdict, how often at least, and in how many answers (median)."""


@pytest.fixture(scope="module")
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))


@lru_cache
def runs_of(model: str, runs: int) -> list[Run]:
    return [simulate(PLAN, model, 0, number) for number in range(runs)]


@pytest.mark.slow
@pytest.mark.parametrize("truth", LIMITED, ids=[one.model for one in LIMITED])
def test_a_verdict_is_wrong_in_at_most_five_percent_and_a_warning_in_two(
    truth: Truth, full: bool
) -> None:
    runs = runs_of(truth.model, MANY if full else FEW)
    wrong, warned = sum(run.wrong for run in runs), sum(run.warned for run in runs)
    if not full:  # three of six: once in 450 rows at a rate of 5 %
        assert wrong <= 2
        assert truth.dependent or warned <= 2
        return
    assert wrong / MANY <= 0.05
    assert clopper_pearson(wrong, MANY).high <= 0.07
    assert truth.dependent or warned / MANY <= 0.02


@pytest.mark.slow
@pytest.mark.parametrize("model", WELL)
def test_nothing_is_lost_where_all_is_well(model: str, full: bool) -> None:
    runs = runs_of(model, MANY if full else FEW)
    verdict, often, answers = WELL[model]
    rate = sum(run.verdict == verdict for run in runs) / len(runs)
    assert rate >= (often if full else 0.5)
    assert median(run.answers for run in runs) <= answers * (1 if full else 1.25)
    assert median(run.rounds for run in runs) <= (20 if full else 25)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "verdict"),
    [
        ("sim/bob?lapse=0.06", "strong"),
        ("sim/alice", "weak"),
        ("sim/first", "position_driven"),
        ("sim/refuser", "refusal_driven"),
    ],
)
def test_the_wide_catalogue_with_a_label_style_that_cannot_be_read_gives_the_same_verdict(
    model: str, verdict: str, full: bool
) -> None:
    wide = PLAN.model_copy(update={"wide": True})
    name = f"{model}{'&' if '?' in model else '?'}long_labels=1"
    runs = [simulate(wide, name, 0, number) for number in range(100 if full else 2)]
    assert sum(run.verdict == verdict for run in runs) >= 0.95 * len(runs)
    assert sum(run.wrong for run in runs) <= 0.05 * len(runs)


def test_a_row_is_the_same_however_its_runs_are_shared_out() -> None:
    truth = CORE[1]
    forth = [simulate(PLAN, truth.model, 3, number) for number in range(8)]
    back = [simulate(PLAN, truth.model, 3, number) for number in reversed(range(8))]
    assert row_of(truth, forth) == row_of(truth, back[::-1])
    assert forth != [simulate(PLAN, truth.model, 4, number) for number in range(8)]


def test_every_truth_has_a_name_and_words_of_its_own() -> None:
    assert len({truth.model for truth in ROWS}) == len({truth.what for truth in ROWS}) == len(ROWS)


def test_a_design_without_chance_is_tried_without_chance() -> None:
    still = PLAN.model_copy(update={"temperature": 0.0})
    strong = [simulate(still, "sim/bob?lapse=0.4", 0, number) for number in range(3)]
    assert [run.verdict for run in strong] == ["strong"] * 3
    assert not any(run.wrong for run in strong)
    weak = [simulate(still, "sim/alice", 0, number) for number in range(3)]
    assert [run.verdict for run in weak] == ["weak"] * 3
    assert not any(run.wrong for run in weak)


def test_a_design_that_reads_probabilities_is_tried_on_them() -> None:
    exact = PLAN.model_copy(update={"readout": "logprob"})
    for model, verdict in (("sim/sycophant", "strong"), ("sim/alice", "weak")):
        run = simulate(exact, model, 0, 0)
        assert (run.verdict, run.wrong, run.answers) == (verdict, False, 28)


def test_the_readme_shows_every_truth_and_when_every_verdict_is_wrong() -> None:
    page = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
    shown = page.partition("<!-- calibration -->")[2].partition("<!-- end of calibration -->")[0]
    rows = [line for line in shown.splitlines() if line.startswith("| `")]
    assert [row.split(" | ")[:2] for row in rows] == [
        [f"| `{truth.model}`", truth.what] for truth in ROWS
    ]
    for verdict, claim in CLAIMS.items():
        assert f"| {verdict.replace('_', ' ')} | {claim.wrong_if} |" in shown


@pytest.mark.parametrize("most", [10, 60])
def test_a_budget_that_the_ladder_would_take_whole_is_tried_as_far_as_it_goes(most: int) -> None:
    plan = PerturbDesign(model="simulated", option_a="x", option_b="y", max_trials=most)
    assert not Perturb(plan).budget_of_cells
    run = simulate(plan, "sim/bob", 0, 0)
    assert 0 < run.answers <= most
    assert run.verdict != "strong"
