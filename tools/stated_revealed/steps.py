"""What leads on from a comparison of what is said with what is chosen, by the commonest verdict."""

from ..study.design import MAX_TRIALS
from ..study.steps import MORE, NextCall, again
from .design import StatedRevealedDesign
from .finding import Example, FamilyFinding, StatedRevealedFinding
from .study import StatedRevealed

MOST_REPLICATES = 16
"""Beyond which answers to the same prompts say nothing new: then prompts are too few."""
FREELY = "free"
OTHERS = ("plain", "persona=librarian", "circumstance=hurry")
"""Conditions in which a gap is looked for again."""


def stance_steps(
    study_id: str, design: StatedRevealedDesign, finding: StatedRevealedFinding
) -> list[NextCall]:
    """The calls that lead on, the best first; a look at the evidence always."""
    verdict = finding.headline
    one = next((row for row in finding.families if row.verdict == verdict), None)
    found: list[NextCall] = []
    if verdict == "undetermined":
        found = _more(study_id, design)
    elif verdict == "style_driven":
        found = _freely(study_id, design, finding)
    elif verdict in ("deviates", "context_sensitive"):
        found = _elsewhere(study_id, design, finding)
    return [*found, _evidence(study_id, finding, one)]


def _more(study_id: str, design: StatedRevealedDesign) -> list[NextCall]:
    """More answers to the same prompts, with the budget that they take."""
    replicates = design.replicates * MORE
    if design.readout == "logprob" or replicates > MOST_REPLICATES:
        return []
    changed: dict[str, int] = {"replicates": replicates}
    larger = design.model_copy(update={**changed, "max_trials": MAX_TRIALS})
    try:
        planned = StatedRevealed(larger).planned
    except ValueError:
        return []
    if planned > design.max_trials:
        changed["max_trials"] = planned
    why = f"{design.replicates} answers to each prompt left it open: {replicates} may settle it."
    return [again(study_id, why, **changed)]


def _freely(
    study_id: str, design: StatedRevealedDesign, finding: StatedRevealedFinding
) -> list[NextCall]:
    """Without yes, no and labels, so that their habits have nothing to hold on to."""
    if FREELY in design.formats or design.readout == "logprob":
        return []
    why = "Its habit of yes, or of a label, drowns content: let it answer freely."
    return [again(study_id, why, formats=[FREELY], **_about(design, finding))]


def _elsewhere(
    study_id: str, design: StatedRevealedDesign, finding: StatedRevealedFinding
) -> list[NextCall]:
    """The same families in other circumstances: a gap in one of them alone is a small one."""
    if len(design.variations) > 1:
        return []
    why = "See whether the gap holds with a persona and in a hurry."
    return [again(study_id, why, variations=list(OTHERS), **_about(design, finding))]


def _about(design: StatedRevealedDesign, finding: StatedRevealedFinding) -> dict[str, list[str]]:
    """The families whose verdict is in question; of somebody's own, all."""
    if design.own_families:
        return {}
    about = [row.family for row in finding.families if row.verdict == finding.headline]
    return {"families": about} if len(about) < len(finding.families) else {}


def _evidence(study_id: str, finding: StatedRevealedFinding, one: FamilyFinding | None) -> NextCall:
    """The prompt that a report of the verdict should quote."""
    where: dict[str, object] = {"study_id": study_id, "limit": 2}
    if one is None:
        return NextCall(tool="get_trials", arguments=where, why="Quote an exact prompt.")
    outcomes = {outcome for role in one.roles for outcome, n in role.outcomes.items() if n}
    if finding.headline == "declines" and "refused" in outcomes:
        where["outcome"] = "refused"
    elif (shown := _shown(one)) is not None:
        where["question"] = shown.question_id
    return NextCall(tool="get_trials", arguments=where, why="Quote an exact prompt and its answer.")


def _shown(one: FamilyFinding) -> Example | None:
    """A context that turns against the statement, or else the one that opposes it most."""
    return one.pivoting[0] if one.pivoting else one.most_opposing
