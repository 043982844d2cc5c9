"""Files of options, as values with the line of each: JSON, JSON Lines, CSV, plain text.

Knows how each is written and what may go wrong in it; what an option is, `banks.py` knows.
"""

import csv
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, cast

from ..server.refusal import Refused

MAX_BYTES = 20_000_000
FIELDS = ("text", "category", "unit", "quantity")
AN_OPTION = (
    "An option is a text, or an object with a text and, if wanted, category, unit and quantity."
)
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_COMMENT = re.compile(r"\s*#+(\s|$)")  # an option may be "#1 on the list"
_BETWEEN_VALUES = re.compile(r"[\s,:]*")


class BadFile(Refused):
    """Raised when a file cannot be used; its text says what to do next."""


@dataclass(frozen=True)
class Place:
    """Where something stands in a file."""

    path: Path
    line: int

    def fault(self, reason: str, advice: str, field: str = "") -> BadFile:
        """Say what is wrong here, and what to do."""
        where = f", field {field}" if field else ""
        return BadFile(f"{self.path}, line {self.line}{where}: {reason}. {advice}")


Entry = tuple[Place, Any]


def read_text(path: Path) -> str:
    """Read a file of the user's.

    Raises:
        BadFile: it is not there, is too large, or is not text.
    """
    try:
        if not path.is_file():
            raise BadFile(f"There is no file {path}. Give the path of an existing file.")
        if path.stat().st_size > MAX_BYTES:
            raise BadFile(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; split it.")
        return path.read_text("utf-8-sig")  # some editors put a mark at the start
    except UnicodeDecodeError:
        raise BadFile(f"{path} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({error.strerror}).") from None


def entries(path: Path) -> Iterator[Entry]:
    """Go through the values of a file, as far as its form can be read.

    Raises:
        BadFile: the file cannot be read, or is not what its name says.
    """
    yield from _READERS.get(path.suffix.lower(), _plain)(read_text(path), path)


def _plain(text: str, path: Path) -> Iterator[Entry]:
    """Go through the lines; a comment, as `# from the survey`, and an empty one are none."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not _COMMENT.match(line):
            yield Place(path, number), line.strip()


def _json_lines(text: str, path: Path) -> Iterator[Entry]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            place = Place(path, number)
            with _json_faults(place, "Write one text or one object a line; name a list .json."):
                value = json.loads(line, object_pairs_hook=_object)
            yield place, value


def _json(text: str, path: Path) -> Iterator[Entry]:
    """Go through the values of a list, or of lists by category, with the line of each."""
    with _json_faults(Place(path, 1), "Mend it there, or name a file of lines .jsonl or .txt."):
        whole = json.loads(text)
    ends = [match.start() for match in re.finditer("\n", text)]
    at = _after_gap(text, 0)
    if isinstance(whole, list):
        yield from _items(text, at, path, ends)
        return
    if not isinstance(whole, dict):
        reason = f"the file holds {kind_of(whole)}, not options"
        raise Place(path, 1).fault(reason, "Give a list, or an object of lists by category.")
    seen: set[str] = set()
    at = _after_gap(text, at + 1)
    while text[at] != "}":
        place = Place(path, bisect_right(ends, at) + 1)
        category, at = _DECODER.raw_decode(text, at)
        if category in seen:
            raise place.fault(f"the category {category[:60]!r} stands twice", "Join the two lists.")
        seen.add(category)
        at = _after_gap(text, at)
        if text[at] != "[":
            reason = f"the category {category[:60]!r} holds no list of options"
            raise place.fault(reason, 'Write it as "category": ["option", "option"].')
        at = yield from _items(text, at, path, ends, category)
        at = _after_gap(text, at)


def _items(
    text: str, at: int, path: Path, ends: list[int], category: str | None = None
) -> Generator[Entry, None, int]:
    """Go through the list that begins at a position; return the position behind it."""
    at = _after_gap(text, at + 1)
    while text[at] != "]":
        place = Place(path, bisect_right(ends, at) + 1)
        with _json_faults(place, AN_OPTION):
            value, at = _DECODER.raw_decode(text, at)
        yield place, value if category is None else _within(category, value, place)
        at = _after_gap(text, at)
    return at + 1


def _within(category: str, value: Any, place: Place) -> Any:
    if isinstance(value, str):
        return {"text": value, "category": category}
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, Any]", value)
    if "category" in fields:
        reason = f"the option stands under {category[:60]!r} and names a category too"
        raise place.fault(reason, "Name its category once.", "category")
    return {**fields, "category": category}


def _table(text: str, path: Path) -> Iterator[Entry]:
    marks = "\t,;" if path.suffix.lower() == ".tsv" else ",;\t"
    delimiter = _delimiter(text, marks)
    rows = _rows(text, path, delimiter)
    place, header = next(rows, (Place(path, 1), list[str]()))
    columns = [_column(cell) for cell in header]
    advice = "Name the columns text (or option), category, unit, quantity; the last three if used."
    if "text" not in columns:
        raise place.fault(f"no column is named text or option, but {header!r:.80}", advice)
    for name in columns:
        if name not in FIELDS or columns.count(name) > 1:
            what = "stands twice" if name in FIELDS else "is not known"
            raise place.fault(f"the column {name[:60]!r} {what}", advice)
    for place, cells in rows:
        if len(cells) != len(columns):
            reason = f"there are {len(cells)} cells, and {len(columns)} columns in the header"
            raise place.fault(reason, "Put a text that holds a delimiter in double quotes.")
        given = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
        fields = {"text": given.pop("text"), **{k: v for k, v in given.items() if v}}
        yield place, _typed(fields, "," if delimiter == ";" else ".")


def _delimiter(text: str, marks: str) -> str:
    """Tell from the first line that says something which mark parts the most names of columns."""
    line = next((line for line in text.split("\n") if line.strip()), "")
    known = {
        mark: sum(_column(cell.strip('" ')) in FIELDS for cell in line.split(mark))
        for mark in marks
    }
    return max(known, key=lambda mark: known[mark])


def _column(cell: str) -> str:
    name = cell.strip().casefold()
    return "text" if name == "option" else name


def _rows(text: str, path: Path, delimiter: str) -> Iterator[tuple[Place, list[str]]]:
    """Go through the rows that hold anything, with the line where each begins."""
    lines = StringIO(text, newline="")
    rows = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        place = Place(path, rows.line_num + 1)
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            advice = "Close every double quote, and write one inside a text twice."
            reason = str(error).replace("'\t'", "a tab")
            raise place.fault(f"the row is not CSV ({reason})", advice) from None
        if any(cell.strip() for cell in cells):
            yield place, cells


def _typed(cells: dict[str, str], point: str) -> dict[str, Any]:
    """Read the quantity of a row; what is no number stays a text, which is refused later.

    Where semicolons part cells, a comma may stand for the decimal point.
    """
    quantity = cells.get("quantity", "").replace(point, ".")
    return {**cells, "quantity": float(quantity)} if _NUMBER.fullmatch(quantity) else {**cells}


def kind_of(value: Any) -> str:
    """Say what a JSON value is; a list may be too deep to be quoted."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return f"the {'text' if isinstance(value, str) else 'number'} {str(value)[:60]!r}"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("an object has the same field twice")
    return value


@contextmanager
def _json_faults(place: Place, advice: str) -> Generator[None, None, None]:
    try:
        yield
    except json.JSONDecodeError as error:
        where = Place(place.path, place.line + error.lineno - 1)
        reason = f"this is not JSON ({error.msg}, column {error.colno})"
        raise where.fault(reason, advice) from None
    except RecursionError:
        raise place.fault("the JSON is nested too deeply", advice) from None
    except ValueError as error:  # a field twice, or a number of thousands of digits
        raise place.fault(str(error).split(";")[0], advice) from None


def _after_gap(text: str, at: int) -> int:
    """Go past white space, commas and colons, in JSON that is known to be well formed."""
    found = _BETWEEN_VALUES.match(text, at)
    return found.end() if found else at


_DECODER = json.JSONDecoder(object_pairs_hook=_object)
_READERS: dict[str, Callable[[str, Path], Iterator[Entry]]] = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": _table,
    ".tsv": _table,
}
