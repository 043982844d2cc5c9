"""What happens to a string before it is remembered. Knows nothing of what the string is for."""

import hashlib
import json
from typing import Any


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
