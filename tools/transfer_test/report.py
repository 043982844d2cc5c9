"""The section of a report about incentives: contrasts, judges, and what is said beside them."""

from collections.abc import Sequence

from ...store.records import StudyRecord
from ..reports.page import Fact, IntervalChart, IntervalRow, Section
from ..study.verb import Trials
from ..study.wording import clip, share
from .design import CLAIM
from .finding import TransferFinding
from .wording import how_judged, transfer, transfer_notes

_NAMED = 3
"""Outcomes of each kind that a report names."""


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
            *_outcomes(study, finding),
            *_written(finding),
            Fact("Decided pairs", f"{decided}", "ties left out"),
            *_adjusted(finding),
            Fact("The rule for judges", "fixed before the run", finding.rule),
            *(
                Fact(
                    f"{one.judge}: right on pairs of known quality",
                    share(one.accuracy),
                    one.reason or one.standing,
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


def _outcomes(study: StudyRecord, finding: TransferFinding) -> tuple[Fact, ...]:
    """What was promised; an import does not say."""
    if finding.imported:
        return ()
    return (
        Fact("Outcomes that it likes", *_first(study, "high")),
        Fact("Outcomes that it does not", *_first(study, "low")),
    )


def _first(study: StudyRecord, which: str) -> tuple[str, str]:
    """How many outcomes of a kind a design has, and the first of them."""
    texts = [one["text"] for one in study.design.get(which, ())]
    more = f" and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return f"{len(texts)}", "; ".join(clip(one) for one in texts[:_NAMED]) + more


def _adjusted(finding: TransferFinding) -> list[Fact]:
    """The claim with another cause taken out, where one was looked for."""
    found: list[Fact] = []
    if finding.at_equal_length is not None:
        found.append(Fact("The claim at equal length", share(finding.at_equal_length)))
    if finding.leaks and finding.share_without_leaks is not None:
        without = f"{finding.leaks} texts speak of what depends on them"
        found.append(
            Fact("The claim without their pairs", share(finding.share_without_leaks), without)
        )
    return found


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
    others = (
        ("at equal length", finding.at_equal_length),
        ("without leaks", finding.share_without_leaks),
    )
    rows += tuple(
        IntervalRow(f"{CLAIM} · {name}", one.value, one.low, one.high, "all", one.n)
        for name, one in others
        if one is not None
    )
    return IntervalChart(
        title="Which texts win",
        axis="share of decided pairs won by the first arm",
        rows=rows,
        reference=0.5,
        low=0.0,
        high=1.0,
        caption="Ties are left out, save at equal length, where each is half a win; intervals are "
        "clustered by item.",
    )
