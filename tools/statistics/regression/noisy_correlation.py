"""The correlation of two lists of numbers that are known with errors, noise taken out.

    (a_k, b_k) ~ N(m, S),   measured a_k + N(0, v_k), b_k + N(0, w_k)

with a flat prior on m and, on S, an inverse Wishart with 3 degrees of freedom, under which every
correlation is as likely as any other. A plain correlation of what was measured is nearer to 0 than
that of the truth. Gibbs sampling; knows numbers alone.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS, WARM_UP = 2_000, 200
DEGREES = 3


def noisy_correlation(
    measured: Floats, variance: Floats, generator: np.random.Generator, draws: int = DRAWS
) -> Floats:
    """Draws of the correlation; `measured` and `variance` are (n, 2), n at least 3."""
    count = len(measured)
    scale = np.diag(np.maximum(measured.var(axis=0) - variance.mean(axis=0), 1e-4))
    spread, mean = scale.copy(), measured.mean(axis=0)
    found = np.empty(draws)
    for at in range(-WARM_UP, draws):
        precision = np.linalg.inv(spread)
        both = precision + np.eye(2) / variance[:, None, :]
        cover = np.linalg.inv(both)
        pull = measured / variance + precision @ mean
        noise = generator.standard_normal((count, 2))
        root = np.linalg.cholesky(cover)
        true = np.einsum("nij,nj->ni", cover, pull) + np.einsum("nij,nj->ni", root, noise)
        mean = true.mean(axis=0) + np.linalg.cholesky(spread / count) @ generator.standard_normal(2)
        apart = true - mean
        spread = _inverse_wishart(count + DEGREES, scale + apart.T @ apart, generator)
        if at >= 0:
            found[at] = spread[0, 1] / np.sqrt(spread[0, 0] * spread[1, 1])
    return found


def _inverse_wishart(degrees: int, scale: Floats, generator: np.random.Generator) -> Floats:
    """One draw, by Bartlett's decomposition of the Wishart."""
    lower = np.linalg.cholesky(np.linalg.inv(scale))
    bartlett = np.diag(np.sqrt(generator.chisquare([degrees, degrees - 1])))
    bartlett[1, 0] = generator.standard_normal()
    half = lower @ bartlett
    return np.linalg.inv(half @ half.T).astype(np.float64)


def pearson(one: Floats, other: Floats) -> float | None:
    """The plain correlation; None where either does not vary."""
    a, b = one - one.mean(), other - other.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0 else None
