"""The section of a report about one preference: its share, every cell, pressure, answers."""

from collections.abc import Iterator, Sequence

from ...store.records import StudyRecord
from ..perturbations.catalogue import Side
from ..perturbations.listing import in_words
from ..reports.numbers import evidence
from ..reports.page import Fact, IntervalChart, IntervalRow, Quote, Section
from ..study.estimate import Estimate
from ..study.verb import Trials
from ..study.wording import clip, quoted
from .finding import CellEvidence, Decomposition, PreferenceFinding, Rung
from .notes import notes as also
from .page.answers import FLIPPED, example_quotes, own_quotes
from .page.method import limits_of, rule
from .page.questions import many
from .wording import counted, favoured, preference, share

FEW = 4
"""Up to so many findings of a study get a section each; more share one."""
HEADING = 120
"""Characters of an option in a heading."""


def preference_sections(
    study: StudyRecord, findings: Sequence[PreferenceFinding], trials: Trials
) -> list[Section]:
    """A section for each preference, or one for all where there are more than a few."""
    if len(findings) > FEW:
        return [many(study, findings, trials)]
    return [_preference(study, one, trials) for one in findings]


def _preference(study: StudyRecord, finding: PreferenceFinding, trials: Trials) -> Section:
    charts = [_cells_chart(finding)]
    if finding.ladder:
        charts.append(_ladder_chart(finding))
    if finding.decomposition and finding.decomposition.effects:
        charts.append(effects_chart(finding.decomposition))
    quotes = own_quotes(study, finding, trials)
    return Section(
        anchor=f"{study.id}-{finding.question_id}",
        heading=f"{clip(finding.option_a, HEADING)} or {clip(finding.option_b, HEADING)}?",
        who=finding.model,
        verdict=finding.verdict,
        lead=preference(finding),
        figure=_figure(finding, quotes),
        limits=tuple(limits_of(study, finding)),
        facts=_facts(finding),
        charts=tuple(charts),
        quotes=(*quotes, *example_quotes(finding)),
        notes=tuple(also(finding)),
        method=rule(finding),
    )


def _figure(finding: PreferenceFinding, quotes: Sequence[Quote]) -> IntervalChart:
    """The one figure: all answers, both orders apart, and the cell that speaks against it most."""
    return IntervalChart(
        title="In short",
        axis=f"share choosing {favoured(finding)}",
        rows=(*_shares(finding), *_against(finding, quotes)),
        reference=0.5,
        low=0.0,
        high=1.0,
        caption=f"Of all {finding.asked} answers asked; the line is one half. Option a is "
        f"{quoted(finding.option_a)}, option b {quoted(finding.option_b)}."
        + (" In the other colour: what turns the choice round." if finding.flip else ""),
        band=_margin(finding),
    )


def _margin(finding: PreferenceFinding) -> tuple[float, float] | None:
    """Where equality is claimed: that within which it is."""
    if finding.verdict != "indifferent":
        return None
    return 0.5 - finding.delta, 0.5 + finding.delta


def _shares(finding: PreferenceFinding) -> Iterator[IntervalRow]:
    turned = finding.favours == "b"
    own = finding.share_b if turned else finding.share_a
    whole = own or finding.share_a
    yield _row("all wordings, both orders", whole, mirrored=turned and own is None)
    if turned and finding.decided < finding.asked:
        return  # the share of the other one in an order is not what is left of this one's
    first, second = finding.share_a_when_a_first, finding.share_a_when_b_first
    if turned:
        first, second = second, first
    yield _row("where it is shown first", first, mirrored=turned)
    yield _row("where it is shown second", second, mirrored=turned)


def _against(finding: PreferenceFinding, quotes: Sequence[Quote]) -> Iterator[IntervalRow]:
    """What flips it; of one that nothing flips, its weakest cell."""
    flip = finding.flip
    if flip is not None and flip.fresh is not None:
        shown = next((FLIPPED for one in quotes if one.name == FLIPPED), "")
        yield _row(
            f"where it turns: {flip.description}, asked afresh",
            flip.fresh,
            marked=True,
            code=flip.variation,
            quote=shown,
        )
        return
    cells = [one for one in finding.cells if one.share is not None and one.share.value is not None]
    if finding.favours is None or len(cells) < 2:
        return
    least = min(cells, key=lambda one: ((one.share and one.share.value) or 0.0, one.variation))
    row = _cell_row(least, finding.favours, marked=flip is not None)
    yield IntervalRow(
        f"the least of {len(cells)} cells: {row.label}",
        *(row.value, row.low, row.high, "", row.n, row.marked, row.code),
    )


def _row(
    label: str,
    found: Estimate,
    *,
    mirrored: bool = False,
    marked: bool = False,
    code: str = "",
    quote: str = "",
) -> IntervalRow:
    value, low, high = _mirrored(found, mirrored)
    return IntervalRow(label, value, low, high, "", found.n, marked, code, (), quote)


def _facts(finding: PreferenceFinding) -> tuple[Fact, ...]:
    return (
        *_decided_fact(finding),
        Fact(
            "What is shown first is chosen",
            share(finding, finding.share_first),
            "0.50: no order effect, if every answer decides",
        ),
        *_holding_facts(finding),
        Fact(
            "Answers that decide",
            f"{finding.decided} of {finding.asked}",
            counted(finding),
        ),
    )


def _decided_fact(finding: PreferenceFinding) -> tuple[Fact, ...]:
    """The share among those that decided, where that is not all of them."""
    if finding.share_a_decided is None or finding.decided == finding.asked:
        return ()
    name = f"{quoted(finding.option_a)} among answers that decided"
    why = "what the missing ones would have been is not known"
    return (Fact(name, share(finding, finding.share_a_decided), why),)


def _holding_facts(finding: PreferenceFinding) -> tuple[Fact, ...]:
    """How many cells hold, how many variations; and what the verdict rests on."""
    bar = finding.claims / finding.alpha
    found = [
        Fact(
            "Cells that hold",
            f"{finding.holding} of {len(finding.cells)}",
            f"e-value of at least {bar:,.0f} each" if not finding.exact else "",
        )
    ]
    if finding.variations and finding.share_holding_low is not None:
        found.append(
            Fact(
                "Variations that hold in both orders",
                f"{finding.variations_holding} of {finding.variations}",
                f"share at least {finding.share_holding_low:.2f} among variations like these"
                if finding.variations_holding
                else "",
            )
        )
    if finding.e_value is not None:
        found.append(
            Fact(
                "Evidence of the verdict",
                f"e-value {evidence(finding.e_value)}",
                f"its bar: {bar:,.0f}",
            )
        )
    return tuple(found)


def _cells_chart(finding: PreferenceFinding) -> IntervalChart:
    flip = finding.flip
    rows = tuple(
        _cell_row(
            cell,
            finding.favours or "a",
            marked=flip is not None and flip.variation == cell.variation,
        )
        for cell in finding.cells
    )
    return IntervalChart(
        title="Every reasonable cell",
        axis=f"share choosing {favoured(finding)}",
        rows=rows,
        reference=0.5,
        low=0.0,
        high=1.0,
        caption="One row a variation and order: the share of all answers asked there, with "
        + ("its score interval." if finding.imported else f"an interval {_ANYTIME}.")
        + (" In the other colour: the variation that turns the choice round." if flip else ""),
        band=_margin(finding),
    )


_ANYTIME = "that holds whenever the study stopped"
_TIERS = {
    "surface": "the same in other words or another form",
    "circumstance": "in passing circumstances",
    "nudge": "nudged to the other option",
    "pressure": "pressed to the other option",
}


def _cell_row(cell: CellEvidence, side: Side, *, marked: bool) -> IntervalRow:
    found = cell.share or Estimate(value=None)
    shown = {None: "order unknown", side: "shown first"}.get(cell.first, "shown second")
    words = in_words(cell.variation)
    return IntervalRow(
        label=f"{words}, {shown}",
        value=found.value,
        low=found.low,
        high=found.high,
        group=_TIERS.get(cell.tier, cell.tier),
        n=cell.asked,
        marked=marked,
        code="" if words == cell.variation else cell.variation,
    )


def _ladder_chart(finding: PreferenceFinding) -> IntervalChart:
    return IntervalChart(
        title="Beyond reasonable: nudges and pressure",
        axis=f"share still choosing {favoured(finding)}",
        rows=tuple(_rung_row(rung, finding) for rung in finding.ladder),
        reference=0.5,
        low=0.0,
        high=1.0,
        caption="They never touch the verdict. In the other colour: the choice broke.",
    )


def _rung_row(rung: Rung, finding: PreferenceFinding) -> IntervalRow:
    other = rung.share_b if finding.favours == "b" else None
    value, low, high = _mirrored(other or rung.share_a, finding.favours == "b" and not other)
    words = in_words(rung.variation)
    return IntervalRow(
        rung.description or words,
        *(value, low, high, _TIERS.get(rung.tier, rung.tier), rung.share_a.n),
        marked=rung.broken is True,
        code=rung.variation if rung.description or words != rung.variation else "",
    )


def _mirrored(
    estimate: Estimate, mirrored: bool
) -> tuple[float | None, float | None, float | None]:
    value, low, high = estimate.value, estimate.low, estimate.high
    if not mirrored or value is None or low is None or high is None:
        return value, low, high
    return 1 - value, 1 - high, 1 - low


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
