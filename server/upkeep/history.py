"""Studies named by a few letters, labelled anew, deleted. Not tools: only a person does these."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime

from ...store.errors import InputError, VelleityError
from ...store.records import AuditRecord, StudyRecord
from ...store.store import Store
from ..refusal import Refused
from ..settings import Settings


class NoSuchStudy(Refused):
    """Raised when it is not clear which study is meant, or it cannot be changed now."""


def named(settings: Settings, word: str) -> str:
    """The id of the study that a word names: `last`, or how only one id begins.

    Any other word is returned as it is.

    Raises:
        NoSuchStudy: several ids begin so, or there is no study at all.
    """
    with _open(settings) as store:
        return store.named(word)


def relabel(settings: Settings, study_id: str, label: str) -> StudyRecord:
    """Put a study under another label; the study as it was.

    Raises:
        NoSuchStudy: there is none of this id.
    """
    with _open(settings) as store:
        before = store.study(study_id)
        store.relabel(study_id, label).result()
        _note(store, "relabel", study_id)
        return before


def forget(settings: Settings, study_id: str) -> StudyRecord:
    """Delete a study, its answers and its findings; that it was deleted stays known.

    Raises:
        NoSuchStudy: there is none of this id, or it is running.
    """
    with _open(settings) as store:
        before = store.study(study_id)
        if store.is_running(study_id):
            raise InputError(f"Study {study_id} is running: `velleity cancel {study_id}` first.")
        store.forget(study_id).result()
        _note(store, "delete", study_id)
        return before


def found(settings: Settings, study_id: str) -> tuple[StudyRecord, int]:
    """A study and how many answers it has.

    Raises:
        NoSuchStudy: there is none of this id.
    """
    with _open(settings) as store:
        return store.study(study_id), store.count(study_id)


@contextmanager
def _open(settings: Settings) -> Generator[Store]:
    try:
        store = Store(settings.home / "velleity.db")
        try:
            yield store
        finally:
            store.close()
    except VelleityError as error:
        raise NoSuchStudy(str(error)) from error


def _note(store: Store, what: str, study_id: str) -> None:
    """Leave a row in the audit; its client is the command line."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    store.add_audit(AuditRecord(now, "velleity", what, "", "answered", study_id, 0)).result()
