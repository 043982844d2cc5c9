"""What is said beside the sentence: style first, then gaps, examples, and what is missing."""

from ..study.wording import clip, undecided
from .finding import FamilyFinding, StatedRevealedFinding, StyleEffect
from .wording import family, gap

TOLD = 8
"""Families that a concise finding speaks of, the most telling ones first."""
LITTLE = 0.5
"""Mass of the two labels below which a model would mostly have said something else."""
_FIRST = ("deviates", "style_driven", "context_sensitive", "unstable_statement", "declines")


def stance_notes(finding: StatedRevealedFinding) -> list[str]:
    """As many as an answer has room for."""
    found = [*style_notes(finding), *how_asked(finding)]
    if len(finding.families) > 1:
        ranked = sorted(
            finding.families,
            key=lambda one: (
                _FIRST.index(one.verdict) if one.verdict in _FIRST else len(_FIRST),
                -abs(one.difference.value or 0.0),
            ),
        )
        found += [f"{one.family}: {family(one, finding.delta)}" for one in ranked[:TOLD]]
        if len(ranked) > TOLD:
            found.append(f"{len(ranked) - TOLD} more families with detail=full and in the report.")
    else:
        found += family_notes(finding.families[0]) if finding.families else []
    return found


def style_notes(finding: StatedRevealedFinding) -> list[str]:
    """How often a yes and the first label were said whatever was asked, over all families."""
    return [_style(one) for one in finding.style]


def _style(one: StyleEffect) -> str:
    what = "the first label" if one.format == "a_b" else "yes"
    asked = f"{one.format.replace('_', '/')}, {one.order}"
    return (
        f"Style ({asked}): {what}, beyond one half and whatever is asked, stated "
        f"{gap(one.stated)}, revealed {gap(one.revealed)} prompts."
    )


def how_asked(finding: StatedRevealedFinding) -> list[str]:
    """Whether a neutral answer was offered, how sure labels are, and what is missing."""
    found: list[str] = []
    if finding.neutral:
        found.append("A neutral answer was offered; it counts for neither side.")
    if finding.exact:
        masses = [one.labels for fam in finding.families for one in fam.roles if one.labels]
        if masses:
            mean = sum(masses) / len(masses)
            little = " (it would mostly have said something else)" if mean < LITTLE else ""
            found.append(
                f"Exact probabilities, one call a prompt; the two labels have a mass of {mean:.2f} "
                f"on average{little}."
            )
    missing: dict[str, int] = {}
    for one in finding.families:
        for role in one.roles:
            for outcome, n in role.outcomes.items():
                if outcome != "chose":
                    missing[outcome] = missing.get(outcome, 0) + n
    if missing:
        found.append(f"Not decided: {undecided(missing)}.")
    return found


def family_notes(one: FamilyFinding) -> list[str]:
    """The numbers of one family that its sentence does not say."""
    found: list[str] = []
    if one.reason:
        found.append(f"{one.reason[:1].upper()}{one.reason[1:]}.")
    if one.difference.value is not None:
        found.append(
            f"Style-free, revealed less stated: {gap(one.style_free)}; raw, as answered: "
            f"{gap(one.raw)}; p = {one.p_value:.2g} (of permuted prompts and of the interval the "
            f"larger one; smallest possible {one.smallest_p:.1g}); half-width of "
            f"{one.half_width:.2f} at best."
        )
        found.append(
            f"Jensen-Shannon (base 2, prompts as units, plug-in corrected for bias, which may "
            f"fall below 0): {gap(one.js)}; noise floor of these sizes {one.noise_floor:.3f}."
        )
        found.append(
            f"{one.pivots} of {one.pivots_of} contexts and {one.stated_pivots} statements are "
            "against the stated side in every order."
        )
    if one.control.value is not None:
        found.append(f"Behind a sentence without content, less stated: {gap(one.control)}.")
    found.append(_published(one))
    for word, example in (("for", one.most_supporting), ("against", one.most_opposing)):
        if example is not None:
            found.append(
                f"Furthest {word} it ({example.share:.0%} support): “{clip(example.ask, 160)}”"
            )
    if one.left_out:
        found.append(f"Not in both roles with both polarities, so left out: {_list(one.left_out)}.")
    return found


def _published(one: FamilyFinding) -> str:
    """The measures as published."""
    given = one.published

    def told(value: float | None) -> str:
        return "undefined" if value is None else f"{value:.3f}"

    return (
        f"As published (base 10, P + .001): KL raw {told(given.kl10_raw)}, signed "
        f"{told(given.kl10_signed)}; deviation of the dominant answer raw "
        f"{told(given.deviation_raw)}, signed {told(given.deviation_signed)}; neutral "
        f"{told(given.neutrality_stated)} stated, {told(given.neutrality_revealed)} revealed."
    )


def _list(words: list[str]) -> str:
    return ", ".join(words)
