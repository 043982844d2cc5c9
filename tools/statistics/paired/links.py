"""The two links of paired comparison: from a difference of utilities to a probability.

Both are symmetric, F(-x) = 1 - F(x), so a link is known by log F and the hazard f / F on either
side of zero. That keeps the tails: a difference of 40 still has a finite slope. Knows nothing of
items, counts or fits.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..special.normal import Tails, log_normal, normal_hazards, normal_quantiles, normal_tails

Floats = NDArray[np.float64]
LinkName = Literal["logit", "probit"]


class Link(NamedTuple):
    """A symmetric distribution.

    `tails` gives at once what the others give; `hazards` are f / F at x and at -x; `slope` is the
    derivative of log f, None where minus the second derivative of the log likelihood is the
    expected information anyway (the canonical link); `quantile` is the inverse of F.
    """

    log_probability: Callable[[Floats], Floats]
    tails: Callable[[Floats], Tails]
    hazards: Callable[[Floats], tuple[Floats, Floats]]
    slope: Callable[[Floats], Floats] | None
    quantile: Callable[[Floats], Floats]


def _logit_log_probability(x: Floats) -> Floats:
    return np.minimum(x, 0.0) - np.log1p(np.exp(-np.abs(x)))


def _logit_tails(x: Floats) -> Tails:
    t = np.abs(x)
    np.exp(np.negative(t, out=t), out=t)
    half = 1 / (1 + t)
    up = np.log(half)
    up += np.minimum(x, 0.0)
    t *= half
    inside = np.where(x >= 0, half, t)
    return Tails(up, up - x, 1 - inside, inside, inside)


def _logit_hazards(x: Floats) -> tuple[Floats, Floats]:
    # Beyond 700 the exponential overflows; the hazard is 0 there for all purposes.
    return 1 / (1 + np.exp(np.minimum(x, 700.0))), 1 / (1 + np.exp(np.minimum(-x, 700.0)))


def _logit_quantile(p: Floats) -> Floats:
    return np.log(p) - np.log1p(-p)


def _probit_slope(x: Floats) -> Floats:
    return -x


LINKS: dict[LinkName, Link] = {
    "logit": Link(_logit_log_probability, _logit_tails, _logit_hazards, None, _logit_quantile),
    "probit": Link(log_normal, normal_tails, normal_hazards, _probit_slope, normal_quantiles),
}


def log_likelihood(link: Link, x: Floats, won: Floats, lost: Floats) -> float:
    """Sum over rows of won log F(x) + lost log F(-x); binomial coefficients are left out."""
    return float(won @ link.log_probability(x) + lost @ link.log_probability(-x))


def score(link: Link, x: Floats, won: Floats, lost: Floats) -> Floats:
    """The derivative of the log likelihood by x, one a row: f (won / F(x) - lost / F(-x))."""
    up, down = link.hazards(x)
    return won * up - lost * down


def information(link: Link, x: Floats, answers: Floats) -> Floats:
    """The Fisher information on x, one a row: n f^2 / (F(x) F(-x)).

    The weights of IRLS (McCullagh & Nelder 1989, section 2.5); for the logit also minus the second
    derivative.
    """
    up, down = link.hazards(x)
    return answers * up * down


def derivatives(link: Link, x: Floats, won: Floats, lost: Floats) -> tuple[Floats, Floats]:
    """The score, and minus its derivative by x, one a row each; the latter is never negative.

    With h = f/F, the derivative of h is h (slope - h).
    """
    up, down = link.hazards(x)
    pull = won * up - lost * down
    if link.slope is None:
        return pull, (won + lost) * up * down
    slope = link.slope(x)
    # Far out in the tails the difference is rounding; the log likelihood is concave.
    bend = won * up * np.maximum(up - slope, 0.0) + lost * down * np.maximum(down + slope, 0.0)
    return pull, bend
