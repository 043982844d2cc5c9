"""From ballots to a panel's decision on every pair of texts, with nothing dropped on the way.

A judge is asked in both orders. The same text both times is a vote; the same slot both times is a
tie, counted as slot-following; a missing order leaves no vote. The panel decides by plurality of
its judges' votes. Knows judges and pairs by name; nothing of arms, outcomes or models.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ..statistics.proportions.krippendorff import Agreement, krippendorff_alpha
from .grammar import JudgeOutcome, Verdict
from .prompts import TextNumber

Vote = Literal["1", "2", "tie"]
"""The text that a vote is for, in the pair's canonical order, whatever was shown first."""
Kind = Literal["agreed", "followed_first", "followed_second", "tied", "split", "given", "missing"]
"""How a judge came to its vote.

`agreed`: the same text in both orders. `followed_first`, `followed_second`: the same slot in both
orders, a tie. `tied`: a tie in both. `split`: a tie in one order only, a tie. `given`: the order is
not on record, or the only one that was asked, the vote taken as it is. `missing`: an order has no
verdict, no vote.
"""
_CODES = {"1": 1, "tie": 0, "2": -1}


@dataclass(frozen=True, slots=True)
class Ballot:
    """One reply of a judge on a pair: `first` is the text shown first, None if not on record."""

    judge: str
    pair: str
    item: str
    first: TextNumber | None
    outcome: JudgeOutcome
    vote: Vote | None

    def __post_init__(self) -> None:
        """Refuse a vote without a verdict, and the other way round."""
        if (self.vote is not None) != (self.outcome == "chose"):
            raise ValueError(f"a ballot that reads {self.outcome!r} cannot have {self.vote!r}")


@dataclass(frozen=True, slots=True)
class JudgeVote:
    """What one judge makes of a pair, and how; `reasons` are the outcomes of missing replies."""

    judge: str
    pair: str
    item: str
    vote: Vote | None
    kind: Kind
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the panel makes of a pair. `vote` is None below the quorum of judges with a vote."""

    pair: str
    item: str
    vote: Vote | None
    for_1: int
    for_2: int
    ties: int
    missing: int


@dataclass(frozen=True, slots=True)
class ItemTally:
    """The decisions on one item's pairs."""

    item: str
    for_1: int
    for_2: int
    ties: int
    missing: int


def ballot(judge: str, pair: str, item: str, first: TextNumber, verdict: Verdict) -> Ballot:
    """A ballot from what was read: slots become texts."""
    vote: Vote | None = verdict.slot
    if first == "2" and vote in ("1", "2"):
        vote = "2" if vote == "1" else "1"
    return Ballot(judge, pair, item, first, verdict.outcome, vote)


def judge_votes(ballots: Iterable[Ballot], *, one_order: bool = False) -> list[JudgeVote]:
    """One vote for each judge and pair, in the order in which they first come.

    Several replies in one order count as their plurality. With `one_order` a pair that was asked in
    one order alone has the vote given there: of a log, whose other order nobody meant to ask.
    """
    groups: dict[tuple[str, str], list[Ballot]] = defaultdict(list)
    for one in ballots:
        groups[one.judge, one.pair].append(one)
    return [_combined(group, one_order) for group in groups.values()]


def _combined(group: list[Ballot], one_order: bool) -> JudgeVote:
    judge, pair, item = group[0].judge, group[0].pair, group[0].item
    orders = [[one for one in group if one.first == first] for first in ("1", "2", None)]
    votes: list[Vote | None] = [_plurality(reply.vote for reply in order) for order in orders]
    one, two, unordered = votes
    if one is not None and two is not None:
        return JudgeVote(judge, pair, item, *_of_both(one, two))
    if unordered is not None and not orders[0] and not orders[1]:
        return JudgeVote(judge, pair, item, unordered, "given")
    asked = [at for at, order in enumerate(orders) if order]
    if one_order and len(asked) == 1 and (lone := votes[asked[0]]) is not None:
        return JudgeVote(judge, pair, item, lone, "given")
    reasons = [reply.outcome for reply in group if reply.vote is None]
    reasons += ["not_asked" for order in orders[:2] if not order]
    return JudgeVote(judge, pair, item, None, "missing", tuple(reasons))


def _of_both(one: Vote, two: Vote) -> tuple[Vote, Kind]:
    """The vote of two orders; `one` was given with text 1 first, `two` with text 2 first."""
    if one == two:
        return (one, "tied" if one == "tie" else "agreed")
    if "tie" in (one, two):
        return "tie", "split"
    return "tie", "followed_first" if one == "1" else "followed_second"


def _plurality(votes: Iterable[Vote | None]) -> Vote | None:
    """What most votes are for; a tie where the lead is shared, None without votes."""
    counted: Counter[Vote] = Counter()
    for vote in votes:
        if vote is not None:
            counted[vote] += 1
    leading = counted.most_common(2)
    if not leading:
        return None
    shared = len(leading) > 1 and leading[0][1] == leading[1][1]
    return "tie" if shared else leading[0][0]


def decisions(votes: Sequence[JudgeVote], excluded: Collection[str] = ()) -> list[Decision]:
    """The panel's decision on every pair, without the excluded judges.

    At least half of the panel has to have a vote; below that a pair is missing, not a tie.
    """
    kept = [vote for vote in votes if vote.judge not in excluded]
    panel = {vote.judge for vote in kept}
    by_pair: dict[tuple[str, str], list[JudgeVote]] = defaultdict(list)
    for vote in votes:
        by_pair[vote.pair, vote.item] += [vote] if vote.judge in panel else []
    return [_decided(pair, item, group, len(panel)) for (pair, item), group in by_pair.items()]


def _decided(pair: str, item: str, group: list[JudgeVote], panel: int) -> Decision:
    counted = Counter(vote.vote for vote in group)
    present = len(group) - counted[None]
    vote = _plurality(one.vote for one in group) if 2 * present >= panel else None
    missing = panel - present
    return Decision(pair, item, vote, counted["1"], counted["2"], counted["tie"], missing)


def leave_one_out(
    votes: Sequence[JudgeVote], excluded: Collection[str] = ()
) -> dict[str, list[Decision]]:
    """The decisions with each judge of the panel left out in turn; empty for a panel of one."""
    panel = [name for name in dict.fromkeys(v.judge for v in votes) if name not in excluded]
    if len(panel) < 2:
        return {}
    return {name: decisions(votes, {*excluded, name}) for name in panel}


def by_item(decided: Iterable[Decision]) -> list[ItemTally]:
    """Decisions counted by item: the clusters of every interval."""
    counts: dict[str, Counter[Vote | None]] = defaultdict(Counter)
    for one in decided:
        counts[one.item][one.vote] += 1
    return [ItemTally(item, c["1"], c["2"], c["tie"], c[None]) for item, c in counts.items()]


def agreement(
    votes: Sequence[JudgeVote], excluded: Collection[str] = (), *, seed: int = 0
) -> Agreement:
    """Krippendorff's nominal alpha of the judges' votes, ties being a value, resampled by item."""
    by_pair: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for vote in votes:
        if vote.judge not in excluded:
            code = None if vote.vote is None else _CODES[vote.vote]
            by_pair[vote.item, vote.pair].append(code)
    items = [item for item, _ in by_pair]
    return krippendorff_alpha(list(by_pair.values()), items=items, seed=seed)
