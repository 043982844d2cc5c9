"""Places are shared so that nobody starves, none is idle, and no more are taken than there are."""

import json
import random
from dataclasses import replace

import pytest

from velleity.tools.engine.pacing.shares import (
    Share,
    agreed,
    fair,
    limited,
    placed,
    read,
    written,
)


@pytest.mark.parametrize(
    ("most", "wants", "expected"),
    [
        (64, {"a": 400}, {"a": 64}),
        (64, {"a": 400, "b": 400}, {"a": 32, "b": 32}),
        (64, {"a": 400, "b": 10}, {"a": 54, "b": 10}),
        (64, {"a": 400, "b": 10, "c": 40}, {"a": 27, "b": 10, "c": 27}),
        (64, {"a": 10, "b": 0}, {"a": 36, "b": 28}),
        (2, {"a": 9, "b": 9, "c": 9}, {"a": 1, "b": 1, "c": 1}),
        (1, {"a": 0}, {"a": 1}),
    ],
)
def test_places_are_shared_by_want_and_what_nobody_wants_evenly(
    most: int, wants: dict[str, int], expected: dict[str, int]
) -> None:
    given = fair(most, wants)
    assert {name: given[name] for name in wants} == expected


def test_any_places_among_any_processes_are_given_to_the_last_and_nobody_is_left_out() -> None:
    draw = random.Random(1)
    for _ in range(200):
        most, count = draw.randint(1, 600), draw.randint(1, 40)
        wants = {str(n): draw.choice((0, 1, 7, most // 2, most, 4_000)) for n in range(count)}
        given = fair(most, wants)
        assert min(given.values()) >= 1
        assert sum(given.values()) == max(most, count)
        for one, want in wants.items():
            assert given[one] >= min(want, most // count), "less than a fair share, and wanted"


def crowd(draw: random.Random, most: int, turns: int, comings: int) -> list[tuple[int, int]]:
    """Processes that look in any order and call as they may: how many are in flight, and of how
    many processes, turn by turn.

    In the first half one comes, or goes, with so many chances in 100.
    """
    said = {"first": Share(most, want=most)}
    places, calls = {"first": 0}, {"first": 0}
    seen = list[tuple[int, int]]()
    for turn in range(turns):
        if turn < turns / 2 and draw.random() < comings / 100:
            name = f"{turn:05}"
            said[name], places[name], calls[name] = Share(most, want=most), 0, 0
        name = draw.choice(list(said))
        others = {one: it for one, it in said.items() if one != name and places[one]}
        own = replace(said[name], want=draw.choice((0, 3, most)))
        places[name] = placed(name, own, others)
        said[name] = replace(own, places=max(places[name], calls[name]))
        for one in said:  # calls end at any time, and are begun where there is a place
            calls[one] -= draw.randint(0, calls[one])
            calls[one] = max(calls[one], min(places[one], draw.randint(0, most)))
        seen.append((sum(calls.values()), len(said)))
        if turn < turns / 2 and len(said) > 1 and draw.random() < comings / 100:
            gone = draw.choice(list(said))
            for kept in (said, places, calls):
                kept.pop(gone)
    return seen


def test_however_processes_come_and_go_there_is_one_call_too_many_of_each_at_most() -> None:
    most_seen = 0
    for seed in range(12):
        assert max(busy for busy, _ in crowd(random.Random(seed), 64, 100, 0)) <= 64, "one alone"
        seen = crowd(random.Random(seed), 64, 400, 4)
        assert all(busy <= 64 + count - 1 for busy, count in seen)
        assert max(busy for busy, _ in seen[-100:]) <= 64, "and none once the others gave way"
        most_seen = max(most_seen, *(count for _, count in seen))
    assert most_seen >= 5


def test_after_a_while_everybody_has_a_fair_share_and_nothing_is_idle() -> None:
    said = {"a": Share(64, places=64, want=64)}
    for name in ("b", "c"):
        said[name] = Share(64, places=1, want=64)
    for _ in range(2):
        for name, own in said.items():
            others = {one: it for one, it in said.items() if one != name}
            said[name] = replace(own, places=placed(name, own, others))
    assert sorted(one.places for one in said.values()) == [21, 21, 22]


def test_who_has_less_takes_what_is_free_and_not_what_is_still_in_flight_elsewhere() -> None:
    own, full = Share(64, want=64), Share(64, places=64, want=64)
    assert placed("b", own, {"a": full}) == 1
    assert placed("b", own, {"a": replace(full, places=40)}) == 24
    assert placed("b", own, {"a": replace(full, places=5)}) == 32
    assert placed("b", own, {"a": replace(full, places=64), "c": replace(full, places=9)}) == 1


def test_wants_are_weighed_by_what_the_model_bears() -> None:
    """Ten of the twenty that it bears are as much as half of all places."""
    own, other = Share(512, want=400, borne=20.0), Share(512, places=256, want=10, borne=20.0)
    assert placed("a", own, {"b": other}) == 256


def test_what_the_latest_cut_has_left_holds_for_all() -> None:
    own = Share(64, limit=32, borne=64.0)
    cut = Share(64, limit=16, borne=32.0, was_cut=True, cuts=1)
    both = agreed(own, [cut])
    assert (both.borne, both.was_cut, both.cuts) == (32.0, True, 1)
    again = agreed(cut, [own])
    assert (again.borne, again.cuts) == (32.0, 1), "what others did before it counts no more"
    grown = replace(cut, borne=40.0)
    assert agreed(cut, [grown]).borne == 40.0
    assert agreed(Share(64, borne=64.0), [Share(20, borne=5.0)]).most == 20
    assert agreed(Share(64, borne=64.0), [Share(20, borne=5.0)]).borne == 20.0


def test_what_all_reach_together_is_borne_and_what_nobody_has_seen_is_not() -> None:
    own, other = Share(64, limit=20, borne=20.0), Share(64, limit=16, borne=18.0)
    assert agreed(own, [other]).borne == 36.0
    assert agreed(Share(64, limit=2), [Share(64, limit=2)]).borne == 0.0


def test_a_process_keeps_to_its_part_of_what_is_borne() -> None:
    cut = Share(64, places=16, limit=30, borne=32.0, was_cut=True)
    assert limited(cut, [Share(64, limit=9)]) == 8.0
    assert limited(replace(cut, limit=1), [Share(64, limit=30)]) == 8.0


def test_until_it_was_too_much_a_process_takes_what_others_left_and_loses_nothing() -> None:
    own = Share(64, places=32, limit=1, borne=64.0)
    assert limited(own, [Share(64, limit=64)]) == 1
    assert limited(own, [Share(64, limit=50)]) == 14
    assert limited(own, [Share(64, limit=32)]) == 32
    assert limited(own, [Share(64, limit=2)]) == 32, "its part of what is known to be borne"
    assert limited(replace(own, limit=20, borne=22.0), [Share(64, limit=2)]) == 20


def test_what_is_written_is_read() -> None:
    shares = {"m": Share(64, 32, 7, 4.5, 9.25, was_cut=True, cuts=3), "n": Share(1)}
    assert read(written(shares, 3)) == shares
    assert written(shares, 3) != written(shares, 4)


SOUND = json.loads(written({"m": Share(64, 32)}, 0))["models"]["m"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "null", "{}", '{"models": 7}', '{"models": []}', "[" * 100_000],
)
def test_what_is_no_table_of_models_says_nothing(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    "said",
    [
        7,
        [],
        {},
        {**SOUND, "more": 1},
        {**SOUND, "most": 0},
        {**SOUND, "most": True},
        {**SOUND, "most": "64"},
        {**SOUND, "places": 0},
        {**SOUND, "places": -5},
        {**SOUND, "places": 10**9},
        {**SOUND, "want": 1.5},
        {**SOUND, "cuts": 10**400},
        {**SOUND, "borne": float("nan")},
        {**SOUND, "borne": float("inf")},
        {**SOUND, "borne": -1.0},
        {**SOUND, "limit": None},
        {**SOUND, "was_cut": 1},
    ],
)
def test_of_a_table_what_makes_no_sense_is_left_out(said: object) -> None:
    assert list(read(json.dumps({"models": {"bad": said, "good": SOUND}}))) == ["good"]
