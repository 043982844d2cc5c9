"""From two texts, a variation and an order to the messages that are sent. Pure text to text.

Reads nothing out of the options: whatever an option says stands in the prompt as `layouts.py` sets
it. Placeholders are filled once, so a `${...}` inside an
option stays what it is.
"""

from dataclasses import dataclass
from functools import lru_cache
from string import Template
from typing import Literal

from ..respondents.protocol import Messages
from .catalogue import Side, Variation
from .custom import custom_level
from .layouts import LAYOUTS
from .spelling import spell

Readout = Literal["label", "reasoned", "logprob", "enact"]
"""How a choice is read, of those ways that a caller may ask for: a label named; a last line after
some thought; the labels' odds; which of two tasks is done."""
AnyReadout = Literal[Readout, "equal"]
"""And: a label named, or “both”."""
EQUALLY = "If both appeal to you equally, answer “both”."
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


@lru_cache(maxsize=2_048)  # a prompt is asked many times over, in several studies side by side
def render(
    option_a: str, option_b: str, variation: Variation, first: Side, readout: AnyReadout = "label"
) -> Prompt:
    """Write the question `a or b?` in one variation and one order, to be answered in one way."""
    texts = (option_a, option_b) if first == "a" else (option_b, option_a)
    one, two = variation.level("labels").text.split()
    labels = (one, two)
    spoken_for = option_b if variation.toward == "b" else option_a
    values = {"first": one, "second": two, "option": spoken_for}
    block = LAYOUTS[variation.level("layout").name](labels, texts)
    instruction = _fill(_instruction(variation, readout), values)
    question = [instruction, block]
    if variation.level("position").name == "after":
        question.reverse()
    asides = [_fill(variation.level(name).text, values) for name in _ASIDES]
    user = "\n\n".join([text for text in asides if text] + question)
    if own := custom_level(variation):
        user = own.write(user, instruction, (f"{one}: {texts[0]}", f"{two}: {texts[1]}"))
    return Prompt((*before(variation), ("user", user)), labels, texts, first)


def before(variation: Variation) -> Messages:
    """What stands before the question: a system message, a chat."""
    own, prior = custom_level(variation), variation.level("prior").text
    persona = (own.system if own else "") or variation.level("persona").text
    system = (("system", persona),) if persona else ()
    if own and own.history:
        return (*system, *own.history)
    if not prior:
        return system
    asked, said = prior.split("\n---\n")
    return (*system, ("user", asked), ("assistant", said))


def _instruction(variation: Variation, readout: AnyReadout) -> str:
    """What is asked and how to answer, as a template."""
    language = variation.level("language")
    wording = language if language.text else variation.level("wording")
    asked = wording.enact if readout == "enact" else wording.text
    how = {"reasoned": REASONED, "enact": ENACTED}.get(readout, wording.reply)
    how = f"{how} {EQUALLY}" if readout == "equal" else how
    said = spell(f"{asked} {how}", variation.level("spelling").name)
    manners = variation.level("manners").text
    return manners.replace("${instruction}", said) if manners else said


_ASIDES = ("user", "circumstance", "nudge", "pressure")


def _fill(text: str, values: dict[str, str]) -> str:
    return _template(text).substitute(values) if text else ""


@lru_cache
def _template(text: str) -> Template:
    return Template(text)
