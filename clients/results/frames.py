"""Evidence as rows of plain values, and rows as a data frame.

An interval becomes four columns: x, x_low, x_high and x_n. pandas is imported on first use.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from ...server.toolset.answers.brevity import Table
from ...server.toolset.results import Estimate

if TYPE_CHECKING:
    import pandas as pd  # pyright: ignore[reportMissingTypeStubs]

Row = dict[str, Any]
_NAMED_BY = {"second": "first"}
"""Columns whose names stand with another one."""


class NoFrames(ImportError):
    """Raised where pandas is not installed; its text says how to get it."""


def row_of(record: BaseModel) -> Row:
    """A record as one row: numbers and words as they are, records inside by `field_name`.

    A list of records is a table of its own and left out.
    """
    return _flat({name: getattr(record, name) for name in type(record).model_fields}, "")


def _flat(fields: Mapping[str, Any], above: str) -> Row:
    row: Row = {}
    for name, value in fields.items():
        column = f"{above}_{name}" if above else name
        if isinstance(value, Estimate):
            row |= {
                column: value.value,
                f"{column}_low": value.low,
                f"{column}_high": value.high,
                f"{column}_n": value.n,
            }
        elif isinstance(value, BaseModel):
            inside = {field: getattr(value, field) for field in type(value).model_fields}
            row |= _flat(inside, column)
        elif isinstance(value, Mapping):
            row |= _flat(cast("Mapping[str, Any]", value), column)
        elif isinstance(value, tuple) and _is_range(cast("tuple[Any, ...]", value)):
            row |= {f"{column}_low": value[0], f"{column}_high": value[1]}
        elif not isinstance(value, list | tuple):
            row[column] = value
    return row


def _is_range(value: tuple[Any, ...]) -> bool:
    return len(value) == 2 and all(isinstance(one, int | float) for one in value)


def rows_of(table: Table) -> list[Row]:
    """The rows of a table, with names in place of their numbers."""
    return [dict(zip(table.columns, row, strict=True)) for row in _named(table)]


def joined(table: Table, page: Table) -> Table:
    """A table and its next page, whose numbers of names are its own."""
    places: dict[str, dict[str, int]] = {
        column: {name: at for at, name in enumerate(table.names.get(column, ()))}
        for column in table.names | page.names
    }
    rows = _named(page)
    for row in rows:
        for at, column in enumerate(page.columns):
            known = places.get(_NAMED_BY.get(column, column))
            if known is not None and isinstance(row[at], str):
                row[at] = known.setdefault(row[at], len(known))
    every = {column: list(known) for column, known in places.items()}
    return Table(columns=table.columns, names=every, rows=[*table.rows, *rows])


def _named(table: Table) -> list[list[Any]]:
    looked_up = [table.names.get(_NAMED_BY.get(column, column)) for column in table.columns]
    return [
        [
            value if names is None or not isinstance(value, int) else names[value]
            for value, names in zip(row, looked_up, strict=True)
        ]
        for row in table.rows
    ]


def frame_of(rows: Sequence[Row]) -> "pd.DataFrame":
    """Rows as a data frame; its columns in the order in which they come up.

    Raises:
        NoFrames: pandas is not installed.
    """
    try:
        import pandas as pd  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise NoFrames(
            "A data frame needs pandas: pip install 'velleity[frames]'. Without it, to_rows() "
            "gives the same as a list of dictionaries."
        ) from None
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return pd.DataFrame([[row.get(column) for column in columns] for row in rows], columns=columns)
