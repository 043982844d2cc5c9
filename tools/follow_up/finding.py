"""What is known after asking on: how many said something. What they said is no finding."""

from typing import Literal

from ..study.protocol import Finding


class FollowUpFinding(Finding):
    """How often a question after an answer was replied to; `outcomes` counts each end of it.

    `after` is the study whose answers it goes on from.
    """

    kind: Literal["follow_up"] = "follow_up"
    model: str
    after: str
    ask: str
    asked: int
    outcomes: dict[str, int]

    @property
    def about(self) -> str:
        """The question."""
        return self.ask
