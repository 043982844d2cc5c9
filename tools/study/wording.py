"""Options and shares as a sentence says them: quoted and clipped, with interval and n."""

from collections.abc import Sequence

from pydantic_core import to_json

from ..reports import numbers
from ..reports.cleaning import visible
from .estimate import Estimate

CLIP = 70
BRIEF = 200
"""Bytes of an option in a concise finding or a trial."""
WHOLE = 600
"""Bytes of an option in a full finding."""
PROMPT = 3_000
"""Bytes of all messages of a prompt together."""


def clip(text: str, most: int = CLIP) -> str:
    """A text on one line, at most so many characters long."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def quoted(text: str) -> str:
    """A clipped text in quotation marks."""
    return f"“{clip(text)}”"


def share(estimate: Estimate, *, mirrored: bool = False) -> str:
    """A share with its interval and n; mirrored gives that of the other option."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return f"no data ({estimate.reason})"
    if mirrored:
        return numbers.share(1 - estimate.value, 1 - estimate.high, 1 - estimate.low, estimate.n)
    return numbers.share(estimate.value, estimate.low, estimate.high, estimate.n)


def undecided(missing: dict[str, int]) -> str:
    """How many answers chose nothing, by outcome, and what to do about those that were cut off."""
    counted = ", ".join(f"{n} {outcome}" for outcome, n in sorted(missing.items()))
    cut = missing.get("truncated", 0)
    return f"{counted} (raise max_tokens of this model in the settings)" if cut else counted


def number(estimate: Estimate, digits: int = 2, *, signed: bool = True) -> str:
    """A number that is no share, with its interval and n."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return f"no data ({estimate.reason})"
    form = f"{'+' if signed else ''}.{digits}f"
    value, low, high = (f"{one:{form}}" for one in (estimate.value, estimate.low, estimate.high))
    return f"{value} [{low}, {high}], n = {estimate.n}"


def fit(text: str, most: int) -> str:
    """A text that takes at most so many bytes as JSON, with what is unseen in it marked.

    One that was cut ends in an ellipsis.
    """
    text = visible(text)
    if len(text) <= most and len(to_json(text)) <= most:
        return text
    room = most - 5  # two quotation marks and the ellipsis
    for at, mark in enumerate(text):
        room -= len(to_json(mark)) - 2
        if room < 0:
            return text[:at] + "…"
    return text


def fitted(prompt: Sequence[tuple[str, str]], most: int = PROMPT) -> tuple[tuple[str, str], ...]:
    """A prompt whose messages share so many bytes."""
    each = most // max(1, len(prompt))
    return tuple((role, fit(text, each)) for role, text in prompt)
