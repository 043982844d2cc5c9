"""The 29 published properties of an answer, each in the project's own words, in three groups.

`free` ones are seen in an answer alone, `aware` ones need the question, `reference` ones an answer
that is known to be right. The order is that of the published coefficients. Length, the last, is
counted and never asked for. Source of the list: Dissecting Human and LLM Preferences (arXiv
2402.11296); what a property means there is not repeated here. Data only.
"""

from dataclasses import dataclass
from typing import Literal

from .marks import LENGTH, MARKS

Group = Literal["free", "aware", "reference", "marks", "own"]


@dataclass(frozen=True, slots=True)
class Property:
    """Something two answers can differ in: its name, its group, and what more of it means."""

    name: str
    group: Group
    words: str


def _free(name: str, words: str) -> Property:
    return Property(name, "free", words)


def _aware(name: str, words: str) -> Property:
    return Property(name, "aware", words)


PUBLISHED: tuple[Property, ...] = (
    _free("harmless", "nothing in it could hurt, insult or endanger anybody"),
    _free("grammatical", "spelling, grammar and punctuation are right"),
    _free("friendly", "it is warm towards the reader"),
    _free("polite", "it is courteous in its wording"),
    _free("interactive", "it invites the reader to go on talking: asks back, offers more"),
    _free("authoritative", "it speaks with certainty, as somebody who knows"),
    _free("funny", "it is meant to amuse, and does"),
    _free("rhetorical", "it uses figures of speech: comparisons, contrasts, questions for effect"),
    _free("complex", "its words and sentences are long and demanding"),
    _free("supported", "it backs what it says by examples, figures or sources"),
    _free("formatted", "its layout helps: paragraphs, lists, headings, code set apart"),
    _free("admits_limits", "it owns up to mistakes, or to what it does not know or cannot do"),
    _free("persuasive", "it argues in a way that wins the reader over"),
    _free("step_by_step", "it goes through the matter in steps that build on each other"),
    _free("informal", "it is worded as among friends: slang, contractions, asides"),
    _free("non_repetitive", "it says nothing twice"),
    _free("clear", "it is easily understood at first reading"),
    _aware("relevant", "it stays with what was asked, whether or not it is right"),
    _aware("novel", "it has an idea that few others would have had"),
    _free("rich", "it holds much information, whether or not it is right"),
    Property("no_minor_errors", "reference", "slips that mislead nobody"),
    Property("no_moderate_errors", "reference", "errors that spoil a part of the answer"),
    Property("no_severe_errors", "reference", "errors that make the answer as a whole wrong"),
    _aware(
        "clarifies",
        "where the question is unclear, it finds out what is meant, or says how it understood it",
    ),
    _aware("empathetic", "where the question shows feelings, it takes them up"),
    _aware("keeps_constraints", "where the question sets conditions, it keeps to them"),
    _aware("supports_stance", "where the question takes a side, it takes the same one"),
    _aware("corrects", "where the question holds a mistake or a prejudice, it sets it right"),
    Property(LENGTH, "marks", MARKS[LENGTH].words),
)
COUNTED: tuple[Property, ...] = tuple(
    Property(mark.name, "marks", mark.words) for mark in MARKS.values()
)
"""The marks as properties."""
BY_NAME: dict[str, Property] = {
    f"{one.group}:{one.name}": one for one in (*PUBLISHED[:-1], *COUNTED)
}
"""By group and name: a mark and a property in words may share a name, such as informal."""
