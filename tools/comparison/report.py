"""Several models in one section of a report: a figure, questions by models, models by twos."""

from collections.abc import Sequence

from ..reports import numbers
from ..reports.page import IntervalChart, IntervalRow, Section, Table
from ..study.estimate import Estimate
from ..study.pooled import Comparison, ModelPair, OfModel, OfQuestion
from ..study.wording import number

OPEN = 48
"""Intervals that stand open in the figure."""
MOST_DRAWN = 400
"""Intervals in the figure."""
MOST_QUESTIONS = 300


def comparison_section(found: Sequence[Comparison]) -> Section | None:
    """What several models say beside each other; None of one model."""
    if not found:
        return None
    models = list(dict.fromkeys(model for one in found for model in one.models))
    rows = [row for one in found for row in one.rows]
    pairs = [pair for one in found for pair in one.pairs]
    tables = [_matrix(models, rows[:MOST_QUESTIONS])] if rows else []
    tables += [_twos(pairs)] if pairs else []
    left = len(rows) - MOST_QUESTIONS
    return Section(
        anchor="models",
        heading="Models beside each other",
        who=", ".join(models),
        verdict=None,
        lead=" ".join(sentence for one in found for sentence in one.sentences[:3]),
        figure=_chart(rows) if rows else None,
        tables=tuple(tables),
        notes=(
            *(sentence for one in found for sentence in one.sentences[3:]),
            *((f"{left:,} more questions are left out here.",) if left > 0 else ()),
        ),
    )


def _chart(rows: Sequence[OfQuestion]) -> IntervalChart:
    drawn = [
        IntervalRow(
            label=one.model,
            value=one.share.value if one.share else None,
            low=one.share.low if one.share else None,
            high=one.share.high if one.share else None,
            group=row.question,
            n=one.share.n if one.share else 0,
            cells=(one.verdict.replace("_", " "),),
            quote=f"{one.study_id}-{one.question_id}",
        )
        for row in rows
        for one in row.models
    ]
    left = len(drawn) - MOST_DRAWN
    return IntervalChart(
        title="The option named first, by model",
        axis="share of all answers asked",
        rows=tuple(drawn[:MOST_DRAWN]),
        reference=0.5,
        low=0.0,
        high=1.0,
        caption="The line is one half." + (f" {left} more stand in the table." if left > 0 else ""),
        columns=("verdict",),
        open=OPEN,
    )


def _matrix(models: Sequence[str], rows: Sequence[OfQuestion]) -> Table:
    title = "Questions by models: verdict, share of the option named first, less the first model"
    lines: list[tuple[str, ...]] = []
    for row in rows:
        of = {one.model: one for one in row.models}
        lines.append((row.question, *(_cell(of.get(model)) for model in models)))
    return Table(title, ("question", *models), tuple(lines), folded=True)


def _cell(one: OfModel | None) -> str:
    if one is None:
        return "–"
    share = one.share
    told = "" if share is None else numbers.interval(share.value, share.low, share.high)
    gap = f"; less the first {_number(one.difference)}" if one.difference else ""
    return f"{one.verdict.replace('_', '-')} {told}{gap}"


def _twos(pairs: Sequence[ModelPair]) -> Table:
    return Table(
        "Models by twos",
        (
            *("models", "questions", "same verdict", "opposite favourites", "difference"),
            *("cells that turn: one, other, both", "weakness", "kappa", "correlation of utilities"),
        ),
        tuple(
            (
                f"{one.one} and {one.other}",
                str(one.questions or "–"),
                str(one.alike) if one.questions else "–",
                str(one.opposite) if one.questions else "–",
                _number(one.difference),
                f"{', '.join(map(str, one.flips))} of {one.cells}" if one.cells else "–",
                one.weakness or "–",
                _number(one.kappa),
                _number(one.correlation),
            )
            for one in pairs
        ),
    )


def _number(found: Estimate | None) -> str:
    return "–" if found is None or found.low is None else number(found)
