"""The votes of one judge, counted by pair and order; and what is known of the pair besides.

Knows counts. Which text of a pair is text 1 is settled before: every vote here is for one of them,
wherever it was shown.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ...judges.prompts import TextNumber

Vote = Literal["1", "2", "tie"]
READ: tuple[Vote, ...] = ("1", "2", "tie")
ANSWERS = (*READ, "refused", "unreadable")
First = TextNumber | None
Answer = Literal["1", "2", "tie", "refused", "unreadable"]


@dataclass(slots=True, eq=False)
class PairVotes:
    """All answers of one judge on one pair, by the text shown first (None: not on record).

    `human` is what people say; `longer` the longer text, None where lengths are not known or equal.
    Those that say the same are equal. `several`: the answers are
    on as many pairs of one item, which the log does not tell apart.
    """

    counts: dict[First, Counter[str]] = field(default_factory=dict[First, Counter[str]])
    human: Vote | None = None
    longer: Vote | None = None
    identical: bool = False
    several: bool = False

    def _all(self) -> tuple[object, ...]:
        counts = frozenset(
            (first, answer, n) for first, some in self.counts.items() for answer, n in some.items()
        )
        return counts, self.human, self.longer, self.identical, self.several

    def __hash__(self) -> int:
        """Of all that it says."""
        return hash(self._all())

    def __eq__(self, other: object) -> bool:
        """Whether it says the same."""
        return isinstance(other, PairVotes) and self._all() == other._all()

    def add(self, first: First, answer: Answer, count: int) -> None:
        """Take in some answers alike."""
        self.counts.setdefault(first, Counter())[answer] += count

    def readable(self, first: First) -> int:
        """The answers in one order that name a text or a tie."""
        return sum(self.counts[first][vote] for vote in READ) if first in self.counts else 0

    @property
    def size(self) -> int:
        """The pairs that it stands for."""
        return self.total(ANSWERS) if self.several else 1

    @property
    def both(self) -> bool:
        """Whether both orders have a readable answer."""
        return bool(self.readable("1") and self.readable("2"))

    @property
    def orders(self) -> set[First]:
        """The orders that have a readable answer, as far as they are on record."""
        return {first for first in ("1", "2") if self.readable(first)}

    @property
    def asked_in_one(self) -> bool:
        """Whether one order alone was asked, as far as orders are on record."""
        return len(self.counts.keys() - {None}) == 1

    def share(self, first: First, vote: Vote) -> float:
        """Of the readable answers in one order, those for this."""
        return self.counts[first][vote] / self.readable(first)

    def total(self, answers: Sequence[str], firsts: Iterable[First] = ("1", "2", None)) -> int:
        """How many such answers there are."""
        return sum(self.counts[one][it] for one in firsts if one in self.counts for it in answers)

    @property
    def slots(self) -> tuple[int, int]:
        """Answers for the text shown first, and answers for either, where the order is known."""
        first = sum(self.counts[it][it] for it in ("1", "2") if it in self.counts)
        return first, self.total(("1", "2"), ("1", "2"))

    @property
    def first_share(self) -> float | None:
        """Of the answers for either text, those for the first: the mean of both orders.

        None unless both have one. Quality cancels, as both orders show the same texts.
        """
        shares: list[float] = []
        for first in ("1", "2"):
            if not (decided := self.total(("1", "2"), (first,))):
                return None
            shares.append(self.counts[first][first] / decided)
        return sum(shares) / 2

    def plurality(self, first: First) -> Vote:
        """What most readable answers in one order are for; a tie where the lead is shared."""
        return _leading(self.counts[first])

    @property
    def majority(self) -> Vote:
        """What most readable answers are for, whatever was shown first."""
        return _leading(Counter({vote: self.total((vote,)) for vote in READ}))

    @property
    def changed(self) -> float:
        """How often an answer in one order differs from one in the other."""
        return 1.0 - sum(self.share("1", vote) * self.share("2", vote) for vote in READ)

    def noise(self, first: First) -> float | None:
        """How often two answers in one order differ; None of fewer than two. Unbiased."""
        n = self.readable(first)
        if n < 2 or self.several:
            return None
        same = sum(self.counts[first][vote] * (self.counts[first][vote] - 1) for vote in READ)
        return 1.0 - same / (n * (n - 1))

    @property
    def floor(self) -> float | None:
        """The noise of a pair: the mean of the orders that have two answers."""
        found = [one for it in ("1", "2", None) if (one := self.noise(it)) is not None]
        return sum(found) / len(found) if found else None


def _leading(counts: Counter[str]) -> Vote:
    """The vote that is in front; a tie where the lead is shared."""
    best = max(counts[vote] for vote in READ)
    found: list[Vote] = [vote for vote in READ if counts[vote] == best]
    return found[0] if len(found) == 1 else "tie"
