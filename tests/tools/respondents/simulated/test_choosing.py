"""Simulated choosers: they see what is shown, and answer as often as their truth says."""

import asyncio
import math
from dataclasses import replace

import pytest

from tests.tools.simulation import CHOCOLATE, ICE_CREAM
from velleity.tools.perturb.follow_up.lengths import turned
from velleity.tools.perturbations.catalogue import TIERS, Side, Variation, catalogue, variation
from velleity.tools.perturbations.render import render
from velleity.tools.respondents.protocol import Params
from velleity.tools.respondents.simulated.choosing import Choosing
from velleity.tools.respondents.simulated.phrases import REFUSALS
from velleity.tools.respondents.simulated.profiles import PROFILES, Profile
from velleity.tools.respondents.simulated.prompt_reader import look
from velleity.tools.respondents.simulated.roster import ROSTER, simulated
from velleity.tools.respondents.simulated.speaking import BLIND
from velleity.tools.respondents.simulated.writing import Writing
from velleity.tools.responses.label import read

ALL = catalogue(TIERS, wide=True)
IDS = [one.id for one in ALL]
SIDES: tuple[Side, Side] = ("a", "b")
ASKS = 2_000
TELLING = (
    "plain",
    "layout=xml",
    "layout=json",
    "circumstance=hot",
    "circumstance=nearer:b",
    "nudge=friend:b",
    "pressure=threat:b",
)
HOSTILE = [
    "${first} & <b>",
    'He said "no" \\ and left',
    '<option label="A">me</option>',
    "a {curly} text",
    "{",
    '{"x": 1}',
    "a note: it is blue",
    "two\nlines",
    "漢字 🤷",
]


@pytest.mark.parametrize("first", SIDES)
@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_both_options_are_seen_in_every_variation(one: Variation, first: Side) -> None:
    prompt = render(CHOCOLATE, ICE_CREAM, one, first)
    scene = look(prompt.messages)
    assert scene is not None
    assert (scene.labels, scene.texts) == (prompt.labels, prompt.texts)
    spoken_for = {"a": CHOCOLATE, "b": ICE_CREAM, None: ""}[one.toward]
    for option in (CHOCOLATE, ICE_CREAM):
        assert (option in scene.context) == (option == spoken_for)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("one", ALL, ids=IDS)
def test_an_option_with_marks_of_a_layout_in_it_is_seen_as_it_is(
    one: Variation, hostile: str
) -> None:
    prompt = render(hostile, ICE_CREAM, one, "a")
    scene = look(prompt.messages)
    assert scene is not None
    assert (scene.labels, scene.texts) == (prompt.labels, prompt.texts)


CHOOSERS = [name for name in ROSTER if isinstance(simulated(name), Choosing | Writing)]


@pytest.mark.parametrize("name", CHOOSERS)
def test_whoever_chooses_answers_every_variation_with_a_label_or_declines(name: str) -> None:
    respondent = simulated(name)
    for one in ALL:
        for first in SIDES:
            prompt = render(CHOCOLATE, ICE_CREAM, one, first)
            for seed in range(3):
                said = respondent.say(prompt.messages, seed)
                assert said in REFUSALS or said in prompt.labels, (one.id, said)
                read_as = read(prompt, said).outcome
                assert read_as == ("refused" if said in REFUSALS else "chose"), (one.id, said)


@pytest.mark.parametrize("name", TELLING)
@pytest.mark.parametrize("profile", PROFILES, ids=lambda one: one.name)
def test_choices_are_as_frequent_as_the_documented_truth_says(profile: Profile, name: str) -> None:
    """Both orders, refusals aside; the bound is four standard errors."""
    for first in SIDES:
        prompt = render(CHOCOLATE, ICE_CREAM, variation(name), first)
        scene = look(prompt.messages)
        assert scene is not None
        chance = profile.chance(prompt.texts, scene.context)
        respondent = simulated(profile.name)
        said = [respondent.say(prompt.messages, seed) for seed in range(ASKS)]
        answered = [text for text in said if text not in REFUSALS]
        refused = 1 - len(answered) / ASKS
        assert abs(refused - profile.refusal) <= four_errors(profile.refusal, ASKS)
        took_first = sum(text == prompt.labels[0] for text in answered) / len(answered)
        assert abs(took_first - chance) <= four_errors(chance, len(answered))
        assert set(answered) <= set(prompt.labels)


def four_errors(p: float, n: int) -> float:
    return 4 * math.sqrt(p * (1 - p) / n) + 1e-12


def test_the_documented_stories_are_true() -> None:
    """Who turns round where: the probability of chocolate, with either option first."""

    def chocolate(name: str, how: str) -> float:
        profile = next(one for one in PROFILES if one.name == name)
        found: list[float] = []
        for first in SIDES:
            prompt = render(CHOCOLATE, ICE_CREAM, variation(how), first)
            scene = look(prompt.messages)
            assert scene is not None
            chance = profile.chance(prompt.texts, scene.context)
            found.append(chance if first == "a" else 1 - chance)
        assert found[0] == pytest.approx(found[1]) or name == "sim/first"
        return sum(found) / 2

    assert chocolate("sim/alice", "plain") > 0.8
    turning = ("circumstance=hot", "circumstance=nearer:b", "nudge=friend:b", "pressure=told:b")
    assert all(chocolate("sim/alice", how) < 0.2 for how in turning)
    assert all(chocolate("sim/alice", f"layout={how}") > 0.8 for how in ("xml", "json"))
    assert all(chocolate("sim/bob", one.id) > 0.97 for one in ALL)
    assert all(chocolate("sim/first", one.id) == pytest.approx(0.5) for one in ALL)
    assert all(chocolate("sim/coin", one.id) == 0.5 for one in ALL)
    assert chocolate("sim/layout", "plain") > 0.9
    assert chocolate("sim/layout", "layout=xml") < 0.1
    assert all(
        chocolate("sim/sycophant", one.id) > 0.75 for one in catalogue(("surface", "circumstance"))
    )
    beyond = [one for one in catalogue(("nudge", "pressure")) if one.toward == "b"]
    assert all(chocolate("sim/sycophant", one.id) < 0.1 for one in beyond)


def test_the_utility_of_any_text_is_fixed_and_about_normal() -> None:
    profile = Profile("x")
    drawn = [profile.utility(f"the town gets bench {n}") for n in range(4_000)]
    mean = sum(drawn) / len(drawn)
    spread = math.sqrt(sum((one - mean) ** 2 for one in drawn) / len(drawn))
    assert abs(mean) < 4 / math.sqrt(4_000)
    assert abs(spread - 1) < 0.05
    assert profile.utility(" Tea\n") == profile.utility("tea")
    assert profile.utility("tea") != profile.utility("coffee")


def test_idle_words_that_turn_lengths_round_change_no_utility() -> None:
    profile = Profile("x")
    for short, long in (("a nap", "a walk in the park"), ("tea", "a very long walk along the sea")):
        lengthened, _ = turned(short, long)
        assert len(lengthened) > len(long)
        assert profile.utility(lengthened) == profile.utility(short)
    assert profile.utility("tea (black)") != profile.utility("tea")


@pytest.mark.parametrize("name", [one.name for one in PROFILES])
def test_the_same_seed_gives_the_same_reply_and_other_seeds_others(name: str) -> None:
    messages = render("tea", "coffee", variation("plain"), "a").messages
    respondent = simulated(name)
    said = [respondent.say(messages, seed) for seed in range(200)]
    assert said == [simulated(name).say(messages, seed) for seed in range(200)]
    if name not in ("sim/first", "sim/bob", "sim/layout"):
        assert len(set(said)) > 1


def test_asking_says_what_saying_says() -> None:
    messages = render("tea", "coffee", variation("plain"), "a").messages
    respondent = simulated("sim/coin")

    async def ask(seed: int) -> str:
        reply = await respondent.ask(messages, Params(seed))
        assert reply.finish == "stop"
        return reply.text

    asked = [asyncio.run(ask(seed)) for seed in range(20)]
    assert asked == [respondent.say(messages, seed) for seed in range(20)]


def test_a_refuser_refuses_nine_times_in_ten_and_is_read_as_refusing() -> None:
    prompt = render(CHOCOLATE, ICE_CREAM, variation("plain"), "a")
    outcomes = [
        read(prompt, simulated("sim/refuser").say(prompt.messages, seed)).outcome
        for seed in range(ASKS)
    ]
    assert set(outcomes) == {"refused", "chose"}
    assert abs(outcomes.count("refused") / ASKS - 0.9) <= four_errors(0.9, ASKS)


@pytest.mark.parametrize(
    "text",
    ["", "Which do you prefer?", "A: tea", "A: tea\nB: coffee\nC: milk", "{", "### A\ntea", "{1}"],
)
def test_who_sees_no_two_options_says_so_and_is_read_as_no_choice(text: str) -> None:
    said = simulated("sim/bob").say((("user", text),), 1)
    assert said == BLIND
    prompt = render("tea", "coffee", variation("plain"), "a")
    assert read(prompt, said).outcome == "unreadable"


def test_a_custom_truth_is_followed() -> None:
    base = Profile("custom", strength=0.0, order=math.log(3), lapse=0.2)
    assert base.chance(("x", "y"), "") == pytest.approx(0.8 * 0.75 + 0.1)
    assert replace(base, order=-1_000.0, lapse=0.0).chance(("x", "y"), "") == pytest.approx(0)
    messages = render("x", "y", variation("plain"), "a").messages
    said = [Choosing("custom", base).say(messages, seed) for seed in range(ASKS)]
    assert abs(said.count("A") / ASKS - 0.7) <= four_errors(0.7, ASKS)
