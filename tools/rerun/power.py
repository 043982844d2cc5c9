"""The smallest shift that a sample would show, by formula. Asks nobody."""

from statistics import NormalDist

from ..study.plan import POWER
from .design import RerunDesign
from .reading import CHOSEN


def smallest_shift(design: RerunDesign) -> float | None:
    """The mean shift of a share that is found with a power of .8; None where no answer varied.

    Fresh and stored answers to a prompt vary by its own share: p (1 - p) (1/m + 1/n) each, with a
    share of a half taken where too few were stored to tell.
    """
    fresh: dict[str, int] = {}
    for one in design.again:
        fresh[one.prompt] = fresh.get(one.prompt, 0) + 1
    total = 0.0
    for name, asked in fresh.items():
        said = design.before[name]
        n = sum(said.values())
        share = (said.get(CHOSEN[0], 0) + 0.5) / (n + 1)
        total += share * (1 - share) * (1 / asked + 1 / n)
    normal = NormalDist()
    width = normal.inv_cdf(1 - design.alpha / 2) + normal.inv_cdf(POWER)
    return min(1.0, width * total**0.5 / len(fresh))
