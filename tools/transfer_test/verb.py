"""What the registry knows of transfer_test."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..study.design import Design
from ..study.plan import Load, Plan
from ..study.pooled import Facts, Pooled
from ..study.protocol import Study
from ..study.steps import NextCall, imported_steps
from ..study.verb import FindingKind, Verb
from .design import TransferDesign
from .finding import TransferFinding
from .report import transfer_sections
from .tool import transfer_test
from .wording import transfer, transfer_notes

MOST_NOTES = 30
"""Notes that a concise finding holds."""


def _study(design: TransferDesign) -> Study:
    from .study import TransferTest

    return TransferTest(design)


def _plan(design: TransferDesign) -> Plan:
    from .power import plan

    return plan(design)


def _loads(design: TransferDesign) -> Sequence[Load]:
    """The writer's texts, and for each judge the verdicts on two of them at a time."""
    from .study import TransferTest

    study = TransferTest(design)
    each = study.verdicts // len(design.judges)
    judges = [Load(one, each, study.bare_judgings(one), carried=2) for one in design.judges]
    return [Load(None, len(study.writings), study.writings), *judges]


def _reused(design: TransferDesign) -> tuple[str, frozenset[str]] | None:
    """The texts of an earlier study that a new one would ask for: none is paid twice."""
    from .study import TransferTest

    if design.reuse is None:
        return None
    return design.reuse, frozenset(writing.id for writing in TransferTest(design).writings)


def _brief(finding: TransferFinding) -> Mapping[str, Any]:
    return {"verdict": finding.verdict, "notes": transfer_notes(finding)[:MOST_NOTES]}


def _steps(study_id: str, design: Design, finding: TransferFinding) -> Sequence[NextCall]:
    from .steps import transfer_steps

    if isinstance(design, TransferDesign):
        return transfer_steps(study_id, design, finding)
    return imported_steps(study_id, "full", "See every contrast and judge with its numbers.")


def _pool(model: str, facts: Iterable[Facts]) -> Pooled:
    from .pooled import pool_actors

    return pool_actors(model, facts)


TRANSFER = FindingKind(
    TransferFinding,
    sentence=transfer,
    brief=_brief,
    sections=transfer_sections,
    tables=("contrasts", "judges", "without"),
    pool=_pool,
    across=True,
    steps=_steps,
)
TRANSFER_TEST = Verb(
    name="transfer_test",
    design=TransferDesign,
    title="Do outcomes act as incentives?",
    tool=transfer_test,
    tool_title="Test incentives",
    findings=TRANSFER,
    study=_study,
    plan=_plan,
    loads=_loads,
    reused=_reused,
)
