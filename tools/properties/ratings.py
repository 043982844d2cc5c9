"""What an annotator rated: from lines such as "clear: 2 1" to two numbers each.

Strict and linear in the length of the reply: a line names what it rates, then holds two ratings and
no other number; what is rated twice is not read. Knows neither pairs nor which answer is which.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

READ = 20_000
"""Characters of a reply that are looked at: some thirty lines of ratings, and reasons before."""
LONGEST_LINE = 300
"""Characters of a line beyond which it is prose."""
DOES_NOT_APPLY = "-"
_HEAD = re.compile(r"\W*(\w[^:=\n]{0,80})[:=]")
_EDGE = re.compile(r"^\W+|\W+$")
_APART = re.compile(r"[\s,;/|]+")
_BOTH = re.compile(r"\D*(\d)[\s,;/|]\D*(\d)\W*")
_DRESS = "*_`()[]"


def ratings(text: str, names: Iterable[str], highest: int) -> Mapping[str, tuple[int, int]]:
    """By name, the ratings of the first and of the second answer; what does not apply is 0.

    Ratings are whole numbers from 0 to `highest`. A name without two of them is left out, and so is
    one that has them in several lines.
    """
    wanted = {_bare(name): name for name in names}
    found: dict[str, tuple[int, int]] = {}
    times = Counter[str]()
    lines = text[:READ].splitlines()
    for at, line in enumerate(lines):
        head = _HEAD.match(line) if len(line) <= LONGEST_LINE else None
        name = wanted.get(_bare(head[1])) if head else None
        if head is None or name is None:
            continue
        below = next((one for one in lines[at + 1 : at + 3] if one.strip()), "")
        rest = line[head.end() :]
        both = _two(rest if re.search(r"\w|-", rest) else below[:LONGEST_LINE], highest)
        if both is not None:
            times[name] += 1
            found[name] = both
    return {name: both for name, both in found.items() if times[name] == 1}


def _bare(name: str) -> str:
    """A name without marks around it and without case."""
    return _EDGE.sub("", name).casefold() or name


def _two(rest: str, highest: int) -> tuple[int, int] | None:
    """The two ratings of what stands behind a name; None where there are not exactly two."""
    digits = sum(map(str.isdecimal, rest))
    if digits == 2:
        told = _BOTH.fullmatch(rest)
        one, two = (int(each) for each in told.groups()) if told else (highest + 1, 0)
    else:
        parts = [part.strip(_DRESS) for part in _APART.split(rest)]
        given = [part for part in parts if part == DOES_NOT_APPLY or part.isdecimal()]
        if len(given) != 2 or digits != sum(map(str.isdecimal, given)):
            return None
        one, two = (0 if part == DOES_NOT_APPLY else int(part) for part in given)
    return (one, two) if max(one, two) <= highest else None
