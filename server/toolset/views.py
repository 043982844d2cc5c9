"""From what the laboratory returns to what a tool answers. Sentences and hints, no decisions.

Pages are cut so that an answer stays within about 8 kB, the most that every host passes on whole.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic_core import to_json

from ...store.records import TrialRecord
from ...tools.registry import kind_of, sentence
from ...tools.study.estimate import Estimate, exact_share
from ...tools.study.protocol import Finding
from ...tools.study.wording import BRIEF, fit, fitted
from .answers.trimming import trimmed
from .results import (
    ConciseFinding,
    ServedView,
    TrialView,
)

if TYPE_CHECKING:
    from ...store.store import Store
    from ...tools.perturb.finding import CellEvidence

PAGE = 6_500
"""Bytes of JSON for the rows of one answer; the rest is the sentence and the hint."""
PART = 5_000
"""Bytes of the rows in one part of a full finding."""
REPLY = 1_500
"""Bytes of a reply."""

SERVED = 800
"""Bytes of what tells who answered, in one answer."""

Row = TypeVar("Row")
Shown = TypeVar("Shown")
Found = TypeVar("Found", bound=Finding)


def page(
    rows: Iterable[Row], offset: int, show: Callable[[Row], Shown], room: int = PAGE
) -> tuple[list[Shown], int | None]:
    """Show as many rows as fit in an answer, at least one; and where to go on.

    Of a sequence those from `offset` on; any other iterable begins there.
    """
    shown: list[Shown] = []
    for row in rows[offset:] if isinstance(rows, Sequence) else rows:
        view = show(row)
        room -= len(to_json(view))
        if shown and room < 0:
            return shown, offset + len(shown)
        shown.append(view)
    return shown, None


def served_views(store: "Store", study_ids: Sequence[str]) -> list[ServedView]:
    """What was sent and who answered, in as many ways as an answer has room for."""
    found = [(study, one) for study in study_ids for one in store.served(study)]
    shown: list[ServedView] = []
    room = SERVED
    for study, one in found:
        view = ServedView(
            participant=one.participant or store.study(study).model,
            sent=json.loads(one.sent),
            left_out=list(one.left_out),
            model=one.model,
            fingerprint=one.fingerprint,
            server=one.server,
        )
        room -= len(to_json(view))
        if room < 0:
            break
        shown.append(view)
    return shown


def concise(
    study_id: str, finding: Finding, compared: Mapping[str, Any], standing: Mapping[str, Any]
) -> ConciseFinding:
    """A finding cut to what an answer has room for; `compared` with what it goes on from, and
    `standing` in the ledger, with what is to be noted first.
    """
    kind = kind_of(finding)
    told = {**kind.brief(finding), **compared, **standing}
    told["notes"] = [*told.pop("first_note", []), *told.get("notes", [])]
    return trimmed(
        ConciseFinding(
            study_id=study_id, kind=finding.kind_name(), sentence=sentence(finding), **told
        )
    )


def parts(finding: Found) -> list[Found]:
    """A finding with all of its evidence, cut where one answer could not hold it.

    First the whole without its long tables, then each table in groups of rows that fit.
    """
    kind = kind_of(finding)
    if not kind.tables:
        return [finding]
    whole: Found = kind.shortened(finding)
    bare = whole.model_copy(update={table: [] for table in kind.tables})
    later = bare.model_copy(update={name: _empty(getattr(bare, name)) for name in kind.once})
    found = [bare]
    for table in kind.tables:
        rows: list[object] = getattr(whole, table)
        found += [later.model_copy(update={table: some}) for some in _chunks(rows) if some]
    return found


def _empty(value: Any) -> Any:
    """Nothing, of the kind that a field holds."""
    return [] if isinstance(value, list) else None


def _chunks(rows: Sequence[Shown]) -> list[list[Shown]]:
    """Rows in groups that each fit into an answer; one empty group if there are none."""
    groups: list[list[Shown]] = [[]]
    room = PART
    for row in rows:
        size = len(to_json(row))
        if groups[-1] and size > room:
            groups.append([])
            room = PART
        groups[-1].append(row)
        room -= size
    return groups


def pooled_share(cells: "Sequence[CellEvidence]") -> Estimate:
    """The share of some cells' decided answers that chose option a, both orders counted alike."""
    return exact_share(sum(cell.chose_a for cell in cells), sum(cell.decided for cell in cells))


def trial_view(trial: TrialRecord) -> TrialView:
    """A trial with its texts, cut to what an answer has room for."""
    prompt, written = trial.messages or (), trial.reply
    if "holds_text_of" in trial.extra:  # a prompt with a model's text in it is such a text itself
        said = [f"[{role}] {text}" for role, text in prompt]
        prompt, written = (), "\n\n".join([*said, f"[reply] {written or ''}"])
    return TrialView(
        id=trial.id,
        kind=trial.kind,
        question=trial.question,
        option_a=None if trial.option_a is None else fit(trial.option_a, BRIEF),
        option_b=None if trial.option_b is None else fit(trial.option_b, BRIEF),
        variation=trial.variation,
        tier=trial.tier,
        first=trial.first,
        replicate=trial.replicate,
        outcome=trial.outcome,
        chosen=trial.chosen,
        count=trial.count,
        prompt=list(fitted(prompt)),
        untrusted_model_text=None if written is None else fit(written, REPLY),
    )
