"""What a preference claims, for a ledger; and what the literature on order would call it.

The words are computed as is usual there, from all decided answers of an order put together:

    robust       one option is chosen by more than half in both orders
    fragile      the orders are on opposite sides of one half, and with both alike one option is
                 ahead: order undoes a preference
    indifferent  with both orders alike no option is shown to be ahead, and the share lies within
                 NEAR of one half: order breaks a tie, or chance does

each by 95 % intervals, after Yin, Vardi & Choudhary (arXiv 2506.14092); what the intervals leave
open has no class. Unlike a verdict these hold for a number of answers that was settled beforehand,
and look at no wording by itself.
"""

from collections.abc import Sequence

from ...perturbations.catalogue import Side
from ...statistics.distributions import LEVEL
from ...statistics.proportions.intervals import Interval, clopper_pearson
from ...statistics.proportions.score_interval import score_interval
from ...statistics.sequential.e_values import e_value, log_e_mean_above
from ...study.claims import Claim, OrderClass, OrderWords
from ...study.estimate import estimate
from ...study.pooled import Facts
from ...study.wording import quoted
from .facts import CellFacts, Preference

NEAR = 0.1
"""A share this near to one half is a tie, where nothing shows it to be another."""


def claims(given: Facts) -> list[Claim]:
    """The one claim of a preference."""
    one = Preference(given)
    return [
        Claim(
            name=f"{one.a}\n{one.b}",
            says=f"{quoted(one.a)} or {quoted(one.b)}",
            verdict=one.verdict,
            e_value=None if one.exact else one.e_value or 0.0,
            known=one.exact,
            favours=one.favours,
            direction=_direction(given) if one.verdict in ("strong", "weak") else None,
            question=one.question,
            words=None if one.exact else order_words(one.cells),
        )
    ]


def _direction(given: Facts) -> float | None:
    """The e-value of a mean share above one half, of the complete blocks that the share is of."""
    value, _, _, n = given.facts.get("ahead") or (None, None, None, 0)
    if given.facts.get("imported", True) or given.facts["exact"] or value is None:
        return None
    return e_value(log_e_mean_above(value * n, n, 0.5))


def order_words(cells: Sequence[CellFacts]) -> OrderWords | None:
    """What is said of one question; None where it was not asked in both orders."""
    a, b = _decided(cells, "a"), _decided(cells, "b")
    if not a[1] or not b[1]:
        return None
    reversals, wordings = _reversals(cells)
    shown_first = (a[0], a[1]), (b[1] - b[0], b[1])
    share = sum(k / n for k, n in shown_first) / 2
    first = estimate(share, score_interval(shown_first, LEVEL), a[1] + b[1])
    return OrderWords(_class(a, b), reversals, wordings, first)


Counted = tuple[int, int]
"""Answers that chose option a, of those that decided."""


def _decided(cells: Sequence[CellFacts], first: Side) -> Counted:
    some = [one for one in cells if one.first == first]
    return sum(one.a for one in some), sum(one.a + one.b for one in some)


def _reversals(cells: Sequence[CellFacts]) -> tuple[int, int]:
    """Wordings in which the option chosen more often changes with the order, of those that tell."""
    ahead: dict[str, list[int]] = {}
    for one in cells:
        if one.first is not None and one.a != one.b:
            ahead.setdefault(one.variation, []).append(1 if one.a > one.b else -1)
    both = [sides for sides in ahead.values() if len(sides) > 1]
    return sum(len(set(sides)) > 1 for sides in both), len(both)


def _class(a: Counted, b: Counted) -> OrderClass | None:
    sides = [_side(clopper_pearson(k, n, LEVEL)) for k, n in (a, b)]
    if sides[0] == sides[1] != 0:
        return "robust"
    balanced = (a[0] / a[1] + b[0] / b[1]) / 2
    ahead = _side(score_interval((a, b), LEVEL))
    if ahead and sides[0] * sides[1] < 0:
        return "fragile"
    return "indifferent" if not ahead and abs(balanced - 0.5) <= NEAR else None


def _side(interval: Interval) -> int:
    """Whether it lies above one half, below, or holds it."""
    return int(interval.low > 0.5) - int(interval.high < 0.5)
