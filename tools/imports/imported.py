"""What an import of votes or replies makes of one model, and how its records are read back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ...store.errors import InputError
from ...store.records import TrialRecord
from ..study.protocol import Finding

SAID = "said"
"""Where a row keeps all that its record said."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The records of one model: what to store, and what follows from it."""

    model: str
    digest: str
    trials: Iterable[TrialRecord]
    findings: Sequence[Finding]
    answers: int


def said_before(model: str, records: Iterable[TrialRecord]) -> list[dict[str, Any]]:
    """The records of a model as an earlier import stored them, but for its name.

    Raises:
        InputError: an earlier release stored them, and not all that they said.
    """
    found: list[dict[str, Any]] = []
    for one in records:
        if SAID not in one.extra:
            raise InputError(
                f"The records of {model} were imported by an earlier release, which did not keep "
                "all that they say: import both files under a new label."
            )
        found.append(one.extra[SAID])
    return found
