"""From a reply to what is remembered of a trial. Asks nobody, stores nothing."""

from dataclasses import dataclass
from typing import Any

from ..store.records import Messages, TrialRecord
from .enacted import read_enacted
from .odds import drawn, label_odds
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


def answered(study_id: str, posed: Posed, reply: Reply, seed: int) -> TrialRecord:
    """Read a reply as an outcome, and put it beside all that was asked."""
    trial = posed.trial
    reading, extra = reading_of(posed, reply, seed)
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
        extra=extra,
        messages=posed.messages,
        reply=reply.text,
    )


def reading_of(posed: Posed, reply: Reply, seed: int) -> tuple[Reading, dict[str, Any]]:
    """The reading, and what else is worth keeping of how it was found."""
    if reply.finish == "refusal":
        return Reading("refused"), {}
    if posed.trial.readout == "logprob":
        odds = label_odds(posed.prompt, reply.odds)
        if odds is not None:
            return drawn(posed.prompt, odds, seed), {"odds": odds.shares, "mass": odds.mass}
        reading = read(posed.prompt, reply.text)
        return reading, {"fallback": "no log-probabilities of the labels were sent"}
    reader = read_enacted if posed.trial.readout == "enact" else read
    return reader(posed.prompt, reply.text, cut_short=reply.finish == "length"), {}
