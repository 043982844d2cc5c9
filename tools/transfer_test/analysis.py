"""From verdicts on pairs of texts to a finding: what the panel is worth, then what it found.

Shares leave ties out, are bounded by them, and have intervals clustered by item. A run and an
import of votes come here alike. What verdict follows is in `verdict_rules.py`, what length does to
a panel in `panel/lengths.py`, what a judge is worth in `panel/worth.py`.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ..judges.panel import Decision, JudgeVote, by_item, decisions, judge_votes, leave_one_out
from ..statistics.distributions import t_tail
from ..statistics.proportions.clustered_proportions import (
    TooFewClusters,
    bounded_share,
    cr2_standard_error,
)
from ..statistics.proportions.equivalence import decided_pairs_needed, equivalence_to_half
from ..statistics.proportions.intervals import ClusteredShare, Interval
from ..statistics.proportions.logistic_slope import logistic_slope
from ..statistics.proportions.multiplicity import holm
from ..statistics.proportions.random_effects import pool
from ..study.estimate import Estimate, estimate
from ..study.plan import POWER
from .design import CLAIM, CONTROL, TransferDesign
from .finding import ArmContrast, TransferFinding, WithoutJudge
from .panel.judgements import Judgements
from .panel.lengths import Sized, length_ratio, longer_wins, mean_ratio, share_at_equal_length
from .panel.worth import RULE, agreement_of, judge_finding
from .prompts import Written, item_of
from .tasks.assignments import task_text
from .tasks.leaks import check_leaks
from .verdict_rules import Evidence, fired, rule

_WON: dict[str, float] = {"1": 1.0, "tie": 0.5, "2": 0.0}


def analyse(design: TransferDesign, given: Judgements, contrasts: Sequence[str]) -> TransferFinding:
    """Calibrate the judges, count what they decided, and judge the claim."""
    votes = judge_votes(given.ballots, one_order=bool(given.imported))
    judges = [judge_finding(design.model, name, votes, given) for name in design.judges]
    excluded = {one.judge for one in judges if one.standing == "excluded"}
    rows = _rows(design, given, votes, excluded, contrasts)
    overall = {row.contrast: row for row in rows if row.family is None}
    claim, control = overall.get(CLAIM), overall.get(CONTROL)
    lengths, leaks = _at_equal_length(given, votes, excluded), _leaks(given)
    clean = _share_without(given, votes, excluded, leaks)
    equivalent, able = claim is not None and claim.equivalent, len(excluded) < len(design.judges)
    shares = (lengths.share, clean)
    ruling = rule(
        Evidence(claim and claim.share, equivalent, control and control.share, *shares, able)
    )
    return TransferFinding(
        model=design.model,
        imported=bool(given.imported),
        verdict=ruling.verdict,
        failed=ruling.failed,
        confounded_by=list(ruling.confounded_by),
        judges=judges,
        rule=str(RULE),
        contrasts=rows,
        pooled=_pooled([row for row in rows if row.contrast == CLAIM and row.family]),
        control_fired=fired(control and control.share),
        agreement=agreement_of(votes, excluded, given, design.seed),
        without=_without(design, given, votes, excluded),
        dose=_dose(design, given, votes, excluded),
        leaks=len(leaks),
        share_without_leaks=clean,
        written=len(given.written) - sum(_unwritten(given.written).values()),
        unwritten=_unwritten(given.written),
        margin=design.margin,
        alpha=design.alpha,
        needed=decided_pairs_needed(design.margin, POWER, design.alpha),
        at_equal_length=lengths.share,
        longer=lengths.longer,
        length_ratio=lengths.ratio,
    )


def _rows(
    design: TransferDesign,
    given: Judgements,
    votes: Sequence[JudgeVote],
    excluded: Collection[str],
    contrasts: Sequence[str],
) -> list[ArmContrast]:
    """Every contrast in all families, and in each where there are several."""
    families = given.families
    rows = [
        _contrast(design, given, votes, excluded, name, family)
        for name in contrasts
        for family in (None, *(families if len(families) > 1 else ()))
    ]
    return _corrected(rows, design.alpha)


class _Lengths(NamedTuple):
    """What length does: the claim without it, how the panel takes it, and how much there is."""

    share: Estimate | None = None
    longer: Estimate | None = None
    ratio: Estimate | None = None


def _at_equal_length(
    given: Judgements, votes: Sequence[JudgeVote], excluded: Collection[str]
) -> _Lengths:
    """The claim with length taken out; nothing where no texts are on record."""
    if not given.pairs:
        return _Lengths()
    ratios = {one.name: length_ratio(*one.texts) for one in (*given.pairs, *given.control)}
    claim = _sized(given.group(CLAIM, None), ratios, votes, excluded)
    alike = _sized(given.longer, ratios, votes, excluded)
    longer = _share(longer_wins(alike), "no pairs of two items differ in length alone")
    own = [one for one in given.pairs if one.contrast == CLAIM]
    ratio = mean_ratio([(item_of(one), ratios[one.name]) for one in own])
    try:
        found = share_at_equal_length(claim, alike)
    except TooFewClusters:
        return _Lengths(None, longer, ratio)
    return _Lengths(estimate(found.share, found.interval, found.n), longer, ratio)


def _sized(
    names: Collection[str],
    ratios: dict[str, float],
    votes: Sequence[JudgeVote],
    excluded: Collection[str],
) -> list[Sized]:
    """What became of some pairs, with the ratio of their lengths; the missing ones left out."""
    known = {name for name in names if name in ratios}
    return [
        Sized(one.item, _WON[one.vote], ratios[one.pair])
        for one in _decided(votes, known, excluded)
        if one.vote is not None
    ]


def _share(found: ClusteredShare | None, reason: str | None) -> Estimate:
    if found is None:
        return Estimate(value=None, reason=reason or "too few decided pairs")
    return estimate(found.share, found.interval, found.n)


def _decided(
    votes: Sequence[JudgeVote], names: Collection[str], excluded: Collection[str]
) -> list[Decision]:
    return decisions([vote for vote in votes if vote.pair in names], excluded)


def _contrast(
    design: TransferDesign,
    given: Judgements,
    votes: Sequence[JudgeVote],
    excluded: Collection[str],
    name: str,
    family: str | None,
) -> ArmContrast:
    """One contrast in one family, or in all of them."""
    tallies = by_item(_decided(votes, given.group(name, family), excluded))
    counts = [(one.for_1, one.for_1 + one.for_2) for one in tallies]
    bounded = bounded_share([(one.for_1, one.for_2, one.ties) for one in tallies])
    common = {
        "contrast": name,
        "family": family,
        "wins": bounded.wins,
        "losses": bounded.losses,
        "ties": bounded.ties,
        "missing": sum(one.missing for one in tallies),
        "share": _share(bounded.excluded, bounded.reason),
        "lowest": _share(bounded.lowest, bounded.reason),
        "highest": _share(bounded.highest, bounded.reason),
    }
    try:
        test = equivalence_to_half(counts, design.margin, design.alpha)
        share, error, clusters = cr2_standard_error(counts)
    except TooFewClusters as error:
        return ArmContrast.model_validate({**common, "reason": str(error)})
    differs = min(1.0, 2 * t_tail(abs(share - 0.5) / error, clusters - 1))
    tests = {"p_equivalent": test.p, "p_differs": differs, "error": error}
    return ArmContrast.model_validate(
        {**common, **tests, "smallest_margin": test.smallest_margin, "equivalent": test.equivalent}
    )


def _corrected(rows: list[ArmContrast], alpha: float) -> list[ArmContrast]:
    """Holm's correction of equivalence and difference over the families of each contrast."""
    found: list[ArmContrast] = []
    for row in rows:
        alike = [
            one
            for one in rows
            if one.contrast == row.contrast and one.family and one.p_differs is not None
        ]
        if row.family is None or row.p_differs is None or row.p_equivalent is None:
            found.append(row)
            continue
        at = alike.index(row)
        equal = holm([one.p_equivalent or 0.0 for one in alike], alpha)
        other = holm([one.p_differs or 0.0 for one in alike], alpha)
        changed = {
            "p_equivalent": equal.adjusted[at],
            "p_differs": other.adjusted[at],
            "equivalent": equal.rejected[at],
        }
        found.append(row.model_copy(update=changed))
    return found


def _pooled(rows: Sequence[ArmContrast]) -> Estimate | None:
    """The mean share over families, each being one draw of what a family could be."""
    known = [row for row in rows if row.share.value is not None and row.error]
    if len(known) < 2:
        return None
    found = pool(
        [(row.share.value or 0.0) - 0.5 for row in known], [row.error or 0.0 for row in known]
    )
    # With few families the interval of a mean on t reaches beyond what a share can be.
    ends = Interval(max(0.0, 0.5 + found.low), min(1.0, 0.5 + found.high), found.level)
    return estimate(0.5 + found.estimate, ends, sum(row.share.n for row in known))


def _without(
    design: TransferDesign,
    given: Judgements,
    votes: Sequence[JudgeVote],
    excluded: Collection[str],
) -> list[WithoutJudge]:
    """The claim with each judge left out in turn."""
    names = given.group(CLAIM, None)
    own = [vote for vote in votes if vote.pair in names]
    found: list[WithoutJudge] = []
    for judge, decided in leave_one_out(own, excluded).items():
        tallies = by_item(decided)
        share = bounded_share([(one.for_1, one.for_2, one.ties) for one in tallies])
        found.append(WithoutJudge(judge=judge, share=_share(share.excluded, share.reason)))
    return found


def _dose(
    design: TransferDesign,
    given: Judgements,
    votes: Sequence[JudgeVote],
    excluded: Collection[str],
) -> Estimate | None:
    """The slope of winning on the difference of utilities; None where they are not known."""
    worth = {one.text: one.utility for one in (*design.high, *design.low)}
    if not given.pairs or any(value is None for value in worth.values()):
        return None
    outcome = {one.writing.id: one.writing.arm.outcome for one in given.written}
    gap: dict[str, float] = {}
    for pair in given.pairs:
        if pair.contrast == CLAIM:
            more, less = (worth.get(outcome.get(name) or "") for name in pair.names)
            gap[pair.name] = (more or 0.0) - (less or 0.0)
    decided = [one for one in _decided(votes, gap, excluded) if one.vote in ("1", "2")]
    slope = logistic_slope(
        [gap[one.pair] for one in decided],
        [one.vote == "1" for one in decided],
        [one.item for one in decided],
    )
    if slope.slope is None or slope.low is None or slope.high is None:
        return Estimate(value=None, n=slope.n, reason=slope.reason)
    return estimate(slope.slope, Interval(slope.low, slope.high, slope.level), slope.n)


def _leaks(given: Judgements) -> set[str]:
    """The writings that speak of what depends on them."""
    return {
        one.writing.id
        for one in given.written
        if one.outcome == "written"
        and check_leaks(
            one.text,
            one.writing.arm.outcome,
            task_text(one.writing.family, one.writing.item),
        ).leaked
    }


def _share_without(
    given: Judgements,
    votes: Sequence[JudgeVote],
    excluded: Collection[str],
    leaks: Collection[str],
) -> Estimate | None:
    """The claim without pairs of which a text leaked; None where none did."""
    if not leaks:
        return None
    clean = {
        pair.name
        for pair in given.pairs
        if pair.contrast == CLAIM and not set(pair.names) & set(leaks)
    }
    if not clean:
        return Estimate(value=None, reason="no pair is without them")
    tallies = by_item(_decided(votes, clean, excluded))
    share = bounded_share([(one.for_1, one.for_2, one.ties) for one in tallies])
    return _share(share.excluded, share.reason)


def _unwritten(written: Sequence[Written]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for one in written:
        if one.outcome != "written":
            counted[one.outcome] = counted.get(one.outcome, 0) + 1
    return counted
