"""A ledger as tools answer it: what it says in short, its rows as a table, and of one finding."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ....tools.study.wording import BRIEF, fit
from ..results import LedgerView
from .brevity import Cell, Table
from .tables import Names

if TYPE_CHECKING:
    from ....tools.ledger.finding import Ledger, LedgerRow

ROOM = 1_100
"""Bytes of what is said of a ledger beside findings."""
COUNTS = ("tested", "made", "kept", "confirmatory")
LEDGER = [
    *("claim", "model", "verdict", "kept", "e_value", "p_value", "needed", "status", "studies"),
    *("looks", "order_class", "reversals", "wordings", "first_share"),
]
"""Columns: kept is null where nothing is claimed or tested; reversals of so many wordings."""


def ledger_view(ledger: "Ledger") -> LedgerView | None:
    """What a ledger says, with as many notes as there is room for; None of one without claims."""
    if not ledger.rows:
        return None
    notes = list(ledger.notes)
    while True:
        view = LedgerView(
            sentence=fit(ledger.sentence, BRIEF * 2),
            notes=[fit(one, BRIEF * 2) for one in notes],
            counts={name: getattr(ledger, name) for name in COUNTS} | ledger.order_classes,
            reversal_rate=ledger.reversal_rate,
            first_share=ledger.first_share,
        )
        if not notes or len(view.model_dump_json().encode()) <= ROOM:
            return view
        notes.pop()


def standing_of(rows: "Sequence[LedgerRow]") -> Mapping[str, Any]:
    """What the ledger says of a finding: of its one claim, or how many of several stand."""
    if len(rows) == 1:
        [row] = rows
        lost = [_lost(row)] if row.kept is False else []
        return {"kept": row.kept, "order_class": row.order_class, "first_note": lost}
    judged = [one for one in rows if one.kept is not None]
    kept = sum(one.kept is True for one in judged)
    if kept == len(judged):
        return {}  # nothing to be careful about; the ledger itself counts them
    return {"first_note": [f"Of its claims the ledger keeps {kept} of {len(judged)}."]}


def _lost(row: "LedgerRow") -> str:
    word, needed = row.verdict.replace("_", " "), row.needed
    what = "a p-value of at most" if row.by == "BH" else "an e-value of"
    more = "" if needed is None else f": it would with {what} {needed:.3g}"
    return f"The ledger does not keep “{word}” among all claims tested together{more}."


def ledger_table(ledger: "Ledger", offset: int, limit: int) -> Table:
    """A row for each claim, what does not stand first."""
    claims, models, words = Names(), Names(), Names()
    rows: list[list[Cell]] = [
        [
            claims.place(one.claim),
            models.place(one.model),
            words.place(one.verdict),
            one.kept,
            _short(one.e_value),
            _short(one.p_value),
            _short(one.needed),
            one.status,
            len(one.studies),
            one.looks,
            one.order_class,
            *(one.reversals or (None, None)),
            _short(one.first_share and one.first_share.value),
        ]
        for one in ledger.rows[offset : offset + limit]
    ]
    names = {"claim": claims.told(), "model": models.told(), "verdict": words.told()}
    return Table(columns=LEDGER, names=names, rows=rows)


def _short(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.3g}")
