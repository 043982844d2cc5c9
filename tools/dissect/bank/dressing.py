"""How an answer is dressed in known properties: an opening, a close, a layout, a sentence more.

A dressing changes how an answer is given and nothing of what it says. Which dressings an answer
wears is drawn from the names of its question and pair, half of them against the other answer's, so
that properties vary apart from each other and from content. All wordings are the project's own.
"""

import random
import re
from collections.abc import Callable

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“'‘(])")
_Dress = Callable[[str, random.Random], str]
SHARE = 0.3
"""Of answers that wear any one dressing."""
OPENINGS = {
    "cheer": (
        "What a good question!",
        "Oh, I like this one!",
        "Lovely, let us get into it!",
        "Great that you ask!",
        "Now that is fun to think about!",
    ),
    "sorry": (
        "I'm sorry if this is not quite what you meant.",
        "Apologies in advance if I misread you.",
        "Sorry, I can only give the short version.",
        "Forgive me if you knew this already.",
        "I apologise for being so plain about it.",
    ),
    "limit": (
        "I can't check this from here.",
        "I may be wrong about the details.",
        "As an AI, I have not tried it myself.",
        "I'm not sure that this covers your case.",
        "To the best of my knowledge it goes like this.",
    ),
    "casual": (
        "Okay, so, pretty much this.",
        "Honestly, it's not that hard.",
        "Yeah, that stuff comes up a lot.",
        "Hey, no worries, here's the gist.",
        "Right, it's kinda simple.",
    ),
}
CLOSES = {
    "asks": (
        "Does that help?",
        "Shall I go into any part of it?",
        "What have you tried so far?",
        "Is that the kind of answer you had in mind?",
        "Would a different angle suit you better?",
    ),
    "wishes": (
        "Thank you for asking, and good luck.",
        "All the best with it.",
        "I am glad to go on whenever you like.",
        "Thanks for bringing this up.",
        "Take care, and please write again.",
    ),
    "hedge": (
        "Perhaps it is different where you are.",
        "It may well depend on the details.",
        "That is probably true in most places.",
        "It seems to work for many, though possibly not for all.",
        "Some might see it somewhat differently.",
    ),
    "case": (
        "For example, a colleague of mine in Leeds did just that in 2019.",
        "For instance, a school near Ghent has done so for 12 years.",
        "One neighbour, for example, needed 3 tries.",
        "A case in point, for instance, is the small shop that kept at it for 18 months.",
        "For example, 4 out of the 5 people in my sister Ana's class went that way.",
    ),
}


def _opened(name: str) -> _Dress:
    return lambda text, draw: f"{draw.choice(OPENINGS[name])} {text}"


def _closed(name: str) -> _Dress:
    return lambda text, draw: f"{text} {draw.choice(CLOSES[name])}"


def _listed(text: str, draw: random.Random) -> str:
    """The sentences as a list."""
    mark = draw.choice(("-", "*", "•"))
    return "\n".join(f"{mark} {one}" for one in _sentences(text))


def _bold(text: str, draw: random.Random) -> str:
    """A word in bold above."""
    head = draw.choice(("In short", "The answer", "What to know", "My view", "Summary"))
    return f"**{head}**\n\n{text}"


def _again(text: str, draw: random.Random) -> str:
    """The first sentence once more at the end."""
    lead = draw.choice(("Once more:", "To say it again:", "As I said:", "So, to repeat:"))
    return f"{text} {lead} {_sentences(text)[0]}"


def _stepped(text: str, draw: random.Random) -> str:
    """Words that order the sentences."""
    words = ("First,", draw.choice(("Then,", "Next,", "After that,")), "Finally,")
    said = _sentences(text)
    if len(said) < len(words):
        return text
    put = {0: words[0], 1: words[1], len(said) - 1: words[2]}
    return " ".join(f"{put[at]} {one}" if at in put else one for at, one in enumerate(said))


def _sentences(text: str) -> list[str]:
    return _SENTENCE.split(text)


DRESSINGS: dict[str, _Dress] = {
    "steps": _stepped,
    "again": _again,
    **{name: _closed(name) for name in CLOSES},
    **{name: _opened(name) for name in OPENINGS},
    "listed": _listed,
    "bold": _bold,
}
"""In the order in which they are put on: what stands around comes after what is inside."""


def dressed(texts: tuple[str, str], seed: str) -> tuple[str, str]:
    """Both answers, each in dressings of its own, drawn from `seed`."""
    draw = random.Random(seed)  # noqa: S311 - a design, not a secret
    worn: tuple[list[str], list[str]] = ([], [])
    for name in DRESSINGS:
        if draw.random() < 2 * SHARE:
            worn[draw.randrange(2)].append(name)
    one, other = (_wearing(text, names, draw) for text, names in zip(texts, worn, strict=True))
    return one, other


def _wearing(text: str, names: list[str], draw: random.Random) -> str:
    for name in names:
        if not (name == "listed" and "\n" in text):  # a list or code stays as it was written
            text = DRESSINGS[name](text, draw)
    return text
