"""Characters that could hide, reorder or break text, and how to be rid of them.

Knows nothing of HTML: escaping is the template's.
"""

import re
import unicodedata

_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls but tab and newline
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # blanks that are letters, soft hyphen
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction
    "\u180e\u200b-\u200d\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, separators
    "\ufdd0-\ufdef\ufffe\uffff"  # not characters, and not XML
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # of scripts and music
    "\U000e0000-\U000e0fff"  # tags and variation selectors, which can carry hidden text
    "\U0001fffe\U0001ffff\U0010fffe\U0010ffff"
    "]"
)
_SPACE = re.compile(r"\s+")
REPLACEMENT = "\ufffd"
MOST_NAMED = 65_536
"""Characters that are remembered, as they are shown."""


def clean(text: str) -> str:
    """Drop what cannot be seen; a lone surrogate becomes the replacement character."""
    return _UNSEEN.sub("", _SURROGATES.sub(REPLACEMENT, _lines(text)))


def visible(text: str) -> str:
    """Name what cannot be seen by its code point, where the exact text is the evidence."""
    text = _lines(text)
    if not (_UNSEEN.search(text) or _SURROGATES.search(text)):
        return text
    return text.translate(_NAMES)


def one_line(text: str) -> str:
    """Return clean text with each run of white space as one space."""
    return clean(_SPACE.sub(" ", text)).strip()


def width_of(text: str) -> float:
    """About how many average letters a text is wide."""
    return sum(map(_width, text))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


class _Names(dict[int, str]):
    """By code point: the character, or what stands for it where it cannot be seen."""

    def __missing__(self, point: int) -> str:
        if len(self) >= MOST_NAMED:
            self.clear()
        one = chr(point)
        hidden = _UNSEEN.match(one) or _SURROGATES.match(one)
        name = self[point] = f"⟨U+{point:04X}⟩" if hidden else one
        return name


_NAMES = _Names()


def _width(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 1.4 if character.isupper() or character in "mw@%—" else 1
