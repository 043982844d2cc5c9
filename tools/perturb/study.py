"""perturb: does a preference hold under every reasonable variation?

One study over one contrast or several, each with an equal part of the budget and a finding of its
own. How one contrast is cross-examined is in `contrast.py`.
"""

from collections.abc import Sequence

from ..study.asked import Askable
from ..study.fold import Fold
from ..study.questions import Question, Trial
from .contrast import Contrast
from .design import PerturbDesign
from .finding import PreferenceFinding
from .follow_up.arms import Seen
from .targets import targets_of


class Perturb:
    """The study of all contrasts of a design."""

    def __init__(self, design: PerturbDesign) -> None:
        """Lay out every contrast.

        Raises:
            ValueError: a contrast cannot be carried out.
        """
        targets = targets_of(design)
        budget = design.max_trials // len(targets)
        if budget < 2:
            raise ValueError(f"{len(targets)} pairs need at least {2 * len(targets)} trials")
        self._contrasts = [Contrast(design, target, budget) for target in targets]
        self._of = {target.question.id: at for at, target in enumerate(targets)}
        self._parts = Fold[Seen, list[list[Seen]]](lambda: [[] for _ in targets], self._part)

    @property
    def question(self) -> Question:
        """The first contrast's."""
        return self._contrasts[0].question

    @property
    def planned(self) -> int:
        """The most trials that may be asked."""
        return sum(one.planned for one in self._contrasts)

    @property
    def cells(self) -> int:
        """The number of reasonable cells of each contrast."""
        return self._contrasts[0].cells

    @property
    def budget_of_cells(self) -> int:
        """The most trials that the reasonable cells of a contrast may take."""
        return self._contrasts[0].budget_of_cells

    @property
    def contrasts(self) -> int:
        """How many there are."""
        return len(self._contrasts)

    def next(self, observations: Sequence[Seen]) -> Sequence[Askable]:
        """Plan the next trials of every contrast that is not done."""
        parts = self._parts.over(observations)
        return [
            trial
            for contrast, seen in zip(self._contrasts, parts, strict=True)
            for trial in contrast.next(seen)
        ]

    def fixed(self) -> list[Trial]:
        """All that is asked of a runner that cannot wait for answers.

        Raises:
            ValueError: an arm is asked for that follows answers, or the budget is too small.
        """
        return [trial for contrast in self._contrasts for trial in contrast.fixed()]

    def conclude(self, observations: Sequence[Seen]) -> list[PreferenceFinding]:
        """Judge every contrast that has an answer."""
        parts = self._parts.over(observations)
        return [
            finding
            for contrast, seen in zip(self._contrasts, parts, strict=True)
            if seen
            for finding in contrast.conclude(seen)
        ]

    def _part(self, parts: list[list[Seen]], seen: Seen) -> None:
        """Put an observation to its contrast; a single one has it all, whatever it asked."""
        parts[0 if len(parts) == 1 else self._of[seen.question]].append(seen)
