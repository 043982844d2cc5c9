"""Marks of a text that need no reader: how long it is, how many lists, hedges, apologies it has.

Each is a number; more of it is what the mark is named after. English alone, by words and layout: a
mark stands for what it counts and for nothing behind that. `more` and `less` are how a writer is
asked for many of them, or none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LISTED = re.compile(r"^[ \t]*(?:[-*•+]|\d{1,2}[.)])[ \t]+\S", re.MULTILINE)
_HEADED = re.compile(r"^#{1,6} \S|\*\*[^*\n]+\*\*|__[^_\n]+__", re.MULTILINE)
_CODE = re.compile(r"```|`[^`\n]+`")
_HEDGE = re.compile(
    r"\b(?:perhaps|maybe|might|may|possibly|probably|presumably|seems?|appears?|roughly|somewhat|"
    r"arguably|sort of|kind of|in some cases|it depends|tends? to|could be)\b",
    re.IGNORECASE,
)
_SORRY = re.compile(
    r"\b(?:sorry|apolog(?:y|ies|i[sz]e|i[sz]ing)|forgive me|my mistake|regret(?:fully)?|pardon)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:as an ai|i(?:'m| am) (?:not sure|not certain|no (?:doctor|lawyer|expert))|"
    r"i (?:can(?:'t|not)|could not|couldn't|do not|don't) (?:know|check|verify|tell|say|be sure)|"
    r"i (?:may|might|could) (?:be wrong|have missed|have got)|(?:consult|ask|see) an? "
    r"(?:doctor|lawyer|professional|expert|specialist)|to the best of my knowledge)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<=[a-z,;:)] )[A-Z][a-z]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_INFORMAL = re.compile(
    r"\b(?:gonna|wanna|kinda|gotta|yeah|yep|nope|okay|ok|hey|wow|cool|stuff|folks|guys|y'know|"
    r"honestly|super|pretty much|no worries|a ton|\w+n't|\w+'(?:re|ve|ll|m|d))\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"\b(?:please|thank(?:s| you)|glad|happy to|welcome|kindly|pleasure|take care|good luck|"
    r"all the best|best wishes|appreciate)\b",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"\b(?:for (?:example|instance)|such as|e\.g\.)|\blike this:", re.IGNORECASE)
_STEP = re.compile(
    r"\b(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|then|next|after that|finally|lastly|"
    r"step (?:\d+|one|two|three))\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\b(?:you|your|yours|yourself|you're|you've|you'll|you'd)\b", re.IGNORECASE)
_FILLER = frozenset(
    re.findall(
        r"\w+",
        "about after again could does from have into just like make more most much only other over "
        "should some such tell than that their them then there these they this very want what "
        "when where which while will with would write your",
    )
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark, what it counts in words, how to ask a writer for it, and the count itself."""

    name: str
    words: str
    more: str
    less: str
    count: Callable[[str, str], float]


@lru_cache(maxsize=4_096)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, in small letters."""
    return tuple(one.casefold() for one in _WORD.findall(text))


def _found(pattern: re.Pattern[str]) -> Callable[[str, str], float]:
    return lambda text, question: float(len(pattern.findall(text.replace("’", "'"))))


def _sign(mark: str) -> Callable[[str, str], float]:
    return lambda text, question: float(text.count(mark))


def _length(text: str, question: str) -> float:
    return float(len(words_of(text)))


def _letters(text: str, question: str) -> float:
    """Mean letters of a word, to a tenth: smaller differences are no difference."""
    found = words_of(text)
    return round(sum(map(len, found)) / len(found), 1) if found else 0.0


def _repeated(text: str, question: str) -> float:
    """How many runs of four words were there before."""
    found = words_of(text)
    runs = [found[at : at + 4] for at in range(len(found) - 3)]
    return float(len(runs) - len(set(runs)))


def _taken_up(text: str, question: str) -> float:
    """How many words of the question, of four letters and more, the answer has too."""
    asked = {one for one in words_of(question) if len(one) > 3 and one not in _FILLER}
    return float(len(asked & set(words_of(text))))


LENGTH = "length"
MARKS: dict[str, Mark] = {
    one.name: one
    for one in (
        Mark(LENGTH, "more words", "Write at length", "Keep it short", _length),
        Mark("lists", "lines of a list", "Use lists", "Use no lists", _found(_LISTED)),
        Mark(
            "headings",
            "headings and bold words",
            "Set headings and key words in bold",
            "Use no headings and nothing in bold",
            _found(_HEADED),
        ),
        Mark("code", "code", "Put names of commands in code marks", "Use no code", _found(_CODE)),
        Mark(
            "exclamations",
            "exclamation marks",
            "Use exclamation marks",
            "Use no exclamation marks",
            _sign("!"),
        ),
        Mark("questions", "questions back", "Ask questions back", "Ask nothing back", _sign("?")),
        Mark("hedges", "hedging words", "Hedge what you say", "Do not hedge", _found(_HEDGE)),
        Mark("apologies", "apologies", "Apologise", "Do not apologise", _found(_SORRY)),
        Mark(
            "limits",
            "admitted limits",
            "Say what you cannot know",
            "Do not speak of what you cannot know",
            _found(_LIMIT),
        ),
        Mark(
            "first_person",
            "mentions of itself",
            "Speak of yourself",
            "Do not speak of yourself",
            _found(_SELF),
        ),
        Mark(
            "address",
            "words that address the reader",
            "Address the reader",
            "Do not address the reader",
            _found(_ADDRESS),
        ),
        Mark("names", "names", "Name people and places", "Name nobody", _found(_NAME)),
        Mark("numbers", "numbers", "Give numbers", "Give no numbers", _found(_NUMBER)),
        Mark("long_words", "longer words", "Use long words", "Use short words", _letters),
        Mark("repeats", "repeated wording", "Repeat yourself", "Do not repeat yourself", _repeated),
        Mark("informal", "informal wording", "Be informal", "Be formal", _found(_INFORMAL)),
        Mark(
            "courtesies",
            "thanks and good wishes",
            "Thank the reader and wish them well",
            "Leave out thanks and good wishes",
            _found(_POLITE),
        ),
        Mark("examples", "examples", "Give examples", "Give no examples", _found(_EXAMPLE)),
        Mark("steps", "words that order steps", "Go step by step", "Go by no steps", _found(_STEP)),
        Mark(
            "overlap",
            "words of the question taken up",
            "Take up the words of the question",
            "Do not take up the words of the question",
            _taken_up,
        ),
    )
}
"""Every mark by name, the length first."""
