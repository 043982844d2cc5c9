"""X' diag(w) X in blocks of rows, each too small for the linear algebra to be spread over threads.

Spread over threads that others need too, a product of a few thousand rows takes ten times as long
as on one of them: they wait for each other. Knows matrices alone.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ALONE = 200_000
"""Multiplications of a block, below which one thread does it."""


def product(one: Floats, other: Floats) -> Floats:
    """Multiply (m, n) by (n, k), in blocks of n."""
    (m, n), k = one.shape, other.shape[1]
    size = max(1, ALONE // max(1, m * k))
    whole = n // size * size
    rest = one[:, whole:] @ other[whole:]
    if not whole:
        return rest
    left = one[:, :whole].reshape(m, -1, size).transpose(1, 0, 2)
    return np.matmul(left, other[:whole].reshape(-1, size, k)).sum(axis=0) + rest


def gram(weighed: Floats, x: Floats) -> Floats:
    """Multiply (n, k)' by (n, k); `weighed` is x times its weights."""
    width = x.shape[1]
    size = max(1, ALONE // max(1, width * width))
    whole = len(x) // size * size
    rest = weighed[whole:].T @ x[whole:]
    if not whole:
        return rest
    left = weighed[:whole].reshape(-1, size, width).transpose(0, 2, 1)
    return np.matmul(left, x[:whole].reshape(-1, size, width)).sum(axis=0) + rest
