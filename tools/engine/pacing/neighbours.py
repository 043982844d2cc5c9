"""Other processes that ask the same models from the same data folder, and what is theirs.

While studies run that ask over a connection, a process says in a small file what it has of each
model and what it wants, and holds a file lock, so that it counts no more once it is gone, however
it went. It looks at the others' files as soon as one has changed, under a lock that they all take,
never while a call is made. What cannot be read, or has not been touched for a while, has nothing
and wants nothing; where nothing can be written a process goes on as if it were alone.

How places are shared is `shares.py`'s affair. All but `expect` is called on the studies' loop.
"""

import asyncio
import logging
import re
import secrets
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from filelock import BaseFileLock, Timeout

from ....store.errors import StoreError
from ....store.store import Store
from ....store.texts import digest
from .rate_limiter import RateLimiter
from .remembered import FOLDER
from .shares import Share, agreed, limited, placed, read, written

log = logging.getLogger("velleity.engine")

TICK_S = 0.1
"""Seconds between two glances at whether anything has changed."""
GONE_S = 0.5
"""Seconds after which the others are looked at in any case: one may have gone."""
BEAT_S = 1.0
"""Seconds after which a process says the same again, to show that it is awake."""
SILENT_S = 5.0
"""Seconds without a word after which a process that lives is taken to be stopped."""
SUFFIX = ".asks"
_NAME = re.compile("[0-9a-f]{16}")
LOCK = "pace"
LARGEST = 256 * 1024
"""Bytes that are read of what a process says."""
MOST_PROCESSES = 256


@dataclass(slots=True)
class _Asked:
    """A model that is asked here. What is said of it is None while it is not."""

    limiter: RateLimiter
    expected: bool = True
    said: Share | None = None
    places: int = 1
    """What is said, less what is only still in flight."""
    cuts_seen: int = 0

    @property
    def is_wanted(self) -> bool:
        """Whether somebody asks it, or is about to."""
        return self.expected or self.limiter.want > 0

    @property
    def has_news(self) -> bool:
        """Whether the others should hear of it soon."""
        if self.said is None:
            return self.is_wanted
        has_given_way = max(self.places, self.limiter.in_flight) < self.said.places
        return has_given_way or self.limiter.cuts != self.cuts_seen


@dataclass(slots=True)
class _Heard:
    """What another process said last, and when that was new."""

    text: str
    at: float


class Neighbours:
    """The place of one process among those that use a data folder."""

    def __init__(self, store: Store) -> None:
        """Nothing is asked yet, and nothing said."""
        self._store = store
        self._asked: dict[str, _Asked] = {}
        self._heard: dict[str, _Heard] = {}
        self._name = ""
        self._lock: BaseFileLock | None = None
        self._users, self._beat = 0, 0
        self._said: dict[str, Share] = {}
        self._said_at = self._looked_at = float("-inf")
        self._change = 0
        self._warned = False
        self._looking: asyncio.Task[None] | None = None

    def expect(self, model: str, address: str, limiter: RateLimiter) -> None:
        """Know that a study is about to ask a model, which has one limiter here. From any thread.

        Without an address the model is part of this process, and nobody else's.
        """
        if address:
            asked = self._asked.setdefault(digest(f"{model} {address}"), _Asked(limiter))
            asked.expected = True

    @contextmanager
    def beside(self) -> Generator[None]:
        """Share with the others while a study runs."""
        self._users += 1
        self._look()
        if self._looking is None and self._asked:
            self._looking = asyncio.create_task(self._keep_looking())
        try:
            yield
        finally:
            self._users -= 1
            if not self._users and self._looking is not None:
                self._looking.cancel()
                self._looking = None
                self._leave()

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            if self._is_time():
                self._look()

    def _is_time(self) -> bool:
        now = asyncio.get_running_loop().time()
        return (
            now >= self._looked_at + GONE_S
            or any(one.has_news for one in list(self._asked.values()))
            or (self._lock is not None and self._store.kept_change(FOLDER) != self._change)
        )

    def _look(self) -> None:
        """Hear what the others say, take what is fair, and say so."""
        asked = list(self._asked.items())
        asked = {key: one for key, one in asked if one.said is not None or one.is_wanted}
        if not asked and self._lock is None:
            return
        try:
            lock = self._store.hold(LOCK)
        except Timeout:  # somebody else looks: after the next tick
            for one in asked.values():
                if one.said is None:
                    one.limiter.share(1, one.limiter.most)
            return
        except StoreError as error:
            self._alone(asked.values(), error)
            return
        try:
            self._exchange(asked)
        except (StoreError, OSError) as error:
            self._alone(asked.values(), error)
        finally:
            lock.release()
        self._looked_at = asyncio.get_running_loop().time()
        self._change = self._store.kept_change(FOLDER)

    def _exchange(self, asked: Mapping[str, _Asked]) -> None:
        files = self._store.kept_files(FOLDER, SUFFIX)
        if self._lock is None or self._name + SUFFIX not in files:  # or somebody took it away
            self._let_go()
            self._name = secrets.token_hex(8)
            self._lock = self._store.hold(_lock_of(self._name))
            self._said_at = float("-inf")
        heard = self._listen(files[:MOST_PROCESSES])
        saying: dict[str, Share] = {}
        for key, one in asked.items():
            others = {name: shares[key] for name, shares in heard.items() if key in shares}
            one.said = self._shared(one, others)
            if one.said is not None:
                saying[key] = one.said
        self._say(saying)

    def _listen(self, files: Sequence[str]) -> dict[str, dict[str, Share]]:
        """What those say who are there; what the dead have left is taken away."""
        now, heard = asyncio.get_running_loop().time(), dict[str, _Heard]()
        for file in files:
            name = file.removesuffix(SUFFIX)
            if name == self._name or not _NAME.fullmatch(name):
                continue
            with suppress(StoreError):
                if not self._store.is_running(_lock_of(name)):
                    self._store.drop_hold(_lock_of(name), FOLDER, file)
                    continue
                text = self._store.kept_file(FOLDER, file, LARGEST) or ""
                last = self._heard.get(name)
                heard[name] = last if last and last.text == text else _Heard(text, now)
        self._heard = heard
        return {name: read(it.text) for name, it in heard.items() if now < it.at + SILENT_S}

    def _shared(self, one: _Asked, others: Mapping[str, Share]) -> Share | None:
        """Take of one model what is fair; None if it is not asked any more."""
        own = _own(one, others.values())
        one.expected = False
        limiter = one.limiter
        if not own.want:
            limiter.share(1, limiter.most)  # what is more is asked for first
            return None
        share = agreed(own, others.values())
        share = replace(share, places=placed(self._name, share, others))
        limiter.share(share.places, share.most)
        if others and share.borne:
            limit = limited(share, others.values())
            is_cut = share.cuts > own.cuts
            limiter.hear(limit, share.borne, was_cut=share.was_cut, is_cut=is_cut)
        one.cuts_seen, one.places = limiter.cuts, share.places
        places = max(share.places, limiter.in_flight)  # what is in flight cannot be given yet
        return replace(share, places=places, limit=limiter.reached)

    def _say(self, saying: dict[str, Share]) -> None:
        """Tell the others, if it is news to them or they have heard nothing for a while."""
        if not saying:
            self._let_go()
            return
        now = asyncio.get_running_loop().time()
        if now >= self._said_at + BEAT_S or _news(saying) != _news(self._said):
            self._beat += 1
            self._store.keep_file(FOLDER, self._name + SUFFIX, written(saying, self._beat))
            self._said, self._said_at = saying, now

    def _alone(self, asked: Iterable[_Asked], error: Exception) -> None:
        """Go on as if nobody else was there."""
        if not self._warned:
            self._warned = True
            log.warning("what other processes ask cannot be known, nor told to them: %s", error)
        for one in asked:
            one.limiter.share(one.limiter.most, one.limiter.most)
            one.said, one.expected = Share(one.limiter.most), False
            one.places, one.cuts_seen = 1, one.limiter.cuts
        self._looked_at = asyncio.get_running_loop().time()

    def _leave(self) -> None:
        for one in list(self._asked.values()):
            if one.said is not None:
                one.said = None
                one.limiter.share(1, one.limiter.most)
        self._let_go()
        self._heard.clear()

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            with suppress(StoreError):
                self._store.drop_hold(_lock_of(self._name), FOLDER, self._name + SUFFIX)


def _own(one: _Asked, others: Collection[Share]) -> Share:
    """What a process knows and wants of a model before it has heard the others."""
    limiter, said = one.limiter, one.said
    own = Share(limiter.most, limit=limiter.reached, was_cut=limiter.was_cut)
    own = replace(own, borne=limiter.borne if limiter.knows else 0.0)
    if said is not None:
        want = max(limiter.want, said.want // 2)  # there are pauses between two rounds
        return replace(own, want=want, cuts=said.cuts + limiter.cuts - one.cuts_seen)
    want = limiter.most if one.expected else limiter.want
    if any(other.borne for other in others):  # they have seen it later
        return Share(limiter.most, want=want, limit=0.0)
    return replace(own, want=want)


def _news(said: Mapping[str, Share]) -> dict[str, tuple[int, ...]]:
    """What the others should hear at once; of what is wanted the order of magnitude."""
    return {key: (it.most, it.places, it.cuts, it.want.bit_length()) for key, it in said.items()}


def _lock_of(name: str) -> str:
    return f"{LOCK}_{name}"
