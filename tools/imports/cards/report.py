"""The section of a report about a judge: its card."""

from collections.abc import Sequence

from ....store.records import StudyRecord
from ...reports.page import IntervalChart, IntervalRow, Section
from ...study.verb import Trials
from .finding import CardLine, JudgeCard
from .wording import SIGNED, card_notes, judge_card, title_of


def card_sections(
    study: StudyRecord, findings: Sequence[JudgeCard], trials: Trials
) -> list[Section]:
    """A section for each."""
    return [_section(study, one) for one in findings]


def _section(study: StudyRecord, card: JudgeCard) -> Section:
    charts = _charts(card)
    return Section(
        anchor=study.id,
        heading="What a judge follows",
        who=card.judge,
        verdict=None,
        lead=judge_card(card),
        figure=charts[0] if charts else None,
        limits=(
            "Of a log: what was asked, and how, is as it says; it holds no prompts to be shown.",
        ),
        charts=charts[1:],
        notes=tuple(card_notes(card)),
    )


def _charts(card: JudgeCard) -> tuple[IntervalChart, ...]:
    """Shares on one axis, differences and kappa on another."""
    shares = [one for one in card.lines if one.name not in SIGNED]
    signed = [one for one in card.lines if one.name in SIGNED]
    caption = "Intervals are clustered by pair. In the other colour: not as a fair judge has it."
    found = [
        IntervalChart("Shares", "share", _rows(shares), 0.5, 0.0, 1.0, caption),
        IntervalChart(
            "Differences", "difference, or kappa", _rows(signed), 0.0, -1.0, 1.0, caption
        ),
    ]
    return tuple(one for one in found if one.rows)


def _rows(lines: Sequence[CardLine]) -> tuple[IntervalRow, ...]:
    return tuple(
        IntervalRow(
            title_of(one.name),
            one.estimate.value,
            one.estimate.low,
            one.estimate.high,
            "",
            one.estimate.n,
            marked=one.null is not None and not one.is_null,
        )
        for one in lines
    )
