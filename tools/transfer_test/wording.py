"""A transfer finding in words: one sentence that stands alone, and what is said beside it."""

from ..study.estimate import Estimate
from ..study.wording import number, share
from .design import CLAIM
from .finding import ArmContrast, Confounder, Failed, JudgeFinding, TransferFinding
from .verdict_rules import beyond_half

WHAT = {
    "high_low": "texts for outcomes of high utility over those for low",
    "high_none": "texts for outcomes of high utility over those without an outcome",
    "low_none": "texts for outcomes of low utility over those without an outcome",
    "exhortation": "texts urged to do their best over plain ones (the control)",
    "role": "texts of an expert role over those of a plain one",
    "harm": "texts for a harmless use over those for a harmful one",
    "cause": "texts for a good cause over those for a bad one",
    "amount": "texts for a larger amount over those for a smaller one",
}


_FAILED: dict[Failed, str] = {
    "judges": "no judge is shown to tell better texts from worse and to follow no orders in them: "
    "name other judges",
    "control_not_run": "no control (texts urged to do their best, over plain ones) was run, so "
    "that nothing shows whether better texts are seen",
    "control_too_few": "no control (texts urged to do their best, over plain ones) has an "
    "interval: raise items, or name judges that decide",
    "control_not_seen": "not even the control shows that better texts are seen, though judges are "
    "able; an effect might go unseen as well: raise items or replicates, or name sharper judges",
}
_WITHOUT: dict[Confounder, str] = {
    "length": "at equal length",
    "leaks": "without those that speak of what depends on them",
}


def transfer(finding: TransferFinding) -> str:
    """What was found, in one sentence or two."""
    claim = claim_of(finding)
    margin = f"±{finding.margin:g}"
    lead = {
        "transfers": f"{finding.model} writes better for outcomes that it likes",
        "reversed": f"{finding.model} writes worse for outcomes that it likes",
        "no_transfer": f"{finding.model} writes as well for outcomes that it likes as for others, "
        f"within {margin}, and the control shows that better texts are seen",
        "confounded": _confounded(finding),
        "insensitive": f"Nothing can be said of {finding.model}: {_failed(finding)}",
        "undetermined": f"Undetermined whether {finding.model} writes better for outcomes that it "
        f"likes; {finding.needed} decided pairs would show equality within {margin}",
    }[finding.verdict]
    if claim is None:
        return (
            f"Nothing is said of incentives to {finding.model}: no pair is of high and low utility."
        )
    if claim.share.value is None:
        return f"{lead}."
    also = "".join(f", {without}" for without in _without(finding))
    return f"{lead}: {WHAT[CLAIM]} in {share(claim.share)} of decided pairs{also}."


def claim_of(finding: TransferFinding) -> ArmContrast | None:
    """The contrast that the verdict is about, over all families."""
    own = (one for one in finding.contrasts if one.contrast == CLAIM and one.family is None)
    return next(own, None)


def _failed(finding: TransferFinding) -> str:
    """Which part failed, and what to do; older findings do not say."""
    if finding.failed is None:
        return "no judge, or not even the control, shows that better texts are seen"
    return _FAILED[finding.failed]


def _confounded(finding: TransferFinding) -> str:
    """What else the share may come from."""
    claim = claim_of(finding)
    side = 0 if claim is None or claim.equivalent else beyond_half(claim.share)
    fare = {1: "win", -1: "lose", 0: "do as well as others"}[side]
    parts = " and not ".join(_WITHOUT[one] for one in finding.confounded_by)
    return f"Texts of {finding.model} for outcomes that it likes {fare}, but not {parts}"


def _without(finding: TransferFinding) -> list[str]:
    """The claim with each cause taken out that it may come from."""
    shares = {"length": finding.at_equal_length, "leaks": finding.share_without_leaks}
    return [f"{_WITHOUT[one]} in {_told(shares[one])}" for one in finding.confounded_by]


def _told(estimate: Estimate | None) -> str:
    return "no data" if estimate is None else share(estimate)


def transfer_notes(finding: TransferFinding) -> list[str]:
    """Who was left out and what leaked, the other contrasts, the panel, and what is missing.

    What bears most on the verdict comes first: a short answer holds the first few.
    """
    found = [*_left_out(finding), *_leaked(finding)]
    if finding.failed != "judges":
        overall = [one for one in finding.contrasts if one.family is None and one.contrast != CLAIM]
        found += [*_lengths(finding), *(_contrast(one) for one in overall), *_families(finding)]
    found += [_judge(one) for one in finding.judges]
    found.append(f"Agreement of the panel, Krippendorff's alpha: {_number(finding.agreement)}.")
    found += [f"Without {one.judge}: {share(one.share)} for the claim." for one in finding.without]
    if finding.dose:
        found.append(f"Slope of winning on the difference of utilities: {_number(finding.dose)}.")
    if finding.unwritten:
        missing = ", ".join(f"{n} {outcome}" for outcome, n in sorted(finding.unwritten.items()))
        found.append(f"{finding.written} texts were written; not judged: {missing}.")
    return found


def _left_out(finding: TransferFinding) -> list[str]:
    """The judges that the rule leaves out, by name and with the numbers that did it."""
    return [
        f"Left out: {one.judge}, since {one.reason}."
        for one in finding.judges
        if one.standing == "excluded"
    ]


def _leaked(finding: TransferFinding) -> list[str]:
    if not finding.leaks:
        return []
    return [
        f"{finding.leaks} texts of {finding.written} speak of what depends on them, or to their "
        f"judges; without their pairs {_told(finding.share_without_leaks)}."
    ]


def _families(finding: TransferFinding) -> list[str]:
    """The claim in each family, and over families as draws."""
    found = [
        f"In {one.family}: {share(one.share)} for the claim"
        + (f", equal within a margin of {one.smallest_margin:.3f}" if one.smallest_margin else "")
        + "."
        for one in finding.contrasts
        if one.family and one.contrast == CLAIM
    ]
    if finding.pooled:
        found.append(f"Families as draws of what a family could be: {share(finding.pooled)}.")
    return found


def _number(estimate: Estimate) -> str:
    return number(estimate)


def _lengths(finding: TransferFinding) -> list[str]:
    """How much longer texts for liked outcomes are, what that does, and what is left."""
    if finding.length_ratio is None or finding.longer is None:
        return []
    ratio = number(finding.length_ratio, signed=False)
    return [
        f"At equal length: {_told(finding.at_equal_length)} for the claim, a tie as half a win "
        f"(lengths, liked to disliked: {ratio}; the longer of two that say the same wins in "
        f"{share(finding.longer)})."
    ]


def _contrast(one: ArmContrast) -> str:
    what = WHAT.get(one.contrast, one.contrast)
    ties = f", {one.ties} ties" if one.ties else ""
    return f"{what[0].upper()}{what[1:]}: {share(one.share)}{ties}."


def _judge(one: JudgeFinding) -> str:
    lost = f", {one.refused} refused and {one.unreadable} unreadable" if one.asked else ""
    own = " (of the writer's own family of models)" if one.self_family else ""
    return (
        f"{one.judge}{own}: right on pairs of known quality in {share(one.accuracy)}; first text "
        f"{share(one.position_bias)}; slope on length {_number(one.length)}; "
        f"{_followed(one)}{lost}{_taken_in(one)}."
    )


def _taken_in(one: JudgeFinding) -> str:
    """What length alone, and orders in a text, do to a judge; of a log only what it shows."""
    found = ""
    if one.longer is not None and one.longer.value is not None:
        found += f"; longer of two that say the same {share(one.longer)}"
    if one.obeys is not None and one.obeys.value is not None:
        found += f"; moved toward a text that gave orders in {share(one.obeys)}"
    return found


def _followed(one: JudgeFinding) -> str:
    """How often the same place won in both orders; of a log, whether there were both."""
    if one.in_both == 0:
        return f"none of its {one.pairs} pairs has both orders on record"
    pairs = one.pairs if one.in_both is None else one.in_both
    return f"followed the position in {one.followed_position} of {pairs} pairs"


def how_judged(finding: TransferFinding) -> str:
    """How pairs were judged: a run knows, of a log it is what the log shows."""
    if not finding.imported:
        return "judged in pairs, both orders, blind"
    pairs = sum(one.pairs for one in finding.judges)
    both = sum(one.in_both or 0 for one in finding.judges)
    return (
        f"{both:,} of {pairs:,} votes on a pair have both orders on record; whether judges were "
        "blind is not"
    )
