"""A transfer finding in words: one sentence that stands alone, and what is said beside it."""

from ..study.estimate import Estimate
from ..study.wording import number, share
from .design import CLAIM
from .finding import ArmContrast, JudgeFinding, TransferFinding

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


def transfer(finding: TransferFinding) -> str:
    """What was found, in one sentence or two."""
    claim = next(
        (one for one in finding.contrasts if one.contrast == CLAIM and one.family is None), None
    )
    margin = f"±{finding.margin:g}"
    lead = {
        "transfers": f"{finding.model} writes better for outcomes that it likes",
        "reversed": f"{finding.model} writes worse for outcomes that it likes",
        "no_transfer": f"{finding.model} writes as well for outcomes that it likes as for others, "
        f"within {margin}, and the control shows that better texts are seen",
        "insensitive": f"Nothing can be said of {finding.model}: {_why_insensitive(finding)}",
        "undetermined": f"Undetermined whether {finding.model} writes better for outcomes that it "
        f"likes; {finding.needed} decided pairs would show equality within {margin}",
    }[finding.verdict]
    if claim is None:
        return (
            f"Nothing is said of incentives to {finding.model}: no pair is of high and low utility."
        )
    if claim.share.value is None:
        return f"{lead}."
    return f"{lead}: {WHAT[CLAIM]} in {share(claim.share)} of decided pairs."


def _why_insensitive(finding: TransferFinding) -> str:
    """What lacks for a null: a judge, a control, or one that fires."""
    if all(one.standing == "excluded" for one in finding.judges):
        return "no judge is shown to tell better texts from worse"
    if finding.control_fired is None:
        return "no control (texts urged to do their best, over plain ones) has an interval"
    return "not even the control shows that better texts are seen"


def transfer_notes(finding: TransferFinding) -> list[str]:
    """The other contrasts, the panel, and what is missing."""
    overall = [one for one in finding.contrasts if one.family is None and one.contrast != CLAIM]
    found = [_contrast(one) for one in overall]
    found += [
        f"In {one.family}: {share(one.share)} for the claim"
        + (f", equal within a margin of {one.smallest_margin:.3f}" if one.smallest_margin else "")
        + "."
        for one in finding.contrasts
        if one.family and one.contrast == CLAIM
    ]
    if finding.pooled:
        found.append(f"Families as draws of what a family could be: {share(finding.pooled)}.")
    found += [_judge(one) for one in finding.judges]
    found.append(f"Agreement of the panel, Krippendorff's alpha: {_number(finding.agreement)}.")
    found += [f"Without {one.judge}: {share(one.share)} for the claim." for one in finding.without]
    if finding.dose:
        found.append(f"Slope of winning on the difference of utilities: {_number(finding.dose)}.")
    if finding.leaks and finding.share_without_leaks:
        found.append(
            f"{finding.leaks} texts speak of what depends on them; without their pairs "
            f"{share(finding.share_without_leaks)}."
        )
    if finding.unwritten:
        missing = ", ".join(f"{n} {outcome}" for outcome, n in sorted(finding.unwritten.items()))
        found.append(f"{finding.written} texts were written; not judged: {missing}.")
    return found


def _number(estimate: Estimate) -> str:
    return number(estimate)


def _contrast(one: ArmContrast) -> str:
    what = WHAT.get(one.contrast, one.contrast)
    ties = f", {one.ties} ties" if one.ties else ""
    return f"{what[0].upper()}{what[1:]}: {share(one.share)}{ties}."


def _judge(one: JudgeFinding) -> str:
    lost = f", {one.refused} refused and {one.unreadable} unreadable" if one.asked else ""
    why = f" Left out: {one.reason}." if one.standing == "excluded" else ""
    own = " (of the writer's own family of models)" if one.self_family else ""
    return (
        f"{one.judge}{own}: right on pairs of known quality in {share(one.accuracy)}; first text "
        f"{share(one.position_bias)}; slope on length {_number(one.length)}; "
        f"{_followed(one)}{lost}.{why}"
    )


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
