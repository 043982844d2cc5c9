"""What the registry knows of rerun."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..study.plan import Plan
from ..study.protocol import Study
from ..study.steps import NextCall
from ..study.verb import FindingKind, Verb
from .design import RerunDesign
from .finding import RerunFinding
from .tool import rerun
from .wording import rerun_sections, rerun_sentence


def _over(design: RerunDesign, base: Study) -> Study:
    from .study import Rerun

    return Rerun(design, base)


def _study(design: RerunDesign) -> Study:
    raise ValueError("it is made over the study that it goes on from")


def _plan(design: RerunDesign) -> Plan:
    from .power import smallest_shift

    shift = smallest_shift(design)
    effect = (
        f"a shift of {shift:.2f} of the share that chose an option is found with a power of .8, if "
        "all prompts move alike"
    )
    return Plan(len(design.again), shift, effect)


def _brief(finding: RerunFinding) -> Mapping[str, Any]:
    return {"verdict": finding.verdict}


def _steps(study_id: str, design: RerunDesign, finding: RerunFinding) -> Sequence[NextCall]:
    """Where it has drifted, the stored study says nothing of the model of today: ask all anew."""
    if finding.verdict == "drift":
        said = {"study_id": finding.after, "fresh": True}
        return [NextCall(tool="ask_again", arguments=said, why="Ask all of it anew.")]
    where = {"study_id": study_id, "limit": 3}
    return [NextCall(tool="get_trials", arguments=where, why="See the fresh answers.")]


RERUN_FOUND = FindingKind(
    RerunFinding,
    sentence=rerun_sentence,
    brief=_brief,
    sections=rerun_sections,
    tables=("cells",),
    steps=_steps,
)
RERUN = Verb(
    name="rerun",
    design=RerunDesign,
    title="Does it still answer so?",
    tool=rerun,
    named="ask_again",
    findings=RERUN_FOUND,
    study=_study,
    over=_over,
    plan=_plan,
    bound=True,
)
