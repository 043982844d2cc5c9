"""Evidence from counts as log e-values: valid at any stopping time, and free to be averaged.

An e-value is at most 1 in the mean under its null hypothesis, so it exceeds 1/alpha with a
probability of at most alpha, even at the worst moment to stop (Ville). Logarithms throughout: the
evidence of a few thousand answers is beyond any float. Knows counts alone: nothing of models,
options or verdicts.
"""

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

LARGEST = 700.0
"""The largest log e-value that is written as a number: its exponential is still a float."""
MOST_WINS = 64
"""Wins that are looked ahead."""
NEGLIGIBLE = 1e-18
"""A term of a sum that is smaller, relative to the sum, changes no digit of it."""


def log_e_above_half(k: int, n: int) -> float:
    """Log evidence of theta > 1/2 against theta <= 1/2 from k wins in n answers.

    The likelihood ratio of a uniform mixture over (1/2, 1] to theta = 1/2:
    E(k, n) = 2^(n+1) B(k+1, n-k+1) (1 - I_{1/2}(k+1, n-k+1)), which for integers is
    sum_{j <= k} C(n+1, j) / ((n+1) C(n, k)). 0 without answers. Of theta < 1/2: E(n-k, n).

    Raises:
        ValueError: k is not between 0 and n.
    """
    return _log_e(int(k), int(n))


@lru_cache(maxsize=65_536)
def _log_e(k: int, n: int) -> float:
    """The sum from its largest term on, or its complement: about sqrt(n) terms at most."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a count of wins; k must lie between 0 and n")
    if 2 * k <= n:
        # the ratio of the j-th term to E's denominator, from j = k downwards
        term = total = 1.0 / (n + 1 - k)
        for j in range(k, 0, -1):
            term *= j / (n + 2 - j)
            total += term
            if term < NEGLIGIBLE * total:
                break
        return math.log(total)
    log_two = (n + 1) * math.log(2)
    term = math.exp(log_choose(n + 1, k + 1) - log_two)
    tail = term
    for j in range(k + 2, n + 2):
        term *= (n + 2 - j) / j
        tail += term
        if term < NEGLIGIBLE * tail:
            break
    return log_two + math.log1p(-tail) - math.log(n + 1) - log_choose(n, k)


def wins_until(bar: float, k: float, n: int) -> int:
    """The fewest further answers, all of them wins, with which E(k, n) reaches a log bar.

    No luck can make it fewer: what is asked up to there is never in vain. MOST_WINS if more.
    """
    wins = math.floor(k)
    for more in range(MOST_WINS):
        if log_e_above_half(wins + more, n + more) >= bar:
            return more
    return MOST_WINS


def log_choose(n: int, k: int) -> float:
    """The logarithm of the binomial coefficient."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def log_e_mean_above(k: float, n: float, mean: float) -> float:
    """Log evidence that the mean of cells is above `mean`, from k choices in n answers of blocks.

    M(k, n, c) = B(k+1, n-k+1) / (c^k (1-c)^(n-k)) if k > c n, else 0 (here -inf). Why it is valid
    for unequal cells is said in `confidence_sequences.py`. k may be a sum of known shares.

    Raises:
        ValueError: k is not between 0 and n, or the mean not inside of (0, 1).
    """
    if k <= mean * n:
        _check(k, n, mean)
        return -math.inf
    return log_e_mean(k, n, mean)


def log_e_mean(k: float, n: float, mean: float) -> float:
    """Log evidence that the mean of cells is another than `mean`; 0 without answers.

    Raises:
        ValueError: k is not between 0 and n, or the mean not inside of (0, 1).
    """
    _check(k, n, mean)
    return log_beta(k + 1, n - k + 1) - k * math.log(mean) - (n - k) * math.log1p(-mean)


def _check(k: float, n: float, mean: float) -> None:
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a count")
    if not 0 < mean < 1:
        raise ValueError(f"the mean must lie inside of (0, 1), not {mean}")


def log_e_spread(counts: Iterable[tuple[float, float]], spread: float) -> float:
    """Log evidence that all cells stand at one half, against a spread of their shares.

    The product over cells of 2^-(a+b) B(q, q) / B(q+a, q+b), where Beta(q, q) is the distribution
    about one half with the standard deviation `spread`: q = 1/(8 spread^2) - 1/2. A beta has less
    than 1/2; for more, q stays at LEAST_SHAPE.
    """
    shape = max(LEAST_SHAPE, 1 / (8 * spread * spread) - 0.5)
    alone = log_beta(shape, shape)
    return sum(alone - (a + b) * math.log(2) - log_beta(shape + a, shape + b) for a, b in counts)


LEAST_SHAPE = 0.1


def log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def log_mean(logs: Sequence[float]) -> float:
    """The logarithm of the mean of e-values, itself the logarithm of an e-value; -inf of none."""
    largest = max(logs, default=-math.inf)
    if math.isinf(largest):
        return largest
    return largest + math.log(sum(math.exp(one - largest) for one in logs) / len(logs))


def e_value(log: float) -> float:
    """An e-value as a number that JSON can hold."""
    return math.exp(min(log, LARGEST))
