"""Draws of Pólya-Gamma variables, many at once, for shapes that need not be whole numbers.

PG(b, c) is the law of

    1/(2 pi²) sum over k >= 1 of g_k / ((k - 1/2)² + c²/(4 pi²)),   g_k ~ Gamma(b, 1) independent.

The first terms of the sum are drawn as they stand; the rest is one variable of its exact mean and
variance, which are those of the whole less those of the terms drawn:

    E = b tanh(c/2)/(2c),   Var = b (sinh c - c)/(4 c³ cosh²(c/2)).

For b of 1 and more that one is uniform, else Gamma, which stays positive for any b. So mean and
variance are exact whatever b and c, and the third cumulant is off by less than 1e-4 of the law's
own up to |c| = 4 for b = 1, by less than 1.5e-3 else.
Source: Polson, Scott and Windle, Bayesian inference
for logistic models using Pólya-Gamma latent variables, JASA 108 (2013), equations 2 and 4. Knows no
regression.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TERMS, TERMS_OF_ONE = 2, 4
"""Of the sum, drawn as they stand: in general, and for shapes of 1."""
NEAR_ZERO = 0.01
"""Below it the moments come from their series, which there is exact to 1e-13."""


def mean_and_variance(shape: Floats, tilt: Floats) -> tuple[Floats, Floats]:
    """The first two moments of PG(shape, tilt), each as long as both."""
    size = np.minimum(np.abs(tilt), 700.0)
    small = size < NEAR_ZERO
    c = np.where(small, 1.0, size)
    decay = np.exp(-c)
    # tanh(c/2) and (sinh c - c)/cosh²(c/2) with e^c taken out, so that nothing overflows.
    both = c * (1 + decay)
    mean = (0.5 - 0.5 * decay) / both
    variance = (0.5 - decay * (0.5 * decay + c)) / (both * both * c)
    near = size[small] ** 2
    mean[small], variance[small] = 0.25 - near / 48 + near**2 / 480, 1 / 24 - near / 120
    return shape * mean, shape * variance


def polya_gamma(shape: Floats, tilt: Floats, generator: np.random.Generator) -> Floats:
    """Draw one PG(shape, tilt) for each place; `shape` is positive, `tilt` any number."""
    square, one = 0.5 * tilt**2, bool(np.all(shape == 1.0))
    mean, spread = mean_and_variance(shape, tilt)
    drawn, left = mean.copy(), mean
    for place in range(TERMS_OF_ONE if one else TERMS):
        rate = 1 / (_term(place) + square)
        some = generator.standard_exponential(len(tilt)) if one else generator.standard_gamma(shape)
        drawn += rate * (some - shape)
        share = shape * rate
        left -= share
        spread -= share * rate
    if one or np.min(shape, initial=1.0) >= 1:
        wide = np.sqrt(12 * np.maximum(spread, 0.0))
        return drawn + wide * (generator.random(len(tilt)) - 0.5)
    left, spread = np.maximum(left, 1e-300), np.maximum(spread, 1e-300)
    rest: Floats = np.asarray(generator.standard_gamma(left**2 / spread), dtype=float)
    return drawn - left + rest * (spread / left)


def _term(place: int) -> float:
    """1 over the scale of a term where c is 0."""
    return 2 * np.pi**2 * (place + 0.5) ** 2
