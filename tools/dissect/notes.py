"""What is said beside the sentence: place and length first, then doubts, likeness, and pushes."""

from ..study.wording import clip, number, share, undecided
from .finding import DissectFinding, JudgeFinding, PropertyWeight, Push, Similarity
from .wording import gained, judge_sentence

MOST_NOTES = 24
"""Notes that a concise finding holds."""
PRIORS = (
    "Intervals are claimed for the weak prior, Normal(0, 2.5) and one half-and-half answer a term; "
    "beside it stands the published one, Laplace(0, 0.1), which pulls large weights towards 0: its "
    "intervals cover .82 to .87 of them."
)


def dissect_notes(finding: DissectFinding) -> list[str]:
    """As many as an answer has room for."""
    found = [note for one in finding.judges for note in judge_notes(finding, one)]
    found += [judge_sentence(finding, one) for one in finding.judges[1:]]
    found += [likeness(one) for one in finding.similarities]
    found += differing(finding)
    found += [pushed(one) for one in finding.pushes]
    return [*found, *reading(finding), PRIORS][:MOST_NOTES]


def judge_notes(finding: DissectFinding, one: JudgeFinding) -> list[str]:
    """Place, length, what is missing and what cannot be told apart, of one judge."""
    found = [place(one)]
    if one.foretold:
        told = "; ".join(
            f"{each.by} {each.log_loss:.3f} ({each.accuracy:.0%})" for each in one.foretold
        )
        found.append(
            f"{one.judge}, log loss of choices held out (accuracy): {told}. All properties gain "
            f"{gained(one.over_length)} over length and order."
        )
    missing = {name: n for name, n in one.outcomes.items() if name not in ("chose", "tied")}
    if missing:
        found.append(f"{one.judge}, not decided: {undecided(missing)}.")
    own = [each for each in finding.weights if each.judge == one.judge]
    if little := [each.property for each in own if each.little]:
        found.append(
            f"{one.judge}, little data, where the prior speaks: {clip(', '.join(little), 300)}."
        )
    if together := [_together(each) for each in own if each.goes_with]:
        found.append(f"{one.judge}, hard to tell apart: {clip('; '.join(together), 300)}.")
    return found


def place(one: JudgeFinding) -> str:
    """The order effect, and how often the place alone decided."""
    told = f"{one.judge}: the answer shown first gains {number(one.order)} pairs in log odds"
    if one.both_orders:
        told += (
            f"; of {one.both_orders} pairs in both orders {share(one.follows_place)} named one "
            f"place twice; answers to a pair correlate by {one.repeats:.2f}"
        )
    if one.labels is not None:
        told += f"; exact probabilities, both labels have a mass of {one.labels:.2f} on average"
    return f"{told}."


def _together(one: PropertyWeight) -> str:
    inflated = "without end" if one.inflation is None else f"{one.inflation:.0f} times"
    return f"{one.property} with {one.goes_with} (variance {inflated})"


def likeness(one: Similarity) -> str:
    """Two judges beside each other."""
    plain = "" if one.plain is None else f" (with the noise in: {one.plain:.2f})"
    return (
        f"{one.one} and {one.other} prefer the same answer in {share(one.agreement)} pairs; their "
        f"weights correlate by {number(one.beneath_noise)} properties with the noise taken out"
        f"{plain}; mean over scenarios, as published: {number(one.by_scenario)} scenarios."
    )


def differing(finding: DissectFinding) -> list[str]:
    """What two judges weigh differently beyond noise."""
    found: list[str] = []
    for pair in finding.similarities:
        own = [
            f"{each.property} {number(each.difference)}"
            for each in finding.differences
            if (each.one, each.other) == (pair.one, pair.other) and each.shown
        ]
        what = "; ".join(own[:6]) if own else "nothing"
        found.append(f"{pair.one} less {pair.other}, beyond noise: {what}.")
    return found


def pushed(one: Push) -> str:
    """What an instruction did to a judge's score and choice."""
    told = " ".join(one.asked)
    return (
        f"Written with what is {one.arm} preferred (“{clip(told, 160)}”): {one.judge}'s score "
        f"moves by {number(one.score)} questions of 1 to 10, its choice to {share(one.wins)} "
        f"against the plain answer; by its weights {share(one.foretold)}, "
        f"beyond them {number(one.beyond)} questions; length "
        f"{number(one.longer, 0)} words; at equal length {share(one.at_equal_length)}."
    )


def reading(finding: DissectFinding) -> list[str]:
    """How far annotators agree with themselves."""
    found = [
        f"{one.annotator} rated {one.readings} times ({one.unreadable} unreadable); its signs of "
        f"both orders agree in {share(one.agreement)}."
        for one in finding.readers
    ]
    known = [one for one in finding.weights if one.error is not None]
    if known:
        mean = sum(one.error or 0.0 for one in known) / len(known)
        found.append(
            f"Signs are read wrongly in {mean:.0%} on average, as readings disagree; the weights "
            "allow for it."
        )
    return found
