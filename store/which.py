"""Which trials of a study are meant, by filters."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

WHICH = (
    "study_id = ?1 and (?2 is null or question = ?2)"
    " and (?3 is null or variation = ?3) and (?4 is null or outcome = ?4)"
    " and (?5 is null or chosen = ?5) and (?6 is null or kind = ?6)"
)
"""A condition on trials; its values are the study's id and what `asked_for` gives."""


class Which(TypedDict, total=False):
    """Filters of trials; what is left out or None is not looked at."""

    kind: str | None
    question: str | None
    variation: str | None
    outcome: str | None
    chosen: Literal["a", "b"] | None


def asked_for(which: Mapping[str, Any]) -> list[Any]:
    """The values of the condition after the study's id."""
    names = ("question", "variation", "outcome", "chosen", "kind")
    return [which.get(name) for name in names]
