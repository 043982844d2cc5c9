"""The section of a report about incentives: contrasts, judges, and what is said beside them."""

from collections.abc import Sequence

from ...store.records import StudyRecord
from ..reports.page import Fact, IntervalChart, IntervalRow, Section
from ..study.verb import Trials
from ..study.wording import share
from .finding import TransferFinding
from .wording import how_judged, transfer, transfer_notes


def transfer_sections(
    study: StudyRecord, findings: Sequence[TransferFinding], trials: Trials
) -> list[Section]:
    """A section for each."""
    return [_section(study, one) for one in findings]


def _section(study: StudyRecord, finding: TransferFinding) -> Section:
    """One actor before one panel."""
    decided = sum(one.wins + one.losses for one in finding.contrasts if one.family is None)
    return Section(
        anchor=study.id,
        heading="Do outcomes act as incentives?",
        who=finding.model,
        verdict=finding.verdict,
        lead=transfer(finding),
        facts=(
            *_written(finding),
            Fact("Decided pairs", f"{decided}", "ties left out"),
            Fact("The rule for judges", finding.rule),
            *(
                Fact(
                    f"{one.judge}: right on pairs of known quality",
                    share(one.accuracy),
                    one.standing,
                )
                for one in finding.judges
            ),
        ),
        charts=(_chart(finding),),
        notes=tuple(transfer_notes(finding)),
    )


def _written(finding: TransferFinding) -> tuple[Fact, ...]:
    """What was judged; an import has no texts."""
    if finding.imported:
        return (Fact("Imported votes", "no texts on record", how_judged(finding)),)
    return (Fact("Texts written", f"{finding.written}", how_judged(finding)),)


def _chart(finding: TransferFinding) -> IntervalChart:
    rows = tuple(
        IntervalRow(
            f"{one.contrast}{f' · {one.family}' if one.family else ''}",
            one.share.value,
            one.share.low,
            one.share.high,
            one.family or "all",
            one.share.n,
        )
        for one in finding.contrasts
    )
    return IntervalChart(
        title="Which texts win",
        axis="share of decided pairs won by the first arm",
        rows=rows,
        reference=0.5,
        low=0.0,
        high=1.0,
        caption="Ties are left out; intervals are clustered by item.",
    )
