"""Mark where a reply names an option: by its label, its text, its place, or a part only it has.

Deliberately does not know what a mention means: "not A" and "A" bear the same mark. Options are
undressed and folded exactly as replies are, so they are compared like with like. Linear in the
length of the reply.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from . import words
from .normalise import APART, folded, undressed

TEXT, LABEL, PART = "\ue000\ue001", "\ue002\ue003", "\ue004\ue005"
"""One mark for each slot: its text, its bare label, a part of its text."""
UNCLEAR = "\ue006"
"""Something that could name either."""
CLASH = "\ue008\ue009"
"""The label of one option with the text of the other; named after the label's slot."""
MARKS = TEXT + LABEL + PART + UNCLEAR + CLASH

_SHORTEST_NOUN = 4
_LONGEST_KNOWN_BY_PARTS = 12
_LONGEST_PART = 6

_LITTLE = "|".join(map(re.escape, [*sorted(words.ARTICLES), "to", "of", "about", "option"]))
_THE = rf"(?:(?:{_LITTLE}) ){{0,2}}[{MARKS}]"
_MERGE = re.compile(rf"[{MARKS}](?:[ :,–—-]{{1,4}}{_THE}|\. {_THE}(?=\s*(?:$|[\n.,!;])))+")
"""Marks side by side, with nothing between them that says anything."""
_GERUND = re.compile(rf"(?<=[{LABEL}]: )\w{{2,12}}ing (?=(?:to |the |an? )?[{PART}])")
_NO_NAME = re.compile(rf"[{LABEL}] (?:to|of|about)\b")
_JOINED_OTHERWISE = re.compile(r",|\b(?:to|of|about)\b")

_LETTER = r"[0-9A-Za-z\u00c0-\u024f\u0370-\u052f]"
_WORD = re.compile(r"[\w$']+(?:[.,]\d+)*")
_NEXT_WORD = re.compile(r" ([\w$']{2,})")


@dataclass(frozen=True, slots=True)
class Words:
    """The words by which one option may be known."""

    all: frozenset[str]
    own: frozenset[str]
    """Those that the other option has not; one of them has to be there."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a prompt's options are called."""

    texts: tuple[tuple[str, str], ...]
    """What to look for, longest first, and the mark that takes its place."""
    parts: tuple[Words, ...]
    """The words of each option, if it may be known by some of them."""
    label: re.Pattern[str]


@lru_cache(maxsize=256)
def names(labels: tuple[str, str], texts: tuple[str, str]) -> Names:
    """Prepare a prompt's labels and texts for being looked for."""
    full = [folded(undressed(text)).replace(APART, "").strip(" .,:;!?") for text in texts]
    called = [folded(label) for label in labels]
    if called[0] == called[1]:
        called = list(labels)
    marks: dict[str, str] = {}
    inside = full[0] in full[1] or full[1] in full[0]
    for slot, text in enumerate(full):
        weak = inside and text == min(full, key=len)
        for name in (text, _core(text)):
            taken = name in marks or (name in called and name != called[slot])
            if any(map(str.isalnum, name)) and not (
                name in called and not taken and len(name) == 1
            ):
                marks[name] = UNCLEAR if taken and marks.get(name) != TEXT[slot] else TEXT[slot]
                if weak and marks[name] == TEXT[slot]:
                    marks[name] = PART[slot]
    for slot, ordinals in enumerate(words.ORDINALS):
        for name in ordinals:
            if not any(name in text for text in full) and not {*called} & {*name.split()}:
                marks[name] = PART[slot] if called[0] < called[1] else UNCLEAR
    return Names(
        tuple(sorted(marks.items(), key=lambda one: -len(one[0]))),
        () if inside else _parts(full),
        _label_pattern(labels),
    )


def _core(text: str) -> str:
    """A text without the articles before it, if a word remains."""
    while " " in text and text.split(" ", 1)[0] in words.ARTICLES:
        text = text.split(" ", 1)[1]
    return text


def _parts(full: list[str]) -> tuple[Words, ...]:
    """The words of both options but those that are anybody's; none of a long option."""
    split = [_WORD.findall(text) for text in full]
    if max(map(len, split)) > _LONGEST_KNOWN_BY_PARTS:
        return ()
    known: list[Words] = []
    for slot, mine in enumerate(split):
        told = {word for word in mine if len(word) >= 3 and word.isalpha()}
        own = told - words.SMALL_WORDS - words.RESERVED - {*split[1 - slot]}
        others = {form for word in split[1 - slot] for form in (word, *_in_number(word))}
        forms = {form for word in own for form in _in_number(word)} - words.RESERVED - others
        known.append(Words(frozenset(mine) - words.RESERVED | forms, frozenset(own | forms)))
    return tuple(known)


def _in_number(word: str) -> tuple[str, ...]:
    """An English noun in the other number, as a guess that does no harm where it is none."""
    if len(word) < _SHORTEST_NOUN or not word.isascii():
        return ()
    return (word.removesuffix("s"),) if word[-1] == "s" != word[-2] else (f"{word}s",)


def _label_pattern(labels: tuple[str, str]) -> re.Pattern[str]:
    """Where a label may stand as one: as shown, or in another case where no word follows."""
    pieces: list[str] = []
    options = "|".join(words.OPTION_WORDS)
    unspaced = "|".join(words.UNSPACED_OPTION_WORDS)
    for slot, label in enumerate(labels):
        name = re.escape(label)
        if len(label) > 1 and label.isalpha():
            named = rf"(?=\s(?:option|one|choice)\b)|(?<=the {name})|(?!\s?,|\s\w)"
            name = rf"(?i:(?<!\ba )(?<!\bmy )(?<!\bon ){name}(?:{named}))"
        elif len(label) > 1:
            name = rf"(?i:{name})"
        elif label.lower() != label.upper() and labels[0].lower() != labels[1].lower():
            other = re.escape(label.swapcase())
            loose = r"(?!\s*\w)" if label.casefold() in "aeiouyàéó" else ""
            name = rf"(?:{name}|{other}{loose}|(?<=option ){other}(?!\s\w))"
        pieces.append(f"(?P<s{slot}>{name})")
    before = rf"(?<!{_LETTER})(?<!\w['’])(?<![%/+&@#-])(?<!\d[.,])"
    before += rf"(?:(?i:{options})[^\w\n:=–—-]{{1,3}}|(?:{unspaced}) ?|#)?"
    after = rf"{APART}?(?!{_LETTER}|[%/+&|-]|'(?!y?[ıiuü]\b)|\.\w|[,:]\d)"
    after += r"(?:\s(?:option|one|choice|seçeneği)\b)?"
    return re.compile(f"{before}(?:{'|'.join(pieces)}){after}")


def marked(known: Names, said: str) -> str:
    """The folded reply with a mark in place of every name of an option."""
    if not said:
        return said
    low = folded(said)
    for name, mark in known.texts:
        if name in low:
            said, low = _replaced(said, low, name, mark)
    said = known.label.sub(lambda found: _label_or_article(known, found), said)
    low = folded(said.replace(APART, ""))
    return _with_parts(known.parts, low) if known.parts else low


def _label_or_article(known: Names, found: re.Match[str]) -> str:
    """A label's mark, unless it is the article before a word of an option: "A bar of …"."""
    if found.group().casefold() in words.ARTICLES:
        word = _NEXT_WORD.match(found.string, found.end())
        opening = word is not None and folded(word[1]) not in words.SMALL_WORDS
        if word and opening and any(folded(word[1]) in part.all for part in known.parts):
            return found.group()
    return LABEL[found.lastgroup == "s1"]


def _replaced(said: str, low: str, name: str, mark: str) -> tuple[str, str]:
    """Put a mark where a name stands as whole words, in the text and in the folded text."""
    kept: list[str] = []
    lows: list[str] = []
    done, at = 0, low.find(name)
    while at >= 0:
        end = at + len(name)
        if not (_joined(low[at - 1 : at + 1]) or _joined(low[end - 1 : end + 1])):
            kept += [said[done:at], mark]
            lows += [low[done:at], mark]
            done = end
        at = low.find(name, end)
    return "".join([*kept, said[done:]]), "".join([*lows, low[done:]])


def _joined(pair: str) -> bool:
    """Whether two neighbours belong to one word, in a script that has spaces between words."""
    return len(pair) == 2 and all(one.isalnum() and one < "\u1100" for one in pair)


def _with_parts(parts: tuple[Words, ...], low: str) -> str:
    """Put a mark where words of one option stand side by side, and one of them is its own."""
    found = list(_WORD.finditer(low))
    known = frozenset[str]().union(*(part.all for part in parts)) - words.SMALL_WORDS
    out: list[str] = []
    done, index = 0, 0
    while index < len(found):
        there = found[index].group() in known
        runs = [_run(part, found, low, index) for part in parts] if there else [0]
        longest = max(runs)
        if longest:
            out += [low[done : found[index].start()], PART[runs.index(longest)]]
            done = found[index + longest - 1].end()
        index += max(1, longest)
    return "".join([*out, low[done:]])


def _run(part: Words, found: list[re.Match[str]], low: str, at: int) -> int:
    """How many words from here on are an option's, the last and the first no small ones."""
    longest, own = 0, False
    for count, word in enumerate(found[at : at + _LONGEST_PART], 1):
        begun = word.start() == found[at].start()
        if word.group() not in part.all or not (begun or low[word.start() - 1] == " "):
            break
        if not begun and word.start() - found[at + count - 2].end() != 1:
            break
        if word.group() in words.SMALL_WORDS:
            if begun:
                break
            continue
        own = own or word.group() in part.own
        longest = count if own else longest
    return longest


def merged(marked: str) -> str:
    """One mark for several side by side that name the same slot, or that clash."""
    return _MERGE.sub(_one_mark, _GERUND.sub("", marked))


def _one_mark(found: re.Match[str]) -> str:
    """One mark, if all name the same slot or two of them clash; else all of them stay."""
    marks = [one for one in found.group() if one in MARKS]
    slots = {slot_of(one) for one in marks}
    if None in slots:
        return found.group()
    if _NO_NAME.match(found.group()):
        return found.group()
    if len(slots) == 1:
        kinds = (TEXT, PART, LABEL)
        return next((one for kind in kinds for one in marks if one in kind), marks[0])
    named = {one for one in marks if one in LABEL}
    told = {slot_of(one) for one in marks if one not in LABEL}
    apart = _JOINED_OTHERWISE.search(found.group())
    if len(named) == len(told) == 1 and not apart and {slot_of(*named)} != told:
        return CLASH[slot_of(*named) or 0]
    return found.group()


def slot_of(mark: str) -> int | None:
    """The slot that a mark names; None if it could be either."""
    return None if mark == UNCLEAR else (ord(mark) - ord(MARKS[0])) % 2
