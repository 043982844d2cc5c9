"""The sections of a report about sets: utilities of many options, a design on known truths.

What a report says about one preference is in `report.py`.
"""

from ..store.records import StudyRecord
from .findings import CalibrationFinding, Decomposition, TruthRow, UtilitiesFinding
from .reports.page import Fact, IntervalChart, IntervalRow, Section, Table
from .sentences import clip, sentence, share, undecided
from .utility_notes import utility_notes

TOP = 15
"""Options at each end that the chart of utilities shows."""


def utilities_section(study: StudyRecord, finding: UtilitiesFinding) -> Section:
    """Utilities as a chart of the ends and a table of all."""
    shown = bool(finding.options)
    return Section(
        anchor=study.id,
        heading=f"Utilities of {len(finding.options) or 'these'} options",
        who=finding.model,
        verdict="no_signal" if finding.no_signal else None,
        lead=sentence(finding),
        facts=(
            Fact(
                "Answers that decide",
                f"{finding.decided} of {finding.asked}",
                undecided(finding.missing),
            ),
            Fact("Order effect in logits", share(finding.order_effect), "0: none"),
            Fact(
                "Pairs in which one slot won in both orders",
                share(finding.same_slot_pairs),
                "a coin: 0.50",
            ),
            Fact("Held-out pairs predicted", share(finding.holdout_accuracy), finding.signal_test),
        ),
        charts=_utility_charts(finding),
        tables=(_utilities_table(finding),) if shown else (),
        notes=tuple(utility_notes(finding)),
    )


def _utility_charts(finding: UtilitiesFinding) -> tuple[IntervalChart, ...]:
    """The ends of the ranking, what more of a thing is worth, and categories against each other."""
    charts: list[IntervalChart] = [_utilities_chart(finding)] if finding.options else []
    if finding.worths:
        rows = tuple(
            IntervalRow(one.unit, one.slope.value, one.slope.low, one.slope.high, "", one.slope.n)
            for one in finding.worths
        )
        charts.append(
            IntervalChart(
                title="What more of a thing is worth",
                axis=f"b in U = a + b ln N, in {finding.scale}",
                rows=rows,
                reference=0.0,
            )
        )
    if finding.categories:
        rows = tuple(
            IntervalRow(
                f"{one.category} over {one.over}",
                one.share.value,
                one.share.low,
                one.share.high,
                "",
                one.share.n,
            )
            for one in finding.categories[: 2 * TOP]
        )
        charts.append(
            IntervalChart(
                title="Categories against each other",
                axis="share choosing the first category",
                rows=rows,
                reference=0.5,
                low=0.0,
                high=1.0,
                caption="Intervals are clustered by option on both sides.",
            )
        )
    return tuple(charts)


def effects_chart(found: Decomposition) -> IntervalChart:
    """How much each factor of a factorial design moves the share of option a."""
    rows = tuple(
        IntervalRow(
            f"{one.level} against {one.against}",
            one.difference.value,
            one.difference.low,
            one.difference.high,
            one.factor,
            one.difference.n,
        )
        for one in found.effects
    )
    aliases = f" Aliased pairs: {'; '.join(found.aliases)}." if found.aliases else ""
    return IntervalChart(
        title="What the choice depends on",
        axis="difference in the share of option a",
        rows=rows,
        reference=0.0,
        caption=f"{found.runs} prompts of a factorial design with all factors balanced.{aliases}",
    )


def _utilities_chart(finding: UtilitiesFinding) -> IntervalChart:
    rows = tuple(
        IntervalRow(
            one.option, one.utility, one.low, one.high, one.category or "", one.n, one.rank == 1
        )
        for one in finding.options
    )
    some = len(rows) > 2 * TOP
    return IntervalChart(
        title="Utilities",
        axis=f"utility in {finding.scale}, mean zero",
        rows=(*rows[:TOP], *rows[-TOP:]) if some else rows,
        reference=0.0,
        caption=f"The {TOP} highest and lowest of {len(rows)}." if some else "",
    )


def _utilities_table(finding: UtilitiesFinding) -> Table:
    return Table(
        "All options",
        ("option", "rank", "utility", "95 % interval", "n"),
        tuple(
            (
                clip(one.option, 120),
                f"{one.rank} ({one.rank_low}–{one.rank_high})",
                f"{one.utility:+.2f}",
                f"{one.low:+.2f} to {one.high:+.2f}",
                str(one.n),
            )
            for one in finding.options
        ),
    )


def calibration_section(study: StudyRecord, finding: CalibrationFinding) -> Section:
    """Verdicts by truth as a table, and the power curve."""
    return Section(
        anchor=study.id,
        heading=f"How {finding.verb} does on known truths",
        who="simulated respondents",
        verdict=None,
        lead=sentence(finding),
        facts=(
            Fact("Smallest effect, simulated", _effect(finding.smallest_effect), "power of 80 %"),
            Fact(
                "Smallest effect, by the plan's formula",
                _effect(finding.smallest_effect_planned),
                finding.planned,
            ),
        ),
        charts=(_power_chart(finding),),
        tables=(
            Table(
                "Verdicts by truth",
                ("truth", "what is true", "verdicts", "wrong", "intervals that cover", "trials"),
                tuple(_truth_cells(row) for row in finding.rows),
            ),
        ),
    )


def _effect(size: float | None) -> str:
    return "none" if size is None else f"{size:.3f}"


def _power_chart(finding: CalibrationFinding) -> IntervalChart:
    rows = tuple(
        IntervalRow(
            f"{point.effect:.3f}",
            point.detected.value,
            point.detected.low,
            point.detected.high,
            "effect",
            point.detected.n,
        )
        for point in finding.power
    )
    return IntervalChart(
        title="Power",
        axis=f"share of simulated studies: {finding.power_of}",
        rows=rows,
        reference=0.8,
        low=0.0,
        high=1.0,
        caption=f"Effect: {finding.effect_name}. The line marks a power of 80 %.",
    )


def _truth_cells(row: TruthRow) -> tuple[str, ...]:
    return (
        row.model,
        row.what,
        ", ".join(f"{n} {verdict.replace('_', ' ')}" for verdict, n in row.verdicts.items()),
        share(row.wrong),
        share(row.coverage),
        f"{row.trials:.0f}",
    )
