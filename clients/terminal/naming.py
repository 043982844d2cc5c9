"""How a study is named at the terminal: its id, the beginning of it, or `last`."""

from typing import Annotated

import typer

WHOLE = len("std_") + 26
"""Characters of an id."""


def named(word: str | None) -> str | None:
    """The id that a word names; what names none stays as it is, and is refused where it is used.

    Raises:
        Refused: several ids begin so, or there is no study yet.
    """
    if word is None or len(word) >= WHOLE:
        return word
    from ...server.settings import Settings
    from ...server.upkeep.history import named as look

    return look(Settings(), word)


def all_named(words: list[str] | None) -> list[str] | None:
    """The same of several words."""
    return None if words is None else [found for one in words if (found := named(one))]


HELP = "A study's id, how it begins, or `last`."
StudyId = Annotated[str, typer.Argument(metavar="STUDY", help=HELP, callback=named)]
StudyIds = Annotated[
    list[str] | None, typer.Argument(metavar="[STUDY]...", help=HELP, callback=all_named)
]
