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

_WRAPPING = " \t\r\n*_`\"'“”‘’()[]{}<>.,:;!#"
_FINAL = re.compile(r"(?:^|\n)\W{0,4}(?:final )?answer\W{1,4}(.{1,200})\s*$", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\b(i (?:can(?:'|no)t|cannot|won't|will not|would rather not|'d rather not|"
    r"decline|refuse|am unable|am not able|don't have (?:personal )?preferences|"
    r"do not have (?:personal )?preferences)|i'd rather not|as an ai|unable to choose|"
    r"not able to choose|not comfortable)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(both(?: of them| options| are)?|either (?:one )?(?:is|would be) fine)\b", re.I
)
_NEITHER = re.compile(r"\b(neither|none of (?:them|these|the two)|no preference)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(not|never|nor|over|than|instead)\b|n't\b", re.IGNORECASE)
_CHOOSING = (
    r"(?i:\b(?:option|choose|chose|pick|prefer|take|select|go with|answer is|choice is)"
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
    for pattern, outcome in _STANCES:
        if pattern.search(said):
            return Reading(outcome)
    if (slot := _named(prompt, said)) is not None:
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
    """The slot whose label or text is all that was said, wrapping aside."""
    bare = said.strip(_WRAPPING).casefold()
    for slot in (0, 1):
        label = prompt.labels[slot].casefold()
        text = prompt.texts[slot].strip(_WRAPPING).casefold()
        if bare in (label, f"option {label}", text, f"{label}: {text}"):
            return slot
    return None


def _named(prompt: Prompt, said: str) -> int | None:
    """The only slot that a short reply names by its label, or that any reply names by its text."""
    folded = said.casefold()
    texts = [text.strip(_WRAPPING).casefold() in folded for text in prompt.texts]
    labels = [False, False]
    if len(said) <= SHORT:
        if _NEGATED.search(said):
            return None
        labels = [bool(_label(label).search(said)) for label in prompt.labels]
    named = [text or label for text, label in zip(texts, labels, strict=True)]
    return named.index(True) if named[0] != named[1] else None


@lru_cache
def _label(label: str) -> re.Pattern[str]:
    """A label that stands as an answer: after a verb of choosing, or alone.

    Alone means not before a small word, since "A" may be an article.
    """
    name = re.escape(label) + r"(?![\w'-])"
    return re.compile(rf"{_CHOOSING}{name}|(?<![\w'-]){name}(?!\s+[a-z])")
