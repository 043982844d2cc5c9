"""Copy the database while servers use it. Not a tool: only the operator names files."""

from pathlib import Path

from ...store.errors import VelleityError
from ...store.store import Store
from ..refusal import Refused
from ..settings import Settings


class BackupFailed(Refused):
    """Raised when there is no copy; its text says what to do."""


def back_up(settings: Settings, target: Path) -> None:
    """Write a copy of the database as it is now into a new file.

    Raises:
        BackupFailed: there is such a file already, or one of the two cannot be used.
    """
    try:
        store = Store(settings.home / "velleity.db")
        try:
            store.backup(target)
        finally:
            store.close()
    except VelleityError as error:
        raise BackupFailed(str(error)) from error
