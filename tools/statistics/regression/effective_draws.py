"""How much a chain of dependent draws says: effective draws, and the error of its mean.

Autocorrelations are added in pairs while a pair is positive and no larger than the one before
(Geyer, Practical Markov chain Monte Carlo, Statistical Science 7, 1992, 3.3). Knows chains alone.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def effective_draws(draws: Floats) -> Floats:
    """Of draws by columns (m, k), how many independent ones each column is worth, shape (k,)."""
    count = len(draws)
    centred = draws - draws.mean(axis=0)
    size = 1 << (2 * count - 1).bit_length()
    spectrum = np.fft.rfft(centred, size, axis=0)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, size, axis=0)[:count]
    still = covariance[0] <= 0
    correlation = covariance / np.where(still, 1.0, covariance[0])
    pairs = correlation[0 : count - 1 : 2] + correlation[1:count:2]
    kept = np.minimum.accumulate(np.where(np.minimum.accumulate(pairs > 0, axis=0), pairs, 0.0))
    time = np.maximum(2 * kept.sum(axis=0) - 1, 1 / count)
    return np.where(still, float(count), np.minimum(count / time, count * np.log10(max(count, 10))))


def error_of_mean(draws: Floats) -> Floats:
    """The Monte Carlo standard error of each column's mean, shape (k,)."""
    return draws.std(axis=0, ddof=1) / np.sqrt(effective_draws(draws))
