"""What leads on from utilities: whether they move anything, and hold; or why there are none.

Who may judge a transfer test is not known here: whoever sends these calls fills that in.
"""

from ...study.design import MAX_TRIALS
from ...study.steps import MORE, NextCall, again
from ..design import ElicitDesign
from ..finding import UtilitiesFinding
from ..study import Elicit

RANKED = 6
"""Options from which on a third of them stands against another."""
MOST_REPLICATES = 40
"""Answers a pair in each order beyond which no step proposes more."""


def utility_steps(study_id: str, design: ElicitDesign, finding: UtilitiesFinding) -> list[NextCall]:
    """The calls that lead on, the best first; a look at the evidence always."""
    found = _without_signal(study_id, design) if finding.no_signal else []
    if not finding.no_signal and finding.components > 1:
        why = "Some options were never compared with others: compare all."
        found = _larger(study_id, design, why, pairs="all")
    elif not finding.no_signal:
        found = _of_utilities(study_id, design, finding)
    where = {"study_id": study_id, "limit": 2}
    return [*found, NextCall(tool="get_trials", arguments=where, why="Quote an exact prompt.")]


def _of_utilities(study_id: str, design: ElicitDesign, finding: UtilitiesFinding) -> list[NextCall]:
    between = {"model": design.model, "source": study_id}
    holds = NextCall(
        tool="perturb",
        arguments={**between, "unit": "top_bottom"},
        why="See whether the best is preferred to the worst in every variation.",
    )
    if len(finding.options) < RANKED:
        return [holds]
    moves = NextCall(
        tool="transfer_test",
        arguments=dict(between),
        why="See whether what it likes best makes it write better than what it likes least.",
    )
    return [moves, holds]


def _without_signal(study_id: str, design: ElicitDesign) -> list[NextCall]:
    """More answers a pair; then, once that is no more to be had, another way to ask."""
    each = Elicit(design).replicates
    if each * MORE <= MOST_REPLICATES:
        why = f"{each} answers a pair and order showed no order of liking: {each * MORE} may."
        if found := _larger(study_id, design, why, replicates=each * MORE):
            return found
    if design.readout == "label":
        return [again(study_id, "Let it think first.", readout="reasoned")]
    return []


def _larger(study_id: str, design: ElicitDesign, why: str, **changed: object) -> list[NextCall]:
    """The same with more asked, and the budget that it takes; nothing where that is too much."""
    try:
        larger = Elicit(design.model_copy(update={**changed, "max_trials": MAX_TRIALS}))
    except ValueError:
        return []
    if larger.planned > design.max_trials:
        changed["max_trials"] = larger.planned
    return [again(study_id, why, **changed)]
