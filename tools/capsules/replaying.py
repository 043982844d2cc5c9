"""The findings of a capsule made again from its answers, and what differs from those in it.

Asks nobody and needs no network: a study is a function of its design and its answers. Whatever a
capsule holds, nothing of it reaches a database that is there unless it is kept on purpose.
"""

import json
import logging
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from ...store.errors import VelleityError
from ...store.records import StudyRecord
from ...store.store import Store
from ...store.texts import clean
from ..engine.loop import observed, records
from ..registry import design_of, open_study, verb_of
from ..study.asked import Askable
from ..study.design import Design
from ..study.protocol import Finding
from ..study.verb import Replayed
from .container import BadCapsule, Packed
from .differences import LONGEST, Difference, differences
from .lines import StudyLine
from .rereading import reread
from .unpacking import keep, refuse_known, study_line, unpack
from .writing import made_with

log = logging.getLogger("velleity.capsules")

SHOWN = 20
"""Differences of a study that are told place by place."""
ROUNDING = 1e-9
"""Numbers that differ by less of their size may have been computed by another machine."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one study: identical, or what differs; `kept` if it is in a database now.

    `faults` are of its trials or its design, `differences` of its findings, at most SHOWN of `all`;
    `rounding`: all of these are of numbers, and tiny.
    """

    study_id: str
    verb: str
    model: str
    trials: int
    findings: int
    faults: Sequence[str] = ()
    differences: Sequence[Difference] = ()
    differ: int = 0
    rounding: bool = False
    kept: bool = False
    programs: Sequence[str] = field(default=())

    @property
    def identical(self) -> bool:
        """Whether the findings are the same, byte for byte, and nothing is wrong with the rest."""
        return not self.differ and not self.faults


def replay_capsule(
    path: Path, into: Store | None = None, label: str | None = None
) -> Iterator[Outcome]:
    """Go through the studies of a capsule; those that are identical are kept `into` a store.

    Raises:
        BadCapsule: the file is no capsule, or is damaged, altered, too large or of a newer form.
        InputError: a study cannot be made again by this version, or is in the store already.
    """
    packed = Packed(path)
    try:
        if into is not None:
            refuse_known(into, packed.studies)
        for study_id in packed.studies:
            yield _outcome(packed, study_id, into, label)
    finally:
        packed.close()


def _outcome(packed: Packed, study_id: str, into: Store | None, label: str | None) -> Outcome:
    line = study_line(packed, study_id)
    with tempfile.TemporaryDirectory(prefix="velleity-replay-") as folder:
        store = Store(Path(folder) / "velleity.db")
        try:
            lines = unpack(packed, line.record(), store)
            made = _made_again(store, line)
            trials = store.trial_rows(study_id)
        finally:
            store.close()
    twice = (f"{lines - trials:,} trials stand in it twice",) if lines > trials else ()
    rows = sorted(made.findings, key=lambda one: one.position)
    kept = packed.lines(study_id, "findings.jsonl")
    differ, shown, rounding = _compared(kept, (clean(one.body) for one in rows))
    faults = (*twice, *made.faults)
    if into is not None and not differ and not faults:
        keep(packed, line, rows, into, label)
    return Outcome(
        study_id=study_id,
        verb=line.verb,
        model=line.model,
        trials=trials,
        findings=len(rows),
        faults=faults,
        differences=shown,
        differ=differ,
        rounding=rounding,
        kept=into is not None and not differ and not faults,
        programs=_other_programs(packed) if differ else (),
    )


def _made_again(store: Store, line: StudyLine) -> Replayed:
    """The findings that follow.

    Raises:
        InputError: they cannot be made, and why.
    """
    study = store.study(line.id)
    design = design_of(study.design)
    try:
        again = verb_of(design).replayed
        if again is not None:
            return again(design, lambda: store.all_trials(study.id))
        return _concluded(store, study, design, whole=line.concluded)
    except VelleityError:
        raise
    except Exception:  # answers that no study of this design can have
        log.exception("the findings of study %s cannot be made again", study.id)
        raise BadCapsule(
            f"The findings of study {study.id} cannot be made from its answers: they are none that "
            "such a study has, or of a version that read them otherwise."
        ) from None


def _concluded(store: Store, record: StudyRecord, design: Design, *, whole: bool) -> Replayed:
    study, known = open_study(design), store.answers(record.id)
    asked: dict[str, Askable] = {}
    observations: list[object] = []
    faults: list[str] = []
    while batch := study.next(observations):
        new = {one.id: one for one in batch if one.id not in asked}
        seen = observed(batch, known)
        asked |= new
        observations += seen
        if len(seen) < len(batch) or not new:
            lacking = len(batch) - len(seen)
            faults += [f"{lacking:,} answers are missing that the design asks for"] * whole
            break
    findings: Sequence[Finding] = study.conclude(observations) if observations else ()
    known.clear()
    faults += reread(store, record.id, asked, design.seed)
    return Replayed(records(findings), tuple(faults))


def _compared(kept: Iterable[str], made: Iterable[str]) -> tuple[int, list[Difference], bool]:
    """How many places differ, the first of them, and whether all are rounding."""
    count, shown, rounding = 0, list[Difference](), True
    for at, (one, two) in enumerate(zip_longest(kept, made)):
        if one == two:
            continue
        for found in _between(one, two, f"findings[{at}]"):
            count += 1
            rounding = rounding and found.gap is not None and found.gap < ROUNDING
            if len(shown) < SHOWN:
                shown.append(found)
    return count, shown, rounding and count > 0


def _between(kept: str | None, made: str | None, where: str) -> Iterator[Difference]:
    if kept is None or made is None:
        how = "added" if kept is None else "missing"
        yield Difference(where, how, (kept or "")[:LONGEST], (made or "")[:LONGEST], None)
        return
    try:
        found = list(differences(json.loads(kept), json.loads(made), where))
    except (ValueError, RecursionError):
        found = []
    yield from found or [Difference(where, "changed", kept[:LONGEST], made[:LONGEST], None)]


def _other_programs(packed: Packed) -> list[str]:
    """The programs that differ from those it was made with."""
    then, now = packed.made_with, made_with()
    names = sorted({*then, *now})
    return [
        f"{name} {then.get(name, 'none')}, here {now.get(name, 'none')}"
        for name in names
        if then.get(name) != now.get(name)
    ]
