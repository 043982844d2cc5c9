"""What a contrast has observed: answers sorted into cells, what was cut off given its place again.

A total for a fold (`study/fold.py`): every observation is taken in once. An answer that was cut off
gives its place to the one that was asked again with more room.
"""

from dataclasses import replace
from typing import Any

from ...perturbations.catalogue import REASONABLE
from ...study.questions import Observation, Trial
from ..cells import Cell, Key

CUT_OFF = "truncated"
MORE_ROOM = 1
"""The room in which what was cut off is asked once more."""


class Progress:
    """All that was observed of one contrast.

    `seen` is in the order asked, each answer that was cut off replaced once there is another;
    `beyond` counts what was asked beside the cells of the verdict, what was cut off included.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.seen: list[Any] = []
        self.beyond = 0
        self._cells: dict[Key, Cell] = {}
        self._answers: dict[Key, list[Observation]] = {}
        self._cut: dict[str, int] = {}

    def add(self, one: Any) -> None:
        """Take one observation in."""
        self.beyond += not _of_a_cell(one)
        if isinstance(one, Observation):
            self._observe(one)
        else:
            self.seen.append(one)

    @property
    def reasonable(self) -> list[Cell]:
        """The cells of the verdict, in the order in which they were first asked."""
        return [cell for cell in self._cells.values() if cell.variation.tier in REASONABLE]

    @property
    def rungs(self) -> list[Cell]:
        """The cells of the ladder."""
        return [cell for cell in self._cells.values() if cell.variation.tier not in REASONABLE]

    def again(self) -> list[Trial]:
        """The trials whose answer was cut off and that were not asked again yet."""
        return [replace(self.seen[at].trial, room=MORE_ROOM) for at in self._cut.values()]

    def _observe(self, one: Observation) -> None:
        trial = one.trial
        if trial.room and (at := self._cut.pop(replace(trial, room=0).id, None)) is not None:
            before, self.seen[at] = self.seen[at], one
            if not trial.arm:
                self._exchange(before, one)
            return
        if one.outcome == CUT_OFF and not trial.room:
            self._cut[trial.id] = len(self.seen)
        self.seen.append(one)
        if not trial.arm:
            key = (trial.variation.id, trial.first)
            self._answers.setdefault(key, []).append(one)
            self._cells.setdefault(key, Cell(trial.variation, trial.first)).observe(one)

    def _exchange(self, before: Observation, now: Observation) -> None:
        """Count a cell anew with one answer exchanged."""
        key = (now.trial.variation.id, now.trial.first)
        answers = self._answers[key]
        answers[answers.index(before)] = now
        cell = self._cells[key] = Cell(now.trial.variation, now.trial.first)
        for one in answers:
            cell.observe(one)


def _of_a_cell(one: Any) -> bool:
    """Whether it is an answer to a cell of the verdict."""
    if not isinstance(one, Observation):
        return False
    return not one.trial.arm and one.trial.variation.tier in REASONABLE
