"""What all simulated respondents have in common: a name, and words at once. Knows no truth."""

import asyncio
from typing import Protocol

from ..protocol import Messages, Params, Reply
from .prompt_reader import asks_on

BLIND = "I do not see two options to choose between."
REASON = "It seemed the better one to me, all things considered."


class Simulated(Protocol):
    """A respondent without a provider: it can also be asked at once, without a loop."""

    @property
    def name(self) -> str:
        """The name under which it was opened."""
        ...

    @property
    def terms(self) -> None:
        """None: it answers in this process, at no cost."""
        ...

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Answer one conversation."""
        ...

    async def close(self) -> None:
        """Nothing is open."""
        ...

    def reply(self, messages: Messages, params: Params) -> Reply:
        """Answer at once; the same messages and parameters give the same reply."""
        ...

    def say(self, messages: Messages, seed: int) -> str:
        """The words of a reply that is asked for with a seed and nothing else."""
        ...

    def logprobs(self, messages: Messages) -> tuple[tuple[str, float], ...] | None:
        """Log-probabilities of first tokens; None for who does not choose."""
        ...


class Speaking:
    """A name, `ask` and `say` by way of `reply`."""

    def __init__(self, name: str) -> None:
        """Take a name."""
        self.name = name
        self.terms = None

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Answer one conversation; others have a turn first, as with a call over a wire."""
        await asyncio.sleep(0)
        return self._heard(messages, params)

    def _heard(self, messages: Messages, params: Params) -> Reply:
        """Asked on after an answer, it gives a reason that has nothing to do with its truth, as a
        model may: what it follows, nobody learns by asking why.
        """
        return Reply(REASON) if asks_on(messages) else self.reply(messages, params)

    async def close(self) -> None:
        """Nothing is open."""

    def say(self, messages: Messages, seed: int) -> str:
        """The words of a reply that is asked for with a seed and nothing else."""
        return self._heard(messages, Params(seed)).text

    def logprobs(self, messages: Messages) -> tuple[tuple[str, float], ...] | None:
        """None: it does not choose."""
        return None

    def reply(self, messages: Messages, params: Params) -> Reply:
        """Answer at once."""
        raise NotImplementedError
