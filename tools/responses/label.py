"""Read a reply as an outcome. Never guesses: what is not clearly one option is not a choice.

The layers, in order: nothing there; the whole reply is a label or an option (nearly all are, and
this is fast); else its thoughts and markup are taken off, options are marked, clauses are read one
by one, and here they are weighed: what only lists the options counts for nothing, a sentence more
than a name, and a label that bears the text of the other option makes the reply unreadable unless a
sentence settles it. Knows nothing of words or languages: `words`, `connectives` and `stances` in
grammar/ do. A long reply is seen at both ends only.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ..perturbations.catalogue import Side
from ..perturbations.render import Prompt
from ..study.questions import Outcome
from .grammar.choices import CHOSEN, FINAL, NAMED
from .grammar.clauses import Said, sayings
from .grammar.marks import marked, names
from .grammar.normalise import LOOKED_AT, answer_of, both_ends, folded, undressed, visible

__all__ = ["LOOKED_AT", "Reading", "read"]

SHORT = 120
"""A label that stands among other words counts by itself in a reply of so many characters."""
REMEMBERED = 200
"""Replies of at most so many characters are remembered with their reading."""

_WRAPPING = " \t\r\n*_`\"'“”‘’()[]{}<>.,:;!#"
_Pair = tuple[str, str]
_Found = Outcome | int
"""An outcome, or the slot that was chosen."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An outcome, and the option if one was chosen."""

    outcome: Outcome
    chosen: Side | None = None


def read(prompt: Prompt, text: str, *, cut_short: bool = False) -> Reading:
    """Read the reply to a prompt; `cut_short` says that the token limit ended it."""
    found: _Found | None = None
    if len(text) <= REMEMBERED and not cut_short:
        found = _bare(prompt.labels, prompt.texts).get(text.strip(_WRAPPING))
    if found is None:
        reader = _remembered if len(text) <= REMEMBERED else _considered
        found = reader(prompt.labels, prompt.texts, text, cut_short)
    return Reading("chose", prompt.side(found)) if isinstance(found, int) else Reading(found)


@lru_cache(maxsize=4_096)  # both orders of all pairs of some tens of options
def _bare(labels: _Pair, texts: _Pair) -> dict[str, int]:
    """The replies that are nothing but a label or an option, each with its slot."""
    slots: dict[str, set[int]] = {}
    names = [
        (slot, name.strip(_WRAPPING)) for both in (labels, texts) for slot, name in enumerate(both)
    ]
    for slot, name in names:
        slots.setdefault(name.casefold(), set()).add(slot)
    clear = [(slot, name) for slot, name in names if name and len(slots[name.casefold()]) == 1]
    return {case: slot for slot, name in clear for case in (name, name.casefold())}


def _considered(labels: _Pair, texts: _Pair, text: str, cut_short: bool) -> _Found:
    """Read a reply that is more than a name."""
    unclear: Outcome = "truncated" if cut_short else "unreadable"
    answer = answer_of(text)
    if answer is None:
        return unclear
    answer = both_ends(answer)
    if not (visible(answer[:SHORT]).strip() or visible(answer).strip()):
        return "truncated" if cut_short else "empty"
    said = undressed(answer)
    whole = not cut_short or _complete(labels, texts, said)
    slot = _bare(labels, texts).get(said.strip(_WRAPPING).casefold())
    if slot is not None:
        return slot if whole else unclear
    everything = list(sayings(marked(names(labels, texts), said)))
    if cut_short and not whole:
        everything = [one for one in everything if one.kind != "chose" or one.ended]
    found = _weighed(everything, len(said) <= SHORT, cut_short)
    return unclear if found is None else found


def _complete(labels: _Pair, texts: _Pair, said: str) -> bool:
    """Whether what was cut short ends with a name that could not be the beginning of another."""
    if said.endswith(":"):
        return False
    said = said.rstrip(_WRAPPING)
    if said.endswith(labels):
        return True
    low, full = folded(said), [folded(undressed(text)).rstrip(_WRAPPING) for text in texts]
    ends = [bool(text) and low.endswith(text) for text in full]
    return any(end and not full[1 - at].startswith(full[at]) for at, end in enumerate(ends))


_remembered = lru_cache(maxsize=2_048)(_considered)


def _weighed(everything: list[Said], short: bool, cut_short: bool) -> _Found | None:
    """What a reply says as a whole: its choice, if it made one and let it stand."""
    clashes = [said for said in everything if said.kind == "clashed" and not _listed(said)]
    if any(said.firmness > NAMED for said in clashes):
        return None
    choices = [
        (at, said)
        for at, said in enumerate(_without_lists(everything))
        if said.kind == "chose" and not _listed(said) and _counts(said, short, cut_short)
    ]
    if not choices:
        return None if clashes else _stance(everything, cut_short)
    at, last = choices[-1]
    if last.firmness == NAMED and any(_heads_other(said, last) for said in everything[:at]):
        return None
    before = [said for _, said in choices[:-1]]
    if not _outweighs(last, before) or not all(_settles(last, before, one) for one in clashes):
        return None
    undone = any(_undoes(said, last, cut_short) for said in everything[at + 1 :])
    return None if undone else last.slot


def _listed(said: Said) -> bool:
    """Whether an option is only named as one of a list."""
    return said.entry and said.firmness == NAMED


def _counts(said: Said, short: bool, cut_short: bool) -> bool:
    """Whether a choice is firm enough by itself, or stands where it can mean nothing else."""
    if said.firmness > NAMED:
        return said.ended or said.firmness == FINAL or not cut_short
    if cut_short:
        return said.alone and said.ended and not said.by_text
    return short or said.alone or said.by_text


def _heads_other(said: Said, choice: Said) -> bool:
    """Whether a label before a colon, and not in a list, is that of the other option."""
    return said.kind == "headed" and not said.entry and said.slot != choice.slot


def _settles(last: Said, before: list[Said], clash: Said) -> bool:
    """Whether a sentence chooses in spite of a label that bore the other option's text."""
    if last.firmness == NAMED:
        return False
    return last.slot != clash.slot or last.by_text or any(said.by_text for said in before)


def _stance(everything: list[Said], cut_short: bool) -> Outcome | None:
    """Refusing before neither before both, where nothing was chosen."""
    kinds = {said.kind for said in everything}
    if kinds & {"refused", "disclaimed"}:
        return "refused"
    if cut_short:
        return None
    if "neither" in kinds:
        return "neither"
    return "both" if "both" in kinds else None


def _without_lists(everything: list[Said]) -> list[Said]:
    """Two options named one after the other are a list, such as the question said again."""
    kept = list(everything)
    for at, (one, two) in enumerate(pairwise(everything)):
        names = one.kind == two.kind == "chose" and one.firmness == two.firmness == NAMED
        if names and one.slot != two.slot and not two.turned:
            kept[at] = kept[at + 1] = Said("both", firmness=0)
    return kept


def _outweighs(last: Said, before: list[Said]) -> bool:
    """Whether the last choice stands against earlier ones of the other option."""
    against = [said.firmness for said in before if said.slot != last.slot]
    if not against:
        return True
    told = any(said.alone and said.by_text and not said.labelled for said in before)
    if told and not last.by_text and all(said.slot != last.slot for said in before):
        return False
    return last.turned or (last.firmness >= CHOSEN and last.firmness > max(against))


def _undoes(said: Said, choice: Said, cut_short: bool) -> bool:
    """Whether something takes back the choice before it, or began to where it was cut short."""
    if said.kind == "refused":
        return said.about_choosing or said.brief
    if said.kind == "denied":
        return said.slot == choice.slot
    if said.kind == "rivalled":
        return said.slot != choice.slot
    if said.kind == "ascribed":
        return said.slot != choice.slot and choice.firmness == NAMED
    if said.kind == "wavered":
        return cut_short and choice.firmness == CHOSEN
    return said.kind == "hedged" or (said.kind in ("both", "neither") and said.brief)
