"""Read a reply as an outcome. Never guesses: what is not clearly one option is not a choice.

The layers, in order: nothing there; the whole reply is a label or an option; a final answer line;
refusing, taking both, taking neither; one label, or one option, named in a short reply. Patterns
are linear-time and see at most the first and last few thousand characters.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from .perturbations.catalogue import Side
from .perturbations.render import Prompt
from .trials import Outcome

LOOKED_AT = 4_000
"""Characters read at each end of a long reply."""
SHORT = 120
"""A label that only stands somewhere counts in a reply of at most so many characters."""
QUOTABLE = 4
"""An option's text of at least so many characters is set aside before the rest is looked at."""

_WRAPPING = " \t\r\n*_`\"'“”‘’()[]{}<>.,:;!#"
_FINAL = re.compile(r"(?:^|\n)\W{0,4}(?:final )?answer\W{1,4}(.{1,200})\s*$", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\b(i (?:can(?:'|no)t|cannot|won't|will not|would rather not|must decline|have to decline|"
    r"decline|refuse|am unable|am not able|am not going to|"
    r"(?:don't|do not) have (?:a |any )?(?:personal |real )?preferences?)|"
    r"i'd (?:rather|prefer) not|i'm (?:unable|not able|not going to)|"
    r"as an? (?:ai|(?:large )?language model)|"
    r"unable to choose|not able to choose|not comfortable)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(both(?: of them| options| are)?|either (?:one )?(?:is|would be) fine)\b", re.I
)
_NEITHER = re.compile(r"\b(neither|none of (?:them|these|the two)|no preference)\b", re.IGNORECASE)
_HEDGED = re.compile(
    r"\b(not|no|never|nor|over|than|instead|without|except|against|avoid\w*|dislik\w*|"
    r"hat(?:e|ed|es)|reject\w*|worse|worst|least|less|last|but|although|though|if|unless|depend\w*|perhaps|maybe|"
    r"might|may|could|either|or|unsure|torn|tempt\w*|sometimes)\b|n't\b|[?/]",
    re.IGNORECASE,
)
"""Words that turn a choice round or take it back: beside one of them a name alone is no choice."""
_CHOOSING = (
    r"(?i:\b(?:option|choose|chose|pick|prefer|take|select|say|go with|go for|opt for|vote for|"
    r"definitely|certainly|clearly|answer|choice|answer is|choice is)"
    r"\W{1,4}(?:option\W{1,4})?)"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """An outcome, and the option if one was chosen."""

    outcome: Outcome
    chosen: Side | None = None


def read(prompt: Prompt, text: str, *, cut_short: bool = False) -> Reading:
    """Read the reply to a prompt; `cut_short` says that the token limit ended it."""
    said = _trim(text)
    if not said.strip():
        return Reading("truncated" if cut_short else "empty")
    if (slot := _whole(prompt, said)) is not None:
        return Reading("chose", prompt.side(slot))
    if (final := _FINAL.search(said)) and (slot := _whole(prompt, final.group(1))) is not None:
        return Reading("chose", prompt.side(slot))
    beside = _without_options(prompt, said)
    for pattern, outcome in _STANCES:
        if pattern.search(beside):
            return Reading(outcome)
    if not cut_short and (slot := _named(prompt, said)) is not None:
        return Reading("chose", prompt.side(slot))
    return Reading("truncated" if cut_short else "unreadable")


_STANCES: tuple[tuple[re.Pattern[str], Outcome], ...] = (
    (_REFUSAL, "refused"),
    (_NEITHER, "neither"),
    (_BOTH, "both"),
)


def _trim(text: str) -> str:
    if len(text) <= 2 * LOOKED_AT:
        return text.replace("’", "'")
    return (text[:LOOKED_AT] + "\n" + text[-LOOKED_AT:]).replace("’", "'")


def _whole(prompt: Prompt, said: str) -> int | None:
    """The only slot whose label or text is all that was said, wrapping aside."""
    bare = said.strip(_WRAPPING).casefold()
    found = [
        bool(bare) and bare in (label, f"option {label}", text, f"{label}: {text}")
        for label, text in zip(map(str.casefold, prompt.labels), _texts(prompt), strict=True)
    ]
    return _only(found)


def _texts(prompt: Prompt) -> list[str]:
    """The options' texts as they are looked for; empty where there is nothing to look for."""
    return [text.replace("’", "'").strip(_WRAPPING).casefold() for text in prompt.texts]


def _only(found: list[bool]) -> int | None:
    """The slot that was found, if the other was not."""
    return found.index(True) if found[0] != found[1] else None


def _named(prompt: Prompt, said: str) -> int | None:
    """The only slot that a short reply names by its label, or that any reply names by its text."""
    if _HEDGED.search(_without_options(prompt, said)):
        return None
    folded = said.casefold()
    named = [_mentions(folded, text) for text in _texts(prompt)]
    if len(said) <= SHORT:
        labels = [bool(_label(label).search(said)) for label in prompt.labels]
        named = [text or label for text, label in zip(named, labels, strict=True)]
    return _only(named)


def _mentions(said: str, text: str) -> bool:
    """Whether a text stands in what was said as whole words."""
    at = said.find(text) if text else -1
    while at >= 0:
        around = said[at - 1 : at] + said[at + len(text) : at + len(text) + 1]
        if not any(character.isalnum() for character in around):
            return True
        at = said.find(text, at + len(text))
    return False


def _without_options(prompt: Prompt, said: str) -> str:
    """What was said beside the options' texts: their words are not those of the respondent."""
    rest = said.casefold()
    for text in sorted(_texts(prompt), key=len, reverse=True):
        if len(text) >= QUOTABLE:
            rest = rest.replace(text, " … ")
    return rest


@lru_cache
def _label(label: str) -> re.Pattern[str]:
    """A label that stands as an answer: after a word of choosing, or alone.

    Alone means at the start of a line or a clause and not before a word, since "A" may be an
    article and "1" a number.
    """
    name = re.escape(label) + r"(?![\w'%/-]|[.,:]\d)"
    alone = rf"(?:^|[.!:,;\n])[^\w]{{0,6}}{name}(?![ \t]+\w)"
    return re.compile(rf"{_CHOOSING}{name}|(?i:\boption\W{{1,4}}{name})(?![ \t]+\w)|{alone}")
