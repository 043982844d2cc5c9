"""Many preferences of one study in one section: a table by verdict with small plots, and answers.

Groups of a verdict fold away; every question links to an answer where the study has its texts.
"""

from collections import Counter
from collections.abc import Sequence

from ....store.records import StudyRecord
from ...reports.page import Fact, IntervalChart, IntervalRow, Quote, Section
from ...study.estimate import Estimate
from ...study.verb import Trials
from ...study.wording import clip
from ..finding import MATTERS, PreferenceFinding
from ..wording import ladder, share
from .answers import one_quote
from .method import how_read, rule

OPEN_QUESTIONS = 24
"""Questions that stand open."""
MOST_QUOTED = 300
"""Questions of which an answer is quoted."""
MOST_LISTED = 600
"""Questions in the table; what matters most comes first."""
OPTION = 90
"""Characters of an option in a row."""


def many(study: StudyRecord, findings: Sequence[PreferenceFinding], trials: Trials) -> Section:
    """All questions of a study."""
    counts = Counter(one.verdict for one in findings)
    words = ", ".join(f"{counts[one]} {_words(one)}" for one in MATTERS if counts[one])
    ranked = sorted(findings, key=lambda one: (MATTERS.index(one.verdict), -_share(one)))
    left = len(ranked) - MOST_LISTED
    ranked = ranked[:MOST_LISTED]
    quotes = _quotes(study, ranked[:MOST_QUOTED], trials)
    said = [f"{left:,} more are left out here."] if left > 0 else []
    return Section(
        anchor=study.id,
        names=tuple(f"{study.id}-{one.question_id}" for one in ranked),
        heading=f"{len(findings)} questions",
        who=study.model,
        verdict=None,
        lead=f"{len(findings)} questions to {study.model}: {words}.",
        figure=_chart(ranked, {one.name for one in quotes}),
        limits=(*said, *how_read(study, imported=findings[0].imported)),
        facts=(
            Fact("Answers", f"{sum(one.asked for one in findings):,}", "asked, of all questions"),
            Fact("Cells", f"{sum(len(one.cells) for one in findings):,}", "wordings and orders"),
        ),
        quotes=tuple(quotes),
        method=rule(findings[0]),
    )


def _chart(findings: Sequence[PreferenceFinding], quoted: set[str]) -> IntervalChart:
    pushed = any(one.ladder for one in findings)
    return IntervalChart(
        title="Every question, by verdict",
        axis="the first option, and the share choosing it",
        rows=tuple(_row(at, one, quoted, pushed=pushed) for at, one in enumerate(findings)),
        reference=0.5,
        low=0.0,
        high=1.0,
        caption="Shares of all answers asked; the line is one half. Questions of a verdict by how "
        "far they are from it.",
        columns=("when first", "when second", *(("pressed",) if pushed else ())),
        open=OPEN_QUESTIONS,
    )


def _row(at: int, finding: PreferenceFinding, quoted: set[str], *, pushed: bool) -> IntervalRow:
    found = finding.share_a
    name = f"q{at}"
    return IntervalRow(
        f"{clip(finding.option_a, OPTION)} | {clip(finding.option_b, OPTION)}",
        *(found.value, found.low, found.high, _words(finding.verdict), found.n),
        cells=(
            _bare(finding, finding.share_a_when_a_first),
            _bare(finding, finding.share_a_when_b_first),
            *((ladder(finding),) if pushed else ()),
        ),
        quote=name if name in quoted else "",
    )


def _bare(finding: PreferenceFinding, found: Estimate) -> str:
    return "no data" if found.value is None else share(finding, found)


def _quotes(
    study: StudyRecord, findings: Sequence[PreferenceFinding], trials: Trials
) -> list[Quote]:
    found: list[Quote] = []
    for at, one in enumerate(findings):
        if one.imported:
            continue
        title = f"{clip(one.option_a, OPTION)} | {clip(one.option_b, OPTION)}"
        told = one_quote(study, one, trials, f"q{at}", title)
        if told is not None:
            found.append(told)
    return found


def _share(finding: PreferenceFinding) -> float:
    return abs((finding.share_a.value or 0.5) - 0.5)


def _words(verdict: str) -> str:
    return verdict.replace("_", " ")
