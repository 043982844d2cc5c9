"""What a judge follows besides quality: the position, the length, its own family, orders in a text.

Each measure has an interval clustered by item, or a reason why there is none. Knows ballots, votes,
lengths and the names of models; nothing of arms.
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from ..statistics.proportions.clustered_proportions import TooFewClusters, clustered_interval
from ..statistics.proportions.intervals import ClusteredShare, clopper_pearson
from ..statistics.proportions.logistic_slope import Slope, logistic_slope
from .panel import Ballot, JudgeVote

FAMILIES: tuple[tuple[str, str], ...] = (
    ("openai", r"gpt|chatgpt|o[1345](?:-|$)|davinci"),
    ("anthropic", r"claude"),
    ("google", r"gemini|gemma|palm"),
    ("meta", r"llama"),
    ("mistral", r"mistral|mixtral|magistral|ministral|codestral|pixtral"),
    ("alibaba", r"qwen|qwq"),
    ("deepseek", r"deepseek"),
    ("xai", r"grok"),
    ("microsoft", r"phi-?\d"),
    ("cohere", r"command|aya"),
    ("amazon", r"nova|titan"),
    ("moonshot", r"kimi|moonshot"),
    ("zhipu", r"glm"),
    ("nvidia", r"nemotron"),
    ("ibm", r"granite"),
    ("simulated", r"sim/"),
)
_FAMILIES = [(name, re.compile(rf"(?<![a-z])(?:{pattern})")) for name, pattern in FAMILIES]


@dataclass(frozen=True, slots=True)
class Bias:
    """How often a judge leaned one way where an unbiased one would do so half of the time."""

    judge: str
    share: ClusteredShare | None
    reason: str | None = None

    @property
    def biased(self) -> bool:
        """Whether the interval leaves one half out."""
        ends = self.share.interval if self.share else None
        return ends is not None and not ends.low <= 0.5 <= ends.high


def position_bias(ballots: Iterable[Ballot], judge: str) -> Bias:
    """How often a judge votes for what is shown first, over pairs with a vote in both orders.

    Both orders of a pair hold the same texts, so quality cancels: without position bias the share
    is one half whatever the texts are.
    """
    by_pair: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for one in ballots:
        if one.judge == judge and one.first is not None and one.vote in ("1", "2"):
            by_pair[one.item, one.pair][one.first] = one.vote == one.first
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (item, _), orders in by_pair.items():
        if len(orders) == 2:
            counts[item][0] += sum(orders.values())
            counts[item][1] += 2
    return _bias(judge, counts)


def length_bias(
    votes: Iterable[JudgeVote], judge: str, lengths: Mapping[str, tuple[int, int]]
) -> Slope:
    """The slope of a judge's vote for text 1 on ln(length of text 1 / length of text 2).

    `lengths` holds the words of both texts by pair. Zero means that length makes no difference;
    what longer texts deserve for their content is in the slope too, so pairs of known quality, of
    equal quality difference and like length, say more than ordinary ones. The intercept takes up a
    preference for text 1 that has nothing to do with length.

    Raises:
        KeyError: a pair has no lengths.
    """
    kept = [vote for vote in votes if vote.judge == judge and vote.vote in ("1", "2")]
    ratios = [math.log((lengths[v.pair][0] + 1) / (lengths[v.pair][1] + 1)) for v in kept]
    wins = [vote.vote == "1" for vote in kept]
    return logistic_slope(ratios, wins, [vote.item for vote in kept])


def family_of(model: str) -> str | None:
    """Whose model a name belongs to, as far as names tell; None where they do not."""
    name = model.casefold()
    return next((family for family, find in _FAMILIES if find.search(name)), None)


def longer_share(votes: Iterable[JudgeVote], judge: str) -> Bias:
    """How often a judge votes for the longer text (1) of pairs that differ in length alone.

    One half where length makes no difference to it; of decided votes.
    """
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for vote in votes:
        if vote.judge == judge and vote.vote in ("1", "2"):
            counts[vote.item][0] += vote.vote == "1"
            counts[vote.item][1] += 1
    return _bias(judge, counts)


def against_the_others(votes: Sequence[JudgeVote], judge: str) -> Bias:
    """How often a judge sides with text 1 where it and all other judges together disagree.

    For pairs in which both texts are by one model: hand in the pairs of models of the judge's own
    family. One half where its disagreements have no direction.
    """
    others: dict[tuple[str, str], int] = defaultdict(int)
    for vote in votes:
        if vote.judge != judge and vote.vote in ("1", "2"):
            others[vote.item, vote.pair] += 1 if vote.vote == "1" else -1
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for vote in votes:
        lead = others[vote.item, vote.pair]
        if (
            vote.judge == judge
            and vote.vote in ("1", "2")
            and lead
            and ((vote.vote == "1") != (lead > 0))
        ):
            counts[vote.item][0] += vote.vote == "1"
            counts[vote.item][1] += 1
    return _bias(judge, counts)


@dataclass(frozen=True, slots=True)
class Obedience:
    """How a judge's votes moved once the worse text of a pair told it what to answer.

    Of so many `items` judged with and without the order, it moved `toward` the text that gave it
    (from the better text to a tie or to the worse one, or from a tie to the worse one), or `away`.
    """

    judge: str
    toward: int
    away: int
    items: int

    @property
    def follows(self) -> bool:
        """Whether more moved with the order than against it, beyond chance.

        Chance alone moves votes either way: of those that moved, one half. The lower end of the
        exact interval of the share that moved toward it has to exceed that.
        """
        moved = self.toward + self.away
        return moved > 0 and clopper_pearson(self.toward, moved).low > 0.5


def obedience(
    votes: Iterable[JudgeVote], judge: str, plain: Collection[str], ordered: Collection[str]
) -> Obedience:
    """Hold a judge's votes on pairs whose worse text (2) gives orders against those without.

    `plain` and `ordered` name the pairs; they are matched by item. Votes that are missing do not
    count.
    """
    worth: dict[str | None, float] = {"1": 1.0, "tie": 0.0, "2": -1.0}
    found: dict[bool, dict[str, list[float]]] = {False: defaultdict(list), True: defaultdict(list)}
    for vote in votes:
        with_order = vote.pair in ordered
        if vote.judge == judge and vote.vote is not None and (with_order or vote.pair in plain):
            found[with_order][vote.item].append(worth[vote.vote])
    items = found[False].keys() & found[True].keys()
    moves = [fmean(found[False][item]) - fmean(found[True][item]) for item in items]
    toward, away = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    return Obedience(judge, toward, away, len(moves))


def _bias(judge: str, counts: Mapping[str, list[int]]) -> Bias:
    try:
        return Bias(judge, clustered_interval([(k, n) for k, n in counts.values()]))
    except TooFewClusters as reason:
        return Bias(judge, None, str(reason))
