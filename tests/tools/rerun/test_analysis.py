"""Drift is told at the rate that is promised, and what the model does by itself is no drift."""

import random
from collections import Counter

import pytest

from velleity.tools.rerun.analysis import compared
from velleity.tools.rerun.design import Again, RerunDesign
from velleity.tools.rerun.finding import RerunFinding
from velleity.tools.rerun.reading import Fresh

WORDS = ("a", "b", "refused")


def answers(share: float, declined: float, n: int, draw: random.Random) -> Counter[str]:
    weights = (share * (1 - declined), (1 - share) * (1 - declined), declined)
    return Counter(draw.choices(WORDS, weights, k=n))


def study(
    seed: int,
    prompts: int = 40,
    stored: int = 5,
    fresh: int = 1,
    moved: float = 0.0,
    declined: float = 0.0,
) -> RerunFinding:
    """Prompts of shares of their own; then the model is moved, or declines more."""
    draw = random.Random(seed)
    before: dict[str, dict[str, int]] = {}
    said: list[Fresh] = []
    for at in range(prompts):
        share, name = draw.choice((0.05, 0.3, 0.5, 0.9)), f"p{at}"
        before[name] = dict(answers(share, 0.05, stored, draw))
        now = answers(min(1.0, share + moved), 0.05 + declined, fresh, draw)
        said += [Fresh(name, f"c{at % 4}", word) for word in now.elements()]
    again = tuple(Again(trial=one.prompt, prompt=one.prompt, cell=one.cell) for one in said)
    design = RerunDesign(model="m", after="std_x", base={}, again=again, before=before, seed=seed)
    return compared(design, said)


def alarms(runs: int, **how: float) -> int:
    return sum(study(seed, **how).verdict == "drift" for seed in range(runs))  # pyright: ignore[reportArgumentType]


@pytest.mark.slow
@pytest.mark.parametrize("stored", [1, 5])
def test_false_alarms_come_at_no_more_than_the_error_rate(full: bool, stored: int) -> None:
    runs = 2_000 if full else 60
    # 5 in 60 and fewer come with a probability of .92 at .05, 9 and fewer with .999.
    assert alarms(runs, stored=stored) <= (runs * 0.065 if full else 9)


def test_a_model_that_moved_or_declines_more_is_told() -> None:
    assert alarms(12, prompts=90, moved=0.4) == 12
    assert alarms(12, prompts=90, declined=0.4) == 12


def test_fresh_and_stored_answers_agree_as_often_as_stored_ones_if_nothing_changed() -> None:
    found = study(3, prompts=300)
    assert found.agreement.value is not None
    assert found.own.value is not None
    assert abs(found.agreement.value - found.own.value) < 0.06
    assert found.shift_a.low is not None
    assert found.shift_a.high is not None
    assert found.shift_a.low < 0 < found.shift_a.high
    assert (found.agreement.n, found.prompts) == (300, 300)


def test_too_few_prompts_tell_nothing_and_say_so() -> None:
    few = study(1, prompts=5)
    assert (few.verdict, few.p_value) == ("undetermined", None)
    once = study(1, prompts=8, stored=1)
    assert once.own.value is None
    assert once.own.reason is not None


def test_a_model_that_always_says_the_same_has_an_interval_all_the_same() -> None:
    before = {f"p{at}": {"a": 4} for at in range(10)}
    said = [Fresh(name, "c", "a") for name in before]
    again = tuple(Again(trial=one.prompt, prompt=one.prompt, cell="c") for one in said)
    design = RerunDesign(model="m", after="std_x", base={}, again=again, before=before)
    found = compared(design, said)
    assert (found.verdict, found.p_value, found.shift_a.value) == ("no_drift_seen", 1.0, 0.0)
    assert found.shift_a.high == -(found.shift_a.low or 0) > 0.2
    assert found.agreement.low is not None
    assert found.agreement.low < 0.8
