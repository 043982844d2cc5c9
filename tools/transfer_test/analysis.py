"""From verdicts on pairs of texts to a finding: what the panel is worth, then what it found.

Equivalence is looked at before a difference: an effect that is shown to lie within the margin is
`no_transfer`, however surely it is not zero. Shares leave ties out, are bounded by them, and have
intervals clustered by item. A run and an import of votes come here alike.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from ..judges.bias import against_the_others, family_of, length_bias, position_bias
from ..judges.calibration import CalibrationRule, calibrate
from ..judges.panel import (
    Ballot,
    Decision,
    JudgeVote,
    agreement,
    by_item,
    decisions,
    judge_votes,
    leave_one_out,
)
from ..judges.prompts import TextNumber
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
from .design import CLAIM, CONTROL, KNOWN_QUALITY, TransferDesign
from .finding import ArmContrast, JudgeFinding, TransferFinding, TransferVerdict, WithoutJudge
from .prompts import Pair, Written
from .tasks.assignments import task_text
from .tasks.leaks import check_leaks

RULE = CalibrationRule()


@dataclass(frozen=True)
class Judgements:
    """All that was written and judged. An import has ballots on pairs without texts.

    `contrast_of` and `family_of` name the contrast and family of a pair by the pair's name.
    """

    ballots: list[Ballot]
    pairs: list[Pair] = field(default_factory=list[Pair])
    known_quality: list[Pair] = field(default_factory=list[Pair])
    written: list[Written] = field(default_factory=list[Written])
    imported: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    @property
    def known(self) -> set[str]:
        """The names of the pairs of which the better text is known: it is text 1."""
        return {pair.name for pair in self.known_quality} | self.group(KNOWN_QUALITY, None)

    def group(self, contrast: str, family: str | None) -> set[str]:
        """The names of the pairs of one contrast, of one family or of all."""
        named = {pair.name: (pair.contrast, pair.family.name) for pair in self.pairs}
        return {
            name
            for name, (own, of) in {**named, **self.imported}.items()
            if own == contrast and family in (None, of)
        }


def analyse(design: TransferDesign, given: Judgements, contrasts: Sequence[str]) -> TransferFinding:
    """Calibrate the judges, count what they decided, and judge the claim."""
    votes = judge_votes(given.ballots, one_order=bool(given.imported))
    better: dict[str, TextNumber] = dict.fromkeys(given.known, "1")
    judges = [_judge(design.model, name, votes, given, better) for name in design.judges]
    excluded = {one.judge for one in judges if one.standing == "excluded"}
    leaks = _leaks(given)
    families = list(dict.fromkeys(_family_names(given)))
    rows = [
        _contrast(design, given, votes, excluded, name, family)
        for name in contrasts
        for family in (None, *(families if len(families) > 1 else ()))
    ]
    rows = _corrected(rows, design.alpha)
    overall = {row.contrast: row for row in rows if row.family is None}
    able = len(excluded) < len(design.judges)
    control = overall.get(CONTROL)
    return TransferFinding(
        model=design.model,
        imported=bool(given.imported),
        verdict=_verdict(overall.get(CLAIM), control, able, design),
        judges=judges,
        rule=str(RULE),
        contrasts=rows,
        pooled=_pooled([row for row in rows if row.contrast == CLAIM and row.family]),
        control_fired=_fired(control),
        agreement=_agreement(votes, excluded, given, design.seed),
        without=_without(design, given, votes, excluded),
        dose=_dose(design, given, votes, excluded),
        leaks=len(leaks),
        share_without_leaks=_share_without(given, votes, excluded, leaks),
        written=sum(one.outcome == "written" for one in given.written),
        unwritten=_unwritten(given.written),
        margin=design.margin,
        alpha=design.alpha,
        needed=decided_pairs_needed(design.margin, POWER, design.alpha),
    )


def _family_names(given: Judgements) -> list[str]:
    named = [pair.family.name for pair in given.pairs]
    return named + [family for name, family in given.imported.values() if name != KNOWN_QUALITY]


def _judge(
    model: str,
    name: str,
    votes: Sequence[JudgeVote],
    given: Judgements,
    better: dict[str, TextNumber],
) -> JudgeFinding:
    """What one judge is worth, and what it follows besides quality."""
    found = calibrate(votes, name, better, RULE)
    direction = against_the_others([vote for vote in votes if vote.pair not in better], name)
    own = [one for one in given.ballots if one.judge == name]
    position = position_bias(given.ballots, name)
    lengths = {
        pair.name: (len(pair.texts[0].split()), len(pair.texts[1].split()))
        for pair in (*given.pairs, *given.known_quality)
    }
    length = Estimate(value=None, reason="no texts are on record")
    if lengths:
        slope = length_bias([vote for vote in votes if vote.pair in lengths], name, lengths)
        if slope.slope is None or slope.low is None or slope.high is None:
            length = Estimate(value=None, n=slope.n, reason=slope.reason)
        else:
            length = estimate(slope.slope, Interval(slope.low, slope.high, slope.level), slope.n)
    kinds = [vote.kind for vote in votes if vote.judge == name]
    return JudgeFinding(
        judge=name,
        standing=found.standing,
        reason=found.reason,
        accuracy=_share(found.accuracy, found.reason),
        position_bias=_share(position.share, position.reason),
        length=length,
        asked=len(own),
        refused=sum(one.outcome == "refused" for one in own),
        unreadable=sum(one.outcome not in ("chose", "refused") for one in own),
        followed_position=sum(kind in ("followed_first", "followed_second") for kind in kinds),
        pairs=len(kinds),
        in_both=sum(kind not in ("given", "missing") for kind in kinds),
        self_family=_same_family(model, name),
        bias=_share(direction.share, direction.reason),
    )


def _same_family(model: str, judge: str) -> bool | None:
    """Whether a judge is of the actor's family of models; None where names do not tell."""
    own, other = family_of(model), family_of(judge)
    return None if own is None or other is None else own == other


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


def _fired(control: ArmContrast | None) -> bool | None:
    """Whether the positive control is shown to win; None if it was not run."""
    if control is None or control.share.low is None:
        return None
    return control.share.low > 0.5


def _beyond_half(share: Estimate) -> int:
    """Whether the interval that is shown lies above one half (1), below it (-1), or neither."""
    if share.low is None or share.high is None:
        return 0
    return int(share.low > 0.5) - int(share.high < 0.5)


def _verdict(
    claim: ArmContrast | None, control: ArmContrast | None, able: bool, design: TransferDesign
) -> TransferVerdict:
    if not able:
        return "insensitive"
    if claim is not None and not claim.equivalent and (side := _beyond_half(claim.share)):
        return "transfers" if side > 0 else "reversed"
    if _fired(control) is not True:
        return "insensitive"
    return "no_transfer" if claim is not None and claim.equivalent else "undetermined"


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


def _agreement(
    votes: Sequence[JudgeVote], excluded: Collection[str], given: Judgements, seed: int
) -> Estimate:
    calibrating = given.known
    found = agreement([vote for vote in votes if vote.pair not in calibrating], excluded, seed=seed)
    if found.alpha is None or found.low is None or found.high is None:
        return Estimate(value=None, reason=found.reason or "one judge agrees with nobody")
    return estimate(found.alpha, Interval(found.low, found.high, found.level), found.units)


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
    tallies = by_item(_decided(votes, clean, excluded))
    share = bounded_share([(one.for_1, one.for_2, one.ties) for one in tallies])
    return _share(share.excluded, share.reason)


def _unwritten(written: Sequence[Written]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for one in written:
        if one.outcome != "written":
            counted[one.outcome] = counted.get(one.outcome, 0) + 1
    return counted
