"""A table of a study's findings as CSV or Parquet: what a spreadsheet or a data frame reads.

Knows findings as they are stored; which tables a kind of finding has, its row in the registry says.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from ...store.records import FindingRecord
from ...tools.registry import finding_of, kind_of
from .formats import Form, write_csv, write_parquet

FINDINGS = "findings"
"""The table that every study has: its findings, a row each."""


class NoTable(Exception):
    """Raised when findings have no such table; its text names those that they have."""


def write_table(findings: Sequence[FindingRecord], table: str, draft: Path, form: Form) -> int:
    """Write the rows of one table of all findings, each with the number of its finding; how many.

    An estimate has a column for each of its parts. `findings` is the table of the findings
    themselves, without what is a table of its own.

    Raises:
        NoTable: no finding has one of this name, or there is no finding.
    """
    known = [found for one in findings if (found := finding_of(one.body))]
    there = {name for one in known for name in kind_of(one).tables} | {FINDINGS if known else ""}
    if table not in there - {""}:
        named = ", ".join(sorted(there - {""})) or "none: it has no findings yet"
        raise NoTable(
            f"There is no table {table[:40]!r} in this study's findings. There is {named}."
        )
    rows = [
        {"finding": number, **dict(_flat(row))}
        for number, one in enumerate(known)
        for row in _rows(one.model_dump(mode="json"), table, kind_of(one).tables)
    ]
    columns = list(dict.fromkeys(name for row in rows for name in row)) or ["finding"]
    write = write_parquet if form == "parquet" else write_csv
    return write(rows, columns, draft)


def _rows(body: dict[str, Any], table: str, tables: Sequence[str]) -> Sequence[Any]:
    if table == FINDINGS:
        return [{name: value for name, value in body.items() if name not in tables}]
    return body.get(table, ())


def _flat(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(cast("Mapping[str, Any]", value), f"{before}{name}.")
        elif isinstance(value, list):
            yield before + name, json.dumps(value, ensure_ascii=False)
        else:
            yield before + name, value
