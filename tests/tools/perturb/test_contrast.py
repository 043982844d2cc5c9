"""How a contrast spends its answers: rounds, what is set aside, cut off or known at once."""

import time
from collections import Counter

import pytest

from tests.tools.simulation import CHOCOLATE, ICE_CREAM, Answer, run, spoiled, with_truth
from velleity.tools.engine.in_memory import run_in_memory
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.perturb.finding import PreferenceFinding
from velleity.tools.perturb.study import Perturb
from velleity.tools.perturb.wording import preference
from velleity.tools.perturbations.render import other
from velleity.tools.respondents.simulated.roster import simulated
from velleity.tools.study.questions import Observation, Trial

PAIR = {"model": "truth", "option_a": CHOCOLATE, "option_b": ICE_CREAM, "ladder": False}
WON = with_truth(lambda v, s: 0.97, 1)


def study_of(**design: object) -> Perturb:
    return Perturb(PerturbDesign.model_validate({**PAIR, **design}))


def found_by(answer: Answer, **design: object) -> tuple[PreferenceFinding, list[Observation]]:
    study = study_of(**design)
    seen = run(study, answer)
    [finding] = study.conclude(seen)
    return finding, seen


def rounds_of(answer: Answer, **design: object) -> tuple[int, int]:
    """How many rounds a study takes, and how many answers."""
    study, seen, rounds = study_of(**design), list[Observation](), 0
    while batch := study.next(seen):
        rounds += 1
        seen += [answer(one) for one in batch if isinstance(one, Trial)]
    return rounds, len(seen)


@pytest.mark.parametrize(
    ("share", "most_rounds", "most_answers"), [(0.995, 14, 260), (0.97, 16, 300), (0.5, 30, 900)]
)
def test_rounds_are_few_and_grow_with_the_answers(
    share: float, most_rounds: int, most_answers: int
) -> None:
    rounds, answers = rounds_of(with_truth(lambda v, s: share, 4))
    assert rounds <= most_rounds
    assert answers <= most_answers


def test_more_claims_ask_for_more_evidence_in_every_cell() -> None:
    counts: list[int] = []
    for claims in (1, 20, 300):
        finding, seen = found_by(WON, claims=claims)
        assert finding.verdict == "strong"
        assert finding.claims == claims
        assert finding.e_value is not None
        assert finding.e_value >= claims / finding.alpha
        counts.append(len(seen))
    assert counts == sorted(set(counts))


def test_no_budget_is_spent_on_a_cell_that_brings_no_answer() -> None:
    lost = spoiled(WON, "unreadable", lambda t, s: t.variation.id == "labels=numbers")
    finding, seen = found_by(lost)
    assert finding.verdict == "strong"
    asked = Counter(one.trial.variation.id for one in seen)
    assert asked["labels=numbers"] <= 30
    clean, without = found_by(WON)
    assert len(seen) <= len(without) + 30
    assert clean.verdict == finding.verdict


def test_an_answer_that_was_cut_off_is_asked_once_more_and_then_counts() -> None:
    """A limit that is too small for one variation, and large enough with more room."""

    def cut(trial: Trial, seen: Observation) -> float:
        return float(trial.variation.id == "wording=pick" and trial.room == 0)

    finding, seen = found_by(spoiled(WON, "truncated", cut))
    assert finding.verdict == "strong"
    assert finding.missing == {}
    again = [one for one in seen if one.trial.room]
    first = [one for one in seen if one.outcome == "truncated"]
    assert len(again) == len(first) > 0
    assert {one.trial.variation.id for one in again} == {"wording=pick"}
    assert finding.asked == len(seen) - len(first)


def test_what_is_cut_off_with_more_room_as_well_is_set_aside_and_said_to_be_cut_off() -> None:
    finding, _ = found_by(spoiled(WON, "truncated", lambda t, s: t.variation.id == "wording=pick"))
    assert finding.verdict == "strong"
    assert finding.missing_kinds["cut_off"] == finding.asked - finding.decided
    assert "cut off" in preference(finding)
    everywhere, seen = found_by(spoiled(WON, "truncated", lambda t, s: 1.0))
    assert everywhere.verdict == "unreadable"
    assert len(seen) == 2 * 84


def test_a_cut_answer_near_the_end_of_the_budget_costs_no_more_than_there_is() -> None:
    for budget in (90, 100, 150):
        lost = spoiled(WON, "truncated", lambda t, s: 0.5)
        assert len(found_by(lost, max_trials=budget)[1]) <= budget


def test_a_model_without_chance_needs_no_rule_of_its_own() -> None:
    finding, seen = found_by(with_truth(lambda v, s: 1.0, 0), temperature=0)
    assert finding.verdict == "strong"
    assert 7 * 28 <= len(seen) <= 214
    beside_a_coin, _ = found_by(
        with_truth(lambda v, s: 0.5 if (v, s) == ("layout=xml", "b") else 1.0, 0), temperature=0
    )
    assert beside_a_coin.verdict in ("leaning", "weak")


def test_a_change_while_it_is_asked_is_warned_of_and_nothing_is_concluded() -> None:
    def drifting(trial: Trial) -> Observation:
        return Observation(trial, "chose", "a" if trial.replicate < 3 else "b")

    finding, _ = found_by(drifting)
    assert finding.verdict == "undetermined"
    assert finding.dependent is not None
    assert "chance would have it (z = " in (finding.needs or "")


def test_the_plan_of_a_study_does_not_depend_on_how_often_it_was_looked_at() -> None:
    watched, plain = study_of(), study_of()
    answer = with_truth(lambda v, s: 0.9, 2)
    seen: list[Observation] = []
    while batch := watched.next(seen):
        assert [one.id for one in plain.next(list(seen))] == [one.id for one in batch]
        assert [one.id for one in study_of().next(list(seen))] == [one.id for one in batch]
        watched.conclude(seen[: len(seen) // 2])
        seen += [answer(one) for one in batch if isinstance(one, Trial)]
    assert watched.conclude(seen) == study_of().conclude(seen)


def test_time_for_a_plan_does_not_grow_with_the_square_of_the_answers() -> None:
    """All plans of a study of 16 times the answers take less than 64 times as long."""

    def seconds(budget: int) -> float:
        answer = with_truth(lambda v, s: 0.6 if s == "a" else 0.55, 5)
        study, seen, spent = study_of(max_trials=budget, delta=0.01), list[Observation](), 0.0
        while True:
            begun = time.thread_time()
            batch = study.next(seen)
            spent += time.thread_time() - begun
            if not batch:
                return spent
            seen += [answer(one) for one in batch if isinstance(one, Trial)]

    seconds(500)
    least = min(seconds(16_000) for _ in range(2))  # waste may be looked for in one of them
    assert least < 64 * max(0.005, seconds(1_000))


def exact(model: str, **design: object) -> tuple[PreferenceFinding, list[Observation]]:
    study = study_of(model=model, readout="logprob", **design)
    seen = run_in_memory(study, simulated(model), 0)
    [finding] = study.conclude(seen)
    return finding, seen


@pytest.mark.parametrize(
    ("model", "verdict", "side"),
    [
        ("sim/bob", "strong", "a"),
        ("sim/alice", "weak", "a"),
        ("sim/layout", "weak", "a"),
        ("sim/first", "position_driven", None),
        ("sim/coin", "indifferent", None),
        ("sim/refuser", "unreadable", None),
    ],
)
def test_known_probabilities_are_asked_for_once_and_judged_without_a_draw(
    model: str, verdict: str, side: str | None
) -> None:
    finding, seen = exact(model)
    assert len(seen) == 28
    assert (finding.verdict, finding.exact) == (verdict, True)
    assert side is None or finding.favours == side
    assert finding.e_value is None
    assert finding.share_a.low == finding.share_a.high == finding.share_a.value
    again, _ = exact(model, seed=99)
    assert again.share_a == finding.share_a
    assert verdict == "unreadable" or "exact for these 28 prompts" in preference(finding)


def test_the_masses_of_a_prompt_are_those_of_its_formula() -> None:
    finding, _ = exact("sim/bob?lapse=0.2")
    for cell in finding.cells:
        assert cell.masses is not None
        assert cell.masses[0] == pytest.approx(0.9, abs=0.01)
        assert sum(cell.masses) == pytest.approx(1)
    assert finding.share_a.value == pytest.approx(0.9, abs=0.01)


def test_a_ladder_of_known_probabilities_is_climbed_once_in_each_order() -> None:
    finding, seen = exact("sim/sycophant", ladder=True)
    assert finding.verdict == "strong"
    assert finding.entrenched is False
    assert len(seen) == 28 + 2 * len(finding.ladder)
    assert any(rung.broken for rung in finding.ladder)
    assert all(rung.share_a.low == rung.share_a.high for rung in finding.ladder)


def test_labels_with_little_probability_are_reported_and_not_asked_again() -> None:
    def answer(trial: Trial) -> Observation:
        little = trial.variation.id == "labels=numbers"
        return Observation(trial, "chose", "a", None, (0.2, 0.1) if little else (0.8, 0.15))

    study = study_of(readout="logprob")
    seen = run(study, answer)
    [finding] = study.conclude(seen)
    assert len(seen) == 28
    assert finding.verdict == "strong"
    assert {one.variation for one in finding.cells if one.state == "set_aside"} == {
        "labels=numbers"
    }
    assert "In 2 of 28 prompts the labels have less than half" in preference(finding)


def test_a_prompt_that_is_declined_altogether_is_known_to_be() -> None:
    def answer(trial: Trial) -> Observation:
        if trial.variation.id == "circumstance=hot":
            return Observation(trial, "refused", None, "I cannot help with that.")
        return Observation(trial, "chose", "a", None, (0.8, 0.15))

    study = study_of(readout="logprob")
    seen = run(study, answer)
    [finding] = study.conclude(seen)
    assert len(seen) == 28
    assert (finding.verdict, finding.exact) == ("leaning", True)
    declining = [one for one in finding.cells if one.state == "declines"]
    assert {one.variation for one in declining} == {"circumstance=hot"}
    assert finding.missing_kinds["declined"] == 2


def test_a_provider_that_sends_no_probabilities_is_asked_as_any_other() -> None:
    finding, seen = found_by(WON, readout="logprob")
    assert finding.verdict == "strong"
    assert not finding.exact
    assert len(seen) > 28


def test_probabilities_of_ever_new_pairs_are_a_sample_of_the_categories() -> None:
    def answer(trial: Trial) -> Observation:
        good = trial.question.a.text.endswith(("0", "1", "2", "3"))
        masses = (0.9, 0.1) if good else (0.4, 0.6)
        return Observation(trial, "chose", "a", None, masses)

    categories = {"many_a": tuple(f"x {n}" for n in range(5)), "many_b": ("y 0", "y 1")}
    study = study_of(readout="logprob", **categories)
    [finding] = study.conclude(run(study, answer))
    assert not finding.exact
    assert finding.share_a.low is not None
    assert finding.share_a.high is not None
    assert finding.share_a.low <= 0.8 <= finding.share_a.high
    assert finding.verdict in ("strong", "leaning")


def test_exchanging_names_and_places_of_the_options_exchanges_the_finding() -> None:
    def theta(v: str, s: str) -> float:
        return 0.05 if v == "layout=xml" and s == "a" else 0.95

    one, _ = found_by(with_truth(theta, 3))
    two, _ = found_by(with_truth(lambda v, s: 1 - theta(v, other("a" if s == "a" else "b")), 3))
    assert one.verdict == two.verdict == "weak"
    assert (one.favours, two.favours) == ("a", "b")
    assert one.flip
    assert two.flip
    assert one.flip.variation == two.flip.variation == "layout=xml"
    assert (one.flip.first, two.flip.first) == ("a", "b")
