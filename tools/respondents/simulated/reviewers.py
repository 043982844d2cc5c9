"""Simulated readers of answers: critics that prefer, annotators that rate, scribes that write.

A critic that is shown answers f and s to a question prefers f with probability

    sigmoid(order + sum over marks and properties of weight * sign(f - s))

so that its weights are those that a regression on the signs should find. Marks are counted as
`tools/properties` counts them. Of a property in words every text has a hidden rating of 0 to 3,
which is fixed by text and property: critics act on it, annotators tell it.

    sim/critic      likes examples, numbers and lists; dislikes hedges, apologies and repeats
    sim/wordlover   prefers the longer answer, whatever stands in it
    sim/unmoved     hears nothing: a coin; order=1 makes it follow the place
    sim/annotator   right in 0.9 of its ratings of a pair; otherwise it rates at random
    sim/scribe      writes what a system message asks for, mark by mark

Any mark and any published property can be set as a weight, and order, refusal, tie, steady:
`sim/critic?lists=2&friendly=1`. steady=1 repeats its choice in the other order;
key is another such judge with the same weights.
"""

import hashlib
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...properties.catalogue import PUBLISHED
from ...properties.marks import MARKS
from ...properties.signs import sign_of, signs
from .profiles import sigmoid

LARGEST_WEIGHT = 50.0
HIDDEN = tuple(one.name for one in PUBLISHED if one.name not in MARKS)
"""Properties in words that can be a critic's weights; a mark of the same name goes before."""
ERRORS = frozenset({"no_minor_errors", "no_moderate_errors", "no_severe_errors"})
"""Of which errors are counted, so that fewer is more of the property."""


@dataclass(frozen=True, slots=True)
class Critic:
    """One simulated judge's truth: its weights by name, and what else decides."""

    name: str
    weights: Mapping[str, float] = field(default_factory=dict[str, float])
    order: float = 0.0
    refusal: float = 0.0
    tie: float = 0.0
    steady: float = 0.0
    key: float = 0.0

    def logit(self, question: str, texts: tuple[str, str]) -> float:
        """Of preferring the first one, its place aside."""
        names = [name for name, weight in self.weights.items() if weight]
        marks = [name for name in names if name in MARKS]
        found = dict(zip(marks, signs(texts, question, marks), strict=True))
        for name in names:
            if name not in MARKS:
                found[name] = sign_of(*(hidden(text, name) for text in texts))
        return sum(self.weights[name] * sign for name, sign in found.items())

    def chance(self, question: str, texts: tuple[str, str]) -> float:
        """The probability that it prefers the one shown first."""
        return sigmoid(self.order + self.logit(question, texts))

    def score(self, question: str, text: str) -> float:
        """Of one answer, from 1 to 10: against an answer that has nothing."""
        return 1 + 9 * sigmoid(self.logit(question, (text, "")) / 2)


@dataclass(frozen=True, slots=True)
class Annotator:
    """One simulated annotator's truth."""

    name: str
    accuracy: float = 0.9


@dataclass(frozen=True, slots=True)
class Scribe:
    """One simulated writer of answers: how far it does as it is told."""

    name: str
    obeys: float = 1.0


def hidden(text: str, name: str) -> int:
    """The rating from 0 to 3 that a text has of a property in words."""
    return hashlib.sha256(f"{name}\x1f{text}".encode()).digest()[0] % 4


_BASE: tuple[str, ...] = (
    "It depends on the day and on the place.",
    "Most people begin with what is at hand.",
    "A little patience goes a long way here.",
    "The simple way is often the right one.",
    "What matters is to begin in good time.",
    "Others have done it so for many years.",
    "It takes some care and a quiet hour.",
    "Nothing in this is hard once it is begun.",
    "Look at what there is before adding to it.",
    "In the end it comes down to taste.",
)
_SAID = {
    "lists": "\n- one thing\n- another thing",
    "headings": "**The point** stands out.",
    "code": "Type `run it` to see.",
    "exclamations": "That works! Try it!",
    "questions": "Does that help?",
    "hedges": "Perhaps this may seem right.",
    "apologies": "Sorry for any trouble.",
    "limits": "As an AI, this one has not tried it.",
    "first_person": "To me and for my part it is so.",
    "address": "It is up to you and your plans.",
    "names": "A cook in Lisbon and another in Oslo said so.",
    "numbers": "It takes 20 to 30 minutes.",
    "long_words": "Circumstances notwithstanding, perseverance characterises accomplishment.",
    "repeats": "This is said once more. This is said once more.",
    "informal": "Honestly, that stuff is pretty much okay.",
    "courtesies": "Thank you, and good luck.",
    "examples": "For example, a neighbour did it so.",
    "steps": "First comes this, then that, finally the rest.",
}


BY_CHANCE = 0.3
"""Of answers that have a mark of which nothing was said."""


def answer(scribe: Scribe, told: str, question: str, draw: random.Random) -> str:
    """Write an answer of a few sentences that has what the system message asks for."""
    lines: list[str] = draw.sample(_BASE, 4)
    for name, said in _SAID.items():
        obeys = draw.random() < scribe.obeys
        said_so = draw.random() < BY_CHANCE
        if obeys:
            said_so = MARKS[name].more in told or (said_so and MARKS[name].less not in told)
        if said_so:
            lines.append(said)
    if MARKS["overlap"].more in told:
        lines.append(f"That is what there is to say of this: {question}")
    return " ".join(lines)


def ratings(
    annotator: Annotator, names: Sequence[str], texts: tuple[str, str], draw: random.Random
) -> list[tuple[int, int]]:
    """Of each property, both ratings; errors are counted the other way round."""
    found: list[tuple[int, int]] = []
    for name in names:
        one, two = (hidden(text, name) for text in texts)
        if draw.random() >= annotator.accuracy:
            one, two = draw.randrange(4), draw.randrange(4)
        found.append((3 - one, 3 - two) if name in ERRORS else (one, two))
    return found


def log_chances(chance: float) -> tuple[float, float]:
    """Both log-probabilities."""
    kept = min(max(chance, 1e-12), 1 - 1e-12)
    return math.log(kept), math.log1p(-kept)


CRITICS = (
    Critic(
        "sim/critic",
        {
            "examples": 1.2,
            "numbers": 0.8,
            "lists": 0.5,
            "hedges": -0.6,
            "apologies": -1.0,
            "repeats": -0.4,
        },
    ),
    Critic("sim/wordlover", {"length": 2.0}),
    Critic("sim/unmoved"),
)
ANNOTATORS = (Annotator("sim/annotator"),)
SCRIBES = (Scribe("sim/scribe"),)
