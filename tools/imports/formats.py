"""From a text or files to numbered records: JSON Lines, a JSON array, CSV with a header; packed or
not; a log of Inspect. Reads as it goes, so that a file may be larger than memory. What a record
means is not known.

A record that cannot be read is handed on as what is wrong with it, so that all can be counted.
"""

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO, cast

from ...store.errors import InputError
from ...store.texts import clean
from . import inspect_logs

MOST_CHARACTERS = 50_000_000
"""Of a text that is given as it is; a file may be of any length."""
MOST_BYTES = 4_000_000_000
"""Of a file, unpacked."""
MOST_OF_A_RECORD = 1_000_000
"""Characters."""
LINES = 64
"""Further lines that are looked at for the end of an element."""
TABLES = {".csv": ",;", ".tsv": "\t"}
"""What may part the cells, by how the file's name ends."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is imported: a text, or files; `columns` names the field that a column of CSV holds."""

    text: str = ""
    paths: tuple[Path, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict[str, str])

    def records(self) -> Iterator["Record"]:
        """Go through the records.

        Raises:
            InputError: it cannot be read, or is too long.
        """
        if not self.paths:
            if len(self.text) > MOST_CHARACTERS:
                raise InputError(
                    f"The import has over {MOST_CHARACTERS:,} characters: give it as a file."
                )
            yield from _of(StringIO(self.text, newline="\n"))
        for path in self.paths:
            found = self._of_file(path)
            if len(self.paths) > 1:
                found = (one._replace(place=f"{path.name}, {one.place}") for one in found)
            yield from found

    def _of_file(self, path: Path) -> Iterator["Record"]:
        if inspect_logs.is_log(path):
            yield from (Record(*one) for one in inspect_logs.records(path))
            return
        with _opened(path) as (lines, suffix):
            yield from _of_table(lines, suffix, self.columns) if suffix in TABLES else _of(lines)


@contextmanager
def _opened(path: Path) -> Generator[tuple[Iterable[str], str]]:
    """The lines of a file, and the end of its name without that of its packing."""
    packed = path.suffix == ".gz"
    suffix = Path(path.stem).suffix if packed else path.suffix
    try:
        with _open(path, packed) as file:
            yield _measured(file, path), suffix.lower()
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text. Save it as UTF-8.") from None
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read ({why}).") from None


class Record(NamedTuple):
    """One record where it stands; `wrong` says why it could not be read."""

    place: str
    value: dict[str, Any]
    wrong: str = ""


def _open(path: Path, packed: bool) -> TextIO:
    if packed:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="\n")
    return path.open(encoding="utf-8-sig", newline="\n")


def _measured(file: TextIO, path: Path) -> Iterator[str]:
    """The lines of a file, as far as it is of a length that can be taken."""
    left = MOST_BYTES
    while line := file.readline(MOST_OF_A_RECORD * 2):
        left -= len(line)
        if left < 0:
            raise InputError(f"{path} is larger than {MOST_BYTES // 10**9} GB: split it.")
        yield line


def _of(lines: Iterable[str]) -> Iterator[Record]:
    """JSON Lines, unless the first mark that is no space opens an array."""
    numbered = enumerate(lines, 1)
    for number, line in numbered:
        if not (start := line.strip()):
            continue
        if start[0] == "[":
            return _of_array((one for _, one in chain([(number, line)], numbered)), number)
        return map(_of_line, _told(chain([(number, line)], numbered)))
    return iter(())


def _told(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in lines if not line.isspace())


def _of_line(numbered: tuple[int, str]) -> Record:
    number, line = numbered
    try:
        value = _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        return Record(f"Line {number}", {}, f" is not JSON ({str(error)[:200]}).")
    return _object_at(f"Line {number}", value)


def _object_at(place: str, value: Any) -> Record:
    if not isinstance(value, dict):
        return Record(place, {}, " is not a JSON object.")
    return Record(place, cast("dict[str, Any]", value))


def _of_array(lines: Iterator[str], line: int) -> Iterator[Record]:
    """The elements of an array, decoded one after the other from a window that moves on.

    `line` is the number of the first of these lines, with which the array opens.
    """
    text = next(lines)
    at, number = text.index("[") + 1, 0
    while True:
        text, at, line = _past_gap(text, at, line, lines)
        place = f"Line {line}" if not number else f"Line {line}, record {number + 1}"
        if at == len(text):
            yield Record(place, {}, " is not JSON (the array is not closed).")
            return
        if text[at] == "]":
            return
        try:
            value, text, start, end = _element(text, at, lines)
        except (ValueError, RecursionError) as error:
            yield Record(place, {}, f" is not JSON ({str(error)[:200]}).")
            return
        yield _object_at(place, value)
        line += text.count("\n", start, end)
        at, number = end, number + 1


def _past_gap(text: str, at: int, line: int, more: Iterator[str]) -> tuple[str, int, int]:
    """Go on to the next mark that is neither space nor comma, and the line it is in."""
    while True:
        while at < len(text) and text[at] in " \t\r\n,":
            line += text[at] == "\n"
            at += 1
        if at < len(text) or not (further := next(more, "")):
            return text, at, line
        text, at = further, 0


def _element(text: str, at: int, more: Iterator[str]) -> tuple[Any, str, int, int]:
    """The element at a place, with further lines as long as it is not whole; and where it is."""
    while True:
        try:
            value, end = _DECODER.raw_decode(text, at)
            return value, text, at, end
        except json.JSONDecodeError:
            further = "".join(islice(more, LINES))
            if not further or len(text) - at > MOST_OF_A_RECORD:
                raise
            text, at = text[at:] + further, 0


def _of_table(lines: Iterable[str], suffix: str, columns: Mapping[str, str]) -> Iterator[Record]:
    """The rows of a table, each as a record of the fields that its header and `columns` name."""
    lines = iter(lines)
    first = next(lines, "")
    mark = max(TABLES[suffix], key=first.count)
    rows = csv.reader(chain([first], lines), delimiter=mark, strict=True)
    try:
        header = [cell.strip() for cell in next(rows, list[str]())]
    except csv.Error as error:
        raise InputError(f"The header of the table is not CSV ({error}).") from None
    if unknown := [column for column in columns.values() if column not in header]:
        raise InputError(f"The table has no column {unknown[0][:80]!r}: it has {header}.")
    named = {column: name for name, column in columns.items()}
    fields = [named.get(column, column) for column in header]
    while True:
        place = f"Line {rows.line_num + 1}"
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(place, {}, f" is not CSV ({error}).")
            continue
        if len(cells) > len(fields):
            yield Record(place, {}, f" has {len(cells)} cells, the header {len(fields)}.")
        elif any(cells):
            yield Record(place, _typed(dict(zip(fields, cells, strict=False))))


NUMBERS: dict[str, Callable[[str], Any]] = {
    "count": int,
    "replicate": int,
    "temperature": float,
    "length_1": int,
    "length_2": int,
}
FACTORS = "factors."
"""How the name of a column begins that holds a factor."""


def _typed(cells: dict[str, str]) -> dict[str, Any]:
    """Cells as values: an empty one is not there, numbers are read, factors put together."""
    found: dict[str, Any] = {}
    for name, cell in cells.items():
        if not cell.strip():
            continue
        if name.startswith(FACTORS):
            found.setdefault("factors", {})[name.removeprefix(FACTORS)] = cell
            continue
        try:
            found[name] = NUMBERS[name](cell) if name in NUMBERS else cell
        except ValueError:
            found[name] = cell  # the check of the field says what is wrong
    return {"kind": "choice", **found}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the field {clean(twice)[:80]!r} is given twice")
    return value


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse)
