"""Write a study into a file: its trials, to be analysed or replayed, or a table of its findings.

Not a tool: only the operator names files, and a host passes on no such length.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from ...store.errors import VelleityError
from ...store.records import Search
from ...store.store import Store
from ...tools.capsules.container import MOST_PACKED
from ...tools.capsules.lines import exported, written
from ...tools.capsules.writing import write_capsule
from ...tools.respondents.registry import Models
from ...tools.study.asked import KINDS
from ..refusal import Refused
from ..settings import Settings
from .formats import COLUMNS, Form, form_of, trial_row, write_csv, write_trials_as_parquet
from .tables import NoTable, write_table


class ExportFailed(Refused):
    """Raised when there is no file; its text says what to do."""


def export(settings: Settings, study_id: str, target: Path, kind: str | None = None) -> int:
    """Write a study's trials, prompts and replies included; how many.

    CSV or Parquet where the file is named so, else one JSON object a line. `kind` chooses the
    trials of one kind of answer.

    Raises:
        ExportFailed: there is no such study or kind, the file is there already, or it cannot be
            written.
    """
    if kind is not None and kind not in KINDS:
        raise ExportFailed(
            f"There is no kind {kind[:40]!r} of trial. There are {', '.join(KINDS)}."
        )
    form = form_of(target)
    return _written(
        settings, target, lambda store, draft: _write(store, study_id, draft, kind, form)
    )


def export_table(settings: Settings, study_id: str, target: Path, table: str) -> int:
    """Write one table of a study's findings as CSV, or as Parquet where the file is named so; how
    many rows. The table `findings` has a row for each finding.

    Raises:
        ExportFailed: there is no such study, or no such table in its findings; the file is there
            already, or it cannot be written.
    """

    def write(store: Store, draft: Path) -> int:
        store.study(study_id)
        return write_table(store.findings(study_id), table, draft, form_of(target))

    try:
        return _written(settings, target, write)
    except NoTable as error:
        raise ExportFailed(str(error)) from None


def labelled(settings: Settings, label: str) -> list[str]:
    """The studies of a label, oldest first.

    Raises:
        ExportFailed: there is none, or there are more than a capsule holds.
    """
    try:
        store = Store(settings.home / "velleity.db")
        try:
            found = [one.id for one in store.studies(Search(label), limit=MOST_PACKED + 1)]
        finally:
            store.close()
    except VelleityError as error:
        raise ExportFailed(str(error)) from error
    if not found or len(found) > MOST_PACKED:
        held = f"More than {MOST_PACKED} studies have" if found else "No study has"
        raise ExportFailed(f"{held} label {label!r:.80}: `velleity list` shows what there is.")
    return found[::-1]


def export_capsule(settings: Settings, study_ids: Sequence[str], target: Path) -> int:
    """Write some studies into a replication capsule; how many trials.

    Raises:
        ExportFailed: there is no such study; the file is there already, or cannot be written.
    """
    models = Models(settings.file, settings.models)
    return _written(
        settings, target, lambda store, draft: write_capsule(store, models, study_ids, draft)
    )


def _written(settings: Settings, target: Path, write: Callable[[Store, Path], int]) -> int:
    """Write a draft and give it its name: nobody sees half a file."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        if target.exists():
            raise ExportFailed(f"{target} is there already: name a file that is not.")
        store = Store(settings.home / "velleity.db")
        try:
            count = write(store, draft)
        finally:
            store.close()
        draft.rename(target)
    except VelleityError as error:
        raise ExportFailed(str(error)) from error
    except OSError as error:
        raise ExportFailed(f"{target} cannot be written ({error.strerror or error}).") from error
    finally:
        draft.unlink(missing_ok=True)
    return count


def _write(store: Store, study_id: str, draft: Path, kind: str | None, form: Form) -> int:
    model, count = store.study(study_id).model, 0
    found = store.all_trials(study_id, kind)
    if form == "parquet":
        return write_trials_as_parquet((trial_row(one, model) for one in found), draft)
    if form == "csv":
        return write_csv((trial_row(one, model) for one in found), COLUMNS, draft)
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        for trial in found:
            file.write(written(exported(trial, model)) + "\n")
            count += 1
    return count
