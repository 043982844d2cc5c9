"""What tokens cost, from the table that litellm ships. Read as data: litellm is not imported."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from .protocol import Price

_TABLE = "model_prices_and_context_window_backup.json"


BATCHES = ("openai", "azure")
"""Providers whose batches litellm hands in, lists, fetches and calls off."""


def price_of(model: str, *, batch: bool = False) -> Price | None:
    """The price of a model by litellm's name, as `openai/gpt-4o-mini`; None if it is not listed.

    That of a call in a `batch` where one is listed, else the plain one: the most it can be.
    """
    known = _table()
    entry = known.get(model) or known.get(model.partition("/")[2])
    if not isinstance(entry, dict):
        return None
    listed = cast("dict[str, Any]", entry)
    names = ("input_cost_per_token", "output_cost_per_token")
    suffix = "_batches" if batch and all(f"{name}_batches" in listed for name in names) else ""
    pair = tuple(listed.get(f"{name}{suffix}") for name in names)
    if listed.get("mode") != "chat" or not all(isinstance(one, int | float) for one in pair):
        return None
    return Price(*cast("tuple[float, float]", pair))


@cache
def _table() -> dict[str, Any]:
    found = find_spec("litellm")
    if found is None or not found.submodule_search_locations:
        return {}
    path = Path(found.submodule_search_locations[0]) / _TABLE
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
