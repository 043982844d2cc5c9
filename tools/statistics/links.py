"""The two links of paired comparison: from a difference of utilities to a probability.

Both are symmetric, F(-x) = 1 - F(x), so a link is known by log F and log f alone. Logs keep the
tails: a difference of 40 still has a finite slope. Knows nothing of items, counts or fits.
"""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LinkName = Literal["logit", "probit"]


class Link(NamedTuple):
    """A symmetric distribution, by the logs of its probability and of its density."""

    log_probability: Callable[[Floats], Floats]
    log_density: Callable[[Floats], Floats]


def _logit_log_probability(x: Floats) -> Floats:
    return -np.logaddexp(0.0, -x)


def _logit_log_density(x: Floats) -> Floats:
    return _logit_log_probability(x) + _logit_log_probability(-x)


def _probit_log_probability(x: Floats) -> Floats:
    # Imported on first use: it takes half a second. scipy ships no type stubs.
    from scipy.special import log_ndtr  # pyright: ignore[reportMissingTypeStubs]

    return np.asarray(log_ndtr(x), dtype=np.float64)


def _probit_log_density(x: Floats) -> Floats:
    return -0.5 * x * x - 0.5 * math.log(2 * math.pi)


LINKS: dict[LinkName, Link] = {
    "logit": Link(_logit_log_probability, _logit_log_density),
    "probit": Link(_probit_log_probability, _probit_log_density),
}


def log_likelihood(link: Link, x: Floats, won: Floats, lost: Floats) -> float:
    """Sum over rows of won log F(x) + lost log F(-x); binomial coefficients are left out."""
    return float(won @ link.log_probability(x) + lost @ link.log_probability(-x))


def score(link: Link, x: Floats, won: Floats, lost: Floats) -> Floats:
    """The derivative of the log likelihood by x, one a row: f (won / F(x) - lost / F(-x))."""
    density = link.log_density(x)
    up = np.exp(density - link.log_probability(x))
    down = np.exp(density - link.log_probability(-x))
    return won * up - lost * down


def information(link: Link, x: Floats, answers: Floats) -> Floats:
    """The Fisher information on x, one a row: n f^2 / (F(x) F(-x)).

    The weights of IRLS (McCullagh & Nelder 1989, section 2.5); for the logit also minus the second
    derivative.
    """
    tails = link.log_probability(x) + link.log_probability(-x)
    return answers * np.exp(2 * link.log_density(x) - tails)
