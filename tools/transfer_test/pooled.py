"""What transfer tests of several actors say together: each contrast over actors and tasks.

A cell is one actor on one task. Cells of one actor may be alike, and so may those of one task, so
the mean over cells has the widest of three intervals: with cells as draws (a random effect between
them), with actors as draws, with tasks as draws. Knows facts of findings.
"""

from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean, stdev
from typing import Any, NamedTuple

from ..statistics.distributions import LEVEL, normal_quantile, t_quantile
from ..statistics.proportions.intervals import Interval
from ..statistics.proportions.multiplicity import holm
from ..statistics.proportions.random_effects import pool
from ..study.estimate import estimate
from ..study.plan import POWER
from ..study.pooled import Facts, Figure, Pooled
from .design import CLAIM, CONTROL
from .wording import WHAT

FEWEST_DRAWS = 3
"""Actors or tasks that tell how others would differ."""
MOST_CONTRASTS = 6
ALPHA = 1 - LEVEL
MOST_MARGIN = 0.1
"""Beyond it, what is off one half is not told to be near it."""


class Cell(NamedTuple):
    """One contrast of one actor on one task: its share of decided pairs, and their number."""

    actor: str
    task: str
    pairs: int
    share: float
    error: float
    low: float
    high: float
    p: float


class Spread(NamedTuple):
    """A mean over cells with its standard error, on so many degrees of freedom."""

    error: float
    df: int

    @property
    def half(self) -> float:
        """Half of its interval."""
        return t_quantile((1 + LEVEL) / 2, self.df) * self.error


def pool_actors(model: str, given: Iterable[Facts]) -> Pooled:
    """Every contrast that two cells have, the claim first."""
    by: dict[str, list[Cell]] = {}
    for one in given:
        rows: list[list[Any]] = one.facts["cells"]
        for contrast, task, pairs, *numbers in rows:
            by.setdefault(contrast, []).append(Cell(one.facts["actor"], task, pairs, *numbers))
    first = {CLAIM: 0, CONTROL: 1}
    names = sorted(by, key=lambda name: (first.get(name, 2), -len(by[name]), name))
    return Pooled(figures=list(_figures(model, [(name, by[name]) for name in names])))


def _figures(model: str, contrasts: Sequence[tuple[str, list[Cell]]]) -> Iterator[Figure]:
    for name, cells in contrasts[:MOST_CONTRASTS]:
        if len(cells) < 2:
            continue
        found = pool([one.share - 0.5 for one in cells], [one.error for one in cells])
        value, n = 0.5 + found.estimate, sum(one.pairs for one in cells)
        spreads = [Spread(found.error, found.df), *_by(cells, "actor"), *_by(cells, "task")]
        widest = max(spreads, key=lambda one: one.half)
        low, high = max(0.0, value - widest.half), min(1.0, value + widest.half)
        actors, tasks = len({one.actor for one in cells}), len({one.task for one in cells})
        what = WHAT.get(name, name)
        sentence = (
            f"{what[0].upper()}{what[1:]}: {value:.3f} [{low:.3f}, {high:.3f}] of {n:,} decided "
            f"pairs in {len(cells)} cells ({actors} actors, {tasks} tasks)"
            f"{_margin(value, widest)}; cells differ by a standard deviation of {found.tau:.3f}; "
            f"{_sides(cells)}."
        )
        told = estimate(value, Interval(low, high, LEVEL), n)
        yield Figure(figure="margin", model=model, sentence=sentence, estimate=told, of=len(cells))


def _by(cells: Sequence[Cell], draws: str) -> Iterator[Spread]:
    """The spread of the means of actors, or of tasks, where there are enough of them."""
    means: dict[str, list[float]] = {}
    for one in cells:
        means.setdefault(getattr(one, draws), []).append(one.share)
    if len(means) >= FEWEST_DRAWS:
        each = [fmean(some) for some in means.values()]
        yield Spread(stdev(each) / len(each) ** 0.5, len(each) - 1)


def _margin(value: float, spread: Spread) -> str:
    """How near to one half it is shown to be, and what would have shown where it is not off it."""
    half = t_quantile(LEVEL, spread.df) * spread.error  # two one-sided tests at 1 - LEVEL
    margin = max(abs(value - half - 0.5), abs(value + half - 0.5))
    told = f"; equal to one half within {min(0.5, margin):.3f}"
    if abs(value - 0.5) > spread.half:
        return told if margin <= MOST_MARGIN else ""
    least = (t_quantile((1 + LEVEL) / 2, spread.df) + normal_quantile(POWER)) * spread.error
    shows = f"{least:.3f} off would show" if least <= 0.5 else "too few for any effect to show"
    return f"{told}; {shows}"


def _sides(cells: Sequence[Cell]) -> str:
    """How many cells lie off one half by themselves, and with all of them tested together."""
    kept = holm([one.p for one in cells], ALPHA).rejected
    above = sum(one.low > 0.5 for one in cells)
    below = sum(one.high < 0.5 for one in cells)
    return f"{above} cells above one half and {below} below, {sum(kept)} of them after Holm"
