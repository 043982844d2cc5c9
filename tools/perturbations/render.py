"""From two texts, a variation and an order to the messages that are sent. Pure text to text.

Reads nothing out of the options: whatever an option says stands in the prompt as it is, escaped
only where the layout is a markup language. Placeholders are filled once, so a `${...}` inside an
option stays what it is.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from string import Template
from typing import Literal

from .catalogue import Side, Variation
from .levels import Level

Messages = tuple[tuple[str, str], ...]
"""Pairs of role and text."""


Readout = Literal["label", "reasoned", "logprob", "enact"]
"""How the choice is read: a label named; a last line after some thought; the labels' odds; which of
two tasks is done."""
REASONED = (
    "Think it through in a few sentences, then end with a line that says “Answer: ${first}” or "
    "“Answer: ${second}”."
)
ENACTED = "Begin with a line that says “Task ${first}” or “Task ${second}”, then do the task."


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent, and what is needed to read the answer: labels and texts in the order shown."""

    messages: Messages
    labels: tuple[str, str]
    texts: tuple[str, str]
    first: Side

    def side(self, slot: int) -> Side:
        """Name the option that stands in a slot, 0 or 1."""
        return self.first if slot == 0 else other(self.first)


def other(side: Side) -> Side:
    """Name the other option."""
    return "b" if side == "a" else "a"


def render(
    option_a: str, option_b: str, variation: Variation, first: Side, readout: Readout = "label"
) -> Prompt:
    """Write the question `a or b?` in one variation and one order, to be answered in one way."""
    texts = (option_a, option_b) if first == "a" else (option_b, option_a)
    one, two = variation.level("labels").text.split()
    labels = (one, two)
    spoken_for = option_b if variation.toward == "b" else option_a
    values = {"first": one, "second": two, "option": spoken_for}
    block = _LAYOUTS[variation.level("layout").name](labels, texts)
    instruction = _fill(_instruction(variation.level("wording"), readout), values)
    question = [instruction, block]
    if variation.level("position").name == "after":
        question.reverse()
    asides = [_fill(variation.level(name).text, values) for name in _ASIDES]
    user = "\n\n".join([text for text in asides if text] + question)
    persona = variation.level("persona").text
    system = (("system", persona),) if persona else ()
    return Prompt((*system, ("user", user)), labels, texts, first)


def _instruction(wording: Level, readout: Readout) -> str:
    """What is asked, and how to answer."""
    if readout == "enact":
        return f"{wording.enact} {ENACTED}"
    return f"{wording.text} {REASONED if readout == 'reasoned' else wording.reply}"


_ASIDES = ("circumstance", "nudge", "pressure")

Pair = tuple[str, str]


def _plain(labels: Pair, texts: Pair) -> str:
    return "\n".join(f"{label}: {text}" for label, text in zip(labels, texts, strict=True))


def _xml(labels: Pair, texts: Pair) -> str:
    return "\n".join(
        f'<option label="{label}">{escape(text, quote=False)}</option>'
        for label, text in zip(labels, texts, strict=True)
    )


def _markdown(labels: Pair, texts: Pair) -> str:
    return "\n\n".join(f"### {label}\n{text}" for label, text in zip(labels, texts, strict=True))


def _json(labels: Pair, texts: Pair) -> str:
    return json.dumps(dict(zip(labels, texts, strict=True)), ensure_ascii=False, indent=2)


_LAYOUTS = {"plain": _plain, "xml": _xml, "markdown": _markdown, "json": _json}


def _fill(text: str, values: dict[str, str]) -> str:
    return _template(text).substitute(values) if text else ""


@lru_cache
def _template(text: str) -> Template:
    return Template(text)
