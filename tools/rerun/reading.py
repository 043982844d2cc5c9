"""An answer as one word, which is all that is held against another. Knows no prompt."""

from typing import NamedTuple

CHOSEN = ("a", "b")


class Fresh(NamedTuple):
    """How a prompt was answered this time."""

    prompt: str
    cell: str
    said: str


def read_as(outcome: str, chosen: str | None) -> str:
    """The option that was chosen, or how the answer ended."""
    return chosen or outcome
