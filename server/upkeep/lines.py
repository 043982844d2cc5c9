"""The lines of an export with a model's words set apart, and put together again."""

from collections.abc import Mapping
from typing import Any

UNTRUSTED = "untrusted_model_text"
WRITTEN_BY_MODELS = ("extra", "messages", "reply")
"""A prompt too: it may hold a text that a judge is asked about."""


def apart(line: Mapping[str, Any]) -> dict[str, Any]:
    """The same line with all that a model may have written in one field, named for what it is."""
    told: dict[str, Any] = {}
    for name, value in line.items():
        if name in WRITTEN_BY_MODELS:
            told.setdefault(UNTRUSTED, {})[name] = value
        else:
            told[name] = value
    return told


def together(line: Mapping[str, Any]) -> dict[str, Any]:
    """The line that `apart` took apart, in the same order."""
    told: dict[str, Any] = {}
    for name, value in line.items():
        told |= value if name == UNTRUSTED else {name: value}
    return told
