"""The mode of a logistic regression: of the likelihood alone, or with Gaussian priors.

Newton's method with step halving on

    sum w [y eta - log(1 + e^eta)] - sum precision beta²/2,    eta = X beta.

What the priors of this chapter are printed with comes from draws, not from here: for the Laplace
prior mode and mean lie apart. Knows matrices; nothing of what they mean.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
STEPS = 100
TOLERANCE = 1e-12
FURTHEST = 30.0
"""Weights beyond which a likelihood without a maximum is left alone: chances of 1e-13."""


def mode(x: Floats, y: Floats, weight: Floats, precision: float | Floats = 0.0) -> Floats:
    """The mode, shape (k,); `precision` 0 is a flat prior.

    Where two groups are separated and the prior is flat there is none: the weights stop growing at
    `FURTHEST`, which gives the same predictions.
    """
    beta = np.zeros(x.shape[1])
    ridge = np.broadcast_to(np.asarray(precision, dtype=float), beta.shape)
    value = _log_posterior(x, y, weight, ridge, beta)
    for _ in range(STEPS):
        chance = sigmoid(x @ beta)
        slope = x.T @ (weight * (y - chance)) - ridge * beta
        curve = (x * (weight * chance * (1 - chance))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.lstsq(curve, slope, rcond=None)[0]
        size, tried = 1.0, beta + step
        while _log_posterior(x, y, weight, ridge, tried) < value - 1e-12 and size > 1e-8:
            size /= 2
            tried = beta + size * step
        beta, value = tried, _log_posterior(x, y, weight, ridge, tried)
        if np.max(np.abs(size * step), initial=0.0) < TOLERANCE or np.max(np.abs(beta)) > FURTHEST:
            break
    return np.clip(beta, -FURTHEST, FURTHEST)


def sigmoid(logit: Floats) -> Floats:
    """1/(1 + e^-logit), for any logit."""
    return 0.5 * (1 + np.tanh(logit / 2))


def _log_posterior(x: Floats, y: Floats, weight: Floats, ridge: Floats, beta: Floats) -> float:
    logit = x @ beta
    return float(weight @ (y * logit - np.logaddexp(0, logit)) - 0.5 * ridge @ beta**2)
