"""How many calls at once a model bore, told from one process to the next: beside the database, a
small file a model.

Only what answers have shown is kept, and it is believed for an hour: providers change their minds.
Measures nothing itself; what cannot be read or written is as if it was not there.
"""

import json
import time
from contextlib import suppress

from ....store.errors import StoreError
from ....store.store import Store
from ....store.texts import digest
from .rate_limiter import RateLimiter

FOLDER = "pace"
BELIEVED_S = 3_600.0


def take_up(store: Store, model: str, address: str, limiter: RateLimiter) -> None:
    """Begin where another process left off, if that is known and recent."""
    try:
        kept = json.loads(store.kept_file(FOLDER, _file(model, address)) or "{}")
        limit, was_cut, at = int(kept["limit"]), bool(kept["was_cut"]), float(kept["at"])
    except (StoreError, LookupError, TypeError, ValueError, OverflowError, RecursionError):
        return
    if limit >= 1 and 0 <= time.time() - at <= BELIEVED_S:
        limiter.take_up(limit, was_cut=was_cut)


def keep(store: Store, model: str, address: str, limiter: RateLimiter) -> None:
    """Tell later processes what this one has learned, if it has."""
    if not limiter.has_answered:
        return
    told = {"limit": int(limiter.borne), "was_cut": limiter.was_cut, "at": time.time()}
    with suppress(StoreError):
        store.keep_file(FOLDER, _file(model, address), json.dumps(told))


def _file(model: str, address: str) -> str:
    return f"{digest(f'{model} {address}')}.json"
