"""Open one SQLite file so that several processes can share it. Knows no table but the migrations'.

The settings follow what was measured: WAL, FULL, IMMEDIATE writes and a long busy timeout give no
"database is locked" error; the first open of a file is raced by processes that start together, so
it happens under a file lock.
"""

import os
import sqlite3
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from .errors import NewerDatabase, NotADatabase, StoreError, Unwritable
from .migrations import migrations
from .sqlite import Database

BUSY_MS = 30_000
LONG_LOG = 4 * 1024 * 1024
"""Bytes of write-ahead log that are worth a checkpoint; as many as SQLite's own default."""
SHORT_LOG = 1024 * 1024
"""Bytes to which a log is cut that begins anew: else it would stay long, and each commit would be
followed by a checkpoint."""
APPLICATION_ID = 0x486F6C64
"""Marks the file as ours ("Hold"), so that a foreign database is never migrated."""


def connect(path: Path, *, only_to_read: bool = False) -> Database:
    """Open a connection for one thread, with the settings every connection needs.

    `only_to_read` where nothing can be written, not even beside the file: SQLite then needs the
    log of a program that writes, or the word that nobody does.
    """
    name = str(path)
    if only_to_read:
        name = f"{path.absolute().as_uri()}?mode=ro{'' if _log(path).exists() else '&immutable=1'}"
    connection = sqlite3.connect(
        name, uri=only_to_read, isolation_level=None, check_same_thread=False
    )
    connection.execute(f"pragma busy_timeout = {BUSY_MS}")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma wal_autocheckpoint = 0")
    connection.execute(f"pragma journal_size_limit = {SHORT_LOG}")
    return Database(connection)


def rows(
    db: Database, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()
) -> list[dict[str, Any]]:
    """Return what a query selects, a dict for each row."""
    cursor = db.conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


@contextmanager
def transaction(db: Database) -> Generator[None]:
    """Run the block in one IMMEDIATE transaction: it waits at the start, never half-way."""
    db.conn.execute("begin immediate")
    try:
        yield
        db.conn.execute("commit")
    except BaseException:
        if db.conn.in_transaction:  # a full disk has rolled back already
            db.conn.execute("rollback")
        raise


def checkpoint(db: Database, path: Path) -> None:
    """Move what is in a long write-ahead log into the file, one process at a time.

    SQLite before 3.51.3 can damage a file when two connections do so at the same moment; nobody
    checkpoints but here and, alone with the file, whoever closes it last.
    """
    log = _log(path)
    if not log.exists() or log.stat().st_size < LONG_LOG:
        return
    with suppress(Timeout), FileLock(path.with_suffix(".checkpoint"), timeout=0, mode=0o600):
        db.conn.execute("pragma wal_checkpoint(passive)")


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


@contextmanager
def explained(path: Path) -> Generator[None]:
    """Turn SQLite's and the file system's errors into ours, with the way out."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if any(word in text for word in ("readonly", "read-only", "unable to open", "full")):
            raise Unwritable(
                f"The database {path} cannot be written ({text}). Free some space, or name a "
                "writable folder in VELLEITY_HOME."
            ) from error
        raise StoreError(
            f"The database {path} cannot be used ({text}). See that its disk is there and sound, "
            "end every velleity process and try again; a copy that `velleity backup` made can take "
            "its place."
        ) from error
    except (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError) as error:
        raise StoreError(f"The database {path} refused a write or a question ({error}).") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # a schema that is no text
        raise NotADatabase(
            f"{path} is not a Velleity database, or is damaged ({error}). It was left as it is: "
            "move it away, or name another folder in VELLEITY_HOME."
        ) from error
    except Timeout:  # somebody else's lock is no fault of the disk
        raise
    except OSError as error:
        raise Unwritable(
            f"The folder {path.parent} cannot be used ({error.strerror or error}). Name a "
            "writable folder in VELLEITY_HOME."
        ) from error


def prepare(path: Path) -> bool:
    """Create the file or bring it up to date, alone among all processes; whether it can be written.

    One that cannot be written is still read, if it is up to date.

    Raises:
        StoreError: the file is foreign, damaged, newer or, where it cannot be written, older than
            this version; or there is none, and it cannot be made.
    """
    try:
        _bring_up_to_date(path)
    except Unwritable:
        if not path.is_file() or not path.stat().st_size:
            raise
        with explained(path), closing(connect(path, only_to_read=True)) as db:
            _refuse_foreign(db, path)
            if migrations.pending(db):
                raise
        return False
    return True


def _bring_up_to_date(path: Path) -> None:
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(path.with_suffix(".lock"), mode=0o600):
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            db = connect(path)
            try:
                _refuse_foreign(db, path)
                db.conn.execute("pragma journal_mode = wal")
                with transaction(db):
                    migrations.apply(db)
                    db.conn.execute(f"pragma application_id = {APPLICATION_ID}")
            finally:
                db.close()


def _refuse_foreign(db: Database, path: Path) -> None:
    [[mark]] = db.conn.execute("pragma application_id")
    [[tables]] = db.conn.execute("select count(*) from sqlite_master")
    if tables and mark != APPLICATION_ID:
        raise NotADatabase(
            f"{path} is a database of another program. It was left as it is: name another folder "
            "in VELLEITY_HOME."
        )
    with closing(Database(memory=True)) as empty:
        ours = {step.name for step in migrations.pending(empty)}
    try:
        applied = migrations.applied(db)
    except LookupError as error:  # its list of migrations lacks a column
        raise sqlite3.DatabaseError(f"no {error}") from error
    if unknown := [step.name for step in applied if step.name not in ours]:
        raise NewerDatabase(
            f"{path} was written by a later version of Velleity (it has {unknown[-1]}). Upgrade "
            "Velleity, or name another folder in VELLEITY_HOME."
        )
