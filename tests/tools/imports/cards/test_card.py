"""A judge's card: every number from a log counted anew, and nothing that the log does not show."""

import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from velleity.tools.imports.cards.finding import CardLine, JudgeCard, LineName
from velleity.tools.imports.cards.wording import card_notes, judge_card
from velleity.tools.imports.formats import Source
from velleity.tools.imports.taking import take
from velleity.tools.studies import Laboratory
from velleity.tools.study.verb import Taking

Log = list[dict[str, Any]]
TURNED = {"1": "2", "2": "1", "tie": "tie", "refused": "refused"}


def vote(item: str, first: str | None, said: str, **fields: Any) -> dict[str, Any]:
    one = {"kind": "judgement", "item": item, "first": first, "judge": "j", "vote": said}
    return {**one, **fields}


def cards(log: Log) -> dict[str, JudgeCard]:
    found: dict[str, JudgeCard] = {}
    for taken in take(Source("\n".join(map(json.dumps, log)))):
        for row in taken.findings:
            if row.kind == "judge_card":
                found[taken.design.model] = JudgeCard.model_validate_json(row.body)
    return found


def line(card: JudgeCard, name: LineName) -> CardLine:
    found = card.line(name)
    assert found is not None
    return found


def value(card: JudgeCard, name: LineName) -> float:
    found = line(card, name).estimate.value
    assert found is not None
    return found


def a_log(seed: int, pairs: int = 60, slot: float = 0.3, repeats: int = 1) -> Log:
    """A judge that takes the first text in a share `slot` of answers, else one by its quality."""
    draw = random.Random(seed)
    found: Log = []
    for at in range(pairs):
        quality = draw.random()
        for first in ("1", "2"):
            for replicate in range(repeats):
                said = "1" if draw.random() < quality else "2"
                said = first if draw.random() < slot else said
                said = "tie" if draw.random() < 0.1 else said
                human = "1" if quality > 0.6 else "2" if quality < 0.4 else "tie"
                told = {"human": human, "length_1": 10 + at % 2, "length_2": 12}
                found.append(vote(f"i{at}", first, said, replicate=replicate, **told))
    return found


def test_every_line_is_what_counting_the_log_anew_gives() -> None:
    log = a_log(7)
    card = cards(log)["j"]
    by_item: dict[str, dict[str, str]] = defaultdict(dict)
    human: dict[str, str] = {}
    for one in log:
        by_item[one["item"]][one["first"]] = one["vote"]
        human[one["item"]] = one["human"]
    both = list(by_item.values())
    assert value(card, "consistency") == pytest.approx(sum(b["1"] == b["2"] for b in both) / 60)
    decided = [b for b in both if "tie" not in b.values()]
    firsts = sum((b["1"] == "1") + (b["2"] == "2") for b in decided)
    assert value(card, "first_slot") == pytest.approx(firsts / len(decided) / 2)
    to_first = sum(b == {"1": "1", "2": "2"} for b in both)
    to_second = sum(b == {"1": "2", "2": "1"} for b in both)
    assert card.flips is not None
    assert (card.flips.to_first, card.flips.to_second) == (to_first, to_second)
    half = sum((b["1"] == "tie") != (b["2"] == "tie") for b in both)
    assert card.flips.half_first + card.flips.half_second == half
    right = [one["vote"] == human[one["item"]] for one in log]
    assert value(card, "agreement") == pytest.approx(sum(right) / 120)
    clear = [one for one in log if one["vote"] != "tie" and human[one["item"]] != "tie"]
    accuracy = sum(one["vote"] == human[one["item"]] for one in clear) / len(clear)
    assert value(card, "accuracy") == pytest.approx(accuracy)
    longer = [one for one in log if one["vote"] != "tie"]
    assert value(card, "longer") == pytest.approx(
        sum(one["vote"] == "2" for one in longer) / len(longer)
    )
    assert value(card, "refused") == 0


def test_flips_are_held_against_what_repeats_of_one_order_do() -> None:
    """Coins flip half of the time, and two answers in one order differ as often."""
    draw = random.Random(3)
    coins = [
        vote(f"i{at}", first, draw.choice("12"), replicate=n)
        for at in range(300)
        for first in "12"
        for n in range(3)
    ]
    card = cards(coins)["j"]
    assert value(card, "changed") == pytest.approx(0.5, abs=0.05)
    assert value(card, "noise") == pytest.approx(0.5, abs=0.05)
    beyond = line(card, "beyond_noise")
    assert beyond.is_null
    assert beyond.detectable is not None
    assert beyond.detectable < 0.1
    slotted = cards([{**one, "vote": one["first"]} for one in coins])["j"]
    assert (value(slotted, "changed"), value(slotted, "noise")) == (1, 0)
    assert not line(slotted, "beyond_noise").is_null


def test_a_pair_logged_the_other_way_round_is_the_same_pair() -> None:
    log = [{**one, "arm_1": "x", "arm_2": "y"} for one in a_log(5)]
    turned = [
        {
            **one,
            "arm_1": "y",
            "arm_2": "x",
            "first": TURNED[one["first"]],
            "vote": TURNED[one["vote"]],
            "human": TURNED[one["human"]],
            "length_1": one["length_2"],
            "length_2": one["length_1"],
        }
        if at % 3
        else one
        for at, one in enumerate(log)
    ]
    random.Random(1).shuffle(turned)
    beside = [{**one, "judge": "other"} for one in a_log(6)]
    assert cards(turned + beside)["j"] == cards(log)["j"]


def test_one_order_keeps_its_votes_and_says_that_place_and_content_are_not_told_apart() -> None:
    log = [vote(f"i{at}", "12"[at % 2], "1" if at % 4 else "2") for at in range(80)]
    card = cards(log)["j"]
    assert (card.both, card.one, card.flips) == (0, 80, None)
    assert line(card, "first_slot_one_order").estimate.n == 80
    gap = line(card, "order_gap_one_order")
    assert gap.estimate.value == pytest.approx(0.5 - 1)
    assert "place and content are not told apart" in judge_card(card)
    assert 'Not computed, as the log lacks first "1" and "2" of one pair' in "\n".join(
        card_notes(card)
    )
    assert not [note for note in card_notes(card) if "both orders" in note]


def test_without_an_order_nothing_is_said_of_slots() -> None:
    card = cards([vote(f"i{at}", None, "1") for at in range(10)])["j"]
    assert (card.unordered, card.both, card.one) == (10, 0, 0)
    assert not [one for one in card.lines if "slot" in one.name or "order" in one.name]
    assert judge_card(card) == (
        "j as a judge, 10 answers on 10 pairs (all with no order on record)."
    )


def test_refusals_and_identical_texts_have_lines_of_their_own() -> None:
    log = a_log(2)
    log += [vote(f"r{at}", "1", "refused") for at in range(6)]
    log += [vote(f"s{at}", f, f, identical=True) for at in range(9) for f in "12"]
    card = cards(log)["j"]
    assert value(card, "identical_decided") == 1
    assert value(card, "identical_first") == 1
    assert value(card, "refused") == pytest.approx(6 / 144)
    assert value(card, "consistency") == value(cards(a_log(2))["j"], "consistency")


def test_people_are_a_judge_whom_others_are_held_against() -> None:
    log = [{**one, "human": None} for one in a_log(4)]
    people = [vote(f"i{at}", None, "1", judge="human", count=3) for at in range(60)]
    people += [vote("i0", None, "2", judge="human", count=2)]
    found = cards(log + people)
    answers = [one["vote"] == "1" for one in log]
    assert value(found["j"], "agreement") == pytest.approx(sum(answers) / 120)
    assert found["human"].line("agreement") is None
    assert value(found["human"], "noise") == pytest.approx(0.6 / 60)


def test_the_same_replicate_counts_once_and_parts_join_to_the_whole(home: Path) -> None:
    lab = Laboratory(home)
    log = a_log(8, repeats=2)
    texts = ["\n".join(map(json.dumps, some)) for some in (log[:90], log[60:], log)]
    lab.import_choices(texts[0], "parts")
    [joined] = lab.import_choices(Taking(texts[1]), "parts", into=True)
    [whole] = lab.import_choices(texts[2], "whole")
    assert lab.findings(joined.study.id) == lab.findings(whole.study.id)
    assert joined.done == 240
    assert "30 records repeat" in joined.study.warnings[0]
    lab.close()


def test_intervals_of_a_card_cover(request: pytest.FixtureRequest) -> None:
    """The slot's share, agreement and noise, each with its true value by the judge that it is."""
    runs = 400 if request.config.getoption("--full") else 60
    truths: dict[LineName, float] = {"first_slot": 0.55, "beyond_noise": 0.005}
    held = dict.fromkeys(truths, 0)
    for run in range(runs):
        log = [
            {**one, "vote": one["vote"].replace("tie", one["first"])}
            for one in a_log(1000 + run, pairs=40, slot=0.0, repeats=2)
        ]
        card = cards(log)["j"]
        # A tie in a tenth of the answers is told as the first: 0.9 of a fair answer and 0.1.
        for name, truth in truths.items():
            ends = line(card, name).estimate
            assert ends.low is not None
            assert ends.high is not None
            held[name] += ends.low <= truth <= ends.high
    assert min(held.values()) / runs >= (0.92 if runs == 400 else 0.85)
