"""A table of a study's findings as CSV: what a spreadsheet or a data frame reads.

Knows findings as they are stored; which tables a kind of finding has, its row in the registry says.
"""

import csv
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from ...store.records import FindingRecord
from ...tools.registry import finding_of, kind_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would take for a formula."""


class NoTable(Exception):
    """Raised when findings have no such table; its text names those that they have."""


def write_table(findings: Sequence[FindingRecord], table: str, draft: Path) -> int:
    """Write the rows of one table of all findings, each with the number of its finding; how many.

    An estimate has a column for each of its parts. A text that a spreadsheet would take for a
    formula has an apostrophe before it.

    Raises:
        NoTable: no finding has one of this name, or there is no finding.
    """
    known = [found for one in findings if (found := finding_of(one.body))]
    there = sorted({name for one in known for name in kind_of(one).tables})
    if table not in there:
        named = ", ".join(there) or "none: it has no findings yet"
        raise NoTable(
            f"There is no table {table[:40]!r} in this study's findings. There is {named}."
        )
    rows = [
        {"finding": number, **dict(_flat(row))}
        for number, one in enumerate(known)
        for row in one.model_dump(mode="json").get(table, ())
    ]
    columns = list(dict.fromkeys(name for row in rows for name in row)) or ["finding"]
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def _flat(row: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(cast("Mapping[str, Any]", value), f"{before}{name}.")
        elif isinstance(value, list):
            yield before + name, json.dumps(value, ensure_ascii=False)
        else:
            yield before + name, _safe(value)


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
