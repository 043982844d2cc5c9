"""elicit: forced choices between many options, both orders, to utilities.

Asks all pairs of a small set, a random connected graph of pairs of a large one, or in rounds those
that tell most; a random hold-out tells whether the fit predicts anything. Free answers may be asked
beside.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from ..perturbations.catalogue import SIDES, Variation
from ..study.asked import Askable
from ..study.fold import Fold
from ..study.questions import Observation, Question, Trial
from .analysis import conclude_utilities
from .choice_models import counted
from .design import ElicitDesign
from .finding import UtilitiesFinding
from .free_choice import FreeAnswer, free_choices
from .selection.pair_selection import (
    Pair,
    choose_pairs,
    first_active,
    next_active,
    ordered,
    pair_budget,
)
from .selection.totals import Totals

MOST_REPLICATES = 10
"""Answers to a pair in each order at most: the published K (Utility Engineering, 2025)."""
HELD_OUT = 10
"""One pair in so many is held out."""
A_ROUND = 24
"""Pairs that are chosen at a time, or an eighth of the options if that is more."""
Seen = Observation | FreeAnswer


class Elicit:
    """The study of one set of options."""

    def __init__(self, design: ElicitDesign) -> None:
        """Draw the pairs and their random hold-out from the seed.

        Raises:
            ValueError: the budget leaves some option out.
        """
        self._design = design
        self._options = [tagged.option() for tagged in design.options]
        self._index = {option.id: i for i, option in enumerate(self._options)}
        self._draw = random.Random(design.seed)  # noqa: S311 - reproducible by intent
        self._budget = design.max_trials - design.free
        self.pairs = choose_pairs(
            len(self._options),
            self._budget // 2,
            self._draw,
            everything=design.pairs == "all",
        )
        self._holdout = set(self._draw.sample(self.pairs, len(self.pairs) // HELD_OUT))
        fitting = self._budget // (2 * len(self.pairs))
        # The same prompt gives the same probabilities, and at temperature 0 the same answer.
        most = 1 if design.readout == "logprob" or design.temperature == 0 else MOST_REPLICATES
        self.replicates = design.replicates or max(1, min(most, fitting))
        self._free = free_choices(self._options, design.free, self._draw)
        if design.pairs == "active":
            self._start_actively()
        held_out = {ordered(i, j) for i, j in self._holdout}
        self._totals = Fold(lambda: Totals(self._index, held_out), Totals.add)

    def _start_actively(self) -> None:
        """Keep the random hold-out; begin with a connected graph in place of the other pairs."""
        self.replicates = 1
        kept = {ordered(i, j) for i, j in self._holdout}
        graph = first_active(len(self._options), self._draw)
        self._begin = [*self._holdout, *(one for one in graph if ordered(*one) not in kept)]

    @property
    def size(self) -> int:
        """The number of options."""
        return len(self._options)

    @property
    def planned(self) -> int:
        """The trials that will be asked."""
        asked = 2 * len(self.pairs) * self.replicates
        if self._design.pairs == "active":
            asked = 2 * max(len(self._begin), self._active_budget)
        return min(asked, self._budget) + self._design.free

    @property
    def _active_budget(self) -> int:
        """Pairs that are asked in all, repetitions counted: the published number."""
        return pair_budget(len(self._options), self._budget // 2)

    def next(self, observations: Sequence[Seen]) -> Sequence[Askable]:
        """Plan everything at once, free answers too, or the pairs, actively, round by round."""
        totals = self._totals.over(observations)
        if not totals.choices:
            planned = self.planned - self._design.free
            first = self._begin if self._design.pairs == "active" else self.pairs
            return [*islice(self._trials(first, Counter()), planned), *self._free]
        if self._design.pairs == "active" and (more := self._next_round(totals)):
            return more
        return self._free if totals.free < len(self._free) else ()

    def conclude(self, observations: Sequence[Seen]) -> list[UtilitiesFinding]:
        """Fit utilities to what has been answered."""
        held_out = {Question(self._options[i], self._options[j]).id for i, j in self._holdout}
        choices = [one for one in observations if isinstance(one, Observation)]
        free = [one for one in observations if isinstance(one, FreeAnswer)]
        return [conclude_utilities(self._design, self._options, choices, held_out, free)]

    def _trials(self, pairs: Sequence[Pair], asked: Counter[Pair]) -> Iterator[Trial]:
        """Both orders of every pair, so many times, numbered on from those it had."""
        plain = Variation(())
        readout = "equal" if self._design.ties else self._design.readout
        questions = [Question(self._options[i], self._options[j]) for i, j in pairs]
        for replicate in range(self.replicates):
            for pair, question in zip(pairs, questions, strict=True):
                number = asked[ordered(*pair)] + replicate
                for side in SIDES:
                    yield Trial(question, plain, side, number, readout)

    def _next_round(self, totals: Totals) -> list[Trial]:
        """The pairs that tell most, until as many are asked as a random graph would have.

        A pair that was asked before keeps its option `a`, so that its question keeps its name.
        """
        left = self._active_budget - totals.asked.total()
        if left <= 0 or not totals.rows:
            return []
        batch = min(left, max(A_ROUND, len(self._options) // 8))
        draw = random.Random(f"{self._design.seed}:{totals.choices}")  # noqa: S311
        counts, _ = counted(totals.rows, len(self._options))
        pairs = next_active(counts, totals.asked, totals.excluded, batch, draw)
        again = self._trials(
            [totals.names.get(ordered(*pair), pair) for pair in pairs], totals.asked
        )
        return list(again)
