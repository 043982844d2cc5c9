"""What one process learned of a model, the next begins with."""

import asyncio
import json

import pytest

from velleity.store.store import Store
from velleity.tools.engine.pacing.rate_limiter import START, RateLimiter
from velleity.tools.engine.pacing.remembered import BELIEVED_S, FOLDER, keep, take_up


def learned(limit: int, *, was_cut: bool = False) -> RateLimiter:
    limiter = RateLimiter(512)
    limiter.take_up(limit, was_cut=was_cut)
    limiter.has_answered = True
    return limiter


def begun(store: Store, model: str = "m", address: str = "here", most: int = 512) -> RateLimiter:
    limiter = RateLimiter(most)
    take_up(store, model, address, limiter)
    return limiter


def test_the_next_process_begins_with_what_was_borne(store: Store) -> None:
    keep(store, "m", "here", learned(200, was_cut=True))
    limiter = begun(store)
    assert (limiter.limit, limiter.was_cut) == (200, True)
    limiter.open(32)
    assert limiter.limit == 200, "what was seen goes before what may be expected"
    assert not limiter.has_answered, "whether it is there now, nobody knows"
    assert begun(store, most=50).limit == 50
    keep(store, "m", "here", learned(1))
    assert begun(store).limit == START


def test_another_model_or_address_begins_anew_and_so_does_whoever_never_answered(
    store: Store,
) -> None:
    keep(store, "m", "here", learned(200))
    assert begun(store, address="there").limit == START
    assert begun(store, "n").limit == START
    keep(store, "silent", "here", RateLimiter(512))
    assert begun(store, "silent").limit == START


def test_what_is_told_is_what_was_borne_from_all_processes_together(store: Store) -> None:
    async def shared() -> RateLimiter:
        limiter = learned(200)
        limiter.share(64, 512)
        return limiter

    keep(store, "m", "here", limiter := asyncio.run(shared()))
    assert (limiter.limit, begun(store).limit) == (25, 200)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", '{"limit": "many", "was_cut": 1, "at": 0}', "{}", "[" * 5_000, "old"],
)
def test_what_cannot_be_read_or_is_old_is_as_if_it_was_not_there(store: Store, text: str) -> None:
    keep(store, "m", "here", learned(200))
    [file] = (store.path.parent / FOLDER).iterdir()
    kept = json.loads(file.read_text("utf-8"))
    old = json.dumps({**kept, "at": kept["at"] - BELIEVED_S - 1})
    file.write_text(old if text == "old" else text, "utf-8")
    assert begun(store).limit == START
