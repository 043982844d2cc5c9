"""What the registry knows of dissect."""

from collections.abc import Mapping, Sequence
from typing import Any

from ...store.records import StudyRecord
from ..reports.page import Section
from ..study.design import MAX_TRIALS, Design
from ..study.plan import Load, Plan
from ..study.protocol import Study
from ..study.steps import MORE, NextCall, again
from ..study.verb import FindingKind, Trials, Verb
from .design import DissectDesign
from .finding import DissectFinding
from .tool import dissect

OPEN = ("undetermined", "unexplained")
"""Verdicts that more pairs may change."""
MOST_PAIRS = 12
"""Pairs of each question beyond which no step proposes more."""


def _study(design: DissectDesign) -> Study:
    from .study import Dissect

    return Dissect(design)


def _plan(design: DissectDesign) -> Plan:
    from .power import plan

    return plan(design)


def _loads(design: DissectDesign) -> Sequence[Load]:
    from .power import loads

    return loads(design)


def _brief(finding: DissectFinding) -> Mapping[str, Any]:
    from .notes import dissect_notes

    return {"verdict": finding.headline, "notes": dissect_notes(finding)}


def _steps(study_id: str, design: Design, finding: DissectFinding) -> Sequence[NextCall]:
    """More pairs of the bank where too few left it open; then the verdicts themselves.

    What was imported has a design of its own, which asks for nothing more.
    """
    where = {"study_id": study_id, "kind": "verdict", "limit": 2}
    found = [
        NextCall(tool="get_trials", arguments=where, why="Quote a pair and the verdict on it.")
    ]
    if not isinstance(design, DissectDesign):
        return found
    more = design.pairs * MORE
    if finding.headline in OPEN and not design.own_pairs and more <= MOST_PAIRS:
        why = f"With {design.pairs} pairs a question it stays open: {more} may settle it."
        budget = min(MAX_TRIALS, MORE * design.max_trials)
        found.insert(0, again(study_id, why, pairs=more, max_trials=budget))
    return found


def _sentence(finding: DissectFinding) -> str:
    from .wording import dissection

    return dissection(finding)


def _sections(
    study: StudyRecord, findings: Sequence[DissectFinding], trials: Trials
) -> list[Section]:
    from .report import dissect_sections

    return dissect_sections(study, findings, trials)


DISSECTION = FindingKind(
    DissectFinding,
    sentence=_sentence,
    brief=_brief,
    sections=_sections,
    steps=_steps,
    tables=("judges", "weights", "by_scenario", "similarities", "differences", "pushes"),
    once=("readers",),
)
DISSECT = Verb(
    name="dissect",
    design=DissectDesign,
    title="What earns the choice?",
    tool=dissect,
    tool_title="Dissect preferences",
    findings=DISSECTION,
    study=_study,
    plan=_plan,
    loads=_loads,
)
