"""Several models as tools answer it: what is said of them by twos, and questions by models."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ....tools.study.estimate import Estimate
from ....tools.study.wording import BRIEF, fit
from ..results import ComparisonView
from .brevity import Cell, Table, rounded
from .tables import Names

if TYPE_CHECKING:
    from ....tools.study.pooled import Comparison, OfModel

ROOM = 1_400
"""Bytes of what is said of models by twos beside findings."""
MODELS = [
    *("question", "model", "verdict", "share_a", "low", "high", "n"),
    *("less_first_model", "difference_low", "difference_high"),
]
"""Columns: the share of the option named first, and less that of the first model, on the same
prompts."""


class ModelRow(NamedTuple):
    """One question to one model."""

    question: str
    told: "OfModel"


def comparison_view(found: "Sequence[Comparison]", room: int = ROOM) -> ComparisonView | None:
    """What is said of models by twos, as much as there is room for; None of one model."""
    pairs = [one for some in found for one in some.pairs]
    sentences = [fit(one, BRIEF * 2) for some in found for one in some.sentences]
    if not sentences:
        return None
    view = ComparisonView(sentences=sentences, pairs=pairs)
    while len(view.model_dump_json().encode()) > room:
        if not view.pairs and len(view.sentences) < 2:
            break
        if view.pairs:
            view = view.model_copy(update={"pairs": view.pairs[:-1]})
        else:
            view = view.model_copy(update={"sentences": view.sentences[:-1]})
    return view


def models_rows(found: "Sequence[Comparison]") -> list[ModelRow]:
    """Every question to every model."""
    return [
        ModelRow(row.question, one) for some in found for row in some.rows for one in row.models
    ]


def models_table(some: Sequence[ModelRow]) -> Table:
    """A row for each question to each model."""
    questions, models, verdicts = Names(), Names(), Names()
    rows: list[list[Cell]] = [
        [
            questions.place(row.question),
            models.place(row.told.model),
            verdicts.place(row.told.verdict),
            *_numbers(row.told.share),
            row.told.share.n if row.told.share else 0,
            *_numbers(row.told.difference),
        ]
        for row in some
    ]
    names = {"question": questions.told(), "model": models.told(), "verdict": verdicts.told()}
    return Table(columns=MODELS, names=names, rows=rows)


def _numbers(found: Estimate | None) -> list[Cell]:
    told = (None, None, None) if found is None else (found.value, found.low, found.high)
    return [None if one is None else rounded(one) for one in told]
