"""A study run at once and in memory, against a simulated respondent: the real prompts, the real
replies, the real reader, and no store. For calibration and for tests.
"""

from ..answers import pose, reading_of
from ..respondents.protocol import Reply
from ..respondents.simulated import Simulated
from ..trials import Observation, Trial
from .loop import Study


def run_in_memory(study: Study, respondent: Simulated, seed: int) -> list[Observation]:
    """Answer whatever the study asks until it is done; the observations are those of a real run."""
    observations: list[Observation] = []
    while batch := study.next(observations):
        observations += [_answer(trial, respondent, seed) for trial in batch]
    return observations


def _answer(trial: Trial, respondent: Simulated, seed: int) -> Observation:
    posed, drawn = pose(trial), trial.seed(seed)
    odds = respondent.odds(posed.messages) if trial.readout == "logprob" else None
    reply = Reply(respondent.say(posed.messages, drawn), odds=odds)
    reading, _ = reading_of(posed, reply, drawn)
    return Observation(trial, reading.outcome, reading.chosen)
