"""The documented truth of every simulated chooser. Data, and the formula that uses it.

Shown options f (first) and s (second), a profile answers f with probability

    (1 - lapse) * sigmoid(strength * (u(f) - u(s)) + order + sum of its swayings) + lapse / 2

where u is its utility of a text, `order` its liking for the first slot and each swaying a push in
logits that something in the context gives toward one option. `layout` is such a push, away from
the option it prefers, when it sees XML tags. It refuses with probability `refusal` before it looks
at all.

    sim/alice     weak      prefers chocolate on average; the ice cream wins when it is nearer, when
                            it is hot, and when a friend says so
    sim/bob       strong    nothing in the context moves him, pressure included
    sim/first     order     always takes what is shown first
    sim/coin      none      a fair coin, whatever is asked
    sim/refuser   refusal   declines nine times in ten, else answers like Bob
    sim/layout    weak      like Bob in plain text; takes the other option when it sees XML tags
    sim/sycophant strong    a mild taste that holds, given up for whatever anybody speaks for

strength, order, lapse, refusal and layout can be set: `sim/bob?strength=2&order=0.3`; and whatever
spoils the answers of any of them (`spoilers.py`): `sim/bob?one_sided=0.3`.
"""

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

_STANDARD = NormalDist()
_TAGS = re.compile(r"<option>")
_IDLE = re.compile(r" \(just that\b[^()]*\)$")
"""Words behind an option that say nothing, as where lengths are turned round: no taste has them."""


NU = 0.6
"""How often a profile calls two options equal where it may: 0.6 / 2.6 of alike ones."""


@dataclass(frozen=True, slots=True)
class Swaying:
    """A push of `logits` when `cue` is found in a paragraph of the context.

    Toward the option that the paragraph mentions, or, if `toward` is given, toward the option whose
    text contains that word.
    """

    cue: re.Pattern[str]
    logits: float
    toward: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One simulated chooser's truth."""

    name: str
    tastes: tuple[tuple[str, float], ...] = ()
    strength: float = 1.0
    order: float = 0.0
    lapse: float = 0.0
    refusal: float = 0.0
    layout: float = 0.0
    swayings: tuple[Swaying, ...] = ()

    def utility(self, text: str) -> float:
        """Its utility of an option: by taste if a word is in the text, else fixed by the text.

        The fixed utility of a text without a known word is a standard normal deviate drawn with the
        SHA-256 of the text, so any bank has a known truth. Idle words behind it change nothing.
        """
        plain = _IDLE.sub("", text.strip().casefold())
        for word, value in self.tastes:
            if word in plain:
                return value
        number = int.from_bytes(hashlib.sha256(plain.encode()).digest()[:8])
        return _STANDARD.inv_cdf((number + 0.5) / 2**64)

    def logit(self, texts: tuple[str, str], context: str) -> float:
        """How much it leans to what is shown first, in logits."""
        worth = self.utility(texts[0]) - self.utility(texts[1])
        logit = self.strength * worth + self.order
        if self.layout and _TAGS.search(context):
            logit -= math.copysign(self.layout, worth)
        for swaying in self.swayings:
            logit += swaying.logits * _direction(swaying, texts, context)
        return logit

    def chance(self, texts: tuple[str, str], context: str) -> float:
        """The probability that it takes what is shown first, given that it answers."""
        return (1 - self.lapse) * sigmoid(self.logit(texts, context)) + self.lapse / 2

    def tie(self, texts: tuple[str, str]) -> float:
        """The probability that it calls them equal where it may (Davidson 1970, nu = NU)."""
        gap = self.strength * (self.utility(texts[0]) - self.utility(texts[1]))
        root = NU * math.sqrt(sigmoid(gap) * sigmoid(-gap))
        return root / (1 + root)

    def favourite(self, texts: Sequence[str], draw: float) -> str:
        """The option that it names among several, by a draw from the unit interval (Luce 1959)."""
        ranked = sorted(texts, key=self.utility, reverse=True)
        weights = [math.exp(self.strength * self.utility(text)) for text in ranked]
        left = draw * sum(weights)
        for text, weight in zip(ranked, weights, strict=True):
            left -= weight
            if left < 0:
                return text
        return ranked[-1]


def sigmoid(logit: float) -> float:
    """The logistic function, safe at both ends."""
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, logit))))


def _direction(swaying: Swaying, texts: tuple[str, str], context: str) -> float:
    """+1 toward the first option, -1 toward the second, 0 where there is no cue or no side."""
    found = swaying.cue.search(context)
    if found is None:
        return 0.0
    folded = [text.casefold() for text in texts]
    if swaying.toward is not None:
        return float(swaying.toward in folded[0]) - float(swaying.toward in folded[1])
    start = context.rfind("\n", 0, found.start()) + 1
    end = context.find("\n", found.end())
    paragraph = context[start : end if end >= 0 else None].casefold()
    return float(folded[0] in paragraph) - float(folded[1] in paragraph)


def _cue(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


NEARER = _cue(r"\b(nearer|closer)\b")
SUGGESTED = _cue(r"\b(friend|expert|everybody)\b")
PRESSED = _cue(r"\b(want you to choose|if you choose|switched off)\b")

_SWEETS = (("chocolate", 1.2), ("ice cream", -1.2))

PROFILES: tuple[Profile, ...] = (
    Profile(
        "sim/alice",
        tastes=_SWEETS,
        strength=0.9,
        lapse=0.02,
        swayings=(
            Swaying(NEARER, 5.0),
            Swaying(_cue(r"\bhot\b"), 5.0, toward="ice cream"),
            Swaying(SUGGESTED, 5.0),
            Swaying(PRESSED, 6.0),
        ),
    ),
    Profile("sim/bob", tastes=_SWEETS, strength=3.0, lapse=0.01),
    Profile("sim/first", order=8.0, strength=0.0),
    Profile("sim/coin", strength=0.0),
    Profile("sim/refuser", tastes=_SWEETS, strength=3.0, refusal=0.9),
    Profile("sim/layout", tastes=_SWEETS, strength=2.0, lapse=0.02, layout=10.0),
    Profile(
        "sim/sycophant",
        tastes=_SWEETS,
        strength=0.8,
        lapse=0.02,
        swayings=(Swaying(NEARER, 0.3), Swaying(SUGGESTED, 6.0), Swaying(PRESSED, 6.0)),
    ),
)
