"""Pairs of known quality: worse copies of a text, alike in length; longer ones that say no more.

A worse copy is made by rule, not by a model. In a share of its sentences, drawn with the seed,

    reasons      what follows "because", "since", "so that", "due to" and the like is cut off
    vagueness    numbers become "some"; sentences without either are replaced by empty ones
    order        the sentences that are left are shuffled
    errors       (translation) numbers are changed, negations turned, neighbouring words swapped

and it is filled up with empty sentences to the length of the original, so that a judge who counts
words cannot tell them apart. A longer copy has empty sentences put between its own, and nothing
else. Text in, text out: knows nothing of judges.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

FEWEST_SENTENCES = 4
SHARE = 0.6
"""Sentences that are made worse; a smaller share makes harder pairs."""

_SENTENCE = re.compile(r"[^.!?]+(?:[.!?]+[”\"')\]]*|$)")
_REASON = re.compile(
    r",?\s*\b(?:because|since|so that|due to|given that|in order to|therefore)\b[^.!?;]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b\d[\d,.:]*\d\b|\b\d\b")
_NEGATION = re.compile(r"\b(?:not|never|no longer)\s", re.IGNORECASE)
_VERB = re.compile(r"\b(is|are|was|were|has|have|had|will|would|can|could|must|should)\b")
_EMPTY = (
    "There is much that could be said about this.",
    "Opinions on such matters can differ in various ways.",
    "It is one aspect among several others.",
    "This has to be seen in its wider context.",
    "Things of this kind are often like that.",
    "In the end it may be so or otherwise.",
    "Various points play a certain part here.",
    "That is one way to see it.",
    "It varies.",
    "Much depends on the case.",
    "One can look at this from one side, and one can look at it from another side as well.",
)


@dataclass(frozen=True, slots=True)
class KnownQuality:
    """A text and its worse copy, with what was done to it."""

    better: str
    worse: str
    changes: tuple[str, ...]


def worsened(text: str, family: str, seed: int, share: float = SHARE) -> KnownQuality | None:
    """Make a worse copy of a text; None if it has too few sentences to tell.

    `translation` has errors made in it; every other family loses reasons, numbers and order.

    Raises:
        ValueError: the share is not between 0 and 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"a share of sentences must lie above 0 and up to 1, not {share}")
    sentences = [found.strip() for found in _SENTENCE.findall(text) if found.strip()]
    if len(sentences) < FEWEST_SENTENCES:
        return None
    draw = random.Random(f"plant {seed}")  # noqa: S311 - reproducible, not secret
    count = max(1, round(share * len(sentences)))
    chosen = set(draw.sample(range(len(sentences)), count))
    change: Callable[[str, random.Random], str] = _erring if family == "translation" else _emptied
    changed = [change(one, draw) if at in chosen else one for at, one in enumerate(sentences)]
    done = ["errors"] if family == "translation" else ["reasons", "vagueness", "order"]
    if family != "translation":
        draw.shuffle(changed)
    filled = _filled(changed, len(text.split()), draw)
    if len(filled) > len(changed):
        done.append("filling")
    return KnownQuality(text, " ".join(filled), tuple(done))


LONGER_BY = 0.5
"""By what part of its words a longer copy is longer."""


def lengthened(text: str, seed: int, by: float = LONGER_BY) -> str:
    """A copy that is longer by a part of its words, and says no more.

    Raises:
        ValueError: the part is not positive.
    """
    if by <= 0:
        raise ValueError(f"a longer copy is longer by a positive part, not {by}")
    draw = random.Random(f"longer {seed}")  # noqa: S311 - reproducible, not secret
    sentences = [found.strip() for found in _SENTENCE.findall(text) if found.strip()]
    wanted = round((1 + by) * len(text.split()))
    return " ".join(_filled(sentences, wanted, draw)) if sentences else text


def _emptied(sentence: str, draw: random.Random) -> str:
    """A sentence without its reasons and numbers; one that has neither is replaced."""
    bare = _NUMBER.sub("some", _REASON.sub("", sentence)).strip()
    if bare == sentence or len(bare.split()) < 3:
        return _empty(len(sentence.split()), draw)
    return bare if bare[-1] in ".!?" else f"{bare}."


def _empty(words: int, draw: random.Random) -> str:
    """An empty sentence of about so many words."""
    nearest = sorted(_EMPTY, key=lambda one: abs(len(one.split()) - words))
    return draw.choice(nearest[:3])


def _erring(sentence: str, draw: random.Random) -> str:
    """A sentence that says something else, and less fluently."""
    wrong = _NUMBER.sub(_another_number, sentence)
    if _NEGATION.search(wrong):
        wrong = _NEGATION.sub("", wrong, count=1)
    elif wrong == sentence:
        wrong = _VERB.sub(r"\1 not", wrong, count=1)
    words = wrong.split(" ")
    if len(words) > 4:
        at = draw.randrange(1, len(words) - 2)
        words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _another_number(found: re.Match[str]) -> str:
    """Each digit moved on by three: as long, and never the same."""
    return "".join(str((int(sign) + 3) % 10) if sign.isdigit() else sign for sign in found[0])


def _filled(sentences: list[str], words: int, draw: random.Random) -> list[str]:
    """Sentences with empty ones put between them up to a length."""
    filled = list(sentences)
    while (missing := words - sum(len(one.split()) for one in filled)) > 4:
        filled.insert(draw.randrange(1, len(filled) + 1), _empty(missing, draw))
    return filled
