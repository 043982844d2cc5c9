"""The folder around the database: which process runs a study, and files for the user.

A lock is the kernel's, so it ends with its process, however that ends. Knows no table.
"""

import os
import time
from pathlib import Path

from filelock import FileLock, Timeout

from .database import explained
from .errors import Unwritable

COARSE_NS = 20_000_000
"""Nanoseconds within which two changes of a folder may bear the same time."""


class Folder:
    """The data folder that a database lies in."""

    def __init__(self, path: Path) -> None:
        """Name the database; its folder is there already."""
        self.path = path

    def hold(self, study_id: str, timeout_s: float = 0.0) -> FileLock:
        """Take the file lock that the process which runs a study holds while it lives.

        Raises:
            filelock.Timeout: another process has it.
            StoreError: it cannot be taken: nothing can be written there.
        """
        path = self._beside(study_id, "lock")
        with explained(self.path):
            path.parent.mkdir(exist_ok=True, mode=0o700)
            lock = FileLock(path, mode=0o600, thread_local=False)
            lock.acquire(timeout=timeout_s)
        return lock

    def _beside(self, study_id: str, what: str) -> Path:
        return self.path.parent / "locks" / f"{study_id}.{what}"

    def is_running(self, study_id: str) -> bool:
        """Tell whether a living process holds the study."""
        try:
            lock = self.hold(study_id)
        except Timeout:
            return True
        except Unwritable:
            return _is_held(self._beside(study_id, "lock"))
        lock.release()
        return False

    def call_off(self, study_id: str) -> None:
        """Leave word, for the process that runs a study, that it is to end."""
        with explained(self.path):
            self._word(study_id).touch(mode=0o600)

    def is_called_off(self, study_id: str) -> bool:
        """Tell whether a process has left such word; it is taken away."""
        word = self._word(study_id)
        if not word.exists():
            return False
        word.unlink(missing_ok=True)
        return True

    def _word(self, study_id: str) -> Path:
        return self._beside(study_id, "off")

    def note(self, study_id: str, done: int | None) -> None:
        """Leave word how far a study is that stores no answers; None takes it away."""
        noted = self._noted(study_id)
        with explained(self.path):
            if done is None:
                noted.unlink(missing_ok=True)
            else:
                noted.write_text(str(done), "ascii")

    def noted(self, study_id: str) -> int:
        """How far a study is that stores no answers, as the process that runs it has left word."""
        try:
            return int(self._noted(study_id).read_text("ascii"))
        except (OSError, ValueError):  # nothing yet, or half a word
            return 0

    def _noted(self, study_id: str) -> Path:
        return self._beside(study_id, "done")

    def keep_file(self, folder: str, name: str, text: str) -> Path:
        """Write a file beside the database, whole or not at all, for the user alone."""
        path = self.path.parent / folder / name
        with explained(path):
            path.parent.mkdir(exist_ok=True, mode=0o700)
            draft = path.with_suffix(f".{os.getpid()}.tmp")
            draft.unlink(missing_ok=True)
            handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            draft.replace(path)
        return path

    def kept_file(self, folder: str, name: str, most: int = -1) -> str | None:
        """The text of such a file, or the first `most` bytes of it; None if there is none."""
        path = self.path.parent / folder / name
        with explained(path):
            if not path.is_file():
                return None
            with path.open("rb") as file:
                return file.read(most).decode("utf-8")

    def kept_files(self, folder: str, suffix: str) -> list[str]:
        """The names of such files that end so, in order."""
        place = self.path.parent / folder
        with explained(place / suffix):
            names = os.listdir(place) if place.is_dir() else []
        return sorted(name for name in names if name.endswith(suffix))

    def kept_change(self, folder: str) -> int:
        """Something else whenever such a file has come, gone, or been written anew.

        And as long as another change could not be told from the last one by its time.
        """
        try:
            at = (self.path.parent / folder).stat().st_mtime_ns
        except OSError:
            return 0
        now = time.time_ns()
        return at if abs(now - at) > COARSE_NS else now

    def drop_hold(self, name: str, folder: str, file: str) -> None:
        """Take away such a file, drafts of it too, and the lock that its process held."""
        path = self.path.parent / folder / file
        with explained(self.path):
            for one in (path, *path.parent.glob(f"{path.stem}.*.tmp")):
                one.unlink(missing_ok=True)
            self._beside(name, "lock").unlink(missing_ok=True)


def _is_held(path: Path) -> bool:
    """Whether another process holds a lock that cannot be taken here, since nothing is written."""
    if os.name == "nt":
        return False  # there the file itself is held
    import fcntl  # of POSIX alone

    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # nobody ever ran it
        return False
    return False
