"""From the records of a log to a card for each judge.

The same records in another order, or beside those of other judges, give the same card. Knows what a
record says; what is measured is in `measures.py`.
"""

from collections.abc import Iterable, Sequence

from ..judgements import HUMAN, JudgementLine
from .ballots import PairVotes
from .finding import JudgeCard, NotComputed
from .measures import Measures, flips_of


def judge_cards(lines: Iterable[JudgementLine]) -> dict[str, tuple[JudgeCard, list[JudgementLine]]]:
    """The card of every judge, with its records.

    People, the judge `HUMAN`, have one too: what most of them say of a pair is what the others are
    held against, and how they differ is their noise.
    """
    by_judge: dict[str, list[JudgementLine]] = {}
    for one in lines:
        by_judge.setdefault(one.judge, []).append(one)
    people = _pairs(by_judge.get(HUMAN, ()))
    return {judge: (_card(judge, some, people), some) for judge, some in sorted(by_judge.items())}


def _card(judge: str, lines: Sequence[JudgementLine], people: dict[str, PairVotes]) -> JudgeCard:
    pairs = _pairs(lines)
    for name, one in pairs.items():
        if judge != HUMAN and name in people and one.human is None:
            one.human = people[name].majority
    found = Measures(pairs.values())
    return JudgeCard(
        judge=judge,
        answers=sum(one.count for one in lines),
        pairs=sum(one.size for one in pairs.values()),
        both=len(found.both),
        half=found.half,
        one=len(found.one),
        unordered=sum(one.size for one in found.unordered),
        identical=len(found.control),
        lines=list(found.lines()),
        flips=flips_of(found.both),
        not_computed=list(_lacking(found)),
    )


def _pairs(lines: Iterable[JudgementLine]) -> dict[str, PairVotes]:
    """Votes by pair, each in one direction: the alphabet's, whichever way it was logged."""
    found: dict[str, PairVotes] = {}
    for given in lines:
        one = given.turned() if given.arm_1 > given.arm_2 else given
        pair = found.setdefault(one.pair_name, PairVotes())
        pair.add(one.first, one.vote, one.count)
        pair.several = one.actor is not None and one.pair is None
        pair.human = pair.human or one.human
        pair.identical = pair.identical or one.identical
        if one.length_1 is not None and one.length_2 is not None:
            pair.lengths = one.length_1, one.length_2
    return found


def _lacking(found: Measures) -> Iterable[NotComputed]:
    """What is not computed, and the fields that it would need."""
    known = [one for one in found.pairs if one.longer]
    rows = (
        (not found.both, "consistency, flips, the slot apart from content", _BOTH),
        (not found.repeated, "noise within one order", "answers to one pair in one order twice"),
        (not found.judged, "agreement with people, accuracy, kappa", "human"),
        (not known, "preference for length", "length_1 and length_2"),
        (not found.control, "the control", "identical pairs"),
    )
    for lacks, what, field in rows:
        if lacks:
            yield NotComputed(what=what, lacks=field)


_BOTH = 'first "1" and "2" of one pair'
