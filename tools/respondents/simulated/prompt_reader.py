"""How a simulated respondent reads a prompt: which two options are offered, and what else is said.

It sees text only, as a model does, and recognises a layout by its marks. It knows nothing of the
code that rendered the prompt.
"""

import json
import re
from dataclasses import dataclass
from html import unescape

from ..protocol import Messages

_XML = re.compile(r'^<option label="([^"]{1,20})">(.*?)</option>$', re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^### (\S{1,20})\n(.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
_BULLET = re.compile(r"^- (\w{1,8}): (.+?)(?=\n- \w{1,8}: |\n\n|\Z)", re.MULTILINE | re.DOTALL)
_BOLD = re.compile(r"^\*\*(\w{1,8})\*\* (.+?)(?=\n\*\*|\n\n|\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| (?!label)(\w{1,8}) \| (.*?) \|$", re.MULTILINE)
_ENTRY = re.compile(r'^  (\w{1,8}): (".*")$', re.MULTILINE)
_WORD = re.compile(r"^VERDICT (\w{1,40}): tie$", re.MULTILINE)
_YES_NO = re.compile(r"^Answer with (yes|no)(?:, | or )(yes|no)\b", re.MULTILINE)
_LINE = re.compile(r"^(\w{1,8}): (.+?)(?=\n\w{1,8}: |\n\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Scene:
    """Two options with their labels, in the order shown, and everything else that was said."""

    labels: tuple[str, str]
    texts: tuple[str, str]
    context: str


def look(messages: Messages) -> Scene | None:
    """Find the two options in the messages; None if exactly two are not to be seen.

    Where none are listed, the words yes and no that an answer is to be given with are.
    """
    said = "\n\n".join(text for _, text in messages)
    for find in (_fenced, _tagged, _as_json, _headed, _entered, _tabled, _bulleted, _bold, _listed):
        found, context = find(said)
        if len(found) == 2:
            (one, first), (two, second) = found
            return Scene((one, two), (_bare(first), _bare(second)), context)
    if words := _YES_NO.search(said):
        both = words.group(1), words.group(2)
        return Scene(both, both, said)
    return None


def asks_on(messages: Messages) -> bool:
    """Whether a question follows on an answer, and offers nothing by itself."""
    answered = len(messages) > 1 and messages[-2][0] == "assistant"
    return answered and look(messages[-1:]) is None


def listed(said: str) -> list[str]:
    """The options of a list without labels."""
    return [line[2:] for line in said.splitlines() if line.startswith("- ")]


_Found = tuple[list[tuple[str, str]], str]


def fence_word(said: str) -> str | None:
    """The word that fences in two texts and that a verdict on them has to name, if there is one.

    It is taken from where the verdict is asked for, at the end, and from nothing before it.
    """
    words = _WORD.findall(said)
    return words[-1] if words else None


def _fenced(said: str) -> _Found:
    word = fence_word(said)
    if word is None:
        return [], said
    found: list[tuple[str, str]] = []
    for label in ("1", "2"):
        before, begins, rest = said.partition(f"[{word}] TEXT {label} BEGINS\n")
        text, ends, after = rest.partition(f"\n[{word}] TEXT {label} ENDS")
        if begins and ends:
            found.append((label, text))
            said = before + after
    return found, said


def _tagged(said: str) -> _Found:
    found = [(label, unescape(text)) for label, text in _XML.findall(said)]
    return found, _XML.sub("<option>", said)


def _as_json(said: str) -> _Found:
    start = said.find("{")
    if start < 0:
        return [], said
    try:
        value, end = json.JSONDecoder().raw_decode(said[start:])
    except ValueError:
        return [], said
    found = [(str(label), str(text)) for label, text in value.items()]
    return found, said[:start] + said[start + end :]


def _headed(said: str) -> _Found:
    return _HEADING.findall(said), _HEADING.sub("", said)


def _entered(said: str) -> _Found:
    found = [(label, str(json.loads(text))) for label, text in _ENTRY.findall(said)]
    return found, _ENTRY.sub("", said)


def _tabled(said: str) -> _Found:
    rows = [
        (label, text.replace("<br>", "\n").replace("\\|", "|"))
        for label, text in _ROW.findall(said)
    ]
    return rows, _ROW.sub("", said)


def _bulleted(said: str) -> _Found:
    return _BULLET.findall(said), _BULLET.sub("", said)


def _bold(said: str) -> _Found:
    return _BOLD.findall(said), _BOLD.sub("", said)


def _bare(text: str) -> str:
    """A text without the quotation marks around it."""
    text = text.strip()
    return text[1:-1] if text[:1] + text[-1:] == "“”" else text


def _listed(said: str) -> _Found:
    return _LINE.findall(said), _LINE.sub("", said)
