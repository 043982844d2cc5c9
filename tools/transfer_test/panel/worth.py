"""What each judge is worth: whether it stays on the panel, and what it follows besides quality.

Knows votes, pairs and the rule that is fixed before the run; nothing of what the panel found.
"""

from collections.abc import Collection, Sequence

from ...judges.bias import (
    Bias,
    against_the_others,
    family_of,
    length_bias,
    longer_share,
    obedience,
    position_bias,
)
from ...judges.calibration import CalibrationRule, calibrate
from ...judges.panel import JudgeVote, agreement
from ...judges.prompts import TextNumber
from ...statistics.proportions.intervals import Interval
from ...study.estimate import Estimate, estimate, exact_share
from ..design import ORDERED
from ..finding import JudgeFinding
from .judgements import Judgements
from .lengths import length_of

RULE = CalibrationRule()


def judge_finding(
    model: str, name: str, votes: Sequence[JudgeVote], given: Judgements
) -> JudgeFinding:
    """What one judge is worth before texts of a model."""
    better: dict[str, TextNumber] = dict.fromkeys(given.known, "1")
    obeys = obedience(votes, name, given.known, given.ordered)
    found = calibrate(votes, name, better, RULE, obeys)
    others = [vote for vote in votes if vote.pair not in given.calibrating]
    own = [one for one in given.ballots if one.judge == name]
    kinds = [vote.kind for vote in votes if vote.judge == name]
    longer = given.longer
    untried = Estimate(value=None, reason="no text gave orders")
    return JudgeFinding(
        judge=name,
        standing=found.standing,
        reason=found.reason,
        accuracy=Estimate(value=None, reason=found.reason)
        if found.accuracy is None
        else estimate(found.accuracy.share, found.accuracy.interval, found.accuracy.n),
        position_bias=_share(position_bias(given.ballots, name)),
        length=_slope_on_length(name, votes, given),
        asked=len(own),
        refused=sum(one.outcome == "refused" for one in own),
        unreadable=sum(one.outcome not in ("chose", "refused") for one in own),
        followed_position=sum(kind in ("followed_first", "followed_second") for kind in kinds),
        pairs=len(kinds),
        in_both=sum(kind not in ("given", "missing") for kind in kinds),
        self_family=_same_family(model, name),
        bias=_share(against_the_others(others, name)),
        longer=_share(longer_share([one for one in votes if one.pair in longer], name)),
        obeys=exact_share(obeys.toward, obeys.items) if obeys.items else untried,
    )


def agreement_of(
    votes: Sequence[JudgeVote], excluded: Collection[str], given: Judgements, seed: int
) -> Estimate:
    """How far the judges that are left agree on the writer's texts."""
    own = [vote for vote in votes if vote.pair not in given.calibrating]
    found = agreement(own, excluded, seed=seed)
    if found.alpha is None or found.low is None or found.high is None:
        return Estimate(value=None, reason=found.reason or "one judge agrees with nobody")
    return estimate(found.alpha, Interval(found.low, found.high, found.level), found.units)


def _slope_on_length(name: str, votes: Sequence[JudgeVote], given: Judgements) -> Estimate:
    """Over all pairs whose texts are on record, those with orders in them aside."""
    lengths = {
        pair.name: (length_of(pair.texts[0]), length_of(pair.texts[1]))
        for pair in (*given.pairs, *given.control)
        if pair.contrast != ORDERED
    }
    if not lengths:
        return Estimate(value=None, reason="no texts are on record")
    slope = length_bias([vote for vote in votes if vote.pair in lengths], name, lengths)
    if slope.slope is None or slope.low is None or slope.high is None:
        return Estimate(value=None, n=slope.n, reason=slope.reason)
    return estimate(slope.slope, Interval(slope.low, slope.high, slope.level), slope.n)


def _same_family(model: str, judge: str) -> bool | None:
    """Whether a judge is of the actor's family of models; None where names do not tell."""
    own, other = family_of(model), family_of(judge)
    return None if own is None or other is None else own == other


def _share(found: Bias) -> Estimate:
    if found.share is None:
        return Estimate(value=None, reason=found.reason or "too few decided pairs")
    return estimate(found.share.share, found.share.interval, found.share.n)
