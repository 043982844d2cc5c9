"""The one seam to whoever is asked. Knows no provider and no character."""

from dataclasses import dataclass
from typing import Literal, Protocol

Messages = tuple[tuple[str, str], ...]
"""Pairs of role and text."""

Finish = Literal["stop", "length", "refusal"]


@dataclass(frozen=True, slots=True)
class Params:
    """How to ask: the seed makes a respondent that can be seeded answer the same again."""

    seed: int
    temperature: float = 1.0
    max_tokens: int = 64


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the text as it was written, and why it ended."""

    text: str
    finish: Finish = "stop"


class Respondent(Protocol):
    """Somebody who can be asked. Must be safe to ask many times at once."""

    @property
    def name(self) -> str:
        """The name under which it was opened."""
        ...

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Answer one conversation."""
        ...
