"""A study run at once and in memory, against a simulated respondent: the real prompts, the real
replies, the real reader, and no store. For calibration and for tests.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ..respondents.protocol import TEMPERATURE
from ..respondents.simulated.speaking import Simulated
from ..responses.recording import pose
from ..study.asked import Askable
from ..study.protocol import Study
from .asking import params_of


def run_in_memory(
    study: Study,
    respondent: Simulated,
    seed: int,
    temperature: float = TEMPERATURE,
    others: Mapping[str, Simulated] | None = None,
    before: Sequence[Any] = (),
) -> list[Any]:
    """Answer whatever the study asks until it is done; the observations are those of a real run.

    `others` are whom it asks beside its model, by name; `before` what was observed already.
    """
    whole: dict[str | None, Simulated] = {None: respondent}
    whole.update(others or {})
    observations: list[Any] = list(before)
    while batch := study.next(observations):
        observations += [_answer(trial, whole[trial.to], seed, temperature) for trial in batch]
    return observations


def _answer(trial: Askable, respondent: Simulated, seed: int, temperature: float) -> Any:
    posed, params = pose(trial), params_of(trial, seed, None, temperature)
    reply = respondent.reply(posed.messages, params)
    return trial.observed(posed.record("", reply, params.seed).answer)
