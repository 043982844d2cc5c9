"""How many more answers a rule would take at least, or if answers went on as they do: for planning.

What a round may ask without asking in vain. Decides nothing and shows nothing: a study is judged by
the answers that came, whatever was expected here. Knows counts; who is asked is in `rounds.py`.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence

from ...perturbations.catalogue import Side
from ...perturbations.render import other
from ...statistics.sequential.e_values import log_e_mean_above, log_e_spread, wins_until
from ..cells import Cell
from ..verdict_rules import (
    ASIDE,
    SPREAD,
    Judgement,
    Rule,
    chose_a,
    chose_b,
    chose_first,
    chose_second,
    declined,
    missing,
    unanswered,
)
from .dependence import WARN
from .evidence import Count, in_blocks

FARTHEST = 4_096
"""Further answers that are looked ahead; more is as far as any."""


def may_end(judgement: Judgement, chosen: Sequence[Cell]) -> bool:
    """Whether a round may show a preference strong, or weak: none of its answers has to fail."""
    if judgement.toward is None or judgement.side is None or not judgement.both_orders:
        return False
    given = Counter(cell.key for cell in chosen)
    bar, sure = judgement.rule.log_bar, judgement.log_bar_among_cells
    wins, losses = judgement.side, other(judgement.side)

    def reaches(evidence: float, goal: float, side: Side, cell: Cell) -> bool:
        return evidence >= goal or (
            wins_until(goal, cell.chose(side), cell.asked) <= given[cell.key]
        )

    told = list(zip(judgement.holds, judgement.flips, judgement.live, strict=True))
    return all(reaches(holds, bar, wins, cell) for holds, _, cell in told) or any(
        flips > 0 and reaches(flips, sure, losses, cell) for _, flips, cell in told
    )


def answers_ahead(judgement: Judgement) -> int:
    """Further answers to all live cells alike until a rule about means would hold.

    Each mean is taken to go on as it does, and so is what dependence there is; for `indifferent`,
    every cell to choose each option half of the time. The nearest of all counts, since it may end
    the study. A cell that brought no answer yet is taken to be set aside soon.
    """
    bar = judgement.rule.log_bar
    live = [one for one in judgement.live if one.counts.unanswered < one.asked]
    counts: tuple[Count, ...] = (chose_a, chose_b, missing, declined)
    reach = [_steadily(*in_blocks(live, one), bar) for one in counts]
    reach.append(_steadily(*in_blocks(judgement.cells, unanswered), bar))
    for count in (chose_first, chose_second):
        orders = ([one for one in live if one.first == side] for side in ("a", "b"))
        reach.append(sum(_steadily(*in_blocks(cells, count), bar) for cells in orders))
    few = len(judgement.cells) - len(live) <= ASIDE * len(judgement.cells)
    even = _to_indifference(live, judgement.rule) if few else FARTHEST
    return min(*reach, even, _to_dependence(judgement))


def _to_dependence(judgement: Judgement) -> int:
    """Further answers until repeats are called dependent: what shows it grows as their root."""
    seen = judgement.dependence
    score = max(seen.runs, abs(seen.halves))
    asked = sum(one.asked for one in judgement.cells)
    if score <= 0:
        return FARTHEST
    return max(0, min(FARTHEST, math.ceil(asked * ((WARN / score) ** 2 - 1))))


def _steadily(k: float, n: int, bar: float) -> int:
    """Further answers until M(k, n, 1/2) reaches the bar at the share k/n; FARTHEST if it is not
    above one half.
    """
    if not n or 2 * k <= n:
        return FARTHEST
    return _fewest(lambda more: log_e_mean_above(k * (n + more) / n, n + more, 0.5) >= bar)


def _to_indifference(live: Sequence[Cell], rule: Rule) -> int:
    """Further answers until `indifferent` holds, if each cell chose either option equally often."""
    bar, mean = rule.log_bar, 0.5 - rule.delta
    counts = [in_blocks(live, one) for one in (chose_a, chose_b, chose_first, chose_second)]
    asked = counts[0][1]
    decided = sum(one.counts.decided for one in live)
    if not asked or not decided:
        return FARTHEST
    share = decided / sum(one.asked for one in live) / 2

    def holds(more: int) -> bool:
        near = min(log_e_mean_above(k + more * share, n + more, mean) for k, n in counts)
        each = more * share / len(live)
        alike = ((one.counts.a + each, one.counts.b + each) for one in live)
        return near >= bar and log_e_spread(alike, SPREAD * rule.delta) >= bar

    return _fewest(holds)


def _fewest(holds: Callable[[int], bool]) -> int:
    """The smallest number from 1 on at which something holds that goes on to hold."""
    high = 1
    while high < FARTHEST and not holds(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return min(high, FARTHEST)
