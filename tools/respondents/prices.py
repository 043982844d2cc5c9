"""What tokens cost, from the table that litellm ships. Read as data: litellm is not imported."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

from .protocol import Price

_TABLE = "model_prices_and_context_window_backup.json"


def price_of(model: str) -> Price | None:
    """The price of a model by litellm's name, as `openai/gpt-4o-mini`; None if it is not listed."""
    known = _table()
    entry = known.get(model) or known.get(model.partition("/")[2])
    if not isinstance(entry, dict):
        return None
    listed = cast("dict[str, Any]", entry)
    pair = listed.get("input_cost_per_token"), listed.get("output_cost_per_token")
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
