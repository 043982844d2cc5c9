"""The ledger as a section of a report: what stands with all claims tested together."""

from ..reports import numbers
from ..reports.page import Fact, Section, Table
from ..study.estimate import Estimate
from ..study.wording import share
from .finding import Ledger, LedgerRow

OPEN = 12
"""Claims up to which the table stands open."""
MOST_ROWS = 300
"""Claims in the table; those that do not stand come first."""


def ledger_section(ledger: Ledger) -> Section | None:
    """What is said of all claims together; None of a single one that was asked once."""
    if len(ledger.rows) < 2 and not any(len(one.studies) > 1 for one in ledger.rows):
        return None
    left = len(ledger.rows) - MOST_ROWS
    more = (f"{left:,} more claims stand in the ledger alone.",) if left > 0 else ()
    return Section(
        anchor="ledger",
        heading="What stands of all claims together",
        who=", ".join(dict.fromkeys(one.model for one in ledger.rows[:MOST_ROWS])),
        verdict=None,
        lead=ledger.sentence,
        facts=tuple(_facts(ledger)),
        tables=(_table(ledger.rows[:MOST_ROWS]),),
        notes=(*ledger.notes, *more),
    )


def _facts(ledger: Ledger) -> list[Fact]:
    found = [
        Fact("Claims tested", numbers.count(ledger.tested), "at least as many as designs said"),
        Fact("Claims made", numbers.count(ledger.made), "verdicts other than undetermined"),
        Fact("Claims that stand", numbers.count(ledger.kept), "false ones among them: at most "
             f"{ledger.alpha:.0%} on average"),
    ]  # fmt: skip
    if ledger.order_classes:
        told = ", ".join(f"{n} {word}" for word, n in ledger.order_classes.items())
        found.append(Fact("By order alone", told, "the classes of arXiv 2506.14092"))
    for name, value, about in (
        ("Reversal rate", ledger.reversal_rate, "wordings in which order turns the choice"),
        ("First-slot share", ledger.first_share, "0.50: what is first has no advantage"),
    ):
        if value is not None and value.low is not None:
            found.append(Fact(name, share(value), about))
    return found


def _table(rows: list[LedgerRow]) -> Table:
    return Table(
        "Every claim, what does not stand first",
        (
            *("claim", "model", "raw verdict", "in the ledger", "evidence", "needed"),
            *("status", "studies", "looks", "by order", "reversed", "first slot"),
        ),
        tuple(_line(one) for one in rows),
        folded=len(rows) > OPEN,
    )


def _line(one: LedgerRow) -> tuple[str, ...]:
    verdict = one.verdict.replace("_", "-")
    if one.pooled:
        verdict += f" (of {', '.join(dict.fromkeys(one.verdicts))} pooled)".replace("_", "-")
    stands = {True: "stands", False: "not kept", None: "–"}[one.kept]
    evidence = "known" if one.by == "known" else "–"
    needed = "" if one.needed is None else numbers.evidence(one.needed)
    if one.e_value is not None:
        evidence = f"e = {numbers.evidence(one.e_value)}"
    elif one.p_value is not None and one.by == "BH":
        evidence, needed = f"p = {one.p_value:.2g}", f"{one.needed:.2g}" if one.needed else ""
    foretold = f" ({one.foretold})" if one.foretold else ""
    reversed_ = "–" if one.reversals is None else f"{one.reversals[0]} of {one.reversals[1]}"
    return (
        *(one.claim, one.model, verdict, stands, evidence, needed, f"{one.status}{foretold}"),
        *(str(len(one.studies)), str(one.looks), one.order_class or "–", reversed_),
        _value(one.first_share),
    )


def _value(found: Estimate | None) -> str:
    """The share with its interval, n being that of the answers."""
    return "–" if found is None or found.low is None else share(found)
