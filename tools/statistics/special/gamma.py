"""Logs of the gamma function as what Stirling's formula leaves out, and tails of gamma.

A probability of large counts is a small difference of very large logs: written with what Stirling's
formula leaves out, and with the deviance of a count from its mean, nothing large is subtracted
(Loader 2000, "Fast and accurate computation of binomial probabilities"). One number at a time, with
the standard library alone. Knows no distributions' uses.
"""

import math

LARGE = 8.0
"""From here on eight terms of Stirling's series are exact to the last bit (DLMF 5.11.1)."""
# B(2k) / (2k (2k - 1)), the highest first.
_STIRLING = (
    -3617 / 122400,
    1 / 156,
    -691 / 360360,
    1 / 1188,
    -1 / 1680,
    1 / 1260,
    -1 / 360,
    1 / 12,
)
CANCELLING = 0.1
"""Share of count and mean within which they are so near that logs would cancel."""
ROUNDING = 2.0**-54


def stirling_error(z: float) -> float:
    """Log of gamma(z) less Stirling's (z - 1/2) log z - z + log(2 pi) / 2, at z > 0."""
    shifted = 0.0
    while z < LARGE:
        shifted += (z + 0.5) * math.log1p(1 / z) - 1
        z += 1
    square, total = 1 / (z * z), 0.0
    for one in _STIRLING:
        total = total * square + one
    return shifted + total / z


def deviance(count: float, mean: float, gap: float) -> float:
    """Count log(count / mean) + mean - count, at counts and means > 0; gap is count - mean.

    The gap is given, since who has it more exactly than the subtraction has the result so too.
    """
    if abs(gap) >= CANCELLING * (count + mean):
        return count * math.log(count / mean) - gap
    # By the odd powers of v = gap / (count + mean), of which log(count / mean) is twice the sum.
    v = gap / (count + mean)
    total, power, n = gap * v, 2 * count * v, 1
    while abs(power) > ROUNDING * total:
        power *= v * v
        n += 2
        total += power / n
    return total


def gamma_tail(steps: int, half: bool, x: float) -> float:
    """The probability that gamma of shape a exceeds x, where a is a whole or half number.

    The shape is `steps`, and 1/2 more with `half`. By recurrence from one Poisson-like term (DLMF
    8.8.2), all terms of one sign; relative error 1e-13.
    """
    a = steps + 0.5 * half
    if x <= 0 or math.isinf(x):
        return 1.0 if x <= 0 else 0.0
    if x < a:
        # The series of what lies below (DLMF 8.11.4).
        term = total = _term(a, x)
        while term > ROUNDING * total:
            a += 1
            term *= x / a
            total += term
        return 1 - total
    total = math.erfc(math.sqrt(x)) if half else 0.0
    term = _term(a - 1, x) if a >= 1 else 0.0
    while a >= 1 and term > ROUNDING * total:
        total += term
        a -= 1
        term *= a / x
    return total


def _term(a: float, x: float) -> float:
    """X^a e^-x / gamma(a + 1)."""
    if a == 0:
        return math.exp(-x)
    log = -deviance(a, x, a - x) - stirling_error(a)
    return math.exp(log) / math.sqrt(2 * math.pi * a)
