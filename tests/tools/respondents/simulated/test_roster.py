"""Simulated respondents by name: settings, their bounds, and the truth of writers and judges."""

import random
from statistics import fmean

import pytest

from velleity.tools.respondents.simulated.choosing import Choosing
from velleity.tools.respondents.simulated.roster import EVERYBODY, ROSTER, simulated
from velleity.tools.respondents.simulated.writers import Judge, Writer, quality_of
from velleity.tools.respondents.simulated.writing import Judging, Writing

ASKED = 400
TASK = "Write a short essay."
PRIZE = "If your essay wins, this comes true: everybody owns a kayak."


def test_every_name_is_that_of_one_respondent() -> None:
    named = [one.name for kind in EVERYBODY for one in kind]
    assert sorted(named) == sorted(ROSTER)


def test_settings_change_the_truth_they_name() -> None:
    respondent = simulated("sim/bob?strength=2&order=0.3&lapse=0.1&refusal=0.2&layout=4")
    assert isinstance(respondent, Choosing)
    profile = respondent.profile
    assert (profile.strength, profile.order) == (2, 0.3)
    assert (profile.lapse, profile.refusal, profile.layout) == (0.1, 0.2, 4)
    assert respondent.name == "sim/bob?strength=2&order=0.3&lapse=0.1&refusal=0.2&layout=4"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("sim/nobody", "There is no model"),
        ("sim/bob?", "should read like"),
        ("sim/bob?strength", "should read like"),
        ("sim/bob?strengh=2", "cannot be set"),
        ("sim/bob?strength=2&strength=3", "cannot be set"),
        ("sim/bob?strength=x", "must be a number from 0 to 100"),
        ("sim/bob?strength=nan", "must be a number"),
        ("sim/bob?refusal=1.5", "must be a number from 0 to 1"),
        ("sim/judge?strength=1", "cannot be set"),
        ("sim/bob?stickiness=1", "settings: strength, order, .*, sticky, greedy"),
        ("sim/bob?sticky=1.1", "sticky must be a number from 0 to 1"),
        ("sim/bob?one_sided=-2", "one_sided must be a number from -1 to 1"),
        ("sim/bob?odd_cells=29", "odd_cells must be a number from 0 to 28"),
        ("sim/bob?odd_cells=20&refusing_cells=9", "together are more than 28"),
        ("sim/bob?key=1.5", "key must be a whole number from 0 to 9007199254740992"),
        ("sim/bob?greedy=0.5", "greedy must be a whole number from 0 to 1"),
        ("sim/stoic?sticky=1", "cannot be set"),
        ("sim/striver?accuracy=1", "cannot be set"),
        ("sim/bob?" + "order=1&" * 50, "should read like"),
    ],
)
def test_a_wrong_name_or_setting_is_refused_with_what_there_is(name: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        simulated(name)


def test_every_member_of_the_cast_can_be_opened_and_asked() -> None:
    for name in ROSTER:
        assert simulated(name).say((("user", "A: one\nB: other"),), 1)


def mean_quality(name: str, said: str) -> float:
    writer = simulated(name)
    return fmean(quality_of(writer.say((("user", said),), seed)) for seed in range(ASKED))


def test_a_striver_writes_better_for_what_it_likes_by_the_set_amount() -> None:
    plain, promised = (
        mean_quality("sim/striver", TASK),
        mean_quality("sim/striver", f"{TASK}\n{PRIZE}"),
    )
    worth = Writer("x", response=2.0).mean_quality(PRIZE) - Writer("x").mean_quality(PRIZE)
    assert abs(worth) > 0.3
    assert promised - plain == pytest.approx(worth, abs=0.3)


def test_a_stoic_writes_the_same_whatever_is_promised_and_better_when_exhorted() -> None:
    plain = mean_quality("sim/stoic", TASK)
    assert mean_quality("sim/stoic", f"{TASK}\n{PRIZE}") == pytest.approx(plain, abs=0.3)
    pressed = mean_quality("sim/stoic", f"{TASK} Give it your best effort.")
    assert pressed - plain == pytest.approx(2.0, abs=0.3)


def text_of(quality: int, seed: int, filler: str = "") -> str:
    return Writer("x", quality=quality, noise=0.0).write("", random.Random(seed)) + filler


def judged(name: str, better: str, worse: str, better_first: bool) -> float:
    """The share of judgements that prefer the better text."""
    judge = simulated(name)
    pair = (better, worse) if better_first else (worse, better)
    said = f"### X\n{pair[0]}\n\n### Y\n{pair[1]}"
    label = "X" if better_first else "Y"
    return fmean(judge.say((("user", said),), seed) == label for seed in range(ASKED))


def both_orders(name: str, better: str, worse: str) -> float:
    return fmean(judged(name, better, worse, first) for first in (True, False))


def test_a_judge_is_right_about_one_reason_more_as_often_as_its_accuracy_says() -> None:
    one = "It is so because of this. It is well because of that."
    for accuracy in (0.5, 0.7, 0.9):
        found = both_orders(f"sim/judge?accuracy={accuracy}", one, "It is so because of this.")
        assert found == pytest.approx(accuracy, abs=0.05)


def test_a_judge_with_a_position_bias_follows_the_slot() -> None:
    same = text_of(3, 1)
    assert judged("sim/judge?slot=3", same, same + " ", True) > 0.9
    assert judged("sim/judge?slot=3", same, same + " ", False) < 0.1


def test_a_judge_with_a_length_bias_prefers_the_longer_text() -> None:
    short = text_of(3, 1)
    long = short + " Indeed." * 80
    assert both_orders("sim/judge?length=3", long, short) > 0.9
    assert both_orders("sim/judge", long, short) == pytest.approx(0.5, abs=0.06)


def test_the_kinds_are_what_their_names_say() -> None:
    assert isinstance(simulated("sim/striver"), Writing)
    judge = simulated("sim/judge?accuracy=1")
    assert isinstance(judge, Judging)
    assert judge.judge == Judge("sim/judge", accuracy=1)
