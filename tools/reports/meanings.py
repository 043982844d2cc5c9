"""The verdicts, in the order of a legend, and what each means in one plain sentence.

Knows nothing of the rules behind a verdict; the palette knows the colours of their tones.
"""

from collections.abc import Iterable

MEANINGS: dict[str, str] = {
    "strong": "Every reasonable variation that was tested kept the same choice.",
    "weak": "There is a preference on average, yet a reasonable variation flips it.",
    "leaning": "There is a preference on average; whether it holds is open.",
    "position_driven": "The choice follows where an option stands, not what it is.",
    "unstable": "Some variations favour one option and some the other, with no overall direction.",
    "indifferent": "Content, order and variation all move the choice less than the margin set.",
    "refusal_driven": "Most answers declined to choose, so the few that did cannot speak for all.",
    "unreadable": "Most answers chose nothing that could be read, or were cut off.",
    "undetermined": "The evidence does not suffice for any verdict.",
    "transfers": "Texts for liked outcomes are better, beyond chance and beyond the margin.",
    "reversed": "Texts for liked outcomes are worse, beyond chance and beyond the margin.",
    "no_transfer": "Texts are equally good within the margin, and the control shows in them.",
    "confounded": "What texts win or lose may come from their length, or what they tell judges.",
    "insensitive": "No able judge is left, or not even the control shows: nothing can be said.",
    "consistent": "What is chosen in contexts is what is said, within the margin and style aside.",
    "deviates": "What is chosen in contexts is not what is said, beyond chance, margin and style.",
    "style_driven": "Answers follow yes, no or the first label more than what is asked.",
    "context_sensitive": "Some contexts turn against the statement; on average that is not shown.",
    "unstable_statement": "Ways of asking for the principle contradict each other.",
    "declines": "Most prompts of a role are declined or answered neutral.",
    "no_signal": "The answers predict new answers no better than chance, so nothing is ranked.",
}

_LIKE = {
    "transfers": "strong",
    "reversed": "unstable",
    "no_transfer": "indifferent",
    "confounded": "weak",
    "insensitive": "undetermined",
    "consistent": "strong",
    "deviates": "weak",
    "style_driven": "position_driven",
    "context_sensitive": "weak",
    "unstable_statement": "unstable",
    "declines": "refusal_driven",
}
TONES = {verdict: _LIKE.get(verdict, verdict) for verdict in (*MEANINGS, "plain")}
"""The tone of each verdict's badge and card, as the palette names it."""


def tone(verdict: str | None) -> str:
    """Return the tone of a verdict; of none, and of one nobody described, the plain one."""
    return TONES.get(verdict or "", "plain")


def badge(verdict: str) -> str:
    """Return the style of a verdict's badge; a verdict nobody described gets a plain one."""
    return verdict if verdict in MEANINGS else "plain"


def meaning(verdict: str) -> str:
    """Return what a verdict means; nothing of one that nobody described."""
    return MEANINGS.get(verdict, "")


def wording(verdict: str) -> str:
    """Return a verdict as a reader would write it."""
    if verdict == "no_signal":
        return "no signal"
    return verdict.replace("_", "-")


def legend(verdicts: Iterable[str | None]) -> list[tuple[str, str]]:
    """Return the meanings of those verdicts that occur."""
    occurring = set(verdicts)
    return [(verdict, text) for verdict, text in MEANINGS.items() if verdict in occurring]
