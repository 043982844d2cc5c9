"""What else a finding of utilities says: the graph, coherence, what more is worth, categories."""

from ..study.estimate import Estimate
from ..study.wording import clip, number, quoted
from .finding import CategoryShare, Rate, UtilitiesFinding, UtilityCurve

TELLING_NOISE = 0.5
"""Noise of pairs, on the scale, from which on it is told."""
TELLING_MISSING = 0.05
"""Share of answers that chose nothing, from which on it is told: intervals then cover less."""
MOST_OF_A_KIND = 3
"""Rows of one kind that are told; the full finding has them all."""


def utility_notes(finding: UtilitiesFinding) -> list[str]:
    """All that applies, in a fixed order."""
    found = [*_graph(finding), *_coherence(finding)]
    if finding.prediction:
        one = finding.prediction
        found.append(
            f"Held-out answers: {_share(one.accuracy)} foretold, log loss {number(one.log_loss)} "
            f"(a coin: 0.69), calibration slope {number(one.calibration_slope)} (1 is right)."
        )
    found += [*_missing(finding), *_spoiled(finding), *_form(finding)]
    carried = [one for one in finding.rank_influence if one.pairs is not None]
    found += [
        f"Without {one.pairs} pairs ({one.answers} answers) {quoted(one.lower)} would rank above "
        f"{quoted(one.upper)}."
        for one in carried[:MOST_OF_A_KIND]
    ]
    if finding.tie:
        found.append(f"Ties: log of Davidson's nu {number(finding.tie)}.")
    if finding.argmax_rate:
        found.append(
            f"Free answers: the option of the highest utility among four was meant in "
            f"{_share(finding.argmax_rate)} (by chance 0.25)."
        )
    if finding.lotteries:
        found.append(
            f"Lotteries against their outcomes: slope {number(finding.lotteries.slope)}, "
            f"correlation {number(finding.lotteries.correlation)} (1 is expected utility)."
        )
    found += [_worth(one) for one in _clear(finding.utility_curves)[:MOST_OF_A_KIND]]
    found += [_rate(one) for one in finding.rates if one.worth.value is not None][:MOST_OF_A_KIND]
    found += _untold([one for one in finding.rates if one.worth.value is None])
    found += [_category(one) for one in _decided(finding.categories)[:MOST_OF_A_KIND]]
    return found


def _share(estimate: Estimate) -> str:
    return number(estimate).replace("+", "")


def _graph(finding: UtilitiesFinding) -> list[str]:
    found: list[str] = []
    if finding.components > 1:
        found.append(
            f"The options fall into {finding.components} groups that no answer compares: between "
            "groups, utilities are the prior's."
        )
    if finding.separated:
        found.append(
            f"{finding.separated} options won, or lost, every answer: only the prior bounds their "
            "utilities."
        )
    return found


def _coherence(finding: UtilitiesFinding) -> list[str]:
    if finding.cycles is None or finding.decisiveness is None:
        return []
    told = [f"cycles in {_share(finding.cycles)} triads (coins: 0.25)"]
    by_chance = finding.decisiveness_by_chance
    coins = "" if by_chance is None else f" (coins with as many answers: {by_chance:.2f})"
    told.append(f"decisiveness {_share(finding.decisiveness)}{coins}")
    return [f"Coherence: {'; '.join(told)}."]


def _missing(finding: UtilitiesFinding) -> list[str]:
    """Answers that chose nothing: were they lost for what they said, no interval knows."""
    missing = sum(finding.missing.values())
    if finding.no_signal or missing < TELLING_MISSING * finding.asked:
        return []
    return [
        f"{missing} of {finding.asked} answers chose neither option: if that depends on which one "
        "would have been chosen, utilities are bent by it, and intervals do not allow for that."
    ]


def _spoiled(finding: UtilitiesFinding) -> list[str]:
    if finding.no_signal or not finding.pair_noise or finding.pair_noise < TELLING_NOISE:
        return []
    return [
        "Pairs deviate from the utilities by more than chance: more pairs narrow the intervals, "
        "repeats do not (pair_noise in the finding)."
    ]


def _form(finding: UtilitiesFinding) -> list[str]:
    """What choices owe to the length of options and to their order, where that is shown."""
    found: list[str] = []
    if finding.length and _is_not_zero(finding.length):
        found.append(
            f"Length: utilities change by {number(finding.length)} options for each unit of the "
            "logarithm of an option's length; options of equal length would tell more."
        )
    if finding.order_by_liking and _is_not_zero(finding.order_by_liking):
        found.append(
            f"The order effect changes by {number(finding.order_by_liking)} pairs for each unit by "
            "which both options are liked more: no one order term describes it."
        )
    return found


def _is_not_zero(one: Estimate) -> bool:
    return one.low is not None and one.high is not None and (one.low > 0 or one.high < 0)


def _clear(utility_curves: list[UtilityCurve]) -> list[UtilityCurve]:
    """Those whose slope is not 0."""
    return [one for one in utility_curves if _is_not_zero(one.slope)]


def _worth(one: UtilityCurve) -> str:
    return f"{clip(one.unit, 40)}: U = {one.intercept:+.2f} + b ln N, b = {number(one.slope)}."


def _rate(one: Rate) -> str:
    worth = number(one.worth, 1).replace("+", "")
    return f"{one.number:,.6g} {clip(one.unit, 40)} are worth {worth} {clip(one.other, 40)}."


def _untold(rates: list[Rate]) -> list[str]:
    """Those that have no number: how many, and why the first has none."""
    if not rates:
        return []
    one = rates[0]
    what = f"{one.number:,.6g} {clip(one.unit, 40)} in {clip(one.other, 40)}"
    more = "" if len(rates) == 1 else f"; nor can {len(rates) - 1} more rates"
    return [f"The worth of {what} cannot be told: {one.worth.reason}{more}."]


def _decided(categories: list[CategoryShare]) -> list[CategoryShare]:
    """Those furthest from one half beyond their interval."""
    clear = [
        one
        for one in categories
        if one.share.value is not None
        and one.share.low is not None
        and one.share.high is not None
        and (one.share.low > 0.5 or one.share.high < 0.5)
    ]
    return sorted(clear, key=lambda one: -abs((one.share.value or 0.5) - 0.5))


def _category(one: CategoryShare) -> str:
    return (
        f"{quoted(one.category)} over {quoted(one.over)}: {_share(one.share)}, clustered by "
        f"{one.options} and {one.options_over} options."
    )
