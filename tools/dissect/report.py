"""The section of a report: weights, what is foretold, judges side by side, manipulation."""

from collections.abc import Sequence

from ...store.records import StudyRecord
from ..reports.page import Fact, IntervalChart, IntervalRow, Quote, Section, Table
from ..reports.quoting import LOOKED, quote, with_texts
from ..study.estimate import Estimate
from ..study.verb import Trials
from ..study.wording import number, share
from .finding import DissectFinding, JudgeFinding, PropertyWeight
from .notes import PRIORS, dissect_notes
from .wording import dissection, gained

_LIMITS = (
    "A weight is what goes with being preferred, the other properties here alike; one that was not "
    "counted may stand behind it.",
)
_METHOD = (
    "Of answers a and b, the log odds that a is preferred are the weight of each property times "
    "whether a has more of it (1), less (−1) or as much (0), plus a term for what is shown first. "
    "Weights are drawn from their posterior; questions share an effect.",
    "Properties-driven: held-out choices are foretold better by properties than by length and "
    "order. Length-driven: length alone does as well. Position-driven: the place foretells most.",
)


def dissect_sections(
    study: StudyRecord, findings: Sequence[DissectFinding], trials: Trials
) -> list[Section]:
    """A section for each."""
    return [_section(study, one, trials) for one in findings]


def _section(study: StudyRecord, finding: DissectFinding, trials: Trials) -> Section:
    tables = [_weights(finding), _foretold(finding)]
    if finding.similarities:
        tables += [_matrix(finding), _differences(finding)]
    if finding.by_scenario:
        tables.append(_scenarios(finding))
    if finding.pushes:
        tables.append(_pushes(finding))
    return Section(
        anchor=study.id,
        heading="What earns the choice?",
        who=finding.model,
        verdict=finding.headline,
        lead=dissection(finding),
        facts=(
            Fact("Pairs", f"{finding.pairs}", f"of {finding.questions} questions"),
            Fact("Scenarios", f"{len(finding.scenarios)}", ", ".join(finding.scenarios)),
            Fact("Judges", f"{len(finding.judges)}", ", ".join(j.judge for j in finding.judges)),
        ),
        figure=_chart(finding, finding.judges[0]) if finding.judges else None,
        limits=_LIMITS,
        charts=tuple(_chart(finding, one) for one in finding.judges[1:]),
        tables=tuple(tables),
        quotes=_quotes(study, trials),
        notes=tuple(dissect_notes(finding)),
        method=_METHOD,
    )


def _chart(finding: DissectFinding, judge: JudgeFinding) -> IntervalChart:
    own = [one for one in finding.weights if one.judge == judge.judge]
    own.sort(key=lambda one: -(one.weight.value or 0.0))
    rows = [
        _row(one.property, one.weight, _group(one))
        for one in sorted(own, key=lambda one: GROUPS.index(_group(one)))
    ]
    rows.append(_row("the answer shown first", judge.order, "Order"))
    return IntervalChart(
        title=f"What earns {judge.judge}'s choice",
        axis="log odds that the answer with more of it is preferred, all else alike",
        rows=tuple(rows),
        reference=0.0,
        caption=f"95 % intervals; shown: corrected over properties. {PRIORS}",
    )


GROUPS = ("Shown", "Not shown", "Little data")


def _group(one: PropertyWeight) -> str:
    """Whether a weight is shown, corrected over all; where there is little data, that."""
    return GROUPS[2] if one.little else GROUPS[0] if one.shown else GROUPS[1]


def _row(label: str, one: Estimate, group: str) -> IntervalRow:
    return IntervalRow(label, one.value, one.low, one.high, group, one.n)


def _weights(finding: DissectFinding) -> Table:
    return Table(
        "Properties",
        (
            "property",
            "judge",
            "what more of it means",
            "weight",
            "preferred",
            "by the published prior",
            "corrected p",
            "pairs that differ",
            "goes with",
        ),
        tuple(
            (
                one.property,
                one.judge,
                one.words,
                number(one.weight),
                f"{one.sigma:.0%}" + (" (little data)" if one.little else ""),
                number(one.published),
                f"{one.q:.2g}",
                f"{one.differ}",
                one.goes_with or "",
            )
            for one in finding.weights
        ),
    )


def _foretold(finding: DissectFinding) -> Table:
    return Table(
        "Choices foretold that the fit has not seen",
        ("judge", "by", "log loss", "accuracy", "gain of all properties over length"),
        tuple(
            (
                judge.judge,
                one.by,
                f"{one.log_loss:.3f}",
                f"{one.accuracy:.0%}",
                gained(judge.over_length),
            )
            for judge in finding.judges
            for one in judge.foretold
        ),
    )


def _matrix(finding: DissectFinding) -> Table:
    names = [one.judge for one in finding.judges]
    known = {
        frozenset((one.one, one.other)): number(one.beneath_noise) for one in finding.similarities
    }
    return Table(
        "Likeness of judges: correlation of weights, noise taken out, order left out",
        ("judge", *names),
        tuple(
            (row, *(known.get(frozenset((row, column)), "1") for column in names)) for row in names
        ),
    )


def _differences(finding: DissectFinding) -> Table:
    return Table(
        "Where judges differ",
        ("property", "judges", "difference", "corrected p"),
        tuple(
            (one.property, f"{one.one} less {one.other}", number(one.difference), f"{one.q:.2g}")
            for one in finding.differences
        ),
    )


def _scenarios(finding: DissectFinding) -> Table:
    shown = {one.property for one in finding.weights if one.shown}
    return Table(
        "By scenario, pooled: properties that are shown",
        ("property", "judge", "scenario", "weight"),
        tuple(
            (one.property, one.judge, one.scenario, number(one.weight))
            for one in finding.by_scenario
            if one.property in shown
        ),
    )


def _pushes(finding: DissectFinding) -> Table:
    return Table(
        f"How far {finding.writer} moved them",
        ("judge", "preferred", "asked for", "score", "wins", "by the weights", "beyond",
         "words more",
         "wins at equal length"),
        tuple(
            (
                one.judge,
                one.arm,
                " ".join(one.asked),
                number(one.score),
                share(one.wins),
                share(one.foretold),
                number(one.beyond),
                number(one.longer, 0),
                share(one.at_equal_length),
            )
            for one in finding.pushes
        ),
    )  # fmt: skip


def _quotes(study: StudyRecord, trials: Trials) -> tuple[Quote, ...]:
    """One comparison as it was asked, and one written answer if there is one."""
    found: list[Quote] = []
    for kind, title in (("verdict", "A comparison"), ("answer", "An answer written as told")):
        trial = with_texts(trials(study.id, kind=kind, limit=LOOKED))
        if trial is not None:
            found.append(quote(title, trial, f"{trial.variation}; read as: {trial.outcome}."))
    return tuple(found)
