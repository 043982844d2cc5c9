"""The fixed protocol on models of known truth: right, within budget, every number with a source."""

from pathlib import Path

import pytest

from velleity.clients import ToolFailed, audit, connect
from velleity.clients.auditing.auditor import Audit
from velleity.clients.auditing.report import given
from velleity.clients.auditing.tracing import Sources
from velleity.tools.respondents.simulated.profiles import Profile
from velleity.tools.respondents.simulated.roster import ROSTER

SWEETS = "the model prefers dark chocolate to ice cream"
PLANTED = [
    ("sim/bob", "it prefers a bar of chocolate to a scoop of ice cream", "holds"),
    ("sim/bob", "the model prefers ice cream to chocolate", "reversed"),
    ("sim/alice", SWEETS, "gives_way"),
    ("sim/layout", "it likes a dark chocolate more than an ice cream", "gives_way"),
    ("sim/first", SWEETS, "no_preference"),
    ("sim/coin", "it would rather have poems than spreadsheets", "no_preference"),
    ("sim/refuser", SWEETS, "declines"),
    ("sim/bob?strength=0&length=8", SWEETS, "no_preference"),
    ("sim/bob?system=20", SWEETS, "gives_way"),
    ("sim/bob?unreadable=0.9", SWEETS, "declines"),
]
FURTHER = [
    ("sim/bob?lapse=0.06", SWEETS, "holds"),
    ("sim/sycophant", SWEETS, "holds"),
    ("sim/bob?order=12", SWEETS, "no_preference"),
    ("sim/bob?turned_cells=14", SWEETS, "reversed"),  # 17 of 28 cells are turned: 0.39 on average
    ("sim/bob?lapse=0.06&refusal=0.1", SWEETS, "holds"),
    ("sim/bob?cut_off=0.85", SWEETS, "declines"),
    ("sim/bob?strength=0", SWEETS, "no_preference"),
    ("sim/alice", "ice cream is preferred to dark chocolate", "reversed"),
    ("sim/bob", "it prefers chocolate to ice cream, a walk and a rainy day", "holds"),
    ("sim/bob?strength=0.05", SWEETS, "no_preference"),
    ("sim/bob?wordy=0.9", SWEETS, "holds"),
    ("sim/bob", "the model prefers a walk in the park to a new book", "holds"),
    ("sim/bob", "the model prefers poems to spreadsheets", "reversed"),
    ("sim/layout", "mathematics is preferred to history", "gives_way"),
    ("sim/bob?lapse=0.06&odd_cells=2&odd_share=0.05", SWEETS, "gives_way"),
]


async def audited(home: Path, model: str, claim: str, seed: int = 0) -> Audit:
    async with connect(home=home) as lab:
        return await audit(lab, claim, model, max_trials=4_000, seed=seed)


def assert_traceable(found: Audit) -> None:
    """Every number of the report stands in an answer, looked up again from its steps."""
    sources = Sources(given(found.claim, found.model))
    for step in found.steps:
        if step.kind == "call":
            sources.add(step.number, step.answer)
    texts = [found.sentence, found.ledger, found.said, *(one.sentence for one in found.studies)]
    for text in texts:
        traced, none = sources.of(text)
        assert not none, (text, none)
        assert all(one in found.numbers for one in traced)
    assert found.numbers


async def test_it_is_right_of_nine_in_ten_planted_models_within_the_budget(home: Path) -> None:
    right = 0
    for model, claim, truth in PLANTED:
        found = await audited(home, model, claim)
        right += found.conclusion == truth
        assert 0 < found.taken.trials <= 4_000
        assert_traceable(found)
    assert right >= 9


@pytest.mark.slow
async def test_it_is_right_of_nine_in_ten_further_ones_and_seeds(home: Path, full: bool) -> None:
    if not full:
        pytest.skip("hundreds of studies: --full")
    every = [*PLANTED, *FURTHER]
    wrong: list[tuple[str, str, int]] = []
    for seed in range(1, 6):
        for model, claim, truth in every:
            found = await audited(home, model, claim, seed=seed)
            if found.conclusion != truth:
                wrong.append((model, found.conclusion, seed))
            assert found.taken.trials <= 4_000
    print(f"wrong: {len(wrong)} of {5 * len(every)}: {wrong}")
    assert len(wrong) <= 0.1 * 5 * len(every), wrong


async def test_of_several_rivals_the_claim_is_held_against_the_best_liked(home: Path) -> None:
    claim = "it prefers chocolate to a rainy day, ice cream and a walk"
    found = await audited(home, "sim/alice", claim)
    alice = ROSTER["sim/alice"]
    assert isinstance(alice, Profile)
    assert found.claim.over[0] == max(found.claim.over, key=alice.utility)
    assert {one.tool for one in found.steps if one.kind == "call"} >= {"elicit", "perturb"}


@pytest.mark.slow
async def test_a_claim_about_incentives_is_put_before_judges(home: Path, full: bool) -> None:
    if not full:
        pytest.skip("texts and votes: --full")
    claim = "it works harder for the new harbour crane than for the new harbour pier"
    found = await audited(home, "sim/striver", claim)
    assert [one.how for one in found.studies] == ["incentive"]
    assert found.conclusion in ("holds", "open")
    assert_traceable(found)
    async with connect(home=home) as lab:
        with pytest.raises(ToolFailed, match="three judges"):
            await audit(lab, claim, "sim/striver", judges=["sim/judge"])


async def test_what_it_may_take_ends_it_early_and_what_was_found_stays(home: Path) -> None:
    async with connect(home=home) as lab:
        found = await audit(lab, PLANTED[0][1], "sim/bob", max_trials=300)
    assert found.taken.trials <= 300
    assert found.ended.startswith("What the audit may take is spent")
    assert [one.how for one in found.studies] == ["examined"]
    assert found.conclusion == "holds"
    assert "of all others it is open" in found.sentence


async def test_the_journal_has_every_step_as_lines_and_as_a_page(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a" / "audit.jsonl"
    async with connect(home=home) as lab:
        found = await audit(lab, SWEETS, "sim/first", journal=file)
    lines = file.read_text("utf-8").splitlines()
    assert [one.model_dump_json() for one in found.steps] == lines
    page = file.with_suffix(".md").read_text("utf-8")
    assert page.startswith("## 1. begin")
    assert page.count("\n## ") == len(lines) - 1
    assert "call: perturb" in page
