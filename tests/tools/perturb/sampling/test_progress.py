"""What was observed is folded once, and what was cut off gives way to what was asked again."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from velleity.tools.perturb.cells import Cell, tally
from velleity.tools.perturb.sampling.progress import Progress
from velleity.tools.perturbations.catalogue import SIDES, variation
from velleity.tools.study.questions import Observation, Option, Question, Trial

QUESTION = Question(Option("tea"), Option("coffee"))
NAMES = ("plain", "layout=xml", "pressure=threat:b")


def trial(name: str = "plain", first: int = 0, replicate: int = 0, **more: object) -> Trial:
    made = Trial(QUESTION, variation(name), SIDES[first], replicate)
    return replace(made, **more)  # pyright: ignore[reportArgumentType]


def answered(number: int, seed: int = 0) -> list[Observation]:
    """So many answers of every kind, to several cells."""
    draw = random.Random(seed)
    asked: dict[tuple[str, int], int] = {}
    found: list[Observation] = []
    for _ in range(number):
        key = draw.choice(NAMES), draw.randrange(2)
        asked[key] = asked.get(key, -1) + 1
        outcome = draw.choice(("chose", "chose", "chose", "refused", "unreadable"))
        chosen = draw.choice(SIDES) if outcome == "chose" else None
        found.append(Observation(trial(*key, asked[key]), outcome, chosen))
    return found


def facts(cells: list[Cell]) -> list[object]:
    return [(one.key, one.running, one.outcomes, one.agreeing) for one in cells]


def folded(seen: Sequence[Observation]) -> Progress:
    progress = Progress()
    for one in seen:
        progress.add(one)
    return progress


def test_answers_are_sorted_into_cells_and_those_of_the_ladder_kept_apart() -> None:
    seen = answered(200)
    progress = folded(seen)
    assert progress.seen == seen
    cells = tally(seen)
    assert facts(progress.reasonable) == facts([one for one in cells if not pressing(one)])
    assert facts(progress.rungs) == facts([one for one in cells if pressing(one)])
    assert progress.beyond == sum(one.trial.variation.tier == "pressure" for one in seen) > 0


def pressing(cell: Cell) -> bool:
    return cell.variation.tier == "pressure"


def test_what_was_cut_off_is_asked_again_once_with_more_room() -> None:
    cut = [Observation(trial(replicate=n), "truncated", None) for n in range(2)]
    whole = Observation(trial(replicate=2), "chose", "a")
    progress = folded([*cut, whole])
    again = progress.again()
    assert [one.room for one in again] == [1, 1]
    assert len({one.id for one in again} | {one.trial.id for one in cut}) == 4
    assert [replace(one, room=0) for one in again] == [one.trial for one in cut]
    progress.add(Observation(again[0], "chose", "b"))
    progress.add(Observation(again[1], "truncated", None))
    assert progress.again() == []
    [cell] = progress.reasonable
    assert (cell.asked, cell.missing("cut_off")) == (3, 1)
    assert [cell.upto(t).b for t in range(4)] == [0, 1, 1, 1]
    assert len(progress.seen) == 3
    assert progress.beyond == 0


@pytest.mark.parametrize("arm", ["search", "placebo"])
def test_answers_of_follow_up_arms_never_touch_a_cell(arm: str) -> None:
    cut = Observation(trial(arm=arm), "truncated", None)
    progress = folded([Observation(trial(), "chose", "a"), cut])
    assert [cell.asked for cell in progress.reasonable] == [1]
    assert progress.beyond == 1
    [again] = progress.again()
    progress.add(Observation(again, "chose", "b"))
    assert progress.beyond == 2
    assert progress.seen[1].chosen == "b"
    assert [cell.asked for cell in progress.reasonable] == [1]
