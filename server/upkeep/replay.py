"""Make the findings of a capsule again. Not a tool: only the operator names files.

Asks nobody, and touches no database unless studies are to be kept.
"""

from pathlib import Path

from ...store.errors import VelleityError
from ...store.store import Store
from ...tools.capsules.replaying import Outcome as Outcome
from ...tools.capsules.replaying import replay_capsule
from ..refusal import Refused
from ..settings import Settings


class ReplayFailed(Refused):
    """Raised when a capsule cannot be replayed; its text says why."""


def replay(path: Path) -> list[Outcome]:
    """What came of each study of a capsule.

    Raises:
        ReplayFailed: it is none, is damaged, or cannot be made again here.
    """
    return _replayed(path, None, None)


def replay_and_keep(settings: Settings, path: Path, label: str | None = None) -> list[Outcome]:
    """The same, and those that are identical are studies of this installation's database then.

    `label`: under this one, instead of their own.

    Raises:
        ReplayFailed: as above; or a study is in the database already, or it cannot be written.
    """
    try:
        store = Store(settings.home / "velleity.db")
    except VelleityError as error:
        raise ReplayFailed(str(error)) from error
    try:
        return _replayed(path, store, label)
    finally:
        store.close()


def _replayed(path: Path, into: Store | None, label: str | None) -> list[Outcome]:
    try:
        return list(replay_capsule(path, into, label))
    except VelleityError as error:
        raise ReplayFailed(str(error)) from error
    except OSError as error:  # no room for what is unpacked
        raise ReplayFailed(
            f"{path} cannot be replayed ({error.strerror or error}): see that there is room for "
            "temporary files."
        ) from error
