"""Whole studies of simulated respondents on the shipped bank: they read prompts, and are read."""

from collections import Counter

import pytest

from tests.requirements import requirement
from velleity.tools.engine.in_memory import run_in_memory
from velleity.tools.respondents.simulated.roster import simulated
from velleity.tools.stated_revealed.bank.families import DOMAINS, shipped
from velleity.tools.stated_revealed.design import StatedRevealedDesign
from velleity.tools.stated_revealed.finding import StatedRevealedFinding
from velleity.tools.stated_revealed.power import plan
from velleity.tools.stated_revealed.prompts import Posing, Stance
from velleity.tools.stated_revealed.study import StatedRevealed, answered
from velleity.tools.study.plan import Plan


def found(model: str, seed: int = 0, **said: object) -> StatedRevealedFinding:
    design = StatedRevealedDesign.model_validate({"model": model, "seed": seed, **said})
    study = StatedRevealed(design)
    [finding] = study.conclude(run_in_memory(study, simulated(model), seed))
    return finding


def counted(finding: StatedRevealedFinding) -> Counter[str]:
    return Counter(one.verdict for one in finding.families)


@requirement("S2-gap-is-found")
@requirement("S2-style-is-no-gap")
@pytest.mark.parametrize(
    ("model", "right"),
    [
        ("sim/principled", {"consistent"}),
        ("sim/pragmatist", {"deviates"}),
        ("sim/yes", {"style_driven", "consistent"}),
        ("sim/no", {"style_driven", "consistent"}),
        ("sim/first", {"style_driven", "consistent"}),
        ("sim/wobbly", {"unstable_statement"}),
        ("sim/principled?refusal=0.95", {"declines"}),
    ],
)
def test_simulated_respondents_get_the_verdict_of_their_truth(model: str, right: set[str]) -> None:
    got = counted(found(model))
    least = 16 if model == "sim/wobbly" else 20
    assert sum(got[one] for one in right) >= least, got


def test_exact_probabilities_take_one_call_a_prompt_and_say_the_mass_of_the_labels() -> None:
    finding = found("sim/principled", readout="logprob", families=["risk"])
    assert finding.exact
    assert counted(finding) == {"consistent": 3}
    masses = [one.labels for family in finding.families for one in family.roles]
    assert all(mass is not None and mass == pytest.approx(1) for mass in masses)


def test_little_mass_on_the_labels_is_no_reason_to_drop_a_prompt() -> None:
    finding = found("sim/principled?refusal=0.8", readout="logprob", families=["gender"])
    assert counted(finding) == {"consistent": 3}
    masses = [one.labels for family in finding.families for one in family.roles]
    assert all(mass == pytest.approx(0.2) for mass in masses)


def test_free_answers_and_neutral_ones_are_read() -> None:
    finding = found(
        "sim/principled?neutral=0.2",
        formats=["yes_no", "a_b", "free"],
        neutral=True,
        families=["equal_shares"],
    )
    [one] = finding.families
    assert one.verdict == "consistent"
    assert {effect.format for effect in one.style} == {"yes_no", "a_b", "free"}
    assert 0.1 < (one.published.neutrality_revealed or 0) < 0.3
    assert finding.neutral


def test_every_item_is_asked_in_every_format_and_both_orders_and_controls_beside() -> None:
    design = StatedRevealedDesign(model="m", families=("reciprocity",))
    posings = StatedRevealed(design).next([])
    assert all(isinstance(one, Posing) for one in posings)
    counts = Counter(
        (one.role, one.format, one.first, one.item.polarity)
        for one in posings
        if isinstance(one, Posing)
    )
    assert set(counts.values()) == {18, 6}
    assert {key[0]: n for key, n in counts.items()} == {"stated": 18, "revealed": 18, "control": 6}
    assert len({one.id for one in posings}) == len(posings) == 3 * 28 * 4
    assert StatedRevealed(design).next([Stance(posings[0], "chose", "a")]) == ()  # pyright: ignore[reportArgumentType]


def test_variations_of_the_catalogue_are_asked_where_they_apply() -> None:
    design = StatedRevealedDesign(
        model="m", families=("risk",), variations=("plain", "persona=librarian", "layout=xml")
    )
    posings = [one for one in StatedRevealed(design).next([]) if isinstance(one, Posing)]
    varied = Counter((one.format, one.variation.id) for one in posings)
    assert varied["yes_no", "layout=xml"] == 0
    assert varied["a_b", "layout=xml"] == varied["yes_no", "persona=librarian"] > 0
    assert any("<option" in one.messages[-1][1] for one in posings)
    assert any(one.messages[0][0] == "system" for one in posings)
    with pytest.raises(ValueError, match="does not apply to principles: vary circumstance"):
        StatedRevealed(design.model_copy(update={"variations": ("nudge=friend:a",)}))


def test_a_seed_gives_the_same_numbers_and_the_order_of_families_no_others() -> None:
    one, two = (found("sim/coin", families=["risk", "gender"]) for _ in range(2))
    assert one == two
    turned = found("sim/coin", families=["gender", "risk"])
    by_name = {family.family: family for family in one.families}
    assert {family.family: family for family in turned.families} == by_name


def test_what_does_not_fit_is_refused_with_what_to_do() -> None:
    few = StatedRevealedDesign(model="m", max_trials=100)
    with pytest.raises(ValueError, match="24 families take 2688 answers: raise max_trials"):
        StatedRevealed(few)
    with pytest.raises(ValueError, match="there is no family 'chess'"):
        StatedRevealed(StatedRevealedDesign(model="m", families=("chess",)))


def test_a_plan_says_beforehand_what_families_of_this_size_can_show() -> None:
    whole: Plan = plan(StatedRevealedDesign(model="m"))
    assert whole.trials == 2688
    assert whole.smallest_effect == pytest.approx(0.35, abs=0.01)
    assert "±0.20 at least" in whole.effect
    assert "equality within ±0.25" in whole.effect
    strict = plan(StatedRevealedDesign(model="m", delta=0.15))
    assert "no equality within ±0.15: that needs more prompts" in strict.effect


def test_the_domains_are_summed_up_and_all_of_them() -> None:
    finding = found("sim/pragmatist")
    assert [one.domain for one in finding.domains] == [*DOMAINS, None]
    whole = finding.domains[-1]
    assert whole.families == len(shipped()) == 24
    assert whole.difference.high is not None
    assert whole.difference.high < -0.5


def test_no_mass_on_either_label_is_missing_and_not_one_half() -> None:
    posing = StatedRevealed(StatedRevealedDesign(model="m", readout="logprob")).next([])[0]
    assert isinstance(posing, Posing)
    nothing = answered(Stance(posing, "unreadable", None, (0.0, 0.0)))
    assert (nothing.supports, nothing.opposes, nothing.missing) == (0.0, 0.0, 1.0)


def test_a_study_that_is_opened_again_asks_the_same_by_the_same_names() -> None:
    """Also in a process that has looked at the bank before: a resumed study asks nothing twice."""
    design = StatedRevealedDesign(model="m", families=("gender",))
    first = [one.id for one in StatedRevealed(design).next([])]
    assert [item.id for family in shipped().values() for item in family.stated]
    assert [one.id for one in StatedRevealed(design).next([])] == first
    posed = [one for one in StatedRevealed(design).next([]) if isinstance(one, Posing)]
    items = {(one.role, one.item.id) for one in posed}
    assert len({item for _, item in items}) == len(items) == 3 * 28
