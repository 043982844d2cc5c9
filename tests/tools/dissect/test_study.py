"""Studies of judges whose truth is known: what drives them, how alike they are, how they move."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.requirements import requirement
from tests.tools.dissect.judging import found_by, observations_of, weight_of
from velleity.store.records import StudyRecord, TrialRecord
from velleity.tools.dissect.design import DissectDesign
from velleity.tools.dissect.evidence import judge_rows
from velleity.tools.dissect.finding import DissectFinding, JudgeFinding
from velleity.tools.dissect.notes import dissect_notes
from velleity.tools.dissect.power import plan
from velleity.tools.dissect.prompts import Compared
from velleity.tools.dissect.report import dissect_sections
from velleity.tools.dissect.study import Dissect
from velleity.tools.dissect.verb import DISSECTION
from velleity.tools.dissect.wording import dissection

pytestmark = pytest.mark.xdist_group("a dissection is made once")
CRITIC, LENGTH = "sim/critic?examples=2.5&apologies=-2.5", "sim/wordlover?length=3"
PLACE = "sim/unmoved?order=2"
MARKS = ("length", "examples", "apologies", "lists", "hedges", "headings", "exclamations")
FEW = ("advice", "planning")
SOME = ("length", "examples", "lists")
STUDY = StudyRecord("std_x", "dissect", "m", "", {}, "d", "done", 1, "2026-01-01")


@cache
def whole() -> DissectFinding:
    """Two judges, and a writer that tries to win the first one over."""
    pushed = {"writer": "sim/scribe", "asks": 16, "push": 2}
    return found_by(CRITIC, others=[LENGTH], properties=MARKS, scenarios=FEW, pairs=12, **pushed)


def judge(finding: DissectFinding, name: str) -> JudgeFinding:
    return next(one for one in finding.judges if one.judge == name)


@requirement("S3-planted-weights")
def test_what_a_judge_likes_and_dislikes_most_is_found_with_its_size() -> None:
    own = [one for one in whole().weights if one.judge == CRITIC and not one.little]
    own.sort(key=lambda one: one.weight.value or 0.0)
    assert own[0].property == "apologies"
    assert own[-1].property == "examples"
    for name, truth in (("examples", 2.5), ("apologies", -2.5), ("length", 0.0)):
        one = weight_of(whole(), CRITIC, name)
        assert one.weight.low is not None
        assert one.weight.high is not None
        assert one.weight.low - 0.5 <= truth <= one.weight.high + 0.5
        assert one.mc_error < 0.05
        assert abs(one.published.value or 0.0) <= abs(one.weight.value or 0.0) + 0.1
    assert judge(whole(), CRITIC).verdict == "properties_driven"


@requirement("S3-length-alone")
def test_where_length_alone_explains_as_much_that_is_the_finding() -> None:
    one = judge(whole(), LENGTH)
    assert one.verdict == "length_driven"
    shown = [each.property for each in whole().weights if each.judge == LENGTH and each.shown]
    assert shown == ["length"]
    told = whole().model_copy(update={"judges": [one]})
    assert "length alone explains as much as all properties do" in dissection(told)


def test_who_goes_by_the_place_has_no_property_and_an_order() -> None:
    finding = found_by(PLACE, properties=SOME, pairs=1)
    [one] = finding.judges
    assert one.verdict == "position_driven"
    assert 1.3 < (one.order.value or 0.0) < 2.7
    assert (one.follows_place.value or 0.0) > 0.6
    assert not [each for each in finding.weights if each.shown]


@requirement("S3-similarity")
def test_judges_are_held_against_each_other_with_the_order_left_out() -> None:
    [one] = whole().similarities
    assert (one.one, one.other) == (CRITIC, LENGTH)
    for each in (one.by_scenario, one.beneath_noise):
        assert each.low is not None
        assert each.high is not None
        assert each.value is not None
        assert -1 <= each.low <= each.value <= each.high <= 1
    apart = {each.property for each in whole().differences if each.shown}
    assert {"examples", "apologies", "length"} <= apart
    assert "headings" not in apart


@requirement("S3-manipulation")
def test_a_writer_moves_a_judge_as_its_weights_foretell_and_one_that_does_not_care_is_not() -> None:
    pushes = {(one.judge, one.arm): one for one in whole().pushes}
    for arm, sign in (("most", 1), ("least", -1)):
        one, deaf = pushes[CRITIC, arm], pushes[LENGTH, arm]
        assert "Give examples." in pushes[CRITIC, "most"].asked
        assert sign * (one.score.value or 0.0) > 0.5
        assert sign * ((one.wins.value or 0.0) - 0.5) > 0.15
        assert abs((one.wins.value or 0.0) - (one.foretold.value or 0.0)) < 0.2
        assert abs(deaf.score.value or 0.0) < 0.6 < abs(one.score.value or 0.0)
        assert abs((deaf.wins.value or 0.0) - 0.5) < 0.2
        assert one.longer.n == one.questions == 16


def test_sentence_notes_and_page_tell_numbers_with_interval_and_n() -> None:
    said = dissection(whole())
    assert said.startswith(f"{CRITIC} likes examples (+")
    assert "n = 192 pairs of 16 questions" in said
    assert f"{LENGTH} is driven by length alone" in said
    notes = dissect_notes(whole())
    assert notes[0].startswith(f"{CRITIC}: the answer shown first gains")
    assert any("prefer the same answer" in one for one in notes)
    assert any(one.startswith("Written with what is most preferred") for one in notes)
    assert any("cover .82 to .87" in one for one in notes)
    trial = TrialRecord(
        "std_x", "t", "q", None, None, "v", None, "a", 0, "label", "chose", "a",
        kind="verdict", messages=(("user", "asked"),), reply="A",
    )  # fmt: skip
    [section] = dissect_sections(STUDY, [whole()], lambda *_, **__: [trial])
    assert [table.title for table in section.tables] == [
        "Properties",
        "Choices foretold that the fit has not seen",
        "Likeness of judges: correlation of weights, noise taken out, order left out",
        "Where judges differ",
        "By scenario, pooled: properties that are shown",
        "How far sim/scribe moved them",
    ]
    assert section.figure is not None
    assert len(section.charts) == 1
    assert len(section.figure.rows) == len(MARKS) + 1
    assert section.quotes[0].reply == "A"
    brief = DISSECTION.brief(whole())
    assert brief["verdict"] == "properties_driven"


@pytest.mark.parametrize(
    ("verdict", "part"),
    [
        ("declines", "mostly gives no preference"),
        ("unexplained", "explained by none of these"),
        ("undetermined", "undetermined"),
        ("position_driven", "goes by the place"),
        ("properties_driven", "likes"),
    ],
)
def test_every_verdict_has_a_sentence_of_its_own(verdict: str, part: str) -> None:
    first = whole().judges[0].model_copy(update={"verdict": verdict, "reason": "few pairs"})
    assert part in dissection(whole().model_copy(update={"judges": [first]}))


@requirement("S3-annotator-is-not-the-judge")
def test_a_judge_is_never_its_own_only_annotator() -> None:
    with pytest.raises(ValueError, match="cannot be its own only annotator"):
        DissectDesign(model="m", annotators=("m",))
    with pytest.raises(ValueError, match="cannot be its own only annotator"):
        DissectDesign(model="m", others=("o",), annotators=("o",))
    DissectDesign(model="m", annotators=("m", "n"))


@requirement("S3-annotator-is-not-the-judge")
def test_what_a_judge_read_itself_does_not_explain_what_it_prefers() -> None:
    names, one = ["sim/critic", "sim/annotator", "sim/annotator?accuracy=0.6"], "sim/critic"
    asked = {"properties": ["friendly"], "scenarios": ["code"], "pairs": 1}
    design = DissectDesign.model_validate({"model": one, "annotators": names, **asked})
    evidence = Dissect(design).evidence([])
    said = np.zeros((5, 8, 2), dtype=np.int8)
    readers = ["", names[0], names[0], names[1], names[2]]
    seen = replace(evidence.seen, said=said, readers=readers)
    assert seen.without(one).readers == ["", names[1], names[2]]
    assert seen.without(one).said.shape == (3, 8, 2)
    assert seen.without("somebody else").said.shape == said.shape


@pytest.mark.slow
def test_properties_in_words_are_explained_through_annotators_that_err(runs: int) -> None:
    if runs < 2_000:
        pytest.skip("seconds: run with --full")
    finding = found_by(
        "sim/critic?friendly=2&examples=0&numbers=0&lists=0&hedges=0&apologies=0&repeats=0",
        annotators=["sim/annotator?accuracy=0.7"],
        properties=["friendly"],
        own_properties=["concrete: it names things that one can touch"],
        scenarios=["advice", "planning"],
        pairs=5,
    )
    one = weight_of(finding, finding.model, "friendly")
    assert one.shown
    assert one.error is not None
    assert 0.1 < one.error < 0.4
    names = [each.property for each in finding.weights]
    assert names == ["friendly", "length", "concrete"]
    [reader] = finding.readers
    assert reader.unreadable == 0
    assert 0.4 < (reader.agreement.value or 0.0) < 0.9


def test_ties_and_refusals_are_outcomes_of_their_own() -> None:
    design = DissectDesign(
        model="sim/critic?tie=0.3&refusal=0.2", ties=True, pairs=1, scenarios=("advice", "code")
    )
    seen = observations_of(Dissect(design), design)
    assert {one.outcome for one in seen} == {"chose", "tied", "refused"}
    shares = {one.outcome: one.share for one in seen if isinstance(one, Compared)}
    assert shares["tied"] == 0.5
    assert shares["refused"] is None


def test_exact_probabilities_are_shares_whichever_answer_is_shown_first() -> None:
    design = DissectDesign(
        model="sim/critic?order=1", readout="logprob", pairs=1, scenarios=("advice",)
    )
    seen = observations_of(Dissect(design), design)
    by_order = {
        (one.asked.pair.id, one.asked.first): one.share for one in seen if isinstance(one, Compared)
    }
    for (pair, first), share in by_order.items():
        if first == "a":
            other = by_order[pair, "b"]
            assert share is not None
            assert other is not None
            assert share > other  # being shown first helps a by the same in every pair


def test_the_order_of_answers_makes_no_difference_to_what_is_concluded() -> None:
    design = DissectDesign(model=CRITIC, pairs=1, scenarios=("advice", "code"))
    study = Dissect(design)
    seen = observations_of(study, design)
    one, other = (study.evidence(some) for some in (seen, seen[::-1]))
    rows = [judge_rows(CRITIC, each.said, each.seen).rows for each in (one, other)]
    for name in ("x", "order", "y", "weight", "group"):
        assert np.array_equal(getattr(rows[0], name), getattr(rows[1], name)), name


def test_a_plan_says_what_could_be_shown_and_what_is_too_little() -> None:
    told = plan(DissectDesign(model=CRITIC))
    assert told.trials == 528
    assert told.smallest_effect is not None
    assert 0.3 < told.smallest_effect < 1
    assert "264 pairs of 88 questions in both orders, 20 properties" in told.effect
    few = plan(DissectDesign(model=CRITIC, pairs=1, annotators=("n",)))
    assert any("pairs are few" in one for one in few.cautions)
    assert any("one annotator alone" in one for one in few.cautions)
    with pytest.raises(ValueError, match="raise max_trials"):
        Dissect(DissectDesign(model=CRITIC, max_trials=10))
    for wrong, why in (
        ({"scenarios": ("chess",)}, "no scenario 'chess'"),
        ({"properties": ("shiny",)}, "no property 'shiny'"),
        ({"properties": ("friendly",)}, "name annotators"),
        ({"annotators": ("n",), "own_properties": ("x",)}, "NAME: WORDS"),
    ):
        with pytest.raises(ValueError, match=why):
            Dissect(DissectDesign.model_validate({"model": CRITIC, **wrong}))
