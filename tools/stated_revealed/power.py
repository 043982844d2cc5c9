"""What families of a size could show, said beforehand: half-widths, smallest p-values, a gap."""

from collections.abc import Sequence

from ..statistics.distributions import t_quantile
from ..statistics.divergence.clustered_difference import least_half_width
from ..statistics.divergence.permutation import possible_assignments
from ..study.plan import POWER, Plan
from .bank.families import Family, Item
from .design import StatedRevealedDesign
from .study import StatedRevealed


def plan(design: StatedRevealedDesign) -> Plan:
    """Answers, and the smallest gap that the smallest family would show if prompts agreed.

    Prompts that differ among themselves widen the interval: the gap is the least there can be.
    """
    study = StatedRevealed(design)
    least = min(study.families, key=lambda one: min(len(one.stated), len(one.revealed)))
    sizes = len(least.stated), len(least.revealed)
    level = 1 - design.alpha
    half = least_half_width(*sizes, level)
    degrees = max(1, sum(sizes) - 4)
    error = half / t_quantile(1 - design.alpha / 2, degrees)
    quantiles = t_quantile(1 - design.alpha, degrees) + t_quantile(POWER, degrees)
    gap = min(1.0, design.margin + error * quantiles)
    count = len(study.families)
    able = (
        f"can show at best a gap of {gap:.2f} beyond ±{design.margin:g} with a probability of "
        f"{POWER:.0%}"
    )
    equal = (
        f"and equality within ±{design.delta:g}"
        if half <= design.delta
        else f"but no equality within ±{design.delta:g}: that needs more prompts"
    )
    effect = (
        f"{count} families in {len(design.formats)} formats, both orders; the smallest has "
        f"{sizes[0]} statements and {sizes[1]} contexts, whose interval is ±{half:.2f} at least, "
        f"p {_smallest_p(least):.1g} at least; it {able}, {equal}"
    )
    return Plan(study.planned, gap, effect, _cautions(design, sizes, half, gap))


def _cautions(
    design: StatedRevealedDesign, sizes: tuple[int, int], half: float, gap: float
) -> tuple[str, ...]:
    """Margins out of reach, whatever is answered: prompts are the unit, and repeats add none."""
    told = f"{sizes[0]} statements and {sizes[1]} contexts"
    found: list[str] = []
    if half > design.delta:
        found.append(
            f"{told} cannot show equality within ±{design.delta:g}: the interval is ±{half:.2f} at "
            "best. Widen delta, or give families with more prompts."
        )
    if gap >= 1:
        found.append(f"{told} can show no gap: give families with more prompts.")
    return tuple(found)


def _smallest_p(family: Family) -> float:
    """Of a permutation within polarities, two-sided."""
    sizes = [(_count(family.stated, sign), _count(family.revealed, sign)) for sign in (1, -1)]
    possible = possible_assignments([(n, m) for n, m in sizes if n and m])
    return min(1.0, 2 / possible)


def _count(items: Sequence[Item], polarity: int) -> int:
    return sum(one.polarity == polarity for one in items)
