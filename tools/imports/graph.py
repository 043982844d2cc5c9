"""Choices over many options: whether their pairs form a graph, and the utilities that follow.

Knows counts by pair and order; the fit and its diagnostics are those of `elicit`. Of more options
or pairs than can be fitted nothing is kept but how they hang together, and of very many not that.
"""

import random
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ...store.errors import InputError
from ..elicit.analysis import conclude_utilities
from ..elicit.design import ElicitDesign
from ..elicit.finding import UtilitiesFinding
from ..elicit.study import HELD_OUT
from ..perturbations.catalogue import REASONABLE, Side, Variation
from ..study.design import MAX_OPTIONS, TaggedOption
from ..study.questions import Observation, Option, Question, Trial
from .tallies import Group

FEWEST = 5
"""Options that make a graph, if some are compared in a ring and not only along a line."""
MOST_PAIRS = 100_000
"""That are fitted: each takes 2 kB."""
MOST_FOLLOWED = 100_000
"""Options of which it is known how they hang together."""


class Said(NamedTuple):
    """Answers of a pair that are alike for a fit: order, what was chosen, or why nothing was."""

    first: Side
    chosen: Side | None
    outcome: str


class Graph:
    """The answers of reasonable variations, by pair."""

    def __init__(self) -> None:
        """No pair yet."""
        self._pairs: dict[tuple[str, str], Counter[Said]] = {}
        self._joined: Counter[str] = Counter()
        self._categories: dict[str, str] = {}
        self._above: dict[str, str] = {}
        self.pairs = 0

    def add(self, group: Group) -> None:
        """Take the answers of one question in."""
        found = [one for one in group.tallies if one.choice.tier in REASONABLE]
        if not found:
            return
        a, b = group.question.a.text, group.question.b.text
        self.pairs += 1
        if self.options < MOST_FOLLOWED or {a, b} <= self._above.keys():
            self._above[self._top(a)] = self._top(b)
            self._joined[a] += 1
        if self.too_many:
            self._pairs.clear()
            self._categories.clear()
            return
        counts = self._pairs[a, b] = Counter()
        for one in found:
            said = one.choice
            self._categories[a] = said.category_a or self._categories.get(a, "")
            self._categories[b] = said.category_b or self._categories.get(b, "")
            chosen: Side | None = said.chosen if said.chosen in ("a", "b") else None
            outcome = "chose" if chosen else said.chosen
            counts[Said("a" if said.first == "a" else "b", chosen, outcome)] += one.count

    def _top(self, option: str) -> str:
        while (above := self._above.setdefault(option, option)) != option:
            self._above[option] = self._above[above]
            option = above
        return option

    @property
    def forms(self) -> bool:
        """Whether FEWEST options or more hang together, compared more often than a line needs."""
        options: Counter[str] = Counter(self._top(one) for one in self._above)
        pairs: Counter[str] = Counter()
        for option, joined in self._joined.items():
            pairs[self._top(option)] += joined
        return any(n >= FEWEST and pairs[top] >= n for top, n in options.items())

    @property
    def options(self) -> int:
        """How many there are, as far as they are followed."""
        return len(self._above)

    @property
    def too_many(self) -> bool:
        """Whether there are more options or pairs than can be fitted."""
        return self.options > MAX_OPTIONS or self.pairs > MOST_PAIRS

    @property
    def why_not(self) -> str:
        """What is said where there are too many."""
        if self.options > MAX_OPTIONS:
            more = "at least " if self.options >= MOST_FOLLOWED else ""
            return f"there are {more}{self.options:,} options, and {MAX_OPTIONS:,} are fitted"
        return f"there are {self.pairs:,} pairs, and {MOST_PAIRS:,} are fitted"

    def utilities(self, model: str) -> UtilitiesFinding:
        """Fit all of the answers.

        Raises:
            InputError: there are too many options or pairs.
        """
        if self.too_many:
            raise InputError(f"Utilities cannot be computed: {self.why_not} at most.")
        tagged = tuple(
            TaggedOption(text=one, category=self._categories.get(one) or None)
            for one in sorted(self._above)
        )
        design = ElicitDesign(model=model, options=tagged)
        options = [one.option() for one in tagged]
        answers = list(self._answers())
        names = sorted({one.question for one in answers})
        held = random.Random(design.seed).sample(names, len(names) // HELD_OUT)  # noqa: S311
        return conclude_utilities(design, options, answers, set(held))

    def _answers(self) -> Iterator[Observation]:
        """Every answer; those alike are one, so many times."""
        plain = Variation(())
        known = {one: Option(one) for one in self._above}
        for (a, b), counts in self._pairs.items():
            question = Question(known[a], known[b])
            for said, times in counts.items():
                trial = Trial(question, plain, said.first, 0)
                yield Observation(trial, said.outcome, said.chosen, times=times)
