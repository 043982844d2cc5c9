"""Families of principles as files: checked before they are asked, and drafted from published ones.

For clients that work on files; asks no model and stores nothing.
"""

from pathlib import Path

from ...store.errors import InputError
from ...tools.stated_revealed.bank.checker import problems
from ...tools.stated_revealed.bank.families import chosen, read_families
from ...tools.stated_revealed.bank.published_layout import convert
from ..refusal import Refused


class BadFamilies(Refused):
    """Raised when a file cannot be read as families; its text says what to do."""


def check(path: Path | None) -> tuple[int, list[str]]:
    """How many families a file has, or the bank, and what the checker finds wrong with them.

    Raises:
        BadFamilies: the file cannot be read, or holds no families.
    """
    try:
        found = chosen(()) if path is None else read_families(_text(path))
    except InputError as error:
        raise BadFamilies(str(error)) from None
    return len(found), problems(found)


def draft(prompts: Path, questions: Path | None, name: str) -> tuple[str, list[str]]:
    """A family from files of the published layout, and what is left to do.

    Raises:
        BadFamilies: a file cannot be read, or is of another layout.
    """
    paraphrases = "" if questions is None else _text(questions)
    try:
        made = convert(_text(prompts), paraphrases, name, "published")
    except InputError as error:
        raise BadFamilies(str(error)) from None
    return made.text, list(made.left)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFamilies(f"{path} cannot be read ({error}).") from None
