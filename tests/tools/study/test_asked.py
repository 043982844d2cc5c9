"""All that is asked has one base: a name, a seed, a kind, and a row that pretends nothing."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.tools.transfer_test.transfers import study_of
from velleity.store.records import Answer
from velleity.tools.dissect.bank.pairs import Pair
from velleity.tools.dissect.manipulation.prompts import Scoring, Writing
from velleity.tools.dissect.prompts import Rating
from velleity.tools.elicit.free_choice import FreeChoice
from velleity.tools.follow_up.design import Turn
from velleity.tools.follow_up.study import Asked
from velleity.tools.perturb.follow_up.proposals import MeaningCheck, Proposal
from velleity.tools.perturbations.catalogue import Variation
from velleity.tools.properties.catalogue import PUBLISHED
from velleity.tools.respondents.protocol import Reply
from velleity.tools.responses.adjudication import Naming
from velleity.tools.responses.recording import pose
from velleity.tools.stated_revealed.bank.families import Item
from velleity.tools.stated_revealed.prompts import Posing
from velleity.tools.study.asked import KINDS, OWN_WORDS, Askable
from velleity.tools.study.questions import Option, Question, Trial
from velleity.tools.transfer_test.prompts import Judging

QUESTION = Question(Option("write a poem about rain"), Option("fill in a spreadsheet"))
TRIAL = Trial(QUESTION, Variation(()), "b", 3, "enact")
ITEM = Item(ask="Is rain wet?", yes="It is wet.", no="It is dry.", polarity=-1)
TURN = Turn(trial="t", question="q", variation="plain", messages=(("user", "Tea?"),), reply="A")
PROPOSAL = Proposal(QUESTION, "writer", "a")
TEXTS = study_of("sim/striver", ("sim/judge",), 1, items=2)
TOLD = Pair("advice", "Is rain wet?", ("Rain is wet.", "Rain is dry."))
ONE_OF_EACH: dict[str, Askable] = {
    "choice": TRIAL,
    "text": TEXTS.writings[0],
    "verdict": TEXTS.bare_judgings("sim/judge")[0],
    "free": FreeChoice(tuple(Option(f"thing {n}") for n in range(4)), 2),
    "proposal": PROPOSAL,
    "meaning_check": MeaningCheck(QUESTION, "judge", "Hello. ${question}", PROPOSAL, 1, 0),
    "task_naming": Naming("judge", TRIAL, "Rain, rain.", "b"),
    "rating": Rating("annotator", TOLD, PUBLISHED[:2], "b", 0),
    "answer": Writing("writer", TOLD, "plain", ()),
    "score": Scoring("judge", TOLD, "plain", "Rain is wet.", 0, own=False),
    "stance": Posing("f", "stated", ITEM, "a_b", "b", Variation(())),
    "follow_up": Asked("m", TURN, "Why?"),
}
EACH = pytest.mark.parametrize("kind", KINDS)


def test_there_is_one_of_each_kind() -> None:
    assert set(ONE_OF_EACH) == set(KINDS)
    assert len({one.id for one in ONE_OF_EACH.values()}) == len(KINDS)


@EACH
def test_its_name_is_made_of_what_it_asks_and_its_seed_of_its_name(kind: str) -> None:
    one = ONE_OF_EACH[kind]
    again = replace(one)
    assert again.id == one.id
    assert one.kind == kind
    assert one.seed(1) == again.seed(1) != one.seed(2)
    roomier = replace(one, room=1)
    assert roomier.id not in (one.id, replace(one, room=2).id)
    assert roomier.seed(1) != one.seed(1)
    fenced = kind in ("verdict", "meaning_check", "task_naming", "rating", "score")
    assert (pose(roomier).messages == pose(one).messages) != fenced  # a fence follows the name
    assert replace(roomier, room=0).id == one.id


@EACH
def test_its_row_has_options_an_order_and_a_tier_only_where_there_are_some(kind: str) -> None:
    one = ONE_OF_EACH[kind]
    record = pose(one).record("std_x", Reply("Hello there."), one.seed(0))
    assert (record.id, record.kind, record.readout) == (one.id, kind, one.readout)
    has_options = kind in ("choice", "task_naming", "stance")
    assert (record.option_a is not None) == (record.option_b is not None) == has_options
    has_order = kind in ("choice", "task_naming", "verdict", "stance", "rating")
    assert (record.first is not None) == has_order
    assert (record.tier is not None) == (kind == "choice")
    assert record.reply == "Hello there."
    assert record.question
    assert record.variation


@EACH
def test_what_its_study_sees_follows_from_the_stored_answer_alone(kind: str) -> None:
    one = ONE_OF_EACH[kind]
    record = pose(one).record("std_x", Reply("Hello there."), one.seed(0))
    assert one.observed(record.answer) == replace(one).observed(record.answer)


@EACH
def test_only_judges_and_proposers_are_asked_beside_the_model(kind: str) -> None:
    own = kind in OWN_WORDS
    assert (ONE_OF_EACH[kind].to is None) == own


def test_of_a_hundred_thousand_choices_nothing_is_kept_but_what_is_declared() -> None:
    assert not hasattr(TRIAL, "__dict__")


def test_something_that_has_no_prompt_cannot_be_posed() -> None:
    @dataclass(frozen=True)
    class Silent(Askable):
        readout: str = "none"

        def _name(self) -> str:
            return "silent"

        def observed(self, answer: Answer) -> Any:
            return answer

    with pytest.raises(TypeError, match="Silent has no prompt"):
        pose(Silent())


def test_a_verdict_names_the_texts_that_it_is_about_and_repeats_none() -> None:
    bare = TEXTS.bare_judgings("sim/judge")[0]
    pair = replace(bare.pair, texts=("Rain is wet.", "a"), names=("w1", "w2"))
    judging = Judging("sim/judge", pair, "2", 5)
    kept = str(judging.record("std_x", Reply("unclear"), 0).messages)
    sent = str(judging.messages)
    assert "Rain is wet." in sent
    assert sent.replace("Rain is wet.", "[text of w1]").count("[text of w1]") == kept.count("w1")
    assert kept.count("[text of w1]") == kept.count("[text of w2]") == 1
    assert kept.index("[text of w2]") < kept.index("[text of w1]")
