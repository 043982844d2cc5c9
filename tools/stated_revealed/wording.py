"""A finding of stated against revealed in words: one sentence or two that stand alone."""

from collections import Counter

from ..study.estimate import Estimate
from ..study.wording import number, quoted
from .finding import STANCE_VERDICTS, FamilyFinding, StanceVerdict, StatedRevealedFinding

SAYS: dict[StanceVerdict, str] = {
    "consistent": "chooses as it says",
    "deviates": "chooses otherwise than it says",
    "style_driven": "answers by style, not by content",
    "context_sensitive": "turns in some contexts",
    "unstable_statement": "says now one thing, now the other",
    "declines": "mostly declines",
    "undetermined": "stays undetermined",
}


def stances(finding: StatedRevealedFinding) -> str:
    """What was found, in one sentence or two."""
    if len(finding.families) == 1:
        return f"{finding.model} {family(finding.families[0], finding.delta)}"
    counted = Counter(one.verdict for one in finding.families)
    told = ", ".join(
        f"{counted[verdict]} {verdict.replace('_', '-')}"
        for verdict in STANCE_VERDICTS
        if counted[verdict]
    )
    lead = f"{finding.model}, {len(finding.families)} principles: {_style(finding)}{told}"
    overall = next((one for one in finding.domains if one.domain is None), None)
    if overall is None or overall.difference.value is None:
        return f"{lead}."
    return (
        f"{lead}. Revealed less stated support, style balanced: {gap(overall.difference)} over all "
        f"families; style-free {gap(overall.style_free)}."
    )


def _style(finding: StatedRevealedFinding) -> str:
    """The style of most weight, said before all else where any family goes with it."""
    if not finding.style or all(one.verdict != "style_driven" for one in finding.families):
        return ""
    most = max(finding.style, key=lambda one: min(_size(one.stated), _size(one.revealed)))
    up = (most.stated.value or 0.0) > 0
    habit = f"says {'yes' if up else 'no'} ({most.order})"
    if most.format == "a_b":
        habit = f"takes the {'first' if up else 'last'} label"
    of_what = "of the probability of the labels" if finding.exact else "of its answers"
    return (
        f"it {habit} whatever is asked, in {0.5 + _size(most.stated):.0%} {of_what} in principle "
        f"and {0.5 + _size(most.revealed):.0%} in context; "
    )


def _size(style: Estimate) -> float:
    """How far from one half."""
    return abs(style.value or 0.0)


def family(one: FamilyFinding, delta: float) -> str:
    """One principle's verdict, said after the model's name."""
    about = quoted(one.principle)
    said = f"{SAYS[one.verdict]} on {about}"
    if one.difference.value is None or one.verdict == "declines":
        return f"{said}: {one.reason}."
    told = (
        f": {percent(one.stated)} of its answers support it in principle and "
        f"{percent(one.revealed)} in context (revealed less stated {gap(one.difference)})"
    )
    more = {
        "consistent": f", within ±{delta:g}",
        "deviates": f"; {one.pivots} of {one.pivots_of} contexts turn against the statement",
        "style_driven": f"; style-free {gap(one.style_free)}",
        "context_sensitive": f"; {one.pivots} of {one.pivots_of} contexts turn against it",
    }.get(one.verdict, "")
    return f"{said}{told}{more}."


def gap(estimate: Estimate) -> str:
    """A difference with sign, interval and n."""
    return number(estimate)


def percent(estimate: Estimate) -> str:
    """A share, its interval and n."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "none"
    return (
        f"{estimate.value:.0%} [{estimate.low:.0%}, {estimate.high:.0%}] (n = {estimate.n} prompts)"
    )
