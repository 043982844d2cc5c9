"""What an operator adds to every request of an alias: which names are free, and what is secret.

The table goes into the request as it is. What looks like a secret in it, by its name or by itself,
is shown nowhere: not in errors, not in what is remembered of a study.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, cast

from .secrets import HIDDEN

MOST_BYTES = 8_192
DEEPEST = 5
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_SECRET_NAME = re.compile(
    r"(^|[_.-])(api_?key|key|secret|password|passwd|token|auth|authorization|bearer|credentials?"
    r"|cookie)($|[_.-])",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(r"(sk|pk|hf|gsk|ghp|xai|AIza)[-_A-Za-z0-9]{12,}|(?=\S*\d)\S{24,}")
RESERVED = {
    "model": "write model in the alias",
    "messages": "the study writes them",
    "prompt": "the study writes it",
    "max_tokens": "write max_tokens in the alias",
    "max_completion_tokens": "write max_tokens in the alias",
    "stream": "replies are read whole",
    "stream_options": "replies are read whole",
    "n": "each trial is one request",
    "best_of": "each trial is one request",
    "temperature": "give temperature to the study",
    "seed": "give seed to the study",
    "logprobs": "give readout logprob to the study",
    "top_logprobs": "give readout logprob to the study",
    "reasoning_effort": "write reasoning_effort in the alias",
    "api_key": "write api_key_env in the alias",
    "api_base": "write base_url in the alias",
    "base_url": "write base_url in the alias",
    "headers": "no header is set here",
    "extra_headers": "no header is set here",
    "extra_body": "write its fields into extra",
    "drop_params": "nothing is dropped in silence",
    "timeout": "write deadline_s in the alias",
}
"""Names that are not free, and what to do instead."""


def check(extra: Mapping[str, Any]) -> None:
    """Check a table of further parameters.

    Raises:
        ValueError: a name is not free, or a value cannot be sent; no value is in the message.
    """
    for name, value in extra.items():
        if not _NAME.fullmatch(name):
            raise ValueError("name parameters with letters, digits and _ . -")
        if (instead := RESERVED.get(name.lower())) is not None:
            raise ValueError(f"{name} cannot be set here: {instead}")
        if not _is_json(value, DEEPEST):
            raise ValueError(f"{name}: give a number, a text, true or false, a list or a table")
    if len(json.dumps(extra).encode()) > MOST_BYTES:
        raise ValueError(f"extra may take {MOST_BYTES:,} bytes of a request")


def shown(extra: Mapping[str, Any]) -> dict[str, Any]:
    """The table with its secrets hidden."""
    return {name: _shown(name, value) for name, value in extra.items()}


def secrets_of(extra: Mapping[str, Any]) -> frozenset[str]:
    """The secrets of the table, to be kept out of every text."""
    return frozenset(_secrets(extra, "")) - {""}


def _is_json(value: object, deep: int) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, (str, bool, int)):
        return True
    if not deep:
        return False
    if isinstance(value, (list, tuple)):
        return all(_is_json(one, deep - 1) for one in cast("list[object]", value))
    if isinstance(value, dict):
        return all(_is_json(one, deep - 1) for one in cast("dict[str, object]", value).values())
    return False


def _is_secret(name: str, value: str) -> bool:
    return bool(_SECRET_NAME.search(name) or _SECRET_VALUE.fullmatch(value))


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return HIDDEN if _is_secret(name, value) else value
    if isinstance(value, dict):
        return {key: _shown(key, one) for key, one in cast("dict[str, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_shown(name, one) for one in cast("list[Any]", value)]
    return value


def _secrets(value: Any, name: str) -> list[str]:
    if isinstance(value, str):
        return [value] if _is_secret(name, value) else []
    if isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        return [found for key, one in given.items() for found in _secrets(one, key)]
    if isinstance(value, (list, tuple)):
        return [found for one in cast("list[Any]", value) for found in _secrets(one, name)]
    return []
