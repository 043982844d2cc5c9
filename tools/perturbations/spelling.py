"""Ways to spell an instruction. Text to text; what stands for a label is never touched."""

import re
from collections.abc import Callable

_PLACEHOLDER = re.compile(r"(\$\{\w+\})")
_LONG_WORD = re.compile(r"[a-z]{5,}")


def _typos(text: str) -> str:
    """Swap two letters inside every second long word."""
    count = 0

    def swap(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        word = found.group()
        return word if count % 2 == 0 else word[0] + word[2] + word[1] + word[3:]

    return _LONG_WORD.sub(swap, text)


def _unpunctuated(text: str) -> str:
    return re.sub(r"[.,?!:;]", "", text)


def _exclaimed(text: str) -> str:
    return re.sub(r"[.?]", "!", text)


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "usual": str,
    "lower": str.lower,
    "upper": str.upper,
    "typos": _typos,
    "unpunctuated": _unpunctuated,
    "exclaimed": _exclaimed,
}


def spell(template: str, how: str) -> str:
    """Spell a template in one of these ways."""
    parts = _PLACEHOLDER.split(template)
    return "".join(
        part if _PLACEHOLDER.fullmatch(part) else _SPELLINGS[how](part) for part in parts
    )
