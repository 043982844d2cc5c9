"""The smallest difference of utilities that a budget can tell apart, by formula."""

import math
from statistics import NormalDist

import numpy as np

from ...statistics.distributions import LEVEL
from ...study.plan import POWER, Plan
from ..choice_models import PRIOR_SD
from ..design import ElicitDesign
from ..study import Elicit
from .forms import unlike

COARSE = 3.0
"""A smallest difference, in logits, that tells little."""
SPREAD = 1.0
"""Standard deviation of the utilities, in logits, that a plan to elicit assumes."""


def plan(design: ElicitDesign) -> Plan:
    """Plan a design by the smallest difference of utilities that it would tell apart.

    Raises:
        ValueError: the design cannot be carried out.
    """
    study = Elicit(design)
    gap = smallest_utility_gap(study)
    effect = (
        f"two options whose utilities differ by {gap:.2f} logits are told apart with a "
        f"probability of {POWER:.0%}, if utilities spread by {SPREAD:g} logit"
    )
    return Plan(study.planned, gap, effect, _cautions(design, gap))


def _cautions(design: ElicitDesign, gap: float) -> tuple[str, ...]:
    """Options of unlike length or form, and a budget that tells apart only what is far apart."""
    said = unlike([one.text for one in design.options])
    found = [] if said is None else [said]
    if gap > COARSE:
        found.append(
            f"Only utilities {gap:.1f} logits apart would be told apart: raise replicates or "
            "max_trials, or compare fewer options."
        )
    return tuple(found)


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
