"""The likely points of a lattice, found with few looks at a function that is costly.

Looks come in batches: one by one they would cost mostly calls. Knows points and a function of them
that has one peak as far as one looks: nothing of what either means.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from ..paired.links import Floats

STRIDES = (4, 2, 1)
"""Steps on the lattice, the coarsest first; the next is taken where few levels are likely."""
ENOUGH = 6
DROP = 4.0
"""Nats below the best level at which another one is left out: its weight is below 2 %."""
ROUGH, CLOSE = 1e-2, 1e-7
"""How close values are while it is sought which are likely, and of those that are: what one more
step towards them would gain, twice over. At the latter, it would be a three-thousandth of a
standard error, and the next one its square."""
MARGIN = 0.05
"""How much rough values may mislead."""
Point = tuple[int, ...]
Values = Callable[[Sequence[Point], int, float], list[float]]
"""Log posteriors at points of a lattice with such a stride, so close."""


def likely_points(
    values: Values, starts: Sequence[Point], shape: Point, most: int
) -> tuple[dict[Point, float], Point]:
    """The log posteriors around the largest one, and where that is.

    On a lattice fine enough to have several that are likely; of about `most` points at most, of
    which the likely ones are computed closely.
    """
    best, seen, stride = starts[0], dict[Point, float](), 1
    for stride in STRIDES:
        lattice = _Lattice(shape, stride, values)
        best = lattice.climb(starts)
        starts = [best]
        seen = lattice.flood(best, most)
        if sum(log > seen[best] - DROP for log in seen.values()) >= ENOUGH:
            break
    likely = [point for point, log in seen.items() if log > seen[best] - DROP - MARGIN]
    seen.update(zip(likely, values(likely, stride, CLOSE), strict=True))
    return seen, max(likely, key=seen.__getitem__)


def near(known: Mapping[Point, Floats], points: Sequence[Point], size: int) -> Floats:
    """Starts for peaks, from those that are known: (points, size).

    From the nearest one, and where there is one as far behind it, as far beyond it as that way.
    """
    starts = np.zeros((len(points), size))
    if not known:
        return starts
    at, where = np.array(list(known)), list(known)
    all_apart = np.abs(np.array(points)[:, None] - at).sum(axis=2)
    for start, point, apart in zip(starts, points, all_apart, strict=True):
        nearest = [where[i] for i in np.flatnonzero(apart == apart.min())]
        start[:] = known[nearest[0]]
        for one in nearest:
            behind = known.get(tuple(2 * x - y for x, y in zip(one, point, strict=True)))
            if behind is not None and one != point:
                start[:] = 2 * known[one] - behind
                break
    return starts


class _Lattice:
    """Points whole steps apart, and a function on them that has one peak as far as one looks."""

    def __init__(self, shape: Point, stride: int, values: Values) -> None:
        self._shape, self._stride, self._values = shape, stride, values
        self.seen: dict[Point, float] = {}

    def look(self, points: Iterable[Point]) -> None:
        """Take in the values at points, all at once."""
        new = [point for point in dict.fromkeys(points) if point not in self.seen]
        self.seen.update(zip(new, self._values(new, self._stride, ROUGH), strict=True))

    def climb(self, starts: Sequence[Point]) -> Point:
        """From the best start go to the best neighbour until there is no better one."""
        self.look(starts)
        at = max(starts, key=self.seen.__getitem__)
        while True:
            self.look(self.neighbours(at))
            best = max((at, *self.neighbours(at)), key=self.seen.__getitem__)
            if best == at:
                return at
            at = best

    def flood(self, peak: Point, most: int) -> dict[Point, float]:
        """All points around a peak that are within DROP of it, and their fringe.

        Of more than `most` points, those around the best.
        """
        bound, done, front = self.seen[peak] - DROP, {peak}, [peak]
        while front and len(self.seen) < most:
            front.sort(key=self.seen.__getitem__, reverse=True)
            around = [near for point in front for near in self.neighbours(point)]
            new = [near for near in dict.fromkeys(around) if near not in self.seen]
            self.look(new[: most - len(self.seen)])
            known = [near for near in dict.fromkeys(around) if near in self.seen]
            front = [near for near in known if near not in done and self.seen[near] > bound]
            done.update(front)
        return self.seen

    def neighbours(self, point: Point) -> list[Point]:
        return [
            (*point[:axis], moved, *point[axis + 1 :])
            for axis, size in enumerate(self._shape)
            for moved in (point[axis] - self._stride, point[axis] + self._stride)
            if 0 <= moved < size
        ]
