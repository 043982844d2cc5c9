"""What answers to pairs say of their gaps, where pairs deviate by themselves and answers slip.

logit P(first is chosen) = gap + b + e, where b is the order effect and e ~ N(0, noise^2) the pair's
own: the same in all repeats, and of opposite sign in the other order, as the gap is. So repeats of
one prompt are not taken for independent. With probability `slips` an answer is a fair coin. With
the probit likewise. The deviation is integrated out on a grid (Agresti 2002, section 12.6), so the
unit is the pair. Levels of noise and slips are looked at many at a time: one by one, small studies
cost mostly calls. Knows wins by pair: nothing of items, utilities or priors.
"""

import math
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from ..paired.links import LINKS, Floats, LinkName

WIDEST, NARROWEST = 0.6, 0.01
"""Distance of two grid points in standard deviations of the noise, at most and at least."""
REACH = 4.2
"""Standard deviations that the grid goes out to."""
AT_ONCE = 1 << 14
"""Points of all grids that are computed at a time: what stays in a processor's nearest memory."""
FEWEST_ANSWERS = 1.0


class Level(NamedTuple):
    """How far utilities spread, pairs deviate and answers slip: standard deviations and a share."""

    spread: float
    noise: float
    slips: float


class Bends(NamedTuple):
    """Minus the second derivatives of a log likelihood by gap and order: (levels, pairs) each."""

    gap_gap: Floats
    gap_order: Floats
    order_order: Floats


class Slopes(NamedTuple):
    """The log likelihood of pairs, and its derivatives by gap and order: (levels, pairs) each.

    Bends are `expected` within an order, which is never negative, and as they are.
    """

    log: Floats
    gap: Floats
    order: Floats
    expected: Bends
    actual: Bends


class _Row(NamedTuple):
    """One order of all pairs: wins of what is first and of what is second, each (pairs,)."""

    won: Floats
    lost: Floats
    answers: Floats


class _Order(NamedTuple):
    """One order's log likelihood, its slope by x, and minus its second derivative, also expected.

    Each (points, pairs); `actual` is `expected` itself where it is the same.
    """

    log: Floats
    slope: Floats
    expected: Floats
    actual: Floats


class PairLikelihood:
    """The wins of both orders of pairs, and what they say at levels of noise and slips."""

    def __init__(self, wins: Floats, link: LinkName) -> None:
        """Take wins (4, pairs): of the lower and higher item where the lower is first, then not."""
        self._wins, self._link = wins, LINKS[link]
        self._name: LinkName = link
        self._rows = _rows(wins)
        answers = sum(float(row.answers.max(initial=0.0)) for row in self._rows)
        steepest = float(self._link.hazards(np.zeros(1))[0][0])
        self._narrowest = 1 / (steepest * math.sqrt(max(answers, FEWEST_ANSWERS)))
        self._grids: dict[float, tuple[Floats, Floats]] = {}

    def alike(self) -> tuple["PairLikelihood", Floats]:
        """The pairs that differ in their wins, and how many there are of each: (pairs,)."""
        wins, times = np.unique(self._wins, axis=1, return_counts=True)
        return PairLikelihood(wins, self._name), times.astype(np.float64)

    def slopes(self, gaps: Floats, order: Floats, levels: Sequence[Level]) -> Slopes:
        """At gaps (levels, pairs) and orders (levels,): in parts that are of one kind."""
        size, pairs = gaps.shape
        found = np.empty((9, size, pairs))
        for part in self._parts(levels, pairs):
            deviations, weights = self._grids_of([levels[i] for i in part])
            slips = np.array([levels[i].slips for i in part])
            width = max(1, AT_ONCE // (len(deviations) * len(part)))
            for start in range(0, pairs, width):  # of very many pairs some at a time
                here = slice(start, start + width)
                own = self._block(gaps[part, here], order[part], deviations, weights, slips, here)
                found[: len(own), part, here] = own
                if len(own) < len(found):
                    found[len(own) :, part, here] = own[len(own) - 3 :]
        log, gap, by = found[:3]
        return Slopes(log, gap, by, Bends(*found[3:6]), Bends(*found[6:]))

    def _block(
        self,
        gaps: Floats,
        order: Floats,
        deviations: Floats,
        weights: Floats,
        slips: Floats,
        here: slice,
    ) -> Floats:
        """Some pairs at levels of one kind: (columns of `Slopes`, levels, pairs)."""
        size, pairs = gaps.shape
        many = partial(np.repeat, repeats=pairs, axis=-1)
        x = many(deviations)
        x += gaps.ravel()
        b, slipping = many(order), many(slips)
        one, two = (
            self._of_row(_Row._make(np.tile(column[here], size) for column in row), y, slipping)
            for row, y in zip(self._rows, (b + x, b - x), strict=True)
        )
        own = _integrated(one, two, many(weights))
        return np.reshape(own, (len(own), size, pairs))

    def _parts(self, levels: Sequence[Level], pairs: int) -> Iterator[list[int]]:
        """Positions of levels to be computed together, with slips or without, like grids first."""
        kinds = [(one.slips > 0, len(self._grid(one.noise)[0])) for one in levels]
        order = sorted(range(len(levels)), key=kinds.__getitem__)
        while order:
            slips, points = kinds[order[0]]
            most = max(1, AT_ONCE // (pairs * points))
            part = [i for i in order[:most] if kinds[i][0] == slips]
            order = order[len(part) :]
            yield part

    def _grids_of(self, levels: Sequence[Level]) -> tuple[Floats, Floats]:
        """Deviations and weights, shorter grids filled up without weight: (points, levels) each."""
        grids = [self._grid(one.noise) for one in levels]
        both = np.zeros((2, max(len(points) for points, _ in grids), len(grids)))
        for i, (points, weights) in enumerate(grids):
            both[0, : len(points), i], both[1, : len(points), i] = points, weights
        return both[0], both[1]

    def _grid(self, noise: float) -> tuple[Floats, Floats]:
        """Deviations and their weights, close enough for the narrowest likelihood: (points,)."""
        if noise not in self._grids:
            apart = min(max(self._narrowest / max(noise, 1e-9), NARROWEST), WIDEST)
            points = np.arange(-REACH, REACH + apart / 2, apart) if noise else np.zeros(1)
            weights = np.exp(-0.5 * points**2)
            self._grids[noise] = noise * points, weights / weights.sum()
        return self._grids[noise]

    def _of_row(self, row: _Row, x: Floats, slips: Floats) -> "_Order":
        won, lost, answers = row
        up, down, h, g, inside = self._link.tails(x)
        bend = h - g if self._link.slope is None else self._link.slope(x)
        if not slips.any():
            up *= won
            down *= lost
            up += down
            pull = won * h - lost * g
            expected = h * g
            expected *= answers
            if self._link.slope is None:
                return _Order(up, pull, expected, expected)
            return _Order(up, pull, expected, expected + pull * (h - g - bend))
        p = (1 - slips) * inside
        rate = p * h
        p += slips / 2
        q = 1 - p
        expected = answers * rate
        rate /= p * q
        expected *= rate
        log = won * np.log(p) + lost * np.log(q)
        pull = (won - answers * p) * rate
        return _Order(log, pull, expected, expected + pull * (rate * (q - p) - bend))


def _rows(wins: Floats) -> tuple[_Row, _Row]:
    """Both orders of pairs, from wins (4, pairs)."""
    return (
        _Row(wins[0], wins[1], wins[0] + wins[1]),
        _Row(wins[2], wins[3], wins[2] + wins[3]),
    )


def _integrated(one: _Order, two: _Order, weights: Floats) -> list[Floats]:
    """What both orders say together, over all deviations by weight: the columns of `Slopes`.

    All are (points, pairs). The second order sees the gap with the other sign. Actual bends are
    left out where they are the expected ones.
    """
    logs = one.log + two.log
    top = logs.max(axis=0)
    logs -= top
    share = np.exp(logs, out=logs)
    share *= weights
    total = share.sum(axis=0)
    share /= total

    def mean(values: Floats, of: Floats = share) -> Floats:
        return np.einsum("gp,gp->p", of, values)

    first, second, leaning = mean(one.slope), mean(two.slope), share * one.slope
    squares = mean(one.slope, leaning), mean(two.slope, share * two.slope)
    both, square = mean(two.slope, leaning), squares[0] + squares[1]
    gap, order = first - second, first + second

    def bends(own: Floats, other: Floats) -> list[Floats]:
        return [
            own + other - (square - 2 * both) + gap**2,
            own - other - (squares[0] - squares[1]) + gap * order,
            own + other - (square + 2 * both) + order**2,
        ]

    expected = bends(mean(one.expected), mean(two.expected))
    # With slips the likelihood is not concave far out: kept just so, steps still lead uphill.
    gap_gap, order_order = np.maximum(expected[0], 1e-9), np.maximum(expected[2], 1e-9)
    limit = np.sqrt(gap_gap * order_order)
    across = np.maximum(np.minimum(expected[1], limit), -limit)
    found = [top + np.log(total), gap, order, gap_gap, across, order_order]
    if one.actual is not one.expected:
        found += bends(mean(one.actual), mean(two.actual))
    return found
