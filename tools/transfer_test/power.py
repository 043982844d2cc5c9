"""The margin that so many items and replicates could show, by formula; what a narrower one takes.

Items are the sample: an interval has t on items minus one, and replicates narrow it only as far as
items are alike. If their shares differ with standard deviation s, the error of the mean share of n
items of r pairs each is sqrt((s^2 + (1/4 - s^2) / r) / n), which no r brings below s / sqrt(n).
"""

from ..statistics.distributions import LEVEL
from ..statistics.proportions.equivalence import decided_pairs_needed, margin_supported
from ..statistics.proportions.intervals import clopper_pearson
from ..study.plan import POWER, Plan
from .design import TransferDesign
from .study import TransferTest

FEWEST_KNOWN = 6
"""Pairs of known quality, one an item, that must all be right for accuracy above one half."""
FEWEST_JUDGES = 3
"""A panel of fewer says little of its judges."""
SPREAD = 0.1
"""A standard deviation of the items' shares that is not rare."""
MOST_REPLICATES = 100
"""As many as a design may have."""
MOST_ITEMS = 2_000
"""Items beyond which none are counted."""


def plan(design: TransferDesign) -> Plan:
    """Texts and verdicts, and the margin that so many pairs could show, were all of them decided.

    Items are taken to be alike: what they differ in widens the margin.
    """
    study = TransferTest(design)
    items, replicates = study.items, design.replicates
    margin = margin_in_reach(items, replicates, design.alpha)
    panel = "" if len(design.judges) >= FEWEST_JUDGES else "; three judges say more"
    if items < FEWEST_KNOWN:
        panel += f"; with fewer than {FEWEST_KNOWN} items no judge can be shown to be able"
    lowest = clopper_pearson(items, items, LEVEL).low
    effect = (
        f"{len(study.writings)} texts and {study.verdicts} verdicts; {items} items x {replicates} "
        f"pairs a contrast can show equality within ±{margin:.3f} at best with a probability of "
        f"{POWER:.0%}, and ±{design.margin:g} takes {_takes(items, design)}; were every pair won, "
        f"the share would be 1.00 [{lowest:.2f}, 1.00], which more items narrow and more "
        f"replicates do not{panel}"
    )
    return Plan(study.planned, margin, effect, _cautions(design, study, margin))


def margin_in_reach(items: int, replicates: int, alpha: float) -> float:
    """The smallest margin that so many decided pairs can show, items being alike; at most 1/2."""
    if items < 2:
        return 0.5
    return min(0.5, margin_supported(items * replicates, POWER, alpha, df=items - 1))


def replicates_needed(items: int, margin: float, alpha: float) -> int | None:
    """Pairs of each of so many items that reach a margin, items being alike; None if too many."""
    found = range(1, MOST_REPLICATES + 1)
    return next((n for n in found if margin_in_reach(items, n, alpha) <= margin), None)


def items_needed(margin: float, alpha: float, spread: float = SPREAD) -> int | None:
    """Items without which no number of replicates reaches a margin; None if there are too many."""
    alone = 4 * spread**2  # s^2 in the place of 1/4: what replicates cannot narrow
    found = range(2, MOST_ITEMS + 1)
    ends = (n for n in found if margin_supported(n, POWER, alpha, alone, n - 1) <= margin)
    return next(ends, None)


def _takes(items: int, design: TransferDesign) -> str:
    """What the margin of the design takes: items times replicates."""
    each = replicates_needed(items, design.margin, design.alpha)
    if each is not None:
        return f"{items} items x {each}"
    more = range(items + 1, MOST_ITEMS)
    found = (n for n in more if replicates_needed(n, design.margin, design.alpha) is not None)
    enough = next(found, None)
    if enough is None:
        return "more items than can be had"
    return f"{enough} items x {replicates_needed(enough, design.margin, design.alpha)}"


def _cautions(design: TransferDesign, study: TransferTest, margin: float) -> tuple[str, ...]:
    """A margin out of reach, and a panel that cannot be looked at from outside."""
    found: list[str] = []
    if margin > design.margin:
        needed = decided_pairs_needed(design.margin, POWER, design.alpha)
        fewest = items_needed(design.margin, design.alpha)
        least = "more items than can be had" if fewest is None else f"{fewest} items at least"
        found.append(
            f"{study.items} items x {design.replicates} cannot show equality within "
            f"±{design.margin:g}: only an effect can be found. That takes {needed} decided pairs, "
            f"{_takes(study.items, design)} were items alike. {_how(study)}, or widen margin."
        )
        found.append(
            f"Items narrow the interval, replicates do not: where the items' shares differ by a "
            f"standard deviation of {SPREAD:g}, ±{design.margin:g} takes {least}."
        )
    if len(design.judges) < FEWEST_JUDGES:
        found.append(f"{len(design.judges)} of {FEWEST_JUDGES} judges: name others too.")
    return tuple(found)


def _how(study: TransferTest) -> str:
    """Where more items come from."""
    if study.most_items > study.items:
        return f"Raise items (up to {study.most_items} in these families) and replicates"
    return "All items of these families are asked: add families, raise replicates"
