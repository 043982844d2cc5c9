"""Quotations that a page has room for: exact, and where one had to be cut, saying so.

Knows of a trial its messages and its reply alone.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from .page import Quote

MOST = 8_000
"""Characters of a text that a page quotes; the trials of a study have all of it."""
LOOKED = 8
"""Trials among which one that has its texts is looked for; those of a log have none."""


class Answered(Protocol):
    """A prompt, as (role, text), and the reply to it; None where no text is on record."""

    @property
    def messages(self) -> tuple[tuple[str, str], ...] | None:
        """What was sent."""
        ...

    @property
    def reply(self) -> str | None:
        """What came back."""
        ...


Trial = TypeVar("Trial", bound=Answered)


def quote(
    title: str, answer: Answered, caption: str = "", *, name: str = "", folded: bool = False
) -> Quote:
    """A prompt and the reply to it."""
    asked = tuple((role, _cut(text)) for role, text in answer.messages or ())
    return Quote(title, asked, _cut(answer.reply or ""), caption, name, folded)


def with_texts(found: Iterable[Trial]) -> Trial | None:
    """The first of some trials that has its texts."""
    return next((one for one in found if one.messages), None)


def _cut(text: str) -> str:
    if len(text) <= MOST:
        return text
    return f"{text[:MOST]}\n[{len(text) - MOST:,} characters more, in the trials of the study]"
