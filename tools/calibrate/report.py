"""The section of a report about a calibration: verdicts by truth, and the power curve."""

from collections.abc import Sequence

from ...store.records import StudyRecord
from ..reports.page import Fact, IntervalChart, IntervalRow, Section, Table
from ..study.verb import Trials
from ..study.wording import share
from .finding import CalibrationFinding, TruthRow
from .wording import calibration


def calibration_sections(
    study: StudyRecord, findings: Sequence[CalibrationFinding], trials: Trials
) -> list[Section]:
    """A section for each."""
    return [_section(study, one) for one in findings]


def _section(study: StudyRecord, finding: CalibrationFinding) -> Section:
    """Verdicts by truth as a table, and the power curve."""
    return Section(
        anchor=study.id,
        heading=f"How {finding.verb} does on known truths",
        who="simulated respondents",
        verdict=None,
        lead=calibration(finding),
        facts=(
            Fact("Smallest effect, simulated", _effect(finding.smallest_effect), "power of 80 %"),
            Fact(
                "Smallest effect, by the plan's formula",
                _effect(finding.smallest_effect_planned),
                finding.planned,
            ),
        ),
        figure=_power_chart(finding),
        limits=(
            "Simulated models answer more cleanly than real ones: rates hold for the truths named.",
        ),
        tables=_tables(finding),
    )


def _tables(finding: CalibrationFinding) -> tuple[Table, ...]:
    """Verdicts by truth; of a design to perturb also when each of them is wrong."""
    by_truth = Table(
        "Verdicts by truth",
        (
            "truth",
            "what is true",
            "verdicts",
            "wrong",
            "intervals that cover",
            "warned of dependence",
            "trials",
            "rounds",
            "p at most, where nothing differs; further rates",
        ),
        tuple(_truth_cells(row) for row in finding.rows),
    )
    if finding.verb != "perturb":
        return (by_truth,)
    from .claims import CLAIMS  # what judges answers: not before it is needed

    rows = tuple((name.replace("_", " "), claim.wrong_if) for name, claim in CLAIMS.items())
    return by_truth, Table("When a verdict is wrong", ("verdict", "is wrong if"), rows)


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
        "" if row.warned is None else share(row.warned),
        f"{row.trials:.0f}",
        "" if row.rounds is None else f"{row.rounds:.0f}",
        "; ".join(f"{what}: {share(one)}" for what, one in (row.p_at_most | row.also).items()),
    )
