"""From the records of a log to a card for each judge.

The same records in another order, or beside those of other judges, give the same card. Knows what a
record says; what is measured is in `measures.py`.
"""

from collections.abc import Iterable, Sequence

from ..judgements import JudgementLine
from .ballots import PairVotes, Vote
from .finding import JudgeCard, NotComputed
from .measures import Measures, flips_of

OfPair = tuple[Sequence[JudgementLine], Vote | None]
"""All records of a judge on one pair, and what people say of it in records of their own."""


def judge_card(judge: str, given: Iterable[OfPair]) -> JudgeCard:
    """The card of a judge. Pairs of which all that counts is alike are held once."""
    held: dict[PairVotes, PairVotes] = {}
    pairs: list[PairVotes] = []
    answers = 0
    for lines, people in given:
        answers += sum(one.count for one in lines)
        votes = votes_on(lines, people)
        pairs.append(held.setdefault(votes, votes))
    found = Measures(pairs)
    return JudgeCard(
        judge=judge,
        answers=answers,
        pairs=sum(one.size for one in pairs),
        both=len(found.both),
        half=found.half,
        one=len(found.one),
        unordered=sum(one.size for one in found.unordered),
        identical=len(found.control),
        lines=list(found.lines()),
        flips=flips_of(found.both),
        not_computed=list(_lacking(found)),
    )


def votes_on(lines: Sequence[JudgementLine], people: Vote | None = None) -> PairVotes:
    """Votes on one pair in one direction: the alphabet's, whichever way each was logged.

    What people say is what the records say of it themselves, or else `people`.
    """
    pair = PairVotes()
    for given in lines:
        one = given.turned() if given.arm_1 > given.arm_2 else given
        pair.add(one.first, one.vote, one.count)
        pair.several = one.actor is not None and one.pair is None
        pair.human = pair.human or one.human
        pair.identical = pair.identical or one.identical
        if one.length_1 is not None and one.length_2 is not None:
            pair.longer = _longer(one.length_1, one.length_2)
    pair.human = pair.human or people
    return pair


def _longer(first: int, second: int) -> Vote | None:
    """Which text is longer; None where neither is."""
    return None if first == second else "1" if first > second else "2"


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
