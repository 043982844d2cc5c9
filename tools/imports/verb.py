"""What the registry knows of imports: they ask nobody, and conclude what other verbs do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ...store.records import TrialRecord
from ..study.protocol import Finding
from ..study.steps import NextCall, imported_steps
from ..study.verb import FindingKind, Replayed, Taken, Taking, Verb
from .cards.finding import JudgeCard
from .cards.report import card_sections
from .cards.wording import card_notes, judge_card
from .design import ImportDesign


def _take(given: Taking) -> list[Taken]:
    from .formats import Source
    from .taking import Before, compared, take

    before = [
        Before(one.study, ImportDesign.model_validate(one.study.design), one.records)
        for one in given.before
        if one.study.verb == IMPORT.name
    ]
    source = Source(given.text, given.paths, given.columns)
    return [compared(one, given.beside) for one in take(source, before, given.concluded)]


def _rejudged(design: ImportDesign, records: Sequence[TrialRecord]) -> Sequence[Finding]:
    from ..perturb.verdict_rules import Rule
    from .judging import judged

    return judged(design.model, records, Rule(design.alpha, design.delta))


def _replayed(design: ImportDesign, rows: Callable[[], Iterable[TrialRecord]]) -> Replayed:
    from .anew.concluding import concluded_again

    return concluded_again(design, rows)


def _brief(card: JudgeCard) -> Mapping[str, Any]:
    return {"notes": card_notes(card)}


def _steps(study_id: str, design: ImportDesign, card: JudgeCard) -> Sequence[NextCall]:
    return imported_steps(study_id, "full", "See every line with its interval.")


JUDGE_CARD = FindingKind(
    JudgeCard,
    sentence=judge_card,
    brief=_brief,
    sections=card_sections,
    tables=("lines",),
    steps=_steps,
)
IMPORT = Verb(
    name="import",
    design=ImportDesign,
    title="What the choices say",
    named="import_choices",
    findings=JUDGE_CARD,
    take=_take,
    rejudged=_rejudged,
    replayed=_replayed,
)
