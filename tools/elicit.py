"""elicit: forced choices between many options, both orders, to utilities.

Asks all pairs of a small set, a random connected graph of pairs of a large one. The fit is
Bradley-Terry with an order term; a random hold-out tells whether it predicts anything. Adaptive
pair selection and further models are not here.
"""

import math
import random
from collections.abc import Sequence
from itertools import combinations

from .designs import ElicitDesign
from .findings import UtilitiesFinding
from .perturbations.catalogue import Side, Variation
from .trials import Observation, Question, Trial
from .utilities import conclude_utilities

MOST_REPLICATES = 10
"""Answers to a pair in each order at most: the published K (Utility Engineering, 2025)."""
SIDES: tuple[Side, Side] = ("a", "b")


class Elicit:
    """The study of one set of options."""

    def __init__(self, design: ElicitDesign) -> None:
        """Draw the pairs and their random hold-out from the seed."""
        self._design = design
        self._options = [tagged.option() for tagged in design.options]
        draw = random.Random(design.seed)  # noqa: S311 - reproducible by intent
        self.pairs = choose_pairs(len(self._options), design.max_trials // 2, draw)
        self._holdout = set(draw.sample(self.pairs, len(self.pairs) // 10))
        fitting = design.max_trials // (2 * len(self.pairs))
        self.replicates = design.replicates or max(1, min(MOST_REPLICATES, fitting))

    @property
    def size(self) -> int:
        """The number of options."""
        return len(self._options)

    @property
    def planned(self) -> int:
        """The trials that will be asked."""
        return min(2 * len(self.pairs) * self.replicates, self._design.max_trials)

    def next(self, observations: Sequence[Observation]) -> Sequence[Trial]:
        """Plan everything at once: nothing here depends on an answer."""
        if observations:
            return ()
        plain = Variation(())
        trials = (
            Trial(
                Question(self._options[i], self._options[j]),
                plain,
                side,
                replicate,
                self._design.readout,
            )
            for replicate in range(self.replicates)
            for i, j in self.pairs
            for side in SIDES
        )
        return [trial for trial, _ in zip(trials, range(self.planned), strict=False)]

    def conclude(self, observations: Sequence[Observation]) -> list[UtilitiesFinding]:
        """Fit utilities to what has been answered."""
        held_out = {Question(self._options[i], self._options[j]).id for i, j in self._holdout}
        return [
            conclude_utilities(
                self._design.model, self._options, observations, held_out, self._design.seed
            )
        ]


def choose_pairs(options: int, most: int, draw: random.Random) -> list[tuple[int, int]]:
    """All pairs if they fit the budget, else a random connected graph.

    The budget is the published floor(2 N log2 N) pairs, and never more than `most`. The graph
    starts with a random cycle through all options, so that it is connected and every option has at
    least two opponents, and is filled up with random pairs. Which option of a pair is `a` is
    random.

    Raises:
        ValueError: fewer than N pairs may be asked, so some option would be left out.
    """
    everything = options * (options - 1) // 2
    budget = min(everything, most, max(options, math.floor(2 * options * math.log2(options))))
    if budget < min(everything, options):
        raise ValueError(
            f"{options} options need at least {2 * min(everything, options)} trials; "
            "raise max_trials or give fewer options"
        )
    if budget == everything:
        chosen = set(combinations(range(options), 2))
    else:
        ring = draw.sample(range(options), options)
        chosen = {_ordered(i, j) for i, j in zip(ring, ring[1:] + ring[:1], strict=True)}
        while len(chosen) < budget:
            i, j = draw.sample(range(options), 2)
            chosen.add(_ordered(i, j))
    pairs = sorted(chosen)
    draw.shuffle(pairs)
    return [(i, j) if draw.random() < 0.5 else (j, i) for i, j in pairs]


def _ordered(i: int, j: int) -> tuple[int, int]:
    return (i, j) if i < j else (j, i)
