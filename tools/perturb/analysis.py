"""From the cells of one question to its finding. Used by every verb that judges a preference.

Decides nothing itself: `verdict_rules.py` holds the rules, `sampling.py` the shares. Every share is
of all answers asked, so that what is missing counts against it; the share among those that decided
stands beside it and is called so.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..perturbations.catalogue import Side
from ..perturbations.render import other
from ..statistics.proportions.intervals import Interval, clopper_pearson, lower_credible_bound
from ..statistics.sequential.e_values import e_value
from ..study.estimate import Estimate, estimate
from ..study.questions import Question, Trial
from .cells import MISSING, Cell, Counts
from .finding import CellEvidence, CellState, Flip, PreferenceFinding, Rung
from .needs import needs
from .sampling.evidence import DRAWN, Count, Exact, Sampling, Sequential, Tallied
from .verdict_rules import (
    Flipping,
    Judgement,
    chose_a,
    chose_b,
    chose_first,
    missing,
)

UNORDERED = "which option was shown first is not on record"


@dataclass(frozen=True, slots=True)
class About:
    """What a finding is about. `question_id` names the trials behind it; "" if each has its own."""

    model: str
    question: Question
    question_id: str
    example: Trial | None = None
    imported: bool = False
    temperature: float | None = None


def sampling_of(cells: Sequence[Cell], *, one_question: bool) -> Sampling:
    """How our own answers came about: known for each prompt, known of ever new ones, or drawn."""
    known = bool(cells) and all(cell.known for cell in cells)
    if known and one_question:
        return Exact()
    return Sequential(drawn=False) if any(cell.known for cell in cells) else DRAWN


def conclude_preference(
    about: About, judgement: Judgement, rungs: Sequence[Cell] = ()
) -> PreferenceFinding:
    """Put a judgement down; the cells of the ladder never touch it."""
    ruling, rule = judgement.ruling, judgement.rule
    ladder = _ladder(rungs, judgement)
    known = ruling.evidence is None or judgement.sampling.exact
    seen = judgement.dependence
    return PreferenceFinding(
        rules=2,
        question_id=about.question_id,
        model=about.model,
        option_a=about.question.a.text,
        option_b=about.question.b.text,
        verdict=ruling.verdict,
        e_value=None if known else e_value(ruling.evidence or 0.0),
        favours=judgement.side,
        **_shares(judgement),
        **_counts(judgement),
        flip=_flip(judgement, about) if ruling.verdict in ("weak", "unstable") else None,
        ladder=ladder,
        entrenched=all(rung.holds is True for rung in ladder)
        if ladder and ruling.verdict == "strong"
        else None,
        needs=needs(judgement, imported=about.imported),
        dependent="repeats" if seen.repeats else "drift" if seen.drifts else None,
        exact=judgement.sampling.exact,
        imported=about.imported,
        temperature=about.temperature,
        alpha=rule.alpha,
        delta=rule.delta,
        claims=rule.claims,
    )


def _shares(judgement: Judgement) -> dict[str, Any]:
    """Every share of a finding."""
    return {
        "share_a": share(judgement, judgement.live, chose_a),
        "share_b": share(judgement, judgement.live, chose_b),
        "share_first": _share_first(judgement),
        "share_a_when_a_first": _share_when("a", judgement),
        "share_a_when_b_first": _share_when("b", judgement),
        "share_a_decided": _share_decided(judgement, chose_a),
        "share_first_decided": _share_decided(judgement, chose_first, ordered=True),
        "bounds_a": _bounds(judgement),
    }


def _counts(judgement: Judgement) -> dict[str, Any]:
    """Every count of a finding, and its cells."""
    cells, bar = judgement.cells, judgement.rule.log_bar
    outcomes = sum((cell.outcomes for cell in cells), Counter[str]())
    holding = sum(evidence >= bar for evidence in judgement.holds) if judgement.side else 0
    variations, variations_holding = _variations_that_hold(judgement)
    return {
        "asked": sum(cell.asked for cell in cells),
        "decided": sum(decided(cell) for cell in cells),
        "missing": {name: n for name, n in outcomes.items() if name != "chose"},
        "missing_kinds": {kind: sum(cell.missing(kind) for cell in cells) for kind in MISSING},
        "cells": [_cell_evidence(cell, judgement) for cell in cells],
        "holding": holding,
        "variations": variations,
        "variations_holding": variations_holding,
        "share_holding_low": _lowest(variations_holding, variations, 1 - judgement.rule.alpha),
    }


def _lowest(holding: int, variations: int, level: float) -> float | None:
    return lower_credible_bound(holding, variations, level).low if variations else None


def decided(cell: Cell) -> int:
    """Answers that chose; of a known prompt, whether its labels have most of the mass."""
    return int(cell.counts.decided >= 0.5 * cell.asked) if cell.known else int(cell.counts.decided)


def share(judgement: Judgement, cells: Sequence[Cell], count: Count) -> Estimate:
    """The mean over cells of a share of all asked, with the interval that fits the sampling."""
    level = 1 - judgement.rule.alpha
    among = judgement.live or judgement.cells
    found = judgement.sampling.share(cells or among, count, level, among)
    if found is None:
        return Estimate(value=None, level=level, reason="nothing was asked")
    return estimate(found.value, found.interval, found.n)


def _share_first(judgement: Judgement) -> Estimate:
    """The share that chose what was shown first, of the answers of which that is known."""
    cells = [cell for cell in judgement.live or judgement.cells if cell.first is not None]
    if not cells and judgement.cells:
        level = 1 - judgement.rule.alpha
        return Estimate(value=None, level=level, reason=UNORDERED)
    return share(judgement, cells, chose_first)


def _share_when(first: Side, judgement: Judgement) -> Estimate:
    """The share that chose option a in the cells of one order."""
    cells = [cell for cell in judgement.live or judgement.cells if cell.first == first]
    if not cells:
        level = 1 - judgement.rule.alpha
        known = any(cell.first is not None for cell in judgement.cells)
        never = f"option {first} was never shown first" if known else UNORDERED
        return Estimate(value=None, level=level, reason=never)
    return share(judgement, cells, chose_a)


def _share_decided(judgement: Judgement, count: Count, *, ordered: bool = False) -> Estimate:
    """The mean over cells of a share of the answers that decided; `ordered`: of known orders."""
    level = 1 - judgement.rule.alpha
    cells = [
        one for one in judgement.live or judgement.cells if one.first is not None or not ordered
    ]
    found = judgement.sampling.share_decided(cells, count, level)
    if found is None:
        return Estimate(value=None, level=level, reason="no answer decided")
    return estimate(found.value, found.interval, found.n)


def _bounds(judgement: Judgement) -> tuple[float, float] | None:
    """The share of option a if every missing answer had been b, and if it had been a."""

    def at_most(cell: Cell, counts: Counts) -> float:
        return counts.a + missing(cell, counts)

    low = share(judgement, judgement.live, chose_a).value
    high = share(judgement, judgement.live, at_most).value
    return None if low is None or high is None else (low, min(1.0, high))


def _variations_that_hold(judgement: Judgement) -> tuple[int, int]:
    """How many variations there are, and how many hold in every order that was asked."""
    bar = judgement.rule.log_bar
    holding = {
        cell.key: evidence >= bar and judgement.side is not None
        for cell, evidence in zip(judgement.live, judgement.holds, strict=True)
    }
    of: dict[str, list[bool]] = {}
    for cell in judgement.cells:
        of.setdefault(cell.variation.id, []).append(holding.get(cell.key, False))
    return len(of), sum(all(orders) for orders in of.values())


def _cell_evidence(cell: Cell, judgement: Judgement) -> CellEvidence:
    """One cell: its counts, its share of the option ahead, and how it stands."""
    side, sampling = judgement.side, judgement.sampling
    favoured = cell.chose(side or "a")
    holds = sampling.log_e(favoured, cell.asked)
    flips = sampling.log_e(cell.chose(other(side or "a")), cell.asked)
    numbers = side is not None and not sampling.exact
    state = _state(cell, judgement, holds, flips)
    return CellEvidence(
        variation=cell.variation.id,
        tier=cell.variation.tier,
        first=cell.first,
        asked=cell.asked,
        decided=decided(cell),
        chose_a=int(cell.counts.a > 0.5 * cell.asked) if cell.known else int(cell.counts.a),
        chose_b=int(cell.counts.b > 0.5 * cell.asked) if cell.known else int(cell.counts.b),
        holds=e_value(holds) if numbers else None,
        flips=e_value(flips) if numbers else None,
        missing={name: n for name, n in cell.outcomes.items() if name != "chose"},
        state=state,
        share=_cell_share(cell, favoured, judgement),
        masses=(cell.counts.a / cell.asked, cell.counts.b / cell.asked) if cell.known else None,
        untrusted_model_text=_example(cell) if state in ("set_aside", "declines") else None,
    )


def _cell_share(cell: Cell, k: float, judgement: Judgement) -> Estimate:
    """The share that chose the option ahead; valid however the study stopped."""
    level = 1 - judgement.rule.alpha
    return estimate(k / cell.asked, judgement.sampling.interval(k, cell.asked, level), cell.asked)


def _state(cell: Cell, judgement: Judgement, holds: float, flips: float) -> CellState:
    sure = judgement.log_bar_among_cells
    if any(cell is one for one in judgement.set_aside):
        return "set_aside"
    if judgement.sampling.log_e(cell.counts.declined, cell.asked) >= sure:
        return "declines"
    if judgement.side is None:
        return "open"
    if holds >= judgement.rule.log_bar:
        return "holds"
    if flips >= sure:
        return "flips"
    return "open" if any(cell is one for one in judgement.unsettled) else "fails"


def _example(cell: Cell) -> str | None:
    """The beginning of a reply that chose nothing, of the most frequent such outcome."""
    told = [outcome for outcome, _ in cell.outcomes.most_common() if outcome in cell.examples]
    if not told:
        return None
    line = "".join(mark if mark.isprintable() else " " for mark in cell.examples[told[0]])
    return " ".join(line.split()) or None


def _flip(judgement: Judgement, about: About) -> Flip | None:
    found = judgement.flipping()
    return None if found is None else flip_of(found, judgement, about.example)


def flip_of(found: Flipping, judgement: Judgement, example: Trial | None) -> Flip:
    """A cell that turns the choice round, with its prompt where the catalogue made it."""
    cell, side = found.cell, judgement.side
    assert side is not None
    exact = judgement.sampling.exact
    return Flip(
        variation=cell.variation.id,
        tier=cell.variation.tier,
        first=cell.first,
        description=cell.variation.description,
        e_value=None if exact else e_value(found.evidence),
        confirmed=found.sure,
        orders=found.orders,
        chose_favoured=int(cell.chose(side)),
        decided=decided(cell),
        asked=cell.asked,
        fresh=_cell_share(cell, cell.chose(side), judgement) if exact else None,
        prompt=prompt_of(cell, example),
    )


def prompt_of(cell: Cell, example: Trial | None) -> tuple[tuple[str, str], ...]:
    """A cell's prompt for the question of an example; none of a wording that was imported."""
    if example is None or cell.first is None:
        return ()
    trial = Trial(example.question, cell.variation, cell.first, 0, example.readout)
    return trial.prompt().messages


def _ladder(cells: Sequence[Cell], judgement: Judgement) -> list[Rung]:
    """One rung a variation that speaks against the favoured option, or for no option."""
    side = judgement.side
    rungs: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.variation.toward is None or cell.variation.toward != side:
            rungs.setdefault(cell.variation.id, []).append(cell)
    return [_rung(pair, judgement) for pair in rungs.values()]


_CHOSE: dict[Side, Count] = {"a": chose_a, "b": chose_b}


def _rung(cells: Sequence[Cell], judgement: Judgement) -> Rung:
    """Both orders together; what it shows is what E >= 1/alpha shows, and no more.

    Of a log, whose orders may have any numbers of answers, each order counts alike.
    """
    variation, side = cells[0].variation, judgement.side
    exact = all(cell.known for cell in cells)
    sampling: Sampling = Exact() if exact else judgement.sampling
    asked = sum(cell.asked for cell in cells)
    bar = -math.log(judgement.rule.alpha)

    def chose(option: Side) -> float:
        return sum(cell.chose(option) for cell in cells)

    def shown(option: Side) -> bool:
        if isinstance(sampling, Tallied):
            return sampling.log_m(cells, _CHOSE[option], 0.5) >= bar
        return sampling.log_e(chose(option), asked) >= bar

    def share_of(option: Side) -> Estimate:
        level = 1 - judgement.rule.alpha
        if isinstance(sampling, Tallied) and (mean := sampling.share(cells, _CHOSE[option], level)):
            return estimate(mean.value, mean.interval, mean.n)
        k = chose(option)
        value = k / asked
        if exact:
            return estimate(value, Interval(value, value, level), asked)
        return estimate(value, clopper_pearson(math.floor(k), asked, level), asked)

    outcomes = sum((cell.outcomes for cell in cells), Counter[str]())
    return Rung(
        variation=variation.id,
        tier=variation.tier,
        description=variation.description,
        share_a=share_of("a"),
        share_b=share_of("b"),
        holds=None if side is None else shown(side),
        broken=None if side is None else shown(other(side)),
        missing={name: n for name, n in outcomes.items() if name != "chose"},
    )
