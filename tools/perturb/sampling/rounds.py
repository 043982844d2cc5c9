"""Which cells the next round of answers goes to. Plans numbers, not trials.

Every round costs a wait for its slowest answer, so a round asks all that the nearest verdict would
take. Once a direction is shown, that is what each cell lacks that is not settled, and what each of
a few suspects lacks to be a flip: no luck could make it fewer. Before, it is the way to the nearest
rule about means, at most twice as many answers as there are and a sixth of them at least, since
what is still missing when it is there costs a whole wait. Later it is never less than a tenth of
the answers so far. Where answers go does not touch what they show: evidence is valid however trials
are allocated and whenever they stop.
"""

import heapq
from collections.abc import Sequence

from ...perturbations.render import other
from ...statistics.sequential.e_values import wins_until
from ..cells import Cell, Key
from ..verdict_rules import Judgement
from .horizon import answers_ahead

FIRST_ROUND = 3
"""Answers to every cell before anything is adapted."""
LEAST = 12
"""Answers of a round at least."""
SUSPECTS = 3
"""Cells that lean away and get part of a round."""
AGAIN = 4
"""Answers of one cell in one round at most, or half of those it has if that is more."""
GROWTH = 2
"""Times the answers so far that a round has at most while nothing is known to be near."""
PART, PART_LATER = 6, 10
"""A round has that part of the answers so far at least: before a direction is shown, and later."""


def next_round(judgement: Judgement, asked: int, spare: int, least: int = LEAST) -> list[Cell]:
    """The cells of the next round, each as often as it is to be asked.

    `asked` answers there are, `spare` may still be asked.
    """
    size = max(least, asked // PART_LATER)
    if judgement.toward is None or judgement.sampling.exact:
        ahead = max(asked // PART, min(GROWTH * asked, answers_ahead(judgement)))
        size = min(spare, max(least, ahead))
        most = {
            one.key: min(max(AGAIN, GROWTH * one.asked), _to_be_set_aside(judgement, one))
            for one in judgement.live
        }
        planned = _leaning_away(judgement, most, size)
        pool: Sequence[Cell] = judgement.live
    else:
        most = _lacking(judgement) or {one.key: size for one in judgement.live}
        planned = _flipping(judgement, spare)
        size = min(spare, sum(planned.values()) + max(size, sum(most.values())))
        pool = [one for one in judgement.live if one.key in most]
    _fill(pool, planned, most, size - sum(planned.values()))
    return [cell for cell in judgement.live for _ in range(planned[cell.key])]


def _lacking(judgement: Judgement) -> dict[Key, int]:
    """What each cell lacks that is not settled, to hold or to be shown not to.

    Not all at once; and a quarter of what it has at least, lest one be asked again and again.
    """
    found: dict[Key, int] = {}
    against = other(judgement.side or "a")
    for cell in judgement.unsettled:
        n, counts = cell.asked, cell.counts
        lacks = min(
            wins_until(judgement.rule.log_bar, cell.chose(other(against)), n),
            wins_until(judgement.log_bar_among_cells, cell.chose(against) + counts.declined, n),
        )
        lacks = min(lacks, _to_be_set_aside(judgement, cell))
        found[cell.key] = min(max(lacks, n // 4), max(AGAIN, n // 2))
    return found


def _to_be_set_aside(judgement: Judgement, cell: Cell) -> int:
    """The fewest further answers that would show that a cell brings none."""
    return wins_until(judgement.log_bar_aside, cell.counts.unanswered, cell.asked)


def _flipping(judgement: Judgement, spare: int) -> dict[Key, int]:
    """What each suspect lacks to be a flip."""
    planned = dict.fromkeys((cell.key for cell in judgement.live), 0)
    against = other(judgement.side or "a")
    for cell in _suspects(judgement):
        lacks = wins_until(judgement.log_bar_among_cells, cell.chose(against), cell.asked)
        planned[cell.key] = min(lacks, spare - sum(planned.values()))
    return planned


def _leaning_away(judgement: Judgement, most: dict[Key, int], size: int) -> dict[Key, int]:
    """A part of a round of this size for each suspect, a quarter of it for all."""
    planned = dict.fromkeys(most, 0)
    part = max(1, size // LEAST)
    for cell in _suspects(judgement):
        if sum(planned.values()) + part <= max(1, size // 4):
            planned[cell.key] = min(part, most[cell.key])
    return planned


def _suspects(judgement: Judgement) -> list[Cell]:
    """The cells that lean away most, yet are not sure to flip."""
    if judgement.side is None:
        return []
    sure = judgement.log_bar_among_cells
    open_flips = [
        (evidence, cell)
        for evidence, cell in zip(judgement.flips, judgement.live, strict=True)
        if 0 < evidence < sure
    ]
    open_flips.sort(key=lambda pair: -pair[0])
    return [cell for _, cell in open_flips[:SUSPECTS]]


def _fill(
    pool: Sequence[Cell],
    planned: dict[Key, int],
    most: dict[Key, int],
    left: int,
) -> None:
    """Share out what is left, one answer at a time, always to the least asked."""
    heap = [(cell.asked + planned[cell.key], at) for at, cell in enumerate(pool)]
    heapq.heapify(heap)
    while heap and left > 0:
        answers, at = heap[0]
        key = pool[at].key
        if planned[key] >= most[key]:
            heapq.heappop(heap)
            continue
        planned[key] += 1
        left -= 1
        heapq.heapreplace(heap, (answers + 1, at))
