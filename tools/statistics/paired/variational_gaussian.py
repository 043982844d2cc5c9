"""The Gaussian nearest to the posterior of utilities under a prior, for intervals that cover.

The curvature at the mode (Laplace) is too sharp, and the mode too near zero, where answers are
nearly certain: simulated with a prior of 3 and true utilities as wide, its 95 % intervals cover
92-94 %. The Gaussian that minimises the Kullback-Leibler divergence to the posterior covers 94-96 %
(Opper & Archambeau 2009, "The variational Gaussian approximation revisited"). Knows likelihoods:
nothing of ranks or levels.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .links import Floats, derivatives
from .penalised_likelihood import SOLVED, PenalisedLikelihood

NODES = 3
"""Quadrature points a row."""
ROUNDS = 4
"""Alternations of mean and covariance: more change no width by 3 %, and few by 1 %."""


@dataclass(frozen=True, eq=False)
class GaussianPosterior:
    """Mean (size,) of the utilities, then the order effect if any; `curvature` is one a row."""

    model: PenalisedLikelihood
    mean: Floats
    curvature: Floats

    @cached_property
    def covariance(self) -> Floats:
        """Of all parameters: (size, size). Computed on first use."""
        return self.model.graph.inverse(self.curvature, self.model.precision)

    @cached_property
    def variances(self) -> Floats:
        """The diagonal of the covariance, at half its cost: (size,)."""
        return self.model.graph.inverse_diagonal(self.curvature, self.model.precision)


def gaussian_posterior(model: PenalisedLikelihood, peak: Floats) -> GaussianPosterior:
    """Alternate between E[gradient] = 0 and covariance = E[-Hessian]^-1, from the mode.

    Expectations are over each row's gap, by Gauss-Hermite quadrature.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    weights = weights / weights.sum()
    rows, mean = model.rows, peak
    won, lost = rows.first_wins, rows.second_wins
    graph, precision, curvature = model.graph, model.precision, model.curvature(peak)
    # One inverse gives the gaps' variances at the mode. Those of later rounds follow the degrees of
    # their two items: an inverse a round costs three times as much.
    first_variances = graph.gap_variances(curvature, precision)
    first_degrees = graph.gap_degrees(curvature, precision)
    for rounds in range(1, ROUNDS + 1):
        variances = first_variances * graph.gap_degrees(curvature, precision) / first_degrees
        middle, spread = model.gaps(mean), np.sqrt(variances)
        pull, before = np.zeros_like(middle), curvature
        curvature = np.zeros_like(middle)
        for node, weight in zip(nodes, weights, strict=True):
            slope, bend = derivatives(model.link, middle + node * spread, won, lost)
            pull += weight * slope
            curvature += weight * bend
        # A narrow spread makes the next one wide, and the other way round: go most of the way.
        curvature = 0.3 * before + 0.7 * curvature if rounds > 1 else curvature
        gradient = graph.by_parameter(pull) - precision * mean
        mean = mean + graph.solve(curvature, gradient, precision, SOLVED)
    return GaussianPosterior(model, mean, curvature)
