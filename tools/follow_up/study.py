"""The study that asks on: each stored conversation once more, with its reply and a question.

What comes back is kept under a kind of its own, in a study of its own: no verdict ever counts it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...store.records import Answer
from ..respondents.protocol import Messages, Reply
from ..study.asked import Heard, Place, Prompted, short_digest
from .design import FollowUpDesign, Turn
from .finding import FollowUpFinding


@dataclass(frozen=True)
class Asked(Prompted):
    """One conversation and the question after it."""

    kind = "follow_up"
    model: str
    turn: Turn
    ask: str
    readout: str = "free"

    def _name(self) -> str:
        return short_digest("follow_up", self.turn.trial, self.ask)

    @property
    def messages(self) -> Messages:
        """What was sent then, what was replied, and the question."""
        return (*self.turn.messages, ("assistant", self.turn.reply), ("user", self.ask))

    @property
    def place(self) -> Place:
        """That of the answer it goes on from."""
        turn = self.turn
        return Place(
            turn.question,
            turn.variation,
            option_a=turn.option_a,
            option_b=turn.option_b,
            first=turn.first,
            tier=turn.tier,
        )

    def read(self, reply: Reply) -> Heard:
        """Only whether something was said: what it means is for a reader to judge."""
        extra = {"holds_text_of": self.model, "follows": self.turn.trial}
        if reply.finish == "refusal":
            return Heard("refused", extra=extra)
        if not reply.text.strip():
            return Heard("empty", extra=extra)
        return Heard("truncated" if reply.finish == "length" else "said", extra=extra)

    def observed(self, answer: Answer) -> str:
        """How it ended."""
        return answer.outcome


class FollowUp:
    """All conversations, each once."""

    def __init__(self, design: FollowUpDesign) -> None:
        """Lay out what is asked."""
        self._design = design
        every = [Asked(design.model, turn, design.ask) for turn in design.turns]
        self._asked = list({one.id: one for one in every}.values())

    @property
    def planned(self) -> int:
        """The most trials."""
        return len(self._asked)

    def next(self, observations: Sequence[str]) -> Sequence[Asked]:
        """All at once."""
        return () if observations else self._asked

    def conclude(self, observations: Sequence[str]) -> list[FollowUpFinding]:
        """How often something was said."""
        design = self._design
        counted = dict(Counter(observations))
        return [
            FollowUpFinding(
                model=design.model,
                after=design.after,
                ask=design.ask,
                asked=len(observations),
                outcomes=counted,
            )
        ]
