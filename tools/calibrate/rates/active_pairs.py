"""How many trials actively chosen pairs save: those needed for the same rank correlation.

Answers are drawn of known utilities, with a liking for the first place; pairs come from the rules
that the study to elicit has. Knows one measure, Spearman's correlation with the truth.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...elicit.choice_models import PRIOR_SD
from ...statistics.distributions import LEVEL
from ...statistics.paired.active_pairs import next_pairs, start_pairs
from ...statistics.paired.bradley_terry import Fit, fit
from ...statistics.paired.comparisons import Comparisons
from ...statistics.proportions.intervals import Interval
from ..seeds import run_seed

Floats = NDArray[np.float64]
Pairs = list[tuple[int, int]]
TARGET = 0.98
"""The correlation for which trials are counted."""
ORDER = 0.3
"""Liking for the first place, in logits."""
RESAMPLED = 400
"""Samples of the respondents from which the interval comes."""
MOST = {False: 40, True: 20}
"""Pairs an option at most, of random and of active ones: well beyond what the target needs."""


class Saving(NamedTuple):
    """Trials needed with random pairs and with active ones, and their ratio with its interval."""

    options: int
    sd: float
    respondents: int
    random: float
    active: float
    ratio: float
    interval: Interval


class Respondent:
    """Known utilities, a liking for the first place, and the answers so far."""

    def __init__(self, items: int, spread: float, seed: int) -> None:
        """Draw the utilities, and nobody has asked yet."""
        self.draw = np.random.default_rng(seed)
        self.utilities = self.draw.normal(scale=spread, size=items)
        self.counts = np.zeros((2, items, items))
        self.asked: dict[tuple[int, int], int] = {}

    def ask(self, pairs: Pairs) -> None:
        """Ask both orders of each pair."""
        for i, j in pairs:
            self.asked[i, j] = self.asked.get((i, j), 0) + 1
            for first, second in ((i, j), (j, i)):
                gap = float(self.utilities[first] - self.utilities[second]) + ORDER
                won = self.draw.random() < 1 / (1 + np.exp(-gap))
                self.counts[0 if won else 1, first, second] += 1

    def fit(self) -> Fit:
        """What is known by now."""
        first, second = np.nonzero(self.counts.sum(axis=0))
        won, lost = self.counts[:, first, second]
        counts = Comparisons(first, second, won, lost, len(self.utilities))
        return fit(counts, prior_sd=PRIOR_SD)

    def random_pairs(self, batch: int) -> Pairs:
        """Pairs not asked yet or, once all were, pairs asked least."""
        i, j = np.triu_indices(len(self.utilities), 1)
        n = np.array([self.asked.get((int(a), int(b)), 0) for a, b in zip(i, j, strict=True)])
        least = np.flatnonzero(n == n.min())
        chosen = self.draw.choice(least, min(batch, len(least)), replace=False)
        return [(int(i[at]), int(j[at])) for at in chosen]


def saving(options: int, sd: float, respondents: int, seed: int = 0) -> Saving:
    """Trials for TARGET, by the mean over respondents, with active pairs and with random ones."""
    drawn = [run_seed(seed, f"active pairs {options} {sd}", one) for one in range(respondents)]
    random, active = (
        np.array([_learning(options, sd, one, way) for one in drawn]) for way in (False, True)
    )
    draw = np.random.default_rng(seed)

    def needed(curves: Floats) -> float:
        return pairs_needed(curves.mean(axis=0), options)

    def ratio_of(among: Callable[[Floats], Floats]) -> float:
        return needed(among(active)) / needed(among(random))

    ratios: list[float] = []
    for _ in range(RESAMPLED):
        own = draw.integers(respondents, size=respondents)
        ratios.append(ratio_of(lambda curves, own=own: curves[own]))
    low, high = np.quantile(ratios, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Saving(
        options,
        sd,
        respondents,
        2 * needed(random),
        2 * needed(active),
        ratio_of(lambda curves: curves),
        Interval(float(low), float(high), LEVEL),
    )


def _learning(items: int, spread: float, seed: int, active: bool) -> list[float]:
    """The rank correlation after each batch of items / 2 pairs, from a random cycle on."""
    asked, curve, batch = Respondent(items, spread, seed), list[float](), items // 2
    asked.ask(start_pairs(items, asked.draw))
    while True:
        fitted = asked.fit()
        curve.append(spearman(fitted.utilities, asked.utilities))
        if sum(asked.asked.values()) >= MOST[active] * items:
            return curve
        if active:
            asked.ask(next_pairs(fitted, asked.asked, batch, asked.draw))
        else:
            asked.ask(asked.random_pairs(batch))


def spearman(one: Floats, other: Floats) -> float:
    """The correlation of ranks; nothing is tied."""
    ranks = np.argsort(np.argsort(one)), np.argsort(np.argsort(other))
    return float(np.corrcoef(*ranks)[0, 1])


def pairs_needed(curve: Floats, items: int) -> float:
    """Where a curve first reaches TARGET, between batches by a straight line.

    Not a number where it does not.
    """
    if float(curve.max()) < TARGET:
        return float("nan")
    at = int(np.argmax(curve >= TARGET))
    part = (TARGET - curve[at - 1]) / (curve[at] - curve[at - 1])
    return float(items + items / 2 * (at - 1 + part))
