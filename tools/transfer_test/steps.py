"""What leads on from a transfer test: the call that a good experimenter would make next.

By verdict, and by the part that failed. Nothing is proposed that the families have no items for, or
that would take more trials than a study may.
"""

from collections.abc import Sequence

from ..study.design import MAX_TRIALS
from ..study.steps import NextCall, again
from .design import TransferDesign
from .finding import TransferFinding
from .study import TransferTest

_TOO_LITTLE = ("control_not_seen", "control_too_few")
_MORE = 4
"""Times as many replicates, where items cannot be added."""


def transfer_steps(
    study_id: str, design: TransferDesign, finding: TransferFinding
) -> Sequence[NextCall]:
    """The calls that lead on, the best first; a look at the evidence always."""
    found = [_evidence(study_id, finding)]
    if finding.failed == "judges" or "length" in finding.confounded_by:
        why = (
            "No judge is left: name others, then ask_again with judges."
            if finding.failed
            else "The panel may follow length: find other judges, then ask_again with judges."
        )
        return [NextCall(tool="models", arguments={}, why=why), *found]
    if finding.verdict == "undetermined" or finding.failed in _TOO_LITTLE:
        return [*_more(study_id, design), *found]
    return found


def _evidence(study_id: str, finding: TransferFinding) -> NextCall:
    """Texts, or verdicts where the judges are the matter."""
    kind = "verdict" if finding.failed == "judges" or not finding.written else "text"
    where = {"study_id": study_id, "kind": kind, "limit": 2}
    return NextCall(tool="get_trials", arguments=where, why=f"Quote an exact prompt and {kind}.")


def _more(study_id: str, design: TransferDesign) -> list[NextCall]:
    """More items as far as there are any, since they narrow the interval; else more replicates."""
    study = TransferTest(design)
    if study.most_items > study.items:
        changed = {"items": study.longest}
        why = "Items are the sample: more of them narrow the interval."
    else:
        changed = {"replicates": _MORE * design.replicates}
        why = "All items are asked: more replicates find a smaller effect, as far as items agree."
    if changed.get("items", 0) > 100 or changed.get("replicates", 0) > 100:
        return []
    larger = design.model_copy(update={**changed, "max_trials": MAX_TRIALS})
    try:
        needed = TransferTest(larger).planned
    except ValueError:
        return []
    if needed > design.max_trials:
        changed["max_trials"] = needed
    return [again(study_id, why, **changed)]
