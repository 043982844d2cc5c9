"""Options from a file that the user names: JSON or plain text. Checks shapes, not meanings."""

import json
from pathlib import Path
from typing import Any, cast

Bank = list[str | dict[str, str | None]]
MAX_BYTES = 20_000_000


class BadFile(Exception):
    """Raised when a file cannot be used; its text says what to do next."""


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
        raise BadFile(f"{path} is not UTF-8 text.") from None
    except OSError as error:
        raise BadFile(f"{path} cannot be read ({error.strerror}).") from None


def read_bank(path: Path) -> Bank:
    """Read options from a file.

    A name ending in .json: a list of texts or of {text, category}, or an object of lists by
    category. Any other name: one option a line.

    Raises:
        BadFile: the file cannot be read, or has another shape.
    """
    text = read_text(path)
    if path.suffix.lower() != ".json":
        return [line.strip() for line in text.splitlines() if line.strip()]
    try:
        value = json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise BadFile(f"{path} is not JSON ({error}).") from None
    if isinstance(value, dict):
        return [
            {"text": _text(one, path), "category": category}
            for category, some in cast("dict[str, Any]", value).items()
            for one in _list(some, path)
        ]
    return [_option(one, path) for one in _list(value, path)]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("an object has the same key twice")
    return value


def _list(value: Any, path: Path) -> list[Any]:
    if not isinstance(value, list):
        raise BadFile(
            f"{path} should hold a list of options, or lists of options by category; "
            f"found {type(value).__name__}."
        )
    return cast("list[Any]", value)


def _text(value: Any, path: Path) -> str:
    if not isinstance(value, str):
        raise BadFile(f"{path} has an option that is not a text: {str(value)[:60]!r}.")
    return value


def _option(value: Any, path: Path) -> str | dict[str, str | None]:
    if not isinstance(value, dict):
        return _text(value, path)
    fields = cast("dict[str, Any]", value)
    if "text" not in fields or not set(fields) <= {"text", "category"}:
        raise BadFile(f"{path} has an option with other fields than text and category.")
    return {"text": _text(fields["text"], path), "category": fields.get("category")}
