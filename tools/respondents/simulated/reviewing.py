"""Critics, annotators and scribes brought to life: they read a prompt's fenced texts, and answer.

All chance comes from the parameters they are asked with. Knows nothing of how replies are read.
"""

import hashlib
import random
import re
from dataclasses import dataclass

from ..protocol import Messages, Params, Reply
from .phrases import refusal
from .reviewers import Annotator, Critic, Scribe, answer, log_chances, ratings
from .speaking import BLIND, Speaking

_FENCED = re.compile(
    r"^\[(\w+)\] (QUESTION|ANSWER A|ANSWER B|ANSWER) BEGINS\n(.*?)\n\[\1\] \2 ENDS$",
    re.DOTALL | re.MULTILINE,
)
_ASKED = re.compile(r"^(\w{1,60}): ", re.MULTILINE)
_TIE = "reply with tie"


@dataclass(frozen=True, slots=True)
class _Shown:
    """A question with one answer or two, and everything else that is said."""

    question: str
    answers: tuple[str, ...]
    around: str


def _look(messages: Messages) -> _Shown | None:
    said = messages[-1][1]
    found = {name: text for _, name, text in _FENCED.findall(said)}
    answers = tuple(text for name, text in found.items() if name != "QUESTION")
    if "QUESTION" not in found or not answers:
        return None
    return _Shown(found["QUESTION"], answers, _FENCED.sub("", said))


class Reviewing(Speaking):
    """A critic that names the better of two answers, or scores one from 1 to 10."""

    def __init__(self, name: str, critic: Critic) -> None:
        """Take on a critic's truth."""
        super().__init__(name)
        self.critic = critic

    def reply(self, messages: Messages, params: Params) -> Reply:
        """Decline, tie, name a label, or give a score."""
        logprobs = self.logprobs(messages) if params.logprobs else None
        return Reply(self._said(messages, params), logprobs=logprobs)

    def logprobs(self, messages: Messages) -> tuple[tuple[str, float], ...] | None:
        """Those of both labels; None without two answers."""
        shown = _look(messages)
        if shown is None or len(shown.answers) != 2:
            return None
        first = self.critic.chance(shown.question, (shown.answers[0], shown.answers[1]))
        one, other = log_chances(first)
        return (("A", one), ("B", other))

    def _said(self, messages: Messages, params: Params) -> str:
        shown, critic = _look(messages), self.critic
        if shown is None:
            return BLIND
        draw = random.Random(params.seed)  # noqa: S311 - a simulation, not a secret
        if draw.random() < critic.refusal:
            return refusal(draw)
        if len(shown.answers) == 1:
            score = critic.score(shown.question, shown.answers[0]) + draw.gauss(0, 0.5)
            return f"{min(10, max(1, round(score)))}"
        if _TIE in shown.around and draw.random() < critic.tie:
            return "tie"
        texts = (shown.answers[0], shown.answers[1])
        at = draw.random() if params.temperature else 0.5
        if critic.steady and params.temperature:
            at = _steady(texts, critic.key)
        return "A" if at < critic.chance(shown.question, texts) else "B"


def _steady(texts: tuple[str, str], key: float) -> float:
    """A draw from the unit interval that is the same whichever answer is shown first."""
    one, two = sorted(texts)
    at = (
        int.from_bytes(hashlib.sha256(f"{key:.0f}\x1f{one}\x1f{two}".encode()).digest()[:6]) / 2**48
    )
    return at if texts == (one, two) else 1 - at


class Annotating(Speaking):
    """An annotator that rates two answers on each property that it is asked for."""

    def __init__(self, name: str, annotator: Annotator) -> None:
        """Take on an annotator's truth."""
        super().__init__(name)
        self.annotator = annotator

    def reply(self, messages: Messages, params: Params) -> Reply:
        """Give a line for each property."""
        shown = _look(messages)
        if shown is None or len(shown.answers) != 2:
            return Reply(BLIND)
        names = _ASKED.findall(shown.around)
        draw = random.Random(params.seed)  # noqa: S311 - a simulation, not a secret
        texts = (shown.answers[0], shown.answers[1])
        rated = ratings(self.annotator, names, texts, draw)
        lines = [f"{name}: {a} {b}" for name, (a, b) in zip(names, rated, strict=True)]
        return Reply("\n".join(lines))


class Scribing(Speaking):
    """A scribe that answers a question as a system message tells it to."""

    def __init__(self, name: str, scribe: Scribe) -> None:
        """Take on a scribe's truth."""
        super().__init__(name)
        self.scribe = scribe

    def reply(self, messages: Messages, params: Params) -> Reply:
        """Write."""
        told = "\n".join(text for role, text in messages if role == "system")
        draw = random.Random(params.seed)  # noqa: S311 - a simulation, not a secret
        return Reply(answer(self.scribe, told, messages[-1][1], draw))
