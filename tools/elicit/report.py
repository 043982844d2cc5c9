"""The section of a report about utilities: both ends of the ranking, categories, and the rest."""

from collections.abc import Iterator, Sequence

from ...store.records import StudyRecord
from ..reports.page import Fact, IntervalChart, IntervalRow, Quote, Section
from ..reports.quoting import LOOKED, quote, with_texts
from ..study.estimate import Estimate
from ..study.pooled import mean_of
from ..study.verb import Trials
from ..study.wording import clip, share, undecided
from .finding import OptionUtility, UtilitiesFinding
from .notes import utility_notes
from .wording import utilities

TOP = 10
"""Options at each end of the ranking that stand open."""
MOST_BETWEEN = 1_000
"""Options between the ends that are listed."""
MOST_CATEGORIES = 16
"""Categories whose means stand beside the ends."""
OPTION = 110
"""Characters of an option in a row."""
CATEGORIES = "By category"
SIDES = ("One is shown to be chosen more", "Neither is shown to be chosen more")
_METHOD = (
    "That a is chosen over b, a being shown first, has the probability F(u_a − u_b + order), F the "
    "logistic function (or the normal one, where the scale says probits). Utilities u and the "
    "order term are the most probable ones under a normal prior on utilities, whose width the "
    "answers themselves decide. A pair counts as one unit however often it was asked: noise of "
    "pairs beyond that of answers, and slips, are estimated and widen the intervals.",
    "Utilities are shown only on evidence of at least 20 to 1 against equal ones with the same "
    "noise, and pairs that were held out are foretold by a fit to the others.",
)


def utilities_sections(
    study: StudyRecord, findings: Sequence[UtilitiesFinding], trials: Trials
) -> list[Section]:
    """A section for each."""
    return [_section(study, one, trials) for one in findings]


def _section(study: StudyRecord, finding: UtilitiesFinding, trials: Trials) -> Section:
    """Utilities as one ranking, and whether they may be believed."""
    return Section(
        anchor=study.id,
        heading=f"Utilities of {len(finding.options) or 'these'} options",
        who=finding.model,
        verdict="no_signal" if finding.no_signal else None,
        lead=utilities(finding),
        figure=_ranking(finding) if finding.options else None,
        limits=tuple(_limits(study, finding)),
        facts=(
            Fact(
                "Answers that decide",
                f"{finding.decided} of {finding.asked}",
                undecided(finding.missing),
            ),
            Fact(f"Order effect in {finding.scale}", share(finding.order_effect), "0: none"),
            Fact(
                "Pairs in which one slot won in both orders",
                share(finding.same_slot_pairs),
                "a coin: 0.50",
            ),
            Fact("Held-out pairs predicted", share(finding.holdout_accuracy), finding.signal_test),
        ),
        charts=_utility_charts(finding),
        quotes=tuple(_quotes(study, trials)),
        notes=tuple(utility_notes(finding)),
        method=_METHOD,
    )


def _limits(study: StudyRecord, finding: UtilitiesFinding) -> Iterator[str]:
    missing = finding.asked - finding.decided
    if missing:
        yield f"{missing} of {finding.asked} answers chose neither option; they are left out."
    if finding.options:
        yield (
            "Utilities rank these options against each other: their zero is the mean of the set, "
            "and another set would move it. Neighbours whose intervals overlap are not told apart."
        )
    if study.design.get("readout", "label") != "enact":
        yield "The model named options; whether it works harder for them is for a transfer test."


def _quotes(study: StudyRecord, trials: Trials) -> Iterator[Quote]:
    """One answer as it was asked, and one that declined."""
    for title, which in (
        ("An ordinary answer", {"outcome": "chose"}),
        ("A refusal", {"outcome": "refused"}),
    ):
        trial = with_texts(trials(study.id, kind="choice", limit=LOOKED, **which))
        if trial is not None:
            read = f"chose option {trial.chosen}" if trial.chosen else trial.outcome
            yield quote(title, trial, f"Read as: {read.replace('_', ' ')}.")


def _ranking(finding: UtilitiesFinding) -> IntervalChart:
    """The ends of the ranking and the mean of each category; the rest folded, nothing twice."""
    ranked = finding.options
    whole = len(ranked) <= 2 * TOP
    rows = [_row(one, "" if whole else "Liked most") for one in ranked[: None if whole else TOP]]
    if not whole:
        rows += [_row(one, "Liked least") for one in ranked[-TOP:]]
    rows += _by_category(ranked)
    stand_open = len(rows)
    middle = [] if whole else ranked[TOP:-TOP]
    rows += [_row(one, f"All between, by rank{_left(middle)}") for one in middle[:MOST_BETWEEN]]
    categories = "; of a category the mean of its options, n counting them" * any(
        row.group == CATEGORIES for row in rows
    )
    return IntervalChart(
        title="The ranking",
        axis=f"utility in {finding.scale}, mean zero",
        rows=tuple(rows),
        reference=0.0,
        caption=f"Rank, and in brackets where it may lie; n counts answers{categories}. 95 % "
        "intervals.",
        open=stand_open,
    )


def _left(middle: Sequence[OptionUtility]) -> str:
    return f", the first {MOST_BETWEEN:,} of {len(middle):,}" if len(middle) > MOST_BETWEEN else ""


def _row(one: OptionUtility, group: str) -> IntervalRow:
    rank = f"{one.rank} ({one.rank_low}–{one.rank_high})"
    label = f"{rank} {clip(one.option, OPTION)}"
    return IntervalRow(label, one.utility, one.low, one.high, group, one.n)


def _by_category(ranked: Sequence[OptionUtility]) -> list[IntervalRow]:
    """The mean utility of each category, best first, its options being draws of what it holds."""
    own: dict[str, list[float]] = {}
    for one in ranked:
        if one.category:
            own.setdefault(one.category, []).append(one.utility)
    if not 2 <= len(own) <= MOST_CATEGORIES:
        return []
    ends = ranked[-1].utility, ranked[0].utility
    means = [(name, mean_of(values, *ends)) for name, values in own.items()]
    means.sort(key=lambda one: (-(one[1].value or 0.0), one[0]))
    return [
        IntervalRow(clip(name, OPTION), one.value, one.low, one.high, CATEGORIES, one.n)
        for name, one in means
    ]


def _utility_charts(finding: UtilitiesFinding) -> tuple[IntervalChart, ...]:
    """What more of a thing is worth, and categories against each other."""
    charts: list[IntervalChart] = []
    if finding.utility_curves:
        rows = tuple(
            IntervalRow(one.unit, one.slope.value, one.slope.low, one.slope.high, "", one.slope.n)
            for one in finding.utility_curves
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
                _side(one.share),
                one.share.n,
            )
            for one in sorted(finding.categories, key=lambda one: SIDES.index(_side(one.share)))
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
                open=TOP,
            )
        )
    return tuple(charts)


def _side(found: Estimate) -> str:
    """Whether one category is shown to be liked more than the other."""
    low, high = found.low, found.high
    return SIDES[0] if low is not None and high is not None and not low <= 0.5 <= high else SIDES[1]
