"""Options, questions, trials, observations: the words of a study. Asks nobody, stores nothing."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ...store.records import Answer
from ..perturbations.catalogue import Side, Variation
from ..perturbations.render import AnyReadout, Prompt, render
from ..respondents.protocol import Repeat
from .asked import Askable, seed_of, short_digest

Outcome = Literal[
    "chose",
    "refused",
    "both",
    "neither",
    "unreadable",
    "truncated",
    "empty",
    "error",
    "chose_then_refused",
]


@dataclass(frozen=True)
class Option:
    """A thing that can be chosen."""

    text: str
    tags: tuple[tuple[str, str], ...] = ()

    @cached_property
    def id(self) -> str:
        """Its name in the store, made of its text alone."""
        return short_digest(self.text)


@dataclass(frozen=True)
class Question:
    """Two options in a fixed canonical order."""

    a: Option
    b: Option

    @cached_property
    def id(self) -> str:
        """Its name in the store."""
        return short_digest(self.a.text, self.b.text)

    def text(self, side: Side) -> str:
        """The text of one option."""
        return self.a.text if side == "a" else self.b.text


@dataclass(frozen=True)
class Ranked:
    """An option as a source gives it to other verbs; its place is that in the list, best first."""

    text: str
    category: str | None = None
    utility: float | None = None
    quantity: float | None = None


@dataclass(frozen=True, slots=True)
class Trial(Askable):
    """One prompt: a question in a variation and an order, for the n-th time.

    `arm` names the follow-up arm of a study that asks it beside the cells of its verdict.
    """

    kind = "choice"
    question: Question
    variation: Variation
    first: Side
    replicate: int
    readout: AnyReadout = "label"
    arm: str = ""

    def _name(self) -> str:
        return self._name_of(self.replicate)

    def _name_of(self, replicate: int) -> str:
        key = (self.question.id, self.variation.id, self.first, self.readout, str(replicate))
        return short_digest(*key, self.arm) if self.arm else short_digest(*key)

    def repeat(self, study_seed: int) -> Repeat:
        """Replicates of one prompt are the same, asked again."""
        first = self._with_room(self._name_of(0))
        return Repeat(seed_of(first, study_seed), self.replicate)

    def observed(self, answer: Answer) -> "Observation":
        """What a study sees of the answer: known probabilities by option, not by place."""
        masses = answer.masses
        if masses is not None and self.first == "b":
            masses = masses[1], masses[0]
        return Observation(self, answer.outcome, answer.chosen, answer.text, masses)

    def prompt(self) -> Prompt:
        """Render what is sent."""
        a, b = self.question.a.text, self.question.b.text
        return render(a, b, self.variation, self.first, self.readout)


@dataclass(frozen=True, slots=True)
class Observation:
    """How a trial was answered.

    `text` is what was written: whole where a task was done, for a judge to see; else its beginning
    where nothing was chosen. `masses` are the known probabilities of a and b, where they are known.
    `times`: so many answers alike, of a log that counts them.
    """

    trial: Trial
    outcome: str
    chosen: Side | None
    text: str | None = None
    masses: tuple[float, float] | None = None
    times: int = 1

    @property
    def question(self) -> str:
        """The id of its question."""
        return self.trial.question.id

    @property
    def chose_first(self) -> bool:
        """Whether the option shown first was chosen."""
        return self.chosen == self.trial.first
