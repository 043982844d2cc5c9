"""What the registry knows of calibrate."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...store.records import TrialRecord
from ..engine.spread import Spread
from ..study.design import MAX_TRIALS
from ..study.protocol import recorded
from ..study.steps import MORE, NextCall
from ..study.verb import FindingKind, Replayed, Verb
from .design import CalibrateDesign
from .finding import CalibrationFinding
from .report import calibration_sections
from .tool import calibrate
from .wording import calibration

if TYPE_CHECKING:
    from ...store.store import Store
    from .study import Calibration  # numpy: not before it is needed


LARGEST = 20_000
"""Answers beyond which no larger budget is proposed."""
SHOWN = 3
"""Truths that a concise finding shows: those of which verdicts are wrong most often."""


def _work(
    store: "Store", study_id: str, design: CalibrateDesign, spread: Spread | None
) -> "Calibration":
    from .study import Calibration

    return Calibration(store, study_id, design, spread)


def _planned(design: CalibrateDesign) -> int:
    from .study import simulated_studies

    return simulated_studies(design)


def _replayed(design: CalibrateDesign, rows: Callable[[], Iterable[TrialRecord]]) -> Replayed:
    """All simulated studies once more: nothing of them is stored."""
    from .study import calibrate as tried

    work = tried(design)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return Replayed([recorded(0, end.value)])


def _brief(finding: CalibrationFinding) -> Mapping[str, Any]:
    worst = sorted(finding.rows, key=lambda row: -(row.wrong.value or 0.0))
    return {"calibration": finding.model_copy(update={"rows": worst[:SHOWN], "power": []})}


def _steps(
    study_id: str, design: CalibrateDesign, finding: CalibrationFinding
) -> Sequence[NextCall]:
    """A larger budget where this one finds nothing; else the design is run on a model."""
    plan = design.plan.model_dump()
    larger = min(MAX_TRIALS, MORE * plan["max_trials"])
    if finding.smallest_effect is None and plan["max_trials"] < larger <= LARGEST:
        said = {"verb": finding.verb, "max_trials": larger, "runs": finding.runs}
        why = f"{plan['max_trials']:,} answers find no effect reliably: try {larger:,}."
        return [NextCall(tool="calibrate", arguments=said, why=why)]
    why = f"The design is tried: choose who is asked, and start {finding.verb} with it."
    return [NextCall(tool="models", arguments={}, why=why)]


CALIBRATION = FindingKind(
    CalibrationFinding,
    sentence=calibration,
    brief=_brief,
    sections=calibration_sections,
    tables=("rows", "power"),
    steps=_steps,
)
CALIBRATE = Verb(
    name="calibrate",
    design=CalibrateDesign,
    title="Can the numbers be trusted?",
    tool=calibrate,
    tool_title="Try a design on known truths",
    findings=CALIBRATION,
    unit="simulated studies",
    work=_work,
    planned=_planned,
    replayed=_replayed,
)
