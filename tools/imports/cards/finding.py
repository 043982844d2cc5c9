"""What is concluded of one judge. Frozen models, stored as JSON and sent as they are."""

from typing import Literal

from ...study.estimate import Estimate, Frozen
from ...study.protocol import Finding

LineName = Literal[
    "consistency",
    "changed",
    "noise",
    "beyond_noise",
    "first_slot",
    "first_slot_one_order",
    "order_gap_one_order",
    "flips_to_first",
    "agreement",
    "accuracy",
    "ties_seen",
    "kappa",
    "longer",
    "longer_beyond_people",
    "identical_decided",
    "identical_first",
    "ties",
    "refused",
    "unreadable",
]


class CardLine(Frozen):
    """One measure of a judge, clustered by pair.

    `null` is its value for a judge without this bias. Where the interval holds it, `detectable` is
    the least distance from it that as many pairs would show with a power of 80 %; None where none
    would.
    """

    name: LineName
    estimate: Estimate
    pairs: int
    null: float | None = None
    detectable: float | None = None

    @property
    def is_null(self) -> bool:
        """Whether the interval holds the value of a judge without this bias."""
        low, high = self.estimate.low, self.estimate.high
        if self.null is None or low is None or high is None:
            return False
        return low <= self.null <= high


class Flips(Frozen):
    """Pairs by what became of the vote when both texts changed places.

    `to_first`: for the first text both times, `to_second`: for the second both times. `half_first`
    and `half_second` were a tie in one order only. `p` is that of the exact two-sided test that
    flips go either way as often.
    """

    to_first: int
    to_second: int
    half_first: int
    half_second: int
    p: float


class NotComputed(Frozen):
    """A measure that the log does not allow, and the fields that it would need."""

    what: str
    lacks: str


class JudgeCard(Finding):
    """What a log says of one judge.

    Pairs are counted by how they were asked: in `both` orders; in both, but with a readable answer
    in one alone (`half`); in `one`; or with an order that is `unordered`, not on record.
    `identical` pairs are the control, and in no other line.
    """

    kind: Literal["judge_card"] = "judge_card"
    judge: str
    answers: int
    pairs: int
    both: int
    half: int
    one: int
    unordered: int
    identical: int
    lines: list[CardLine]
    flips: Flips | None
    not_computed: list[NotComputed]

    def line(self, name: LineName) -> CardLine | None:
        """One of its lines, if it has it."""
        return next((one for one in self.lines if one.name == name), None)

    @property
    def about(self) -> str:
        """The text in which it is searched."""
        return self.judge
