"""The study that asks a sample once more: the other study's own prompts, read by its own reader.

Its trials are in a study of their own: nothing of the other study's findings rests on them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ...store.records import Answer, TrialRecord
from ..respondents.protocol import Messages, Repeat, Reply
from ..responses.recording import pose
from ..study.asked import Askable, Heard, Kind, Place, Prompted
from ..study.protocol import Study
from .design import RerunDesign
from .finding import RerunFinding
from .reading import Fresh, read_as


@dataclass(frozen=True)
class Reasked(Prompted):
    """A trial of another study, asked once more: all it is, but for what its study sees of it."""

    inner: Askable
    prompt: str
    cell: str

    def _name(self) -> str:
        return self.inner.id

    @property
    def kind(self) -> Kind:  # pyright: ignore[reportIncompatibleVariableOverride] - of the other
        """What it was asked as."""
        return self.inner.kind

    @property
    def readout(self) -> str:  # pyright: ignore[reportIncompatibleVariableOverride]
        """How it was read."""
        return self.inner.readout

    def repeat(self, study_seed: int) -> Repeat | None:
        """As it was."""
        return self.inner.repeat(study_seed)

    @property
    def messages(self) -> Messages:
        """What was sent then."""
        return pose(self.inner).messages

    @property
    def place(self) -> Place:
        """Where it belonged; never asked for, since it is put down as it was."""
        raise NotImplementedError

    def read(self, reply: Reply) -> Heard:
        """As it was read; never asked for either."""
        raise NotImplementedError

    def record(self, study_id: str, reply: Reply, seed: int) -> TrialRecord:
        """Read and put down by the other study's own reader."""
        return pose(self.inner).record(study_id, reply, seed)

    def observed(self, answer: Answer) -> Fresh:
        """How it reads, beside its prompt."""
        return Fresh(self.prompt, self.cell, read_as(answer.outcome, answer.chosen))


class Rerun:
    """The sample of one study."""

    def __init__(self, design: RerunDesign, base: Study) -> None:
        """Find the sampled trials among all that the other study asked.

        Raises:
            ValueError: one is none of its trials.
        """
        self._design = design
        wanted = {one.trial for one in design.again}
        known = (
            Answer(one.outcome, one.chosen, one.text, one.masses)
            for one in (design.answers[at] for at in design.order)
        )
        found = {one.id: one for one in _trials(base, known) if one.id in wanted}
        if lacking := wanted - found.keys():
            raise ValueError(f"the study has no trial {min(lacking)}: it was of another version")
        self._asked = [Reasked(found[one.trial], one.prompt, one.cell) for one in design.again]

    @property
    def planned(self) -> int:
        """All of them."""
        return len(self._asked)

    def next(self, observations: Sequence[Fresh]) -> Sequence[Reasked]:
        """All at once: no choice of prompts can follow an answer."""
        return () if observations else self._asked

    def conclude(self, observations: Sequence[Fresh]) -> list[RerunFinding]:
        """What the fresh answers say beside the stored ones."""
        from .analysis import compared

        return [compared(self._design, observations)]


def _trials(base: Study, known: Iterator[Answer]) -> Iterator[Askable]:
    """All that a study asks, as far as its answers are known."""
    observations: list[object] = []
    while batch := base.next(observations):
        yield from batch
        answers = list(islice(known, len(batch)))
        if len(answers) < len(batch):
            return
        observations += [one.observed(it) for one, it in zip(batch, answers, strict=True)]
