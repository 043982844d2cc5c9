"""Which trials of a study are meant: by filters, or as the first of a question in an order."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from .connections import Connections
from .records import InOrder

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


_IN_ORDER = (
    "select min(row) as at, first, sum(count), sum(iif(chosen = 'a', count, 0)),"
    " sum(iif(chosen = 'b', count, 0)) from trials"
    " where study_id = ? and kind = 'choice' and first is not null"
    " group by question, first order by at"
)
_OPTIONS = (
    "select option_a, option_b from json_each(?) as wanted join trials on row = wanted.value"
    " order by wanted.key"
)


class Questions(Connections):
    """The questions of studies that compare options, by order."""

    def in_order(self, study_id: str) -> list[InOrder]:
        """Those of a study, the first asked first; from an index alone, no text is looked at."""
        return self._read(
            lambda db: [InOrder(*row) for row in db.conn.execute(_IN_ORDER, [study_id])]
        )

    def options(self, trials: Sequence[int]) -> list[tuple[str, str]]:
        """The options a and b of some trials, by their rows."""
        return self._read(lambda db: list(db.conn.execute(_OPTIONS, [json.dumps(list(trials))])))
