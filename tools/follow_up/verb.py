"""What the registry knows of follow_up."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..study.plan import Plan
from ..study.protocol import Study
from ..study.steps import NextCall
from ..study.verb import FindingKind, Verb
from .design import FollowUpDesign
from .finding import FollowUpFinding
from .tool import follow_up
from .wording import follow_up_sections, follow_up_sentence


def _study(design: FollowUpDesign) -> Study:
    from .study import FollowUp

    return FollowUp(design)


def _plan(design: FollowUpDesign) -> Plan:
    return Plan(len(design.turns), None, "no verdict follows from what is said")


def _brief(finding: FollowUpFinding) -> Mapping[str, Any]:
    return {}


def _steps(study_id: str, design: FollowUpDesign, finding: FollowUpFinding) -> Sequence[NextCall]:
    """Read it: an idea in it is tested like any other, by asking under other conditions."""
    where = {"study_id": study_id, "limit": 3}
    return [NextCall(tool="get_trials", arguments=where, why="Read what it says, as data.")]


FOLLOWED = FindingKind(
    FollowUpFinding,
    sentence=follow_up_sentence,
    brief=_brief,
    sections=follow_up_sections,
    steps=_steps,
)
FOLLOW_UP = Verb(
    name="follow_up",
    design=FollowUpDesign,
    title="What it says when asked on",
    tool=follow_up,
    tool_title="Ask why",
    findings=FOLLOWED,
    study=_study,
    plan=_plan,
    bound=True,
)
