"""What is told of a study at its addresses, from the laboratory, as JSON.

Imports all that tools answer with: not before an address is read.
"""

import json
from typing import TYPE_CHECKING

from ...tools.capsules.lines import exported
from ..toolset.answers.ledgers import standing_of
from ..toolset.answers.status_views import status_view
from ..toolset.trial_tools import trial_page
from ..toolset.views import concise, page
from ..unseen import marked
from ..upkeep.lines import apart

if TYPE_CHECKING:
    from ...tools.studies import Laboratory

MOST_EXPORTED, EXPORTED = 500, 400_000
"""Trials of one page of an export, and characters of its rows."""


def study_told(lab: "Laboratory", study_id: str) -> str:
    """Where a study stands and what it found.

    Raises:
        NotFound: there is none.
    """
    status = status_view(lab, lab.progress(study_id))
    found, family = lab.summaries([study_id]), lab.investigation([study_id])
    shown, more = page(
        found.rows(),
        0,
        lambda one: concise(*one, lab.compared(*one), standing_of(family.standing(*one))),
    )
    told = status.model_dump(mode="json", exclude_none=True)
    told["findings"] = [one.model_dump(mode="json", exclude_none=True) for one in shown]
    if more is not None:
        told["hint"] = f"Call summarize with this study_id and offset={more} for the others."
    return json.dumps(marked(told), ensure_ascii=False)


def trials_told(lab: "Laboratory", study_id: str, offset: int, limit: int) -> str:
    """One page of its trials, as get_trials has them.

    Raises:
        NotFound: there is no such study.
    """
    found = trial_page(lab, study_id, offset, limit)
    return json.dumps(marked(found.model_dump(mode="json")), ensure_ascii=False)


def trials_exported(lab: "Laboratory", study_id: str, after: int) -> str:
    """One page of its trials after a row, whole, and the row that it ends with.

    Raises:
        NotFound: there is no such study.
    """
    model = lab.store.study(study_id).model
    rows: list[str] = []
    room, at = EXPORTED, after
    found = lab.store.after(study_id, after, MOST_EXPORTED)
    for row, trial in found:
        line = json.dumps(apart(exported(trial, model)))
        room -= len(line)
        if rows and room < 0:
            break
        rows.append(line)
        at = row
    whole = len(rows) == len(found) < MOST_EXPORTED
    return f'{{"trials": [{", ".join(rows)}], "next_after": {"null" if whole else at}}}'
