"""The two links of paired comparison: from a difference of utilities to a probability.

Both are symmetric, F(-x) = 1 - F(x), so a link is known by log F and the hazard f / F on either
side of zero. That keeps the tails: a difference of 40 still has a finite slope. Knows nothing of
items, counts or fits.
"""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LinkName = Literal["logit", "probit"]
PROBIT_TAIL = -30.0
"""Below it normal probabilities are too small to divide by."""


class Tails(NamedTuple):
    """log F at x and at -x, f / F at x and at -x, and F at x; all of the shape of x."""

    up: Floats
    down: Floats
    hazard: Floats
    hazard_down: Floats
    inside: Floats


class Link(NamedTuple):
    """A symmetric distribution.

    `tails` gives at once what the others give of both sides; `hazard` is f / F at x; `slope` the
    derivative of log f, None where minus the second derivative of the log likelihood is the
    expected information anyway (the canonical link); `quantile` is the inverse of F.
    """

    log_probability: Callable[[Floats], Floats]
    tails: Callable[[Floats], Tails]
    hazard: Callable[[Floats], Floats]
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


def _logit_hazard(x: Floats) -> Floats:
    # Beyond 700 the exponential overflows; the hazard is 0 there for all purposes.
    return 1 / (1 + np.exp(np.minimum(x, 700.0)))


def _logit_quantile(p: Floats) -> Floats:
    return np.log(p) - np.log1p(-p)


def _probit_log_probability(x: Floats) -> Floats:
    # Imported on first use: it takes half a second. scipy ships no type stubs.
    from scipy.special import log_ndtr, ndtr  # pyright: ignore[reportMissingTypeStubs]

    if float(np.min(x, initial=0.0)) >= PROBIT_TAIL:
        return np.log(np.asarray(ndtr(x), dtype=np.float64))  # twice as fast
    return np.asarray(log_ndtr(x), dtype=np.float64)


def _probit_tails(x: Floats) -> Tails:
    up, down = _probit_log_probability(x), _probit_log_probability(-x)
    return Tails(up, down, _probit_hazard(x), _probit_hazard(-x), np.exp(up))


def _probit_hazard(x: Floats) -> Floats:
    from scipy.special import ndtr  # pyright: ignore[reportMissingTypeStubs]

    near = np.maximum(x, PROBIT_TAIL)
    below = np.asarray(ndtr(near), dtype=np.float64)
    hazard = np.exp(-0.5 * near * near) / (math.sqrt(2 * math.pi) * below)
    if float(np.min(x, initial=0.0)) < PROBIT_TAIL:
        # Mills' ratio far out (Abramowitz & Stegun 26.2.12), where the probability underflows.
        far = np.maximum(-x, 1.0)
        hazard = np.where(x < PROBIT_TAIL, far + 1 / far - 2 / far**3, hazard)
    return hazard


def _probit_slope(x: Floats) -> Floats:
    return -x


def _probit_quantile(p: Floats) -> Floats:
    from scipy.special import ndtri  # pyright: ignore[reportMissingTypeStubs]

    return np.asarray(ndtri(p), dtype=np.float64)


LINKS: dict[LinkName, Link] = {
    "logit": Link(_logit_log_probability, _logit_tails, _logit_hazard, None, _logit_quantile),
    "probit": Link(
        _probit_log_probability, _probit_tails, _probit_hazard, _probit_slope, _probit_quantile
    ),
}


def log_likelihood(link: Link, x: Floats, won: Floats, lost: Floats) -> float:
    """Sum over rows of won log F(x) + lost log F(-x); binomial coefficients are left out."""
    return float(won @ link.log_probability(x) + lost @ link.log_probability(-x))


def score(link: Link, x: Floats, won: Floats, lost: Floats) -> Floats:
    """The derivative of the log likelihood by x, one a row: f (won / F(x) - lost / F(-x))."""
    return won * link.hazard(x) - lost * link.hazard(-x)


def information(link: Link, x: Floats, answers: Floats) -> Floats:
    """The Fisher information on x, one a row: n f^2 / (F(x) F(-x)).

    The weights of IRLS (McCullagh & Nelder 1989, section 2.5); for the logit also minus the second
    derivative.
    """
    return answers * link.hazard(x) * link.hazard(-x)


def derivatives(link: Link, x: Floats, won: Floats, lost: Floats) -> tuple[Floats, Floats]:
    """The score, and minus its derivative by x, one a row each; the latter is never negative.

    With h = f/F, the derivative of h is h (slope - h).
    """
    up, down = link.hazard(x), link.hazard(-x)
    pull = won * up - lost * down
    if link.slope is None:
        return pull, (won + lost) * up * down
    slope = link.slope(x)
    # Far out in the tails the difference is rounding; the log likelihood is concave.
    bend = won * up * np.maximum(up - slope, 0.0) + lost * down * np.maximum(down + slope, 0.0)
    return pull, bend
