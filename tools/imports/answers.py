"""Replies that somebody else's runner got to prompts that we wrote: put to their plan by id.

The prompts are made anew from the plan, and replies are read as in a run. What was sent in another
wording than planned is no answer to the plan: it is refused, and it is said that the prompts
changed. Records may come in any order; plan and answers are in one import.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..perturb.design import PerturbDesign
from ..perturb.study import Perturb
from ..respondents.protocol import Reply
from ..responses.planned import fingerprint, posed_of, says
from ..responses.recording import PosedChoice, reading_of
from ..study.validation import first_reason, read_as
from .choices import Choice, Counted, Name
from .faults import Faults

MOST_REPLY = 200_000
"""Characters."""


class PlanLine(BaseModel):
    """What opens a file of prompts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["plan"]
    verb: Literal["perturb"]
    fingerprint: Name
    prompts: int
    design: PerturbDesign


class AnswerLine(BaseModel):
    """A prompt as it was written, with or without its reply; or an id and a reply alone.

    `model` is who answered, `finish` why the reply ended. What else a runner noted is left aside.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Literal["prompt", "answer"]
    id: Name
    reply: Annotated[str, Field(max_length=MOST_REPLY)] | None = None
    finish: Literal["stop", "length", "refusal"] = "stop"
    model: Name | None = None
    snapshot: Name | None = None
    messages: list[dict[str, Any]] | None = None


class Known(NamedTuple):
    """A planned prompt: the model that it was written for, and what all of its plan say.

    `categories` are those of its options, where categories are contrasted.
    """

    posed: PosedChoice
    model: str
    fingerprint: str
    categories: tuple[str, str]


class Answers:
    """Plans and answers, put together when all were read."""

    def __init__(self, faults: Faults) -> None:
        """Gather what is wrong in `faults`."""
        self._faults = faults
        self._planned: dict[str, Known] = {}
        self._answers: list[tuple[str, AnswerLine]] = []
        self._notes: dict[str, list[str]] = {}
        self.prompts: dict[str, str] = {}
        """The fingerprint of the prompts that a model answered."""
        self.snapshots: dict[str, set[str]] = {}

    def plan(self, place: str, value: dict[str, Any]) -> None:
        """Take a plan in, and make its prompts anew."""
        try:
            line = PlanLine.model_validate(value)
            posed = posed_of(Perturb(line.design).fixed())
        except ValidationError as error:
            self._faults.add(place, f", {first_reason(error, 'field')}")
            return
        except ValueError as error:
            self._faults.add(place, f", field design: {error}.")
            return
        found = fingerprint(posed.values())
        if found != line.fingerprint:
            self._faults.add(
                place,
                f", field fingerprint: the prompts changed: this release words the plan otherwise "
                f"({found}) than it was written ({line.fingerprint}). Write them anew and ask.",
            )
            return
        own = line.design
        names = (own.option_a or "", own.option_b or "") if own.many_a else ("", "")
        self._planned |= {n: Known(one, own.model, found, names) for n, one in posed.items()}

    def read(self, place: str, value: dict[str, Any]) -> None:
        """Take a prompt or an answer in."""
        try:
            self._answers.append((place, read_as(AnswerLine, value)))
        except ValidationError as error:
            self._faults.add(place, f", {first_reason(error, 'field')}")

    def counted(self) -> Iterator[Counted]:
        """Every answer as a choice, read as in a run."""
        given: dict[tuple[str, str], tuple[str, str]] = {}
        for place, line in self._answers:
            known = self._planned.get(line.id)
            if known is None:
                self._faults.add(
                    place,
                    f", field id: no plan of this import has {line.id!r:.40}. Import the file of "
                    "prompts beside the answers.",
                )
                continue
            if line.messages is not None and not says(known.posed, line.messages):
                self._faults.add(
                    place, ", field messages: the prompts changed: these are not the planned ones."
                )
                continue
            if line.reply is None:
                continue
            said = line.model or known.model, line.id
            if given.setdefault(said, (line.reply, line.finish)) != (line.reply, line.finish):
                self._faults.add(place, ", field reply: another record answers this prompt too.")
                continue
            self.prompts[said[0]] = known.fingerprint
            self.snapshots.setdefault(said[0], set()).update({line.snapshot or ""} - {""})
            yield _counted(line, known)
        self._tell(given)

    def notes(self, model: str) -> tuple[str, ...]:
        """What is to be said of a model's answers."""
        return tuple(self._notes.get(model, ()))

    def _tell(self, given: dict[tuple[str, str], tuple[str, str]]) -> None:
        """How many of the planned prompts were answered, and by whom."""
        for model, prompts in self.prompts.items():
            meant = {n for n, one in self._planned.items() if one.fingerprint == prompts}
            done = sum(name in meant for who, name in given if who == model)
            planned_for = {self._planned[name].model for name in meant}
            notes = self._notes.setdefault(model, [])
            if done < len(meant):
                notes.append(
                    f"{done:,} of {len(meant):,} planned prompts are answered: what lacks may "
                    "differ from what is there."
                )
            if model not in planned_for:
                notes.append(
                    f"The model changed: these prompts ({prompts}) were written for "
                    f"{', '.join(sorted(planned_for))}, and {model} answered."
                )


def _counted(line: AnswerLine, known: Known) -> Counted:
    trial = known.posed.trial
    reading, _ = reading_of(known.posed, Reply(line.reply or "", line.finish), 0)
    said = Choice(
        line.model or known.model,
        trial.question.a.text,
        trial.question.b.text,
        trial.variation.id,
        (),
        trial.variation.tier,
        trial.first,
        reading.chosen or reading.outcome,
        *known.categories,
        "",
        (),
        line.snapshot or "",
    )
    return Counted(said, trial.replicate, 1)
