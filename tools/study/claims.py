"""What a finding claims, in the few values that a ledger corrects: a verdict and its evidence.

Every verb says it of its own findings, from the facts that they left; who is corrected together is
the ledger's to say. Knows no verb.
"""

from typing import Any, Literal, NamedTuple

from .estimate import Estimate
from .pooled import Facts

NOTHING = "undetermined"
"""The verdict that claims nothing."""
OrderClass = Literal["robust", "fragile", "indifferent"]


class OrderWords(NamedTuple):
    """One question in the words of the literature on order; None where it cannot be said.

    `order_class` as in arXiv 2506.14092; `reversals` of `wordings` asked in both orders change the
    option chosen more often when the order does; `first` is the share of decided answers that chose
    what was shown first, each order counted alike.
    """

    order_class: OrderClass | None
    reversals: int
    wordings: int
    first: Estimate


class Claim(NamedTuple):
    """One claim: what it is about, its verdict, and what that rests on.

    `name` is the same in every study that asks the same; `question` finds its trials. `e_value` is
    valid at any stopping time, `p_value` for a number of answers that was settled beforehand; a
    claim has one of them, or none where nothing was tested. `known`: nothing was estimated.
    `favours` is the option that the verdict is for, if it is for one; `direction` the e-value of
    that alone, on average, where the verdict says more.
    """

    name: str
    says: str
    verdict: str
    e_value: float | None = None
    p_value: float | None = None
    known: bool = False
    favours: str | None = None
    direction: float | None = None
    question: str = ""
    words: OrderWords | None = None

    @property
    def made(self) -> bool:
        """Whether it claims anything."""
        return self.verdict != NOTHING


TESTED = "tested"
"""Where the facts of a finding hold its claims, a row each as `claim_row` makes it."""


def claim_row(
    name: str, says: str, verdict: str, *, e: float | None = None, p: float | None = None
) -> tuple[str, str, str, float | None, float | None]:
    """A claim as facts hold it; what is undetermined is tested too, with a p-value of 1."""
    if e is None and p is None and verdict == NOTHING:
        p = 1.0
    return name, says, verdict, e, p


def tested_claims(given: Facts) -> list[Claim]:
    """The claims of a finding that left them in its facts; none of an earlier release's."""
    rows: list[list[Any]] = given.facts.get(TESTED, [])
    return [Claim(name, says, verdict, e, p) for name, says, verdict, e, p in rows]
