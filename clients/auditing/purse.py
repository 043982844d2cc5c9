"""What an audit may take, and what it has taken: dollars, tokens, answers, steps.

Set by whoever starts it. Nothing that a model says changes it.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ...server.refusal import Refused

MOST_TRIALS = 6_000
MOST_STEPS = 24
LEAST_TRIALS = 84
"""Answers below which no study is begun: three a cell of the usual catalogue."""


class Spent(Refused):
    """Raised when nothing further can be paid; what was found until then stays."""


class Caps(BaseModel):
    """The most that an audit may take. Without dollars or tokens, that is not limited."""

    model_config = ConfigDict(frozen=True)

    max_cost_usd: float | None = Field(default=None, gt=0)
    max_tokens: int | None = Field(default=None, ge=1)
    max_trials: int = Field(default=MOST_TRIALS, ge=LEAST_TRIALS)
    max_steps: int = Field(default=MOST_STEPS, ge=1, le=200, description="turns of an auditor")


class Taken(BaseModel):
    """What an audit has taken."""

    trials: int = 0
    cost_usd: float = 0.0
    tokens: int = 0
    turns: int = 0


class Purse:
    """The caps of one audit, and what is left within them."""

    def __init__(self, caps: Caps) -> None:
        """Begin with nothing taken."""
        self.caps = caps
        self._of_studies: dict[str, Taken] = {}
        self._of_turns = Taken()

    @property
    def taken(self) -> Taken:
        """All of it: studies, each as it stands now, and turns."""
        every = [self._of_turns, *self._of_studies.values()]
        return Taken(
            trials=sum(one.trials for one in every),
            cost_usd=sum(one.cost_usd for one in every),
            tokens=sum(one.tokens for one in every),
            turns=self._of_turns.turns,
        )

    def study(self, study_id: str, trials: int, cost_usd: float, tokens: int) -> None:
        """A study stands so now."""
        self._of_studies[study_id] = Taken(trials=trials, cost_usd=cost_usd, tokens=tokens)

    def turn(self, cost_usd: float, tokens: int) -> None:
        """An auditor has thought once more."""
        before = self._of_turns
        self._of_turns = Taken(
            cost_usd=before.cost_usd + cost_usd,
            tokens=before.tokens + tokens,
            turns=before.turns + 1,
        )

    def for_a_study(self, wanted: int) -> dict[str, Any]:
        """The limits of the next study, which wants so many answers.

        Raises:
            Spent: there is too little left for one.
        """
        taken, caps = self.taken, self.caps
        trials = min(wanted, caps.max_trials - taken.trials)
        cost = None if caps.max_cost_usd is None else caps.max_cost_usd - taken.cost_usd
        tokens = None if caps.max_tokens is None else caps.max_tokens - taken.tokens
        ended = (cost is not None and cost <= 0) or (tokens is not None and tokens <= 0)
        if trials < LEAST_TRIALS or ended:
            raise Spent(f"What the audit may take is spent: {self.told()}.")
        return {"max_trials": trials, "max_cost_usd": cost, "max_tokens": tokens}

    def for_a_turn(self, cost_usd: float, tokens: int) -> None:
        """See that a turn fits that takes so much at most.

        Raises:
            Spent: it does not.
        """
        taken, caps = self.taken, self.caps
        over = caps.max_cost_usd is not None and taken.cost_usd + cost_usd > caps.max_cost_usd
        over |= caps.max_tokens is not None and taken.tokens + tokens > caps.max_tokens
        if over or taken.turns >= caps.max_steps:
            raise Spent(f"What the auditor may take is spent: {self.told()}.")

    def told(self) -> str:
        """What was taken, in words."""
        taken = self.taken
        return f"{taken.trials:,} answers, {taken.turns} turns, ${taken.cost_usd:.4f} at most"
