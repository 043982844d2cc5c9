"""The modes of utilities at given levels of noise and slips, and the evidence for each level.

Utilities are N(0, spread^2), the order effect is normal too; the likelihood is that of
`pair_likelihood.py`. Evidence is by Laplace's method (Tierney & Kadane 1986). Knows counts and
levels: how large noise and slips are is found in `utility_posterior.py`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..paired.comparisons import Comparisons
from ..paired.laplacian import summed
from ..paired.links import Floats, LinkName
from ..paired.win_graph import Ints
from ..positive_definite import inverted, log_determinants, solved
from .pair_likelihood import AT_ONCE, Bends, Level, PairLikelihood

MOST_STEPS = 25
FARTHEST_STEP = 2.0
"""Of a utility: beyond it the curvature says little where slips make the likelihood flat."""
MOST_HALVINGS = 12


class Peak(NamedTuple):
    """Utilities and order effect (items + 1,) with the information there, and the log evidence."""

    at: Floats
    information: Floats
    evidence: float


class _State(NamedTuple):
    """At some levels: log posterior, its slopes, minus its second derivatives, also expected."""

    value: Floats
    pull: Floats
    information: Floats
    actual: Floats

    def steps(self, left: Ints) -> tuple[Floats, Floats]:
        """Newton's steps, and what they are expected to gain, twice over.

        Where the curvature leads down, by the expected one.
        """
        step = solved(self.actual[left], self.pull[left])
        down = ~((step * self.pull[left]).sum(axis=1) > 0)
        if down.any():
            step[down] = solved(self.information[left[down]], self.pull[left[down]])
        return step, (step * self.pull[left]).sum(axis=1)


class NoisyPairs:
    """The counts by unordered pair, and what follows from them at levels of noise and slips.

    `order_sd` is that of the Gaussian prior on the order effect.
    """

    def __init__(self, counts: Comparisons, link: LinkName, order_sd: float) -> None:
        """Merge rows that are of one pair and order."""
        self.items, self._order_precision = counts.items, order_sd**-2
        asked = counts.answers > 0
        first, second = counts.first[asked], counts.second[asked]
        low, high = np.minimum(first, second), np.maximum(first, second)
        keys, pair = np.unique(low * counts.items + high, return_inverse=True)
        self.low: Ints = keys // counts.items
        self.high: Ints = keys % counts.items
        self.pairs = len(keys)

        def total(wins: Floats, here: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Floats:
            return summed(pair[here], wins[asked][here], self.pairs)

        up = first == low
        wins = np.stack(
            [
                total(one, way)
                for way in (up, ~up)
                for one in (counts.first_wins, counts.second_wins)
            ]
        )
        self._likelihood = PairLikelihood(wins, link)
        self._alike, self._times = self._likelihood.alike()

    def nulls(
        self, levels: Sequence[tuple[float, float]], starts: Floats, close: float
    ) -> tuple[Floats, Floats]:
        """The log evidence of equal utilities by noise and slips, and the order effects: (levels,).

        Pairs with the same answers then count alike, and are computed once. `starts` are order
        effects near the peak; for `close` see `peaks`.
        """
        prior, chosen = self._order_precision, [Level(1.0, *one) for one in levels]
        order, found, left = starts.copy(), np.zeros(len(chosen)), np.arange(len(chosen))
        gaps = np.zeros((len(chosen), len(self._times)))
        for _ in range(MOST_STEPS):
            some = [chosen[i] for i in left]
            slopes = self._alike.slopes(gaps[left], order[left], some)
            expected = slopes.expected.order_order @ self._times + prior
            actual = slopes.actual.order_order @ self._times + prior
            pull = slopes.order @ self._times - prior * order[left]
            step = pull / np.where(actual > 0.1 * expected, actual, expected)
            log = slopes.log @ self._times - 0.5 * prior * order[left] ** 2
            found[left] = log + 0.5 * pull * step + 0.5 * np.log(prior / expected)
            order[left] += np.clip(step, -1.0, 1.0)
            left = left[pull * step >= close]
            if not left.size:
                break
        return found, order

    def peaks(self, levels: Sequence[Level], starts: Floats, close: float) -> list[Peak]:
        """The mode of the posterior at each level, by Newton's steps, and Laplace's evidence.

        Utilities are N(0, spread^2); what all of them share cancels, so they sum to zero. `starts`
        is (levels, items + 1). A peak counts as found where a step gains less than `close`, twice
        over, of log posterior; that step is taken, and what it gains counted, unseen.
        """
        found = list[Peak]()
        most = max(1, AT_ONCE // (self.items + 1) ** 2)
        for begin in range(0, len(levels), most):
            end = begin + most
            found += self._peaks(levels[begin:end], starts[begin:end], close)
        return found

    def _peaks(self, levels: Sequence[Level], starts: Floats, close: float) -> list[Peak]:
        at, left = starts.copy(), np.arange(len(levels))
        state = self._at(at, levels)
        for _ in range(MOST_STEPS):
            step, gain = state.steps(left)
            near = (gain >= 0) & (gain < close)
            at[left[near]] += step[near]
            state.value[left[near]] += 0.5 * gain[near]
            left, step = left[~near], step[~near]
            if not left.size:
                break
            step /= np.maximum(1.0, np.abs(step).max(axis=1) / FARTHEST_STEP)[:, None]
            left = self._uphill(levels, at, state, left, step)
        own = self.items * np.log([one.spread**-2 for one in levels])
        own += float(np.log(self._order_precision)) - log_determinants(state.information)
        evidence = state.value + 0.5 * own
        return [Peak(at[i], state.information[i], float(evidence[i])) for i in range(len(levels))]

    def _uphill(
        self, levels: Sequence[Level], at: Floats, state: _State, left: Ints, step: Floats
    ) -> Ints:
        """Take the steps at the levels `left`, halved where they lead down; those that moved."""
        moved = list[int]()
        here: list[int] = left.tolist()
        for _ in range(MOST_HALVINGS):
            there = at[left] + step
            new = self._at(there, [levels[i] for i in here])
            better = new.value >= state.value[left] - 1e-10 * np.abs(state.value[left])
            at[left[better]] = there[better]
            for whole, own in zip(state, new, strict=True):
                whole[left[better]] = own[better]
            moved += left[better].tolist()
            left, step = left[~better], step[~better] / 2
            here = left.tolist()
            if not here:
                break
        return np.array(sorted(moved), dtype=np.int64)

    def _at(self, at: Floats, levels: Sequence[Level]) -> _State:
        precision = np.array([one.spread**-2 for one in levels])
        utilities, order = at[:, :-1], at[:, -1]
        gaps = utilities[:, self.low] - utilities[:, self.high]
        slopes = self._likelihood.slopes(gaps, order, levels)
        pull = np.empty_like(at)
        pull[:, :-1] = self._by_item(slopes.gap, -1.0) - precision[:, None] * utilities
        pull[:, -1] = slopes.order.sum(axis=1) - self._order_precision * order
        own = precision * (utilities**2).sum(axis=1) + self._order_precision * order**2
        value = slopes.log.sum(axis=1) - 0.5 * own
        expected = self._matrix(slopes.expected, precision)
        return _State(value, pull, expected, self._matrix(slopes.actual, precision))

    def _by_item(self, values: Floats, sign: float) -> Floats:
        """Sum values of pairs over their lower items, and with a sign over the higher ones."""
        size = len(values) * self.items
        step = np.arange(0, size, self.items)[:, None]
        low = summed((step + self.low).ravel(), values.ravel(), size)
        high = summed((step + self.high).ravel(), values.ravel(), size)
        return (low + sign * high).reshape(-1, self.items)

    def covariance(self, peak: Peak) -> Floats:
        """The inverse information, for utilities that sum to zero, then the order effect."""
        inverse = inverted(peak.information)
        inverse[:-1] -= inverse[:-1].mean(axis=0)
        inverse[:, :-1] -= inverse[:, :-1].mean(axis=1, keepdims=True)
        return inverse

    def _matrix(self, bends: Bends, precision: Floats) -> Floats:
        items, size = self.items, len(precision)
        matrix = np.zeros((size, items + 1, items + 1))
        matrix[:, self.low, self.high] = matrix[:, self.high, self.low] = -bends.gap_gap
        own = self._by_item(bends.gap_gap, 1.0)
        matrix[:, range(items), range(items)] = own + precision[:, None]
        border = self._by_item(bends.gap_order, -1.0)
        matrix[:, -1, :-1] = matrix[:, :-1, -1] = border
        matrix[:, -1, -1] = bends.order_order.sum(axis=1) + self._order_precision
        return matrix
