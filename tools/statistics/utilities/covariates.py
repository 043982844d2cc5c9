"""How utilities go with a number that options have, such as their length: a slope, its interval.

u_i = a + slope x_i + r_i, r_i ~ N(0, s^2): options differ beyond the number, so the interval is for
options not yet asked, and is not narrowed by asking the same ones more often. Utilities come as a
posterior under a prior that pulled them together; the pull is taken off again. Knows utilities and
numbers: nothing of answers or of what the number measures.
"""

import math
from dataclasses import dataclass

import numpy as np

from ..distributions import LEVEL, t_quantile
from ..paired.links import Floats
from ..positive_definite import inverted

FEWEST_FOR_A_SLOPE = 4
"""Options, with fewer of which a slope and a spread around it are too much to ask for."""
LEAST_INFORMATION = 1e-9
_SPREADS: Floats = np.concatenate(([0.0], np.geomspace(0.02, 20, 61)))


@dataclass(frozen=True, slots=True)
class CovariateSlope:
    """The slope, on the scale of the utilities for a unit of x; None with a reason.

    `left` is the standard deviation of utilities around the line.
    """

    slope: float | None
    low: float | None
    high: float | None
    left: float | None
    n: int
    reason: str | None = None


def covariate_slope(
    utilities: Floats, covariance: Floats, prior_sd: float, x: Floats, level: float = LEVEL
) -> CovariateSlope:
    """Weighted least squares with s by restricted likelihood; t on options minus two.

    `utilities` and `covariance` are of a posterior under N(0, prior_sd^2). In the directions in
    which the answers alone have information d, the data are eta / d with variance 1/d + s^2, where
    eta is the precision times the mean.

    Raises:
        ValueError: lengths differ, or the prior or the level is out of range.
    """
    n = len(utilities)
    if not len(x) == n == len(covariance) or prior_sd <= 0 or not 0 < level < 1:
        raise ValueError("give one x an option, a positive prior_sd, a level between 0 and 1")
    if n < FEWEST_FOR_A_SLOPE:
        return CovariateSlope(None, None, None, None, n, f"fewer than {FEWEST_FOR_A_SLOPE} options")
    if float(np.ptp(x)) < 1e-12:
        return CovariateSlope(None, None, None, None, n, "all options are alike in it")
    # An orthonormal basis of what is left of options once their mean is taken off.
    basis = np.linalg.qr(np.eye(n)[:, 1:] - 1 / n)[0]
    precision = inverted(basis.T @ covariance @ basis)
    information, turn = np.linalg.eigh(precision - np.eye(n - 1) / prior_sd**2)
    information = np.maximum(information, LEAST_INFORMATION)
    eta = turn.T @ precision @ basis.T @ utilities
    along = turn.T @ basis.T @ x
    fits = [_at(information, eta, along, s) for s in _SPREADS]
    best = max(range(len(fits)), key=lambda at: fits[at][2])
    slope, error, _ = fits[best]
    half = t_quantile((1 + level) / 2, n - 2) * error
    return CovariateSlope(slope, slope - half, slope + half, float(_SPREADS[best]), n)


def _at(information: Floats, eta: Floats, x: Floats, s: float) -> tuple[float, float, float]:
    """The slope, its error and the restricted log likelihood at a spread around the line."""
    shrink = 1 / (1 + s**2 * information)
    weight = information * shrink
    total = float(weight @ x**2)
    slope = float(x @ (shrink * eta)) / total
    left = eta - information * x * slope
    log = 0.5 * (float(np.log(weight).sum()) - math.log(total))
    return slope, total**-0.5, log - 0.5 * float(left**2 @ (shrink / information))
