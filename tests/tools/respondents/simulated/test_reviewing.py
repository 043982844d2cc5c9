"""Critics, annotators and scribes do what their truth says, on the prompts as they are sent."""

import math
import random

import pytest

from velleity.tools.dissect.bank.pairs import Pair, pairs_of_bank
from velleity.tools.dissect.manipulation.prompts import Scoring, Writing
from velleity.tools.dissect.prompts import Comparing, Rating
from velleity.tools.properties.catalogue import PUBLISHED
from velleity.tools.properties.marks import MARKS
from velleity.tools.respondents.simulated.reviewers import (
    Annotator,
    Critic,
    Scribe,
    answer,
    hidden,
    ratings,
)
from velleity.tools.respondents.simulated.roster import simulated

PAIR = Pair("advice", "Is rain wet?", ("Yes! For example, this.", "It may be so, perhaps."))


def test_a_critic_prefers_by_its_weights_its_order_and_nothing_else() -> None:
    critic = simulated("sim/critic?order=0.5&numbers=0&lists=0&apologies=0&repeats=0&examples=1")
    for first, content in (("a", 1 + 0.6), ("b", -1 - 0.6)):
        asked = Comparing("j", PAIR, first, 0)  # type: ignore[arg-type]
        tokens = dict(critic.logprobs(asked.messages) or ())
        assert tokens["A"] - tokens["B"] == pytest.approx(0.5 + content)
        said = [critic.say(asked.messages, seed) for seed in range(400)]
        expected = 1 / (1 + math.exp(-(0.5 + content)))
        assert said.count("A") / 400 == pytest.approx(expected, abs=0.08)


def test_a_steady_critic_repeats_its_choice_in_the_other_order() -> None:
    critic = simulated("sim/critic?steady=1")
    for number, pair in enumerate(pairs_of_bank(("code",), 3)):
        if pair.texts[0] == pair.texts[1]:
            continue
        said = [critic.say(Comparing("j", pair, first, 0).messages, number) for first in ("a", "b")]
        assert set(said) == {"A", "B"}


def test_scores_follow_weights_and_refusals_and_blindness_are_said() -> None:
    critic = simulated("sim/critic")
    good, bad = (
        [int(critic.say(Scoring("j", PAIR, "plain", text, 0).messages, seed)) for seed in range(30)]
        for text in ("For example 3 or 4.\n- one\n- two", "Sorry, perhaps. Sorry, perhaps.")
    )
    assert sum(good) > sum(bad) + 60
    asked = Comparing("j", PAIR, "a", 0).messages
    assert simulated("sim/critic?refusal=1").say(asked, 0) not in ("A", "B")
    assert "do not see" in critic.say((("user", "Hello"),), 0)
    assert critic.logprobs((("user", "Hello"),)) is None


def test_an_annotator_is_right_as_often_as_its_accuracy_says() -> None:
    names = ["friendly", "no_minor_errors"]
    draw = random.Random(0)
    rated = [ratings(Annotator("n", 0.8), names, PAIR.texts, draw) for _ in range(500)]
    truth = tuple(hidden(text, "friendly") for text in PAIR.texts)
    errors = tuple(3 - hidden(text, "no_minor_errors") for text in PAIR.texts)
    assert sum(one[0] == truth for one in rated) / 500 == pytest.approx(0.8 + 0.2 / 16, abs=0.06)
    assert sum(one[1] == errors for one in rated) / 500 == pytest.approx(0.8 + 0.2 / 16, abs=0.06)
    asked = Rating("n", PAIR, PUBLISHED[:3], "a", 0)
    exact = simulated("sim/annotator?accuracy=1").say(asked.messages, 0)
    assert len(asked.signs(exact)) == 3


def test_a_scribe_writes_what_it_is_told_mark_by_mark() -> None:
    for name, mark in MARKS.items():
        if name in ("length", "overlap"):
            continue
        told = Writing("w", PAIR, "most", (f"{mark.more}.",)).messages
        against = Writing("w", PAIR, "least", (f"{mark.less}.",)).messages
        with_it, without = (
            [mark.count(simulated("sim/scribe").say(one, seed), "") for seed in range(12)]
            for one in (told, against)
        )
        assert sum(with_it) > sum(without), name
    deaf = answer(Scribe("s", 0.0), MARKS["lists"].more, "?", random.Random(1))
    assert deaf
    assert Critic("c").chance("?", ("a", "b")) == 0.5
