"""A judge's card in words: a sentence that stands alone, and a line for every measure."""

from ...study.estimate import Estimate
from ...study.wording import share
from .finding import CardLine, Flips, JudgeCard, LineName

_WHAT: dict[LineName, str] = {
    "consistency": "same answer in both orders",
    "changed": "changes with the order",
    "noise": "two answers in one order differ (noise)",
    "beyond_noise": "changes with the order beyond noise",
    "first_slot": "for the first text, both orders alike",
    "first_slot_one_order": "for the first text, in the one order asked",
    "order_gap_one_order": "text 1 oftener where it is first (pairs of one order)",
    "flips_to_first": "flips to the first text",
    "agreement": "says what people say, ties too",
    "accuracy": "right where people prefer one",
    "ties_seen": "ties where people see one",
    "kappa": "kappa with people, ties too",
    "longer": "for the longer text",
    "longer_beyond_people": "for the longer text, beyond people on these pairs",
    "identical_decided": "decides between identical texts",
    "identical_first": "for the first of identical texts",
    "ties": "ties",
    "refused": "refused",
    "unreadable": "unreadable",
}
SIGNED: tuple[LineName, ...] = (
    "beyond_noise",
    "order_gap_one_order",
    "longer_beyond_people",
    "kappa",
)


def title_of(name: LineName) -> str:
    """What a line is about."""
    words = _WHAT[name]
    return words[0].upper() + words[1:]


def judge_card(card: JudgeCard) -> str:
    """What was found, in a sentence or two."""
    counted = f"{card.answers:,} answers on {card.pairs:,} pairs"
    lead = f"{card.judge} as a judge, {counted} ({_asked(card)})"
    told: list[str] = []
    if (same := card.line("consistency")) is not None:
        told.append(f"the same answer in both orders in {share(same.estimate)} pairs")
    if card.flips is not None:
        told.append(flips_told(card.flips))
    if not card.both and (slot := card.line("first_slot_one_order")) is not None:
        told.append(
            f"the first text chosen in {share(slot.estimate)} answers, one order each: place and "
            "content are not told apart"
        )
    return f"{lead}: {'; '.join(told)}." if told else f"{lead}."


def _asked(card: JudgeCard) -> str:
    """How its pairs were asked, as far as the log tells."""
    parts = (
        (card.both, "in both orders"),
        (card.one, "in one order"),
        (card.half, "readable in one order only"),
        (card.unordered, "with no order on record"),
        (card.identical, "of identical texts"),
    )
    told = [f"{n:,} {how}" for n, how in parts if n]
    if len(told) == 1 and not card.identical:
        return "all " + told[0].partition(" ")[2]
    return ", ".join(told)


def flips_told(flips: Flips) -> str:
    """Which way votes flip when the texts change places."""
    if not flips.to_first + flips.to_second:
        return "no pair flips"
    half = flips.half_first + flips.half_second
    ties = f", {half:,} more are a tie in one order" if half else ""
    return (
        f"flips to the first text : to the second are {flips.to_first:,} : {flips.to_second:,} "
        f"(exact p = {flips.p:.2g}{ties})"
    )


def card_notes(card: JudgeCard) -> list[str]:
    """Every line, and what the log lacks for others: what matters less stands last."""
    missing = [one for one in card.lines if one.name in _MISSING]
    told = [one for one in card.lines if one.name != "consistency" and one not in missing]
    last = [one for one in told if card.both and one.name in _LAST]
    lacking: dict[str, list[str]] = {}
    for one in card.not_computed:
        lacking.setdefault(one.lacks, []).append(one.what)
    return [
        *(line_told(one) for one in told if one not in last),
        *(
            f"Not computed, as the log lacks {lacks}: {', '.join(what)}."
            for lacks, what in lacking.items()
        ),
        *_none_missing(missing),
        *(line_told(one) for one in last),
    ]


_MISSING: tuple[LineName, ...] = ("refused", "unreadable")
_LAST: tuple[LineName, ...] = ("ties", "first_slot_one_order", "order_gap_one_order")
"""What says little where most pairs were asked in both orders."""


def _none_missing(lines: list[CardLine]) -> list[str]:
    """One line where no answer is missing."""
    if any(one.estimate.value for one in lines) or not lines or lines[0].estimate.high is None:
        return [line_told(one) for one in lines]
    found = lines[0].estimate
    most = f"{max(0.001, found.high or 0.0):.2g}"
    return [f"None of {found.n:,} answers is refused or unreadable (at most {most} of such)."]


def line_told(line: CardLine) -> str:
    """One measure with its interval, and how far off a null would have shown (power 80 %)."""
    told = (_signed if line.name in SIGNED else share)(line.estimate)
    pairs = "" if line.pairs == line.estimate.n else f" of {line.pairs:,} pairs"
    end = ""
    if line.is_null:
        least = line.detectable
        end = "; too few for any effect" if least is None else f"; {least:.2f} off would show"
    return f"{title_of(line.name)}: {told}{pairs}{end}."


def _signed(found: Estimate) -> str:
    if found.value is None or found.low is None or found.high is None:
        return share(found)
    return f"{found.value:+.2f} [{found.low:+.2f}, {found.high:+.2f}], n = {found.n}"
