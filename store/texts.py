"""What happens to a string before it is remembered, and to one that holds a value when it is read.

Knows nothing of what the string is for.
"""

import hashlib
import json
from typing import Any

from .errors import StoreError


def clean(text: str) -> str:
    """Replace lone surrogates, which UTF-8 and JSON cannot carry, by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def digest(text: str) -> str:
    """Name a text by what it says: 128 bits of SHA-256, as 32 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def canonical(value: Any) -> str:
    """Write a JSON value in the one form that equal values share."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def parsed(text: str) -> Any:
    """The JSON value that a row holds.

    Raises:
        StoreError: it was changed or damaged.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise StoreError(
            "A row of the database cannot be read: it was changed or damaged. A copy that "
            "`velleity backup` made can take its place; the other rows stand."
        ) from None
