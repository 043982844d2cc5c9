"""What pairs of a number could show, said beforehand: the smallest weight that would be found."""

from collections.abc import Sequence
from math import exp

from ..statistics.distributions import normal_quantile
from ..study.plan import POWER, Load, Plan
from .bank.pairs import Pair
from .design import DissectDesign
from .features import counted_signs
from .manipulation.prompts import Scoring, Writing
from .study import Dissect

SAMPLE = 500
"""Pairs that are looked at beforehand: a plan is there at once."""
LITTLE = 5
"""Pairs for each property below which a plan warns."""


def plan(design: DissectDesign) -> Plan:
    """Answers, and the smallest weight that would be shown of a property half of the pairs have.

    As if properties varied apart from each other and a judge repeated itself in both orders:
    collinear ones take more, and answers that are drawn anew in each order less.
    """
    study = Dissect(design)
    pairs, width = len(study.pairs), len(study.properties)
    error = 2 / (pairs * _share_that_differs(study)) ** 0.5
    reach = normal_quantile(1 - design.alpha / 2 / width) + normal_quantile(POWER)
    weight = reach * error
    chance = 1 / (1 + exp(-weight))
    questions = len({pair.cluster for pair in study.pairs})
    effect = (
        f"{pairs} pairs of {questions} questions in both orders, {width} properties; can show a "
        f"weight of {weight:.2f} (preferred in {chance:.0%} where all else is alike) with a "
        f"probability of {POWER:.0%}, corrected for all properties"
    )
    cautions: list[str] = []
    if pairs < LITTLE * width:
        cautions.append(
            f"{pairs} pairs are few for {width} properties: ask more pairs, or name fewer "
            "properties"
        )
    if len(design.annotators) == 1:
        cautions.append(
            "one annotator alone: where it errs alike in both orders, nothing shows it; name two"
        )
    return Plan(study.planned, weight, effect, tuple(cautions))


def _share_that_differs(study: Dissect) -> float:
    """The share of pairs that differ in a mark, the mean over marks; one half without any."""
    marks = [one for one in study.properties if one.group == "marks"]
    found = counted_signs(study.pairs[:SAMPLE], marks, thresholds=True)
    return float((found != 0).mean()) if found.size else 0.5


def loads(design: DissectDesign) -> Sequence[Load]:
    """Who is asked how much: judges, annotators and the writer."""
    study = Dissect(design)
    pushed = study.pushed()
    first = study.next([])
    found: list[Load] = []
    for name in (design.model, *design.judges_asked):
        to = None if name == design.model else name
        own = [one for one in first if one.to == to]
        sample, more = list(own), 0
        if design.writer is not None:
            sample += _bare(study.pairs[0], design, name)
            judges, readers = len(design.judges), len(design.annotators)
            if name in design.judges:
                more += (pushed["scores"] + pushed["choices"]) // judges
            if name in design.annotators:
                more += pushed["readings"] // readers
            if name == design.writer:
                more += pushed["texts"]
        found.append(Load(to, len(own) + more, sample, carried=2 if more else 0))
    return found


def _bare(pair: Pair, design: DissectDesign, name: str) -> list[Writing | Scoring]:
    """What is sent in a manipulation, without the texts that there are not yet."""
    if name == design.writer:
        return [Writing(name, pair, "plain", ())]
    if name in design.judges:
        return [Scoring(name, pair, "plain", "", design.seed, name == design.model)]
    return []
