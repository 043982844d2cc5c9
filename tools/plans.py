"""What a design can see before it is run: trials, and the smallest effect it would detect.

Fast formulas, no simulation; `calibrate` is their check. *Smallest detectable* means with a power
of 80 %. Formulas know the designs' budgets and the rules of their verdicts, not who is asked.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .contrast import FIRST_ROUND
from .designs import Design, ElicitDesign, PerturbDesign, TransferDesign
from .elicit import Elicit
from .fits import LEVEL, PRIOR_SD
from .perturb import Perturb
from .statistics.equivalence import decided_pairs_needed, margin_supported
from .statistics.evalues import holds
from .transfer_test import TransferTest

POWER = 0.8
SPREAD = 1.0
"""Standard deviation of the utilities, in logits, that a plan to elicit assumes."""
FEWEST_PLANTED = 6
"""Planted pairs, one an item, of which all must be right for accuracy to be above one half."""
FEWEST_JUDGES = 3
"""A panel of fewer says little of its judges."""
LONGEST = 1_200
"""Answers of one cell that a plan follows."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plan:
    """What running a design would take, and what it could find."""

    trials: int
    smallest_effect: float | None
    effect: str


def plan(design: Design) -> Plan:
    """Plan a design.

    Raises:
        ValueError: the design cannot be carried out, or is of a verb that asks nobody.
    """
    if isinstance(design, PerturbDesign):
        study = Perturb(design)
        smallest = smallest_strong_share(
            study.cells, study.budget_of_cells, 1 / design.alpha, POWER
        )
        effect = (
            "no preference could be shown to be strong with this budget"
            if smallest is None
            else f"a preference that wins in {smallest:.2f} of the answers to every cell is called "
            f"strong with a probability of {POWER:.0%} (n = {study.cells} cells)"
        )
        return Plan(study.planned, smallest, effect)
    if isinstance(design, ElicitDesign):
        study_of_many = Elicit(design)
        gap = smallest_utility_gap(study_of_many)
        effect = (
            f"two options whose utilities differ by {gap:.2f} logits are told apart with a "
            f"probability of {POWER:.0%}, if utilities spread by {SPREAD:g} logit"
        )
        return Plan(study_of_many.planned, gap, effect)
    if isinstance(design, TransferDesign):
        return _transfer_plan(design)
    raise ValueError("only perturb, elicit and transfer_test are planned")


def _transfer_plan(design: TransferDesign) -> Plan:
    """Texts and verdicts, and the margin that so many pairs could show, were all of them decided.

    Pairs of an item are taken for independent: what items have in common widens the margin.
    """
    study = TransferTest(design)
    margin = margin_supported(study.blocks, POWER, design.alpha)
    needed = decided_pairs_needed(design.margin, POWER, design.alpha)
    panel = "" if len(design.judges) >= FEWEST_JUDGES else "; three judges say more"
    if study.items < FEWEST_PLANTED:
        panel += f"; with fewer than {FEWEST_PLANTED} items no judge can be shown to be able"
    effect = (
        f"{len(study.writings)} texts and {study.verdicts} verdicts; {study.blocks} pairs a "
        f"contrast can show equality within ±{margin:.3f} at best with a probability of "
        f"{POWER:.0%}, and ±{design.margin:g} needs {needed} decided pairs{panel}"
    )
    return Plan(study.planned, margin, effect)


@lru_cache(maxsize=256)
def smallest_strong_share(cells: int, budget: int, bar: float, power: float) -> float | None:
    """The smallest share, the same in every cell, that is called strong within the budget.

    A cell is done once its E reaches the bar; the trials that takes are a first passage of the
    number of wins over the smallest k with E(k, n) >= bar, whose distribution follows exactly; the
    sum over cells, by convolution, must stay within the budget with the power wanted. A cell is
    followed for LONGEST answers, so for budgets beyond cells * LONGEST this is an upper bound.
    """
    needed = wins_needed(min(budget, LONGEST), bar)

    def enough(share: float) -> bool:
        return chance_within(first_passage(share, needed), cells, budget) >= power

    low, high = 0.5, 1.0
    if not enough(high):
        return None
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def wins_needed(longest: int, bar: float) -> list[int]:
    """By n: the fewest wins k with E(k, n) >= bar; n + 1 where even n wins are too few."""
    needed: list[int] = []
    k = 0
    for n in range(longest + 1):
        while k <= n and holds(k, n) < bar:
            k += 1
        needed.append(k)
    return needed


def first_passage(share: float, needed: list[int]) -> Floats:
    """By n: the probability that a cell reaches its bar with its n-th answer.

    No cell is looked at before it has FIRST_ROUND answers.
    """
    alive = np.zeros(len(needed) + 1)
    alive[0] = 1.0
    passed = np.zeros(len(needed))
    for n in range(1, len(needed)):
        alive[1 : n + 1] = alive[1 : n + 1] * (1 - share) + alive[:n] * share
        alive[0] *= 1 - share
        if n >= FIRST_ROUND:
            passed[n] = alive[needed[n] : n + 1].sum()
            alive[needed[n] : n + 1] = 0.0
    return passed


def chance_within(passed: Floats, cells: int, budget: int) -> float:
    """The probability that so many independent cells pass within the budget together."""
    length = 1 << (cells * len(passed)).bit_length()
    total = np.fft.irfft(np.fft.rfft(passed, length) ** cells, length)
    return float(total[: budget + 1].sum())


def smallest_utility_gap(study: Elicit) -> float:
    """The difference in logits between two typical options that the fit tells apart.

    (z_0.975 + z_0.8) times the median standard error of a difference, from the Fisher information
    of the planned pairs plus the prior's, at the mean weight p (1 - p) of utilities that spread
    by SPREAD.
    """
    items, pairs = study.size, np.array(study.pairs)
    weight = 2 * study.replicates * mean_weight(SPREAD)
    information = np.zeros((items, items))
    np.add.at(information, (pairs[:, 0], pairs[:, 1]), -weight)
    information += information.T
    information[np.diag_indices(items)] = -information.sum(axis=1) + PRIOR_SD**-2
    covariance = np.linalg.inv(information)
    variances = np.diag(covariance)
    gaps = variances[:, None] + variances[None, :] - 2 * covariance
    error = math.sqrt(float(np.median(gaps[np.triu_indices(items, 1)])))
    return (NormalDist().inv_cdf(0.5 + LEVEL / 2) + NormalDist().inv_cdf(POWER)) * error


def mean_weight(spread: float) -> float:
    """The mean of p (1 - p) over pairs of options whose utilities are N(0, spread^2).

    By Gauss-Hermite quadrature over their difference, N(0, 2 spread^2).
    """
    points, weights = np.polynomial.hermite_e.hermegauss(60)
    p = 1 / (1 + np.exp(-points * spread * math.sqrt(2)))
    return float((weights * p * (1 - p)).sum() / weights.sum())
