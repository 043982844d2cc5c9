"""A study out of a capsule into a store: believed no further than its types and bounds.

Into a store of its own, in a folder that goes away with it, to be looked at; or into one that is
there, to be kept, under a digest of its own: whoever asks the same by themselves is never told that
these are their answers.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from ...store.errors import InputError, NotFound
from ...store.found import Import
from ...store.records import FindingRecord, StudyRecord
from ...store.store import Store
from ...store.texts import canonical, digest
from .container import BadCapsule, Packed
from .lines import StudyLine, TrialLine, read

KEPT = "It was made elsewhere, and came in a capsule."
"""What is said of a study that was kept from a capsule."""


def study_line(packed: Packed, study_id: str) -> StudyLine:
    """What a capsule says of a study.

    Raises:
        BadCapsule: it does not say it as a capsule does.
    """
    name = f"study.json of {study_id}"
    found = list(read(StudyLine, packed.lines(study_id, "study.json"), name))
    if len(found) != 1 or found[0].id != study_id:
        raise BadCapsule(f"{name} is not of one study of this id.")
    line = found[0]
    if (line.design.get("verb"), line.design.get("model")) != (line.verb, line.model):
        raise BadCapsule(f"{name} names another verb or model than its design.")
    return line


def unpack(
    packed: Packed,
    record: StudyRecord,
    store: Store,
    findings: Iterable[FindingRecord] = (),
) -> int:
    """Write a study with its trials into a store, all of it or nothing; how many lines there were.

    Raises:
        BadCapsule: a line is none of a trial.
        StoreError: it cannot be written.
    """
    count = 0

    def trials() -> "Iterable[TrialLine]":
        nonlocal count
        where = f"trials.jsonl of {record.id}"
        for one in read(TrialLine, packed.lines(record.id, "trials.jsonl"), where):
            count += 1
            yield one

    rows = (one.record(record.id) for one in trials())
    store.add_imports([Import(record, rows, findings)]).result()
    return count


def refuse_known(store: Store, study_ids: Iterable[str]) -> None:
    """See that a store has none of some studies.

    Raises:
        InputError: it has one.
    """
    for study_id in study_ids:
        with suppress(NotFound):
            store.study(study_id)
            raise InputError(f"Study {study_id} is in your database already: nothing was kept.")


def keep(
    packed: Packed,
    line: StudyLine,
    findings: Iterable[FindingRecord],
    store: Store,
    label: str | None,
) -> None:
    """Write a study, and what follows from it, into a store that is somebody's.

    Raises:
        StoreError: it cannot be written.
    """
    record = line.record()
    record = replace(
        record,
        label=record.label if label is None else label,
        state="interrupted" if record.state == "running" else record.state,
        digest=digest(canonical([record.design, "capsule", record.id])),
        warnings=(KEPT, *record.warnings),
    )
    unpack(packed, record, store, findings if line.concluded else ())
