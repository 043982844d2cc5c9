"""Rows as a file of CSV or Parquet, few in memory at a time. Knows nothing of what they say.

In CSV a text that a spreadsheet would take for a formula has an apostrophe before it; in Parquet
every text is as it was.
"""

import csv
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from ...store.errors import InputError
from ...store.records import TrialRecord
from ...tools.capsules.lines import exported

Form = Literal["jsonl", "csv", "parquet"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would take for a formula."""
AT_ONCE = 5_000
"""Rows that are written at a time."""
NUMBERS = ("replicate", "count")
"""Columns of trials that are whole numbers; all others are texts."""
AS_JSON = ("extra", "messages")
COLUMNS = (
    *("study_id", "model", "id", "kind", "question", "option_a", "option_b", "variation", "tier"),
    *("first", "replicate", "readout", "outcome", "chosen", "count", "messages", "reply", "extra"),
)
"""Of a row of a trial."""


def form_of(file: Path) -> Form:
    """What a file's name asks for: CSV or Parquet by its suffix, else JSON Lines."""
    known: dict[str, Form] = {".csv": "csv", ".parquet": "parquet"}
    return known.get(file.suffix.lower(), "jsonl")


def trial_row(trial: TrialRecord, model: str) -> dict[str, Any]:
    """A trial as a row of plain values; what is not one value is JSON."""
    line = exported(trial, model)
    line["kind"] = line.pop("trial_kind")
    for name in AS_JSON:
        if line[name] is not None:
            line[name] = json.dumps(line[name], ensure_ascii=False)
    return {name: line[name] for name in COLUMNS}


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], draft: Path) -> int:
    """Write rows under a header; how many."""
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    count = 0
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _safe(value) for name, value in row.items()})
            count += 1
    return count


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_trials_as_parquet(rows: Iterable[Mapping[str, Any]], draft: Path) -> int:
    """Write rows of trials; how many.

    Raises:
        InputError: pyarrow is not installed.
    """
    pa, pq = _arrow()
    left, count = iter(rows), 0
    kinds = [pa.int64() if name in NUMBERS else pa.string() for name in COLUMNS]
    schema = pa.schema(list(zip(COLUMNS, kinds, strict=True)))
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with pq.ParquetWriter(draft, schema) as writer:
        while some := list(islice(left, AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(some, schema=schema))
            count += len(some)
    return count


def write_parquet(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], draft: Path) -> int:
    """Write the rows of a table, columns typed by what is in them; how many.

    Raises:
        InputError: pyarrow is not installed.
    """
    pa, pq = _arrow()
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    arrays = [_column(pa, [row.get(name) for row in rows]) for name in columns]
    pq.write_table(pa.table(arrays, names=list(columns)), draft)
    return len(rows)


def _column(pa: Any, values: list[Any]) -> Any:
    kinds: set[type[Any]] = {type(one) for one in values if one is not None}
    if kinds <= {int, float} and float in kinds:
        return pa.array([None if one is None else float(one) for one in values])
    if len(kinds) > 1:
        return pa.array([None if one is None else str(one) for one in values])
    return pa.array(values, type=None if kinds else pa.string())


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]
        import pyarrow.parquet as pq  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise InputError(
            "Parquet needs pyarrow: pip install 'velleity[parquet]'. Without it, name a file that "
            "ends with .csv, or with .jsonl."
        ) from None
    return pa, pq
