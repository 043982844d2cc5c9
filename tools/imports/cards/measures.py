"""The lines of a judge's card: what it follows, by how much, and what so many pairs could show.

Every line has an interval clustered by pair, or a reason why it has none. Knows counts of votes by
pair and order; nothing of models, files or words.
"""

from collections.abc import Iterable, Iterator, Sequence
from statistics import stdev

import numpy as np

from ...statistics.distributions import LEVEL, normal_quantile, t_quantile
from ...statistics.proportions.clustered_proportions import (
    Counts,
    TooFewClusters,
    clustered_interval,
    cr2_standard_error,
)
from ...statistics.proportions.intervals import Interval, clopper_pearson
from ...statistics.proportions.kappa import cohen_kappa
from ...statistics.proportions.sign_test import detectable_share, sign_test
from ...study.estimate import Estimate, estimate
from ...study.plan import POWER
from ...study.pooled import mean_of
from .ballots import ANSWERS, READ, PairVotes, Vote
from .finding import CardLine, Flips, LineName

_EVEN = 0.5
_SCORES: dict[Vote, float] = {"1": 1.0, "2": 0.0, "tie": 0.5}


class Measures:
    """All lines of one judge; those that its log does not allow are left out."""

    def __init__(self, pairs: Iterable[PairVotes]) -> None:
        """Tell the control from the rest."""
        given = list(pairs)
        self.control = [one for one in given if one.identical]
        self.pairs = [one for one in given if not one.identical]
        self.both = [one for one in self.pairs if one.both]
        self.one = [one for one in self.pairs if len(one.orders) == 1 and one.asked_in_one]
        self.half = sum(len(one.orders) == 1 for one in self.pairs) - len(self.one)
        self.unordered = [one for one in self.pairs if not one.orders and one.readable(None)]
        self.repeated = [one for one in self.pairs if one.floor is not None]
        self.judged = [one for one in self.pairs if one.human and one.total(READ)]

    def lines(self) -> Iterator[CardLine]:
        """In the order in which they are told."""
        yield from self._orders()
        yield from self._people()
        yield from self._length()
        yield from self._control()
        everything = [*self.pairs, *self.control]
        readable = [(one.total(("tie",)), one.total(READ)) for one in self.pairs]
        yield from _some(_share("ties", readable))
        names: tuple[LineName, ...] = ("refused", "unreadable")
        for name in names:
            yield _share(name, [(one.total((name,)), one.total(ANSWERS)) for one in everything])

    def _orders(self) -> Iterator[CardLine]:
        if self.both:
            changed = [one.changed for one in self.both]
            yield _mean("consistency", [1 - one for one in changed])
            yield _mean("changed", changed)
        if self.repeated:
            yield _mean("noise", [one.floor or 0.0 for one in self.repeated])
        beyond = [one.changed - one.floor for one in self.both if one.floor is not None]
        if beyond:
            yield _mean("beyond_noise", beyond, null=0.0, low=-1.0)
        slots = [one.first_share for one in self.both if one.first_share is not None]
        if slots:
            yield _mean("first_slot", slots, null=_EVEN, most=_EVEN)
        yield from _some(_share("first_slot_one_order", [one.slots for one in self.one], _EVEN))
        if (gap := order_gap(self.one)) is not None:
            yield gap
        if (flips := flips_of(self.both)) is not None:
            yield _directions(flips)

    def _people(self) -> Iterator[CardLine]:
        """Held against what people say: all answers, those on decided pairs, those on ties."""
        if not self.judged:
            return
        right = [(one.total((one.human or "tie",)), one.total(READ)) for one in self.judged]
        yield _share("agreement", right)
        decided = [
            (one.total((one.human,)), one.total(("1", "2")))
            for one in self.judged
            if one.human in ("1", "2")
        ]
        yield from _some(_share("accuracy", decided, _EVEN))
        even = [(one.total(("tie",)), one.total(READ)) for one in self.judged if one.human == "tie"]
        yield from _some(_share("ties_seen", even))
        yield _kappa(self.judged)

    def _length(self) -> Iterator[CardLine]:
        known = [one for one in self.pairs if one.longer]
        chosen = [(one.total((one.longer or "tie",)), one.total(("1", "2"))) for one in known]
        yield from _some(_share("longer", chosen, _EVEN))
        common = [
            k / n - _SCORES["1" if one.human == one.longer else "2"]
            for one, (k, n) in zip(known, chosen, strict=True)
            if n and one.human in ("1", "2")
        ]
        if common:
            yield _mean("longer_beyond_people", common, null=0.0, low=-1.0)

    def _control(self) -> Iterator[CardLine]:
        decided = [(one.total(("1", "2")), one.total(READ)) for one in self.control]
        yield from _some(_share("identical_decided", decided))
        yield from _some(_share("identical_first", [one.slots for one in self.control], _EVEN))


def flips_of(both: Sequence[PairVotes]) -> Flips | None:
    """Pairs whose vote changed with the order, by direction; None where none was asked in both."""
    if not both:
        return None
    found = {"to_first": 0, "to_second": 0, "half_first": 0, "half_second": 0}
    for one in both:
        # How much the first place gains: 1 or -1 by a whole flip, a half by a tie in one order.
        shift = _SCORES[one.plurality("1")] - _SCORES[one.plurality("2")]
        if shift:
            size = "to" if abs(shift) == 1 else "half"
            found[f"{size}_{'first' if shift > 0 else 'second'}"] += 1
    k, n = found["to_first"], found["to_first"] + found["to_second"]
    return Flips(**found, p=sign_test(k, n))


def _directions(flips: Flips) -> CardLine:
    k, n = flips.to_first, flips.to_first + flips.to_second
    if not n:
        nothing = Estimate(value=None, reason="no pair flips")
        return CardLine(name="flips_to_first", estimate=nothing, pairs=0, null=_EVEN)
    found = estimate(k / n, clopper_pearson(k, n, LEVEL), n)
    line = CardLine(name="flips_to_first", estimate=found, pairs=n, null=_EVEN)
    least = detectable_share(n, POWER) if line.is_null else None
    return line.model_copy(update={"detectable": least})


def order_gap(one_order: Sequence[PairVotes]) -> CardLine | None:
    """How much oftener text 1 is chosen on pairs that show it first than on other pairs.

    What order does to the choice, if the order of a pair was drawn without looking at its texts.
    None unless two pairs were asked in each order.
    """
    groups = [
        [(one.total(("1",)), one.total(("1", "2"))) for one in one_order if first in one.orders]
        for first in ("1", "2")
    ]
    try:
        found = [cr2_standard_error(group) for group in groups]
    except TooFewClusters:
        return None
    (one, error_1, n_1), (two, error_2, n_2) = found
    error, value = float(np.hypot(error_1, error_2)), one - two
    half = t_quantile((1 + LEVEL) / 2, min(n_1, n_2) - 1) * error
    ends = Interval(max(-1.0, value - half), min(1.0, value + half), LEVEL)
    answers = sum(n for group in groups for _, n in group)
    return _with_null(
        "order_gap_one_order", estimate(value, ends, answers), n_1 + n_2, 0.0, error, 1.0
    )


def _kappa(judged: Sequence[PairVotes]) -> CardLine:
    tables = np.zeros((len(judged), len(READ), len(READ)))
    for at, one in enumerate(judged):
        tables[at, :, READ.index(one.human or "tie")] = [one.total((vote,)) for vote in READ]
    found, n = cohen_kappa(tables), int(tables.sum())
    if found.value is None or found.interval is None:
        told = Estimate(value=None, n=n, reason=found.reason)
    else:
        told = estimate(found.value, found.interval, n)
    return _with_null("kappa", told, len(judged), 0.0, found.error or 0.0, 1.0)


def _share(name: LineName, counts: Counts, null: float | None = None) -> CardLine:
    """A share of answers, clustered by pair."""
    kept = [(k, n) for k, n in counts if n]
    try:
        found = clustered_interval(kept)
        error = cr2_standard_error(kept)[1]
    except TooFewClusters:
        k, n = sum(one[0] for one in kept), int(sum(one[1] for one in kept))
        few = Estimate(value=k / n if n else None, n=n, reason="fewer than two pairs")
        return CardLine(name=name, estimate=few, pairs=len(kept), null=null)
    told = estimate(found.share, found.interval, found.n)
    return _with_null(name, told, len(kept), null, error, _EVEN)


def _mean(
    name: LineName,
    values: Sequence[float],
    null: float | None = None,
    low: float = 0.0,
    most: float = 1.0,
) -> CardLine:
    """A mean over pairs, each counting once; of values that are 0 or 1 it is a share of pairs."""
    if low == 0.0 and all(value in (0.0, 1.0) for value in values):
        return _share(name, [(int(value), 1) for value in values], null)
    told = mean_of(values, low, 1.0)
    error = stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return _with_null(name, told, len(values), null, error, most)


def _with_null(
    name: LineName, told: Estimate, pairs: int, null: float | None, error: float, most: float
) -> CardLine:
    line = CardLine(name=name, estimate=told, pairs=pairs, null=null)
    if not line.is_null:
        return line
    least = (t_quantile((1 + LEVEL) / 2, pairs - 1) + normal_quantile(POWER)) * error
    return line.model_copy(update={"detectable": least if 0 < least <= most else None})


def _some(line: CardLine) -> Iterator[CardLine]:
    """The line, if it rests on anything."""
    if line.estimate.n:
        yield line
