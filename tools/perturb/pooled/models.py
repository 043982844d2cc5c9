"""Several models asked about the same pairs: verdicts and shares side by side, and by twos.

A difference is of the same prompts. Where both models were asked in rounds, over the same live
cells, it is that of the means over complete blocks, with an interval that holds at any stopping
time; else of the cells that both have, for numbers of answers settled beforehand. A cell turns
round in a model if the option that this model does not favour is shown there to be chosen by more
than half (E >= BAR), a claim of that cell alone: it is patterns that are compared here. Knows facts
of findings.
"""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from ...perturbations.render import other
from ...statistics.distributions import LEVEL
from ...statistics.proportions.intervals import Interval
from ...statistics.proportions.kappa import cohen_kappa
from ...statistics.proportions.mover import bounded, recovered
from ...statistics.proportions.score_interval import score_interval
from ...statistics.sequential.confidence_sequences import confidence_sequence
from ...statistics.sequential.e_values import log_e_above_half
from ...study.estimate import Estimate, estimate
from ...study.pooled import (
    Comparison,
    ModelPair,
    OfModel,
    OfQuestion,
    OfStudy,
    Weakness,
    mean_of,
)
from ...study.wording import clip, number, quoted
from .facts import CellFacts, Preference

BAR = 20.0
MOST_MODELS = 8
"""Models that are compared by twos; more stand in the rows alone."""
FAVOURING = ("strong", "weak", "leaning")
"""Verdicts that are for an option."""
FEWEST_QUESTIONS = 3
HALF_OF_BOTH = (1 + LEVEL) / 2
"""The level of each part, that a difference may fail with the usual rate."""


class Asked(NamedTuple):
    """A question as one model answered it."""

    study_id: str
    model: str
    seen: Preference
    facts: dict[str, Any]

    @property
    def cells(self) -> dict[tuple[str, str | None], CellFacts]:
        """By name."""
        return {(one.variation, one.first): one for one in self.seen.cells}


def between(given: Sequence[OfStudy]) -> Comparison | None:
    """What is said of several models; None of one, or where no question was asked of two."""
    by: dict[str, dict[str, Asked]] = {}
    for one in given:  # of several studies of a question the last
        seen = Preference(one.facts)
        key = f"{seen.a}\n{seen.b}"
        by.setdefault(key, {})[one.model] = Asked(one.study_id, one.model, seen, one.facts.facts)
    shared = {key: some for key, some in by.items() if len(some) > 1}
    if not shared:
        return None
    models = list(dict.fromkeys(model for some in shared.values() for model in some))
    pairs = [
        pair
        for one, two in combinations(models[:MOST_MODELS], 2)
        if (pair := _pair(one, two, [some for some in shared.values() if {one, two} <= set(some)]))
    ]
    return Comparison(
        models=models,
        sentences=[_sentence(pair) for pair in pairs],
        pairs=pairs,
        rows=[_row(models, some) for some in shared.values()],
    )


def _row(models: Sequence[str], some: dict[str, Asked]) -> OfQuestion:
    there = [some[model] for model in models if model in some]
    seen = there[0].seen
    return OfQuestion(
        question=f"{quoted(seen.a)} or {quoted(seen.b)}",
        models=[
            OfModel(
                model=one.model,
                study_id=one.study_id,
                question_id=one.facts.get("question") or "",
                verdict=one.seen.verdict,
                share=_share(one),
                difference=difference(one, there[0]) if at else None,
            )
            for at, one in enumerate(there)
        ],
    )


def _share(one: Asked) -> Estimate | None:
    """Of option a, as the finding has it."""
    if (told := one.facts.get("share")) is None:
        return Estimate(value=one.seen.share_a(), reason="stored by an earlier release")
    value, low, high, n = told
    return Estimate(value=value, low=low, high=high, n=n)


def difference(one: Asked, two: Asked) -> Estimate:
    """The share of option a of one model less that of the other, on the same prompts."""
    common = one.cells.keys() & two.cells.keys()
    if not common:
        return Estimate(value=None, reason="they were asked no prompt in common")
    if one.seen.exact and two.seen.exact:
        gap = sum(_of(one, key) - _of(two, key) for key in common) / len(common)
        return estimate(gap, Interval(gap, gap, LEVEL), len(common))
    if _whole(one, common) and _whole(two, common):
        (p, of_p, n), (q, of_q, m) = _in_blocks(one), _in_blocks(two)
        ends = bounded(of_p, of_q)
        return estimate(p - q, Interval(ends.low, ends.high, LEVEL), n + m)
    counts = [[(each.cells[key].a, each.cells[key].asked) for key in common] for each in (one, two)]
    p, q = (sum(k / n for k, n in some) / len(some) for some in counts)
    ends = recovered(p, score_interval(counts[0], LEVEL), q, score_interval(counts[1], LEVEL))
    return estimate(p - q, ends, sum(n for some in counts for _, n in some))


def _of(one: Asked, key: tuple[str, str | None]) -> float:
    return one.cells[key].a / one.cells[key].asked


def _whole(one: Asked, common: set[tuple[str, str | None]]) -> bool:
    """Whether its own share is of these cells, and no other, in complete blocks."""
    facts = one.facts
    drawn = not one.seen.exact and facts.get("imported") is False and facts.get("aside") == 0
    known = (facts.get("share") or (None,))[0] is not None
    return drawn and known and len(common) == len(one.seen.cells)


def _in_blocks(one: Asked) -> tuple[float, Interval, int]:
    value, _, _, n = one.facts["share"]
    return value, confidence_sequence(value * n, n, HALF_OF_BOTH), n


def _pair(one: str, two: str, questions: Sequence[dict[str, Asked]]) -> ModelPair | None:
    if not questions:
        return None
    both = [(some[one], some[two]) for some in questions]
    gaps = [difference(*pair) for pair in both]
    told = [gap.value for gap in gaps if gap.value is not None]
    tables = [_turned(*pair) for pair in both]
    whole = np.sum([table for some in tables for table in some.values()] or [_NO_CELLS], axis=0)
    flips = int(whole[1].sum()), int(whole[:, 1].sum()), int(whole[1, 1])
    kappa = _kappa(tables)
    sides = [(_favours(a), _favours(b)) for a, b in both]
    return ModelPair(
        one=one,
        other=two,
        questions=len(both),
        difference=gaps[0] if len(gaps) == 1 else mean_of(told, -1.0, 1.0),
        alike=sum(a.seen.verdict == b.seen.verdict for a, b in both),
        opposite=sum(a is not None and b is not None and a != b for a, b in sides),
        cells=int(whole.sum()),
        flips=flips,
        weakness=_weakness(flips, kappa),
        kappa=kappa,
    )


def _favours(one: Asked) -> str | None:
    """The option that its verdict is for."""
    return one.seen.favours if one.seen.verdict in FAVOURING else None


_NO_CELLS = np.zeros((2, 2))


def _turned(one: Asked, two: Asked) -> dict[str, Any]:
    """Of each wording the cells asked of both, by whether they turn in the one, in the other."""
    found: dict[str, Any] = {}
    mine, yours = one.cells, two.cells
    for key in sorted(mine.keys() & yours.keys(), key=str):
        table = found.setdefault(key[0], np.zeros((2, 2)))
        table[_turns(one, mine[key]), _turns(two, yours[key])] += 1
    return found


def _turns(one: Asked, cell: CellFacts) -> int:
    if (side := one.seen.favours) is None:
        return 0
    against = cell.b if other(side) == "b" else cell.a
    if one.seen.exact:
        return int(against > cell.asked / 2)
    return int(log_e_above_half(against, cell.asked) >= math.log(BAR))


def _kappa(tables: Sequence[dict[str, Any]]) -> Estimate | None:
    """Agreement on what turns; clusters are questions, or wordings where questions are few."""
    clusters = [np.sum(list(some.values()), axis=0) for some in tables if some]
    if len(clusters) < FEWEST_QUESTIONS:
        clusters = [table for some in tables for table in some.values()]
    if not clusters:
        return None
    found = cohen_kappa(np.array(clusters))
    if found.value is None or found.interval is None:
        return Estimate(value=found.value, n=len(clusters), reason=found.reason)
    return estimate(found.value, found.interval, len(clusters))


def _weakness(flips: tuple[int, int, int], kappa: Estimate | None) -> Weakness:
    one, two, both = flips
    if not one and not two:
        return "none"
    if not one or not two:
        return "one"
    if not both:
        return "another"
    return "same" if kappa and kappa.low is not None and kappa.low > 0 else "open"


def _sentence(pair: ModelPair) -> str:
    """Two models in words."""
    one, two = clip(pair.one, 40), clip(pair.other, 40)
    questions = "question" if pair.questions == 1 else "questions"
    said = f"{one} and {two}, {pair.questions} {questions}: {pair.alike} with the same verdict"
    said += f", {pair.opposite} with opposite favourites" if pair.opposite else ""
    if pair.difference is not None and pair.difference.low is not None:
        said += f"; share of the option named first {number(pair.difference)} apart"
    mine, yours, both = pair.flips
    told = {
        "none": f"neither is shown to turn round in any of {pair.cells} cells",
        "one": f"only {one if mine else two} turns round, in {mine or yours} of {pair.cells} cells",
        "another": f"another weakness: {mine} and {yours} of {pair.cells} cells turn, none in both",
        "same": f"the same weakness: {both} cells turn in both, of {mine} and {yours}",
        "open": f"{both} cells turn in both, of {mine} and {yours}: no more than chance may do",
    }
    kappa = pair.kappa
    shown = pair.weakness in ("same", "open") and kappa is not None and kappa.low is not None
    more = f" (kappa {number(kappa)})" if shown and kappa is not None else ""
    return f"{said}; {told[pair.weakness or 'none']}{more}."
