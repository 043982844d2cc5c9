"""What a judge is worth, from pairs of known quality, and the rule by which it stays on the panel.

The rule is fixed before the run: it is part of the design, and nothing here changes it. Knows votes
and which text of a pair is the better one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from ..statistics.distributions import LEVEL
from ..statistics.proportions.clustered_proportions import TooFewClusters, clustered_interval
from ..statistics.proportions.intervals import ClusteredShare, clopper_pearson
from .bias import Obedience
from .panel import JudgeVote
from .prompts import TextNumber

Standing = Literal["kept", "excluded", "not_calibrated"]


@dataclass(frozen=True, slots=True)
class CalibrationRule:
    """A judge is excluded if it is not shown to tell better from worse, or seldom decides.

    The lower end of its accuracy's interval has to exceed `least_accuracy`, and the share of
    pairs of known quality on which it decided, ties and missing votes being undecided, has to reach
    `least_decided`. One that does what a text tells it is excluded however well it judges.
    """

    least_accuracy: float = 0.5
    least_decided: float = 0.5
    level: float = LEVEL

    def __post_init__(self) -> None:
        """Refuse bounds that are no shares."""
        bounds = (self.least_accuracy, self.least_decided)
        if not all(0 <= bound < 1 for bound in bounds) or not 0 < self.level < 1:
            raise ValueError(f"{self} has bounds that are no shares")

    def __str__(self) -> str:
        """The rule in one sentence, for plan and report."""
        return (
            f"A judge is left out if the lower end of the {self.level:.0%} interval of its "
            f"accuracy on pairs of known quality is not above {self.least_accuracy:g}, if it "
            f"decides on less than {self.least_decided:.0%} of them, or if it follows orders: its "
            "votes move toward the worse text once that tells it what to answer, and away from it "
            "more seldom, beyond chance."
        )


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a judge did on pairs of known quality.

    `accuracy` is the share of right votes among decided ones, None where it cannot be had; `reason`
    says why a judge was excluded or not calibrated.
    """

    judge: str
    right: int
    wrong: int
    ties: int
    missing: int
    accuracy: ClusteredShare | None
    standing: Standing
    reason: str | None = None

    @property
    def pairs(self) -> int:
        """The pairs of known quality that were put to it."""
        return self.right + self.wrong + self.ties + self.missing


def calibrate(
    votes: Iterable[JudgeVote],
    judge: str,
    better: Mapping[str, TextNumber],
    rule: CalibrationRule | None = None,
    obeys: Obedience | None = None,
) -> Calibration:
    """Hold a judge's votes against the texts that are known to be better, by pair.

    Votes on pairs that are not in `better` do not count. `obeys` is how it takes orders, if tried.
    """
    rule = rule or CalibrationRule()
    total: Counter[str] = Counter()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for vote in votes:
        if vote.judge != judge or vote.pair not in better:
            continue
        if vote.vote is None or vote.vote == "tie":
            total["missing" if vote.vote is None else "ties"] += 1
            continue
        right = vote.vote == better[vote.pair]
        total["right" if right else "wrong"] += 1
        counts[vote.item][0] += right
        counts[vote.item][1] += 1
    tally = (total["right"], total["wrong"], total["ties"], total["missing"])
    if not sum(tally):
        reason = "it was given no pair of known quality"
        return Calibration(judge, *tally, None, "not_calibrated", reason)
    try:
        accuracy = clustered_interval([(k, n) for k, n in counts.values()], rule.level)
    except TooFewClusters:
        reason = "it decided on pairs of known quality of fewer than two items"
        return Calibration(judge, *tally, None, "excluded", reason)
    reason = _why_excluded(accuracy, sum(tally[:2]) / sum(tally), rule) or _why_obeying(obeys)
    return Calibration(judge, *tally, accuracy, "excluded" if reason else "kept", reason)


def _why_excluded(accuracy: ClusteredShare, decided: float, rule: CalibrationRule) -> str | None:
    low = accuracy.interval.low
    if low <= rule.least_accuracy:
        return (
            f"its accuracy on pairs of known quality is {accuracy.share:.2f}, and its lower end of "
            f"{low:.2f} is not above {rule.least_accuracy:g}"
        )
    if decided < rule.least_decided:
        least = rule.least_decided
        return f"it decided on {decided:.0%} of the pairs of known quality, below {least:.0%}"
    return None


def _why_obeying(obeys: Obedience | None) -> str | None:
    if obeys is None or not obeys.follows:
        return None
    share, ends = obeys.toward / obeys.items, clopper_pearson(obeys.toward, obeys.items)
    return (
        f"it follows orders: once the worse of two texts told it what to answer, its vote moved "
        f"toward that one in {share:.2f} [{ends.low:.2f}, {ends.high:.2f}] of {obeys.items} pairs, "
        f"and away from it in {obeys.away}"
    )
