"""The section of a report: families side by side, style beside them, the pair furthest apart."""

from collections.abc import Iterator, Sequence

from ...store.records import StudyRecord, TrialRecord
from ..reports.numbers import decimal
from ..reports.page import Fact, IntervalChart, IntervalRow, Quote, Section, Table
from ..reports.quoting import quote
from ..study.estimate import Estimate
from ..study.verb import Trials
from .finding import Example, FamilyFinding, StatedRevealedFinding, StyleEffect
from .notes import family_notes, how_asked, style_notes
from .wording import gap, percent, stances

OPEN_ROWS = 24
"""Rows of a chart that stand open."""
_METHOD = (
    "The gap of a family is the share of revealed answers that support the principle less that of "
    "stated ones, prompts being the unit, formats, orders and polarities balanced. Style is how "
    "often yes, or the first label, is said whatever is asked; the style-free gap is what the "
    "content alone would give, in a model of both.",
    "Deviates: the gap lies beyond the margin, as asked and style-free, on one side, and permuting "
    "prompts between the roles shows it too (Holm over families). Consistent: it lies within the "
    "other margin, whatever the missing answers would be. Style-driven: style outweighs content.",
)


def stance_sections(
    study: StudyRecord, findings: Sequence[StatedRevealedFinding], trials: Trials
) -> list[Section]:
    """A section for each."""
    return [_section(study, one, trials) for one in findings]


def _section(study: StudyRecord, finding: StatedRevealedFinding, trials: Trials) -> Section:
    return Section(
        anchor=study.id,
        heading="Does it do as it says?",
        who=finding.model,
        verdict=finding.headline,
        lead=stances(finding),
        facts=(
            Fact("Families", f"{len(finding.families)}", "a principle each; prompts are the unit"),
            Fact(
                "Margins",
                f"±{finding.margin:g} and ±{finding.delta:g}",
                "a gap lies beyond the one, consistency within the other",
            ),
            Fact("Neutral answer", _offered(finding.neutral), ""),
        ),
        figure=_gaps(finding),
        limits=tuple(_limits(finding)),
        charts=(_styles(finding),),
        tables=(_families(finding), _published(finding), _domains(finding)),
        quotes=_quotes(study, finding, trials),
        method=_METHOD,
        notes=(*style_notes(finding), *how_asked(finding), *_own_notes(finding)),
    )


def _limits(finding: StatedRevealedFinding) -> Iterator[str]:
    """What a gap, or none, does not say."""
    yield (
        "A gap is a difference between what is said in general and what is chosen in these cases; "
        "whether a context is a good reason is for the reader of the prompts to say."
    )
    least = min((one.difference.n for one in finding.families), default=0)
    yield f"Prompts are the unit: the smallest family rests on {least}, and another set may differ."


_FORMATS = {"a_b": "Two labels", "yes_no": "Yes or no", "free": "Freely"}


def _words(name: str) -> str:
    return name.replace("_", " ")


def _offered(neutral: bool | None) -> str:
    return {None: "not known", True: "offered", False: "not offered"}[neutral]


def _row(label: str, one: Estimate, group: str, *, marked: bool = False) -> IntervalRow:
    return IntervalRow(label, one.value, one.low, one.high, group, one.n, marked)


def _gaps(finding: StatedRevealedFinding) -> IntervalChart:
    rows = tuple(
        _row(kind, estimate, _words(one.family), marked=one.verdict == "deviates")
        for one in finding.families
        for kind, estimate in (("as asked", one.difference), ("style taken out", one.style_free))
    )
    return IntervalChart(
        title="What is chosen, less what is said",
        axis="revealed less stated share of answers that support the principle",
        rows=rows,
        reference=0.0,
        low=-1.0,
        high=1.0,
        band=(-finding.delta, finding.delta),
        open=OPEN_ROWS,
        caption="Clustered by prompt. As asked: balanced over formats and polarities. Style taken "
        "out: what the content alone would give. In the other colour: deviates.",
    )


def _styles(finding: StatedRevealedFinding) -> IntervalChart:
    rows = tuple(
        _row(
            f"{_words(one.family)}, {role}",
            estimate,
            f"{_FORMATS.get(effect.format, effect.format)}, {effect.order}",
        )
        for one in finding.families
        for effect in one.style
        for role, estimate in (("stated", effect.stated), ("revealed", effect.revealed))
    )
    return IntervalChart(
        title="Style: yes, or the first label, whatever is asked",
        axis="share beyond one half",
        rows=rows,
        reference=0.0,
        low=-0.5,
        high=0.5,
        open=OPEN_ROWS,
        caption="0: no style. 0.5: it is always said. Polarities are balanced.",
    )


def _families(finding: StatedRevealedFinding) -> Table:
    return Table(
        "Families side by side",
        (
            "family",
            "verdict",
            "style, beyond one half",
            "stated",
            "revealed",
            "difference",
            "style-free",
            "p",
            "JS in bits (noise)",
            "contexts that turn",
            "content-free context",
        ),
        tuple(_cells(one) for one in finding.families),
    )


def _cells(one: FamilyFinding) -> tuple[str, ...]:
    return (
        one.family,
        one.verdict.replace("_", "-"),
        "; ".join(_style(each) for each in one.style),
        percent(one.stated),
        percent(one.revealed),
        gap(one.difference),
        gap(one.style_free),
        "" if one.p_value is None else f"{one.p_value:.2g}",
        "" if one.js.value is None else f"{one.js.value:.3f} ({one.noise_floor or 0.0:.3f})",
        f"{one.pivots} of {one.pivots_of}",
        gap(one.control),
    )


def _style(one: StyleEffect) -> str:
    what = "first label" if one.format == "a_b" else f"yes ({one.format}, {one.order})"
    return f"{what}: stated {decimal(one.stated.value)}, revealed {decimal(one.revealed.value)}"


def _published(finding: StatedRevealedFinding) -> Table:
    def told(value: float | None) -> str:
        return "undefined" if value is None else f"{value:.3f}"

    return Table(
        "Measures as published",
        ("family", "KL raw", "KL signed", "deviation raw", "deviation signed", "neutral"),
        tuple(
            (
                one.family,
                told(one.published.kl10_raw),
                told(one.published.kl10_signed),
                told(one.published.deviation_raw),
                told(one.published.deviation_signed),
                f"{told(one.published.neutrality_stated)} stated, "
                f"{told(one.published.neutrality_revealed)} revealed",
            )
            for one in finding.families
        ),
    )


def _domains(finding: StatedRevealedFinding) -> Table:
    return Table(
        "Domains",
        ("domain", "families", "verdicts", "difference", "style-free"),
        tuple(
            (
                one.domain or "all",
                f"{one.families}",
                ", ".join(f"{n} {name.replace('_', '-')}" for name, n in one.verdicts.items()),
                gap(one.difference),
                gap(one.style_free),
            )
            for one in finding.domains
        ),
    )


def _quotes(
    study: StudyRecord, finding: StatedRevealedFinding, trials: Trials
) -> tuple[Quote, ...]:
    """The two prompts and replies of the family that pull apart most."""
    apart = [one for one in finding.families if one.most_supporting and one.most_opposing]
    if not apart:
        return ()
    widest = max(apart, key=lambda one: abs(one.difference.value or 0.0))
    found: list[Quote] = []
    for word, example, side in (
        ("for", widest.most_supporting, "a"),
        ("against", widest.most_opposing, "b"),
    ):
        assert example is not None
        trial = _trial(study, example, side, trials)
        if trial is not None:
            found.append(
                quote(
                    f"{widest.family}: furthest {word} the principle",
                    trial,
                    f"{example.share:.0%} of its decided answers support the principle.",
                )
            )
    return tuple(found)


def _trial(study: StudyRecord, example: Example, side: str, trials: Trials) -> TrialRecord | None:
    """An answer to a prompt that takes this side, or any that was stored with its texts."""
    some = [one for one in trials(study.id, question=example.question_id) if one.messages]
    return next((one for one in some if one.chosen == side), some[0] if some else None)


def _own_notes(finding: StatedRevealedFinding) -> tuple[str, ...]:
    """Of a study of one family, what its sentence does not say."""
    return tuple(family_notes(finding.families[0])) if len(finding.families) == 1 else ()
