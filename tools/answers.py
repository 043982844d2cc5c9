"""From a reply to what is remembered of a trial. Asks nobody, stores nothing."""

from dataclasses import dataclass

from ..store.records import Messages, TrialRecord
from .perturbations.render import Prompt
from .replies import Reading, read
from .respondents.protocol import Reply
from .trials import Trial


@dataclass(frozen=True, slots=True)
class Posed:
    """A trial with its prompt, rendered once."""

    trial: Trial
    prompt: Prompt

    @property
    def messages(self) -> Messages:
        """What is sent."""
        return self.prompt.messages


def pose(trial: Trial) -> Posed:
    """Render a trial."""
    return Posed(trial, trial.prompt())


def answered(study_id: str, posed: Posed, reply: Reply) -> TrialRecord:
    """Read a reply as an outcome, and put it beside all that was asked."""
    trial = posed.trial
    if reply.finish == "refusal":
        reading = Reading("refused")
    else:
        reading = read(posed.prompt, reply.text, cut_short=reply.finish == "length")
    return TrialRecord(
        study_id=study_id,
        id=trial.id,
        question=trial.question.id,
        option_a=trial.question.a.text,
        option_b=trial.question.b.text,
        variation=trial.variation.id,
        tier=trial.variation.tier,
        first=trial.first,
        replicate=trial.replicate,
        readout=trial.readout,
        outcome=reading.outcome,
        chosen=reading.chosen,
        messages=posed.messages,
        reply=reply.text,
    )
