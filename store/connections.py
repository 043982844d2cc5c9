"""How a process reaches one database: a thread that writes, a connection for each that reads."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from .database import connect, explained, prepare, rows
from .errors import InputError
from .folder import Folder
from .sqlite import Database
from .writer import Writer

Found = TypeVar("Found")


class Connections(Folder):
    """One database, open in this process. Close it when done."""

    def __init__(self, path: Path) -> None:
        """Open the file, creating or migrating it; where it cannot be written, to read alone.

        Raises:
            StoreError: the file is foreign, damaged or newer than this version, or there is none
                and none can be made.
        """
        self.writable = prepare(path)
        super().__init__(path)
        self._writer = Writer(path, writable=self.writable)
        self._local = threading.local()
        self._connections: list[Database] = []

    def close(self) -> None:
        """Finish the queued writes and close every connection."""
        self._writer.close()
        while self._connections:
            self._connections.pop().close()

    def backup(self, target: Path) -> None:
        """Copy the database as it is now into a new file, while others go on writing.

        Raises:
            InputError: there is a file of that name already, or its folder is not there.
            StoreError: it cannot be written.
        """
        if target.exists():
            raise InputError(f"{target} is there already: name a file that is not.")
        if not target.parent.is_dir():
            raise InputError(f"There is no folder {target.parent}: make it, or name another.")
        draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        with explained(target):
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            try:
                self._read(lambda db: db.conn.execute("vacuum into ?", [str(draft)]))
                draft.rename(target)
            finally:
                draft.unlink(missing_ok=True)

    def _read(self, question: Callable[[Database], Found]) -> Found:
        """Ask the calling thread's own connection."""
        db: Database | None = getattr(self._local, "db", None)
        with explained(self.path):
            if db is None:
                db = self._local.db = connect(self.path, only_to_read=not self.writable)
                self._connections.append(db)
            return question(db)

    def _rows(
        self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[dict[str, Any]]:
        return self._read(lambda db: rows(db, sql, values))
