"""Rows that are sorted before they are understood, on disk where memory does not hold them.

A database of its own without a name: SQLite keeps it in memory while it is small, in a temporary
file once it is not, and it is gone when it is closed. Knows groups of texts, not what they say.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from .errors import StoreError

CACHE_KB = 16384
Row = tuple[str, str, str]
"""The group and the subgroup that a body belongs to, and the body."""


class Staging:
    """Rows go in as they come, and come out by group and subgroup."""

    def __init__(self) -> None:
        """Open an empty one."""
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute(f"pragma cache_size = -{CACHE_KB}")
        self._db.execute("pragma journal_mode = off")
        self._db.execute("create table rows (whole text, part text, body text)")

    def close(self) -> None:
        """Forget all of it."""
        self._db.close()

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows in.

        Raises:
            StoreError: the disk of temporary files is full.
        """
        try:
            self._db.execute("begin")
            self._db.executemany("insert into rows values (?, ?, ?)", rows)
            self._db.execute("commit")
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"Temporary files cannot be written ({error}): free some space, or name another "
                "folder in SQLITE_TMPDIR."
            ) from error

    def groups(self) -> list[str]:
        """All groups, sorted."""
        return [one for (one,) in self._db.execute("select distinct whole from rows order by 1")]

    def parts(self, whole: str) -> Iterator[list[str]]:
        """The bodies of each subgroup of a group, subgroups sorted, bodies too."""
        found = self._db.execute(
            "select part, body from rows where whole = ? order by part, body", [whole]
        )
        for _, rows in groupby(found, itemgetter(0)):
            yield [body for _, body in rows]
