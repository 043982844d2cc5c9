"""Which verbs there are, one row each: from a stored design to its study, from a finding to words.

The one place to add a verb. Rows are light; what needs numpy is imported by them on first use.
"""

import logging
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from ..store.errors import InputError
from .calibrate.design import CalibrateDesign
from .calibrate.finding import CalibrationFinding
from .calibrate.verb import CALIBRATE
from .dissect.design import DissectDesign
from .dissect.finding import DissectFinding
from .dissect.verb import DISSECT
from .elicit.design import ElicitDesign
from .elicit.finding import UtilitiesFinding
from .elicit.verb import ELICIT
from .follow_up.design import FollowUpDesign
from .follow_up.finding import FollowUpFinding
from .follow_up.verb import FOLLOW_UP
from .imports.cards.finding import JudgeCard
from .imports.design import ImportDesign
from .imports.verb import IMPORT
from .perturb.design import PerturbDesign
from .perturb.finding import PreferenceFinding
from .perturb.verb import PERTURB
from .rerun.design import RerunDesign
from .rerun.finding import RerunFinding
from .rerun.verb import RERUN
from .stated_revealed.design import StatedRevealedDesign
from .stated_revealed.finding import StatedRevealedFinding
from .stated_revealed.verb import STATED_REVEALED
from .study.design import Asking, Design
from .study.plan import Load, Plan
from .study.protocol import Finding, Study
from .study.verb import FindingKind, Verb
from .transfer_test.design import TransferDesign
from .transfer_test.finding import TransferFinding
from .transfer_test.verb import TRANSFER_TEST

VERBS: dict[str, Verb[Any]] = {
    row.name: row
    for row in (
        *(PERTURB, ELICIT, TRANSFER_TEST, STATED_REVEALED, DISSECT),
        *(CALIBRATE, FOLLOW_UP, RERUN, IMPORT),
    )
}
KINDS: dict[str, FindingKind[Any]] = {
    row.findings.finding.kind_name(): row.findings for row in VERBS.values() if row.findings
}
AnyDesign = Annotated[
    PerturbDesign
    | ElicitDesign
    | TransferDesign
    | StatedRevealedDesign
    | DissectDesign
    | CalibrateDesign
    | FollowUpDesign
    | RerunDesign
    | ImportDesign,
    Field(discriminator="verb"),
]
AnyFinding = (
    PreferenceFinding
    | UtilitiesFinding
    | TransferFinding
    | StatedRevealedFinding
    | DissectFinding
    | CalibrationFinding
    | FollowUpFinding
    | RerunFinding
    | JudgeCard
)
FINDING: TypeAdapter[AnyFinding] = TypeAdapter(Annotated[AnyFinding, Field(discriminator="kind")])
log = logging.getLogger("velleity.registry")
_DESIGN: TypeAdapter[AnyDesign] = TypeAdapter(AnyDesign)


def design_of(stored: dict[str, Any]) -> Design:
    """Read a design back from the store.

    Raises:
        InputError: it is none that this version knows.
    """
    try:
        return _DESIGN.validate_python(stored)
    except ValidationError as error:
        log.warning("a stored design cannot be read: %s", error.errors(include_input=False))
        raise InputError(
            "The design of this study cannot be read by this version of Velleity. Its answers are "
            "kept: get_trials and export show them."
        ) from None


def finding_of(stored: Any) -> AnyFinding | None:
    """Read a finding back from the store, from JSON or its value; None if it is none we know."""
    try:
        if isinstance(stored, str):
            return FINDING.validate_json(stored)
        return FINDING.validate_python(stored)
    except ValidationError as error:
        log.warning("a stored finding cannot be read: %s", error.errors(include_input=False)[:3])
        return None


def verb_of(design: Design) -> Verb[Any]:
    """The verb that carries a design out."""
    return VERBS[type(design).model_fields["verb"].default]


def kind_of(finding: Finding) -> FindingKind[Any]:
    """How a finding is told."""
    return KINDS[finding.kind_name()]


def sentence(finding: Finding) -> str:
    """Any finding in one sentence or two."""
    return kind_of(finding).sentence(finding)


def open_study(design: Design) -> Study:
    """Make the study of a design.

    Raises:
        InputError: the design cannot be carried out, or is of a verb that asks nobody.
    """
    row = verb_of(design)
    over, make = row.over, row.study
    if over is not None and isinstance(design, RerunDesign):
        return _made(lambda: over(design, open_study(design_of(design.base))))
    if make is None:
        raise InputError("This study was imported: its answers are complete, nothing can be asked.")
    study = _made(lambda: make(design))
    if isinstance(design, Asking) and design.readout == "enact" and design.judge:
        from .responses.adjudication import Arbitrated

        return Arbitrated(study, design.judge, design.seed)
    return study


def _made(make: Callable[[], Study]) -> Study:
    try:
        return make()
    except ValueError as error:
        raise InputError(f"{str(error).capitalize()}.") from error


def plan(design: Design) -> Plan:
    """Plan a design.

    Raises:
        ValueError: the design cannot be carried out, or is of a verb that asks nobody.
    """
    make = verb_of(design).plan
    if make is None:
        able = ", ".join(row.name for row in VERBS.values() if row.plan)
        raise ValueError(f"only {able} are planned")
    return make(design)


def cautions(design: Design) -> tuple[str, ...]:
    """What to mind of a design before anything is spent; nothing of a verb that has no plan."""
    make = verb_of(design).plan
    return make(design).cautions if make else ()


def loads(design: Design) -> list[Load]:
    """Who is asked how much.

    Raises:
        InputError: the design cannot be carried out.
    """
    study, own = open_study(design), verb_of(design).loads
    return list(own(design)) if own else [Load(None, study.planned, study.next([]))]


def planned(design: Design) -> int:
    """How much there is to do at most: answers, or simulated studies.

    Raises:
        InputError: the design cannot be carried out.
    """
    own = verb_of(design).planned
    return own(design) if own else open_study(design).planned
