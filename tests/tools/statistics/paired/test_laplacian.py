"""Steps by conjugate gradients are those of the dense matrix, and so are variances of gaps."""

import numpy as np
import pytest
from numpy.typing import NDArray

from velleity.tools.statistics.paired.bradley_terry import fit
from velleity.tools.statistics.paired.comparisons import Comparisons
from velleity.tools.statistics.paired.laplacian import MOST_EXACT, PairGraph
from velleity.tools.statistics.paired.links import LINKS, LinkName, derivatives, log_likelihood
from velleity.tools.statistics.paired.variational_gaussian import gaussian_posterior

Floats = NDArray[np.float64]


def chain(items: int) -> Comparisons:
    """The worst graph to solve on: a path."""
    first, second = np.arange(items - 1), np.arange(1, items)
    return Comparisons(first, second, np.full(items - 1, 3.0), np.full(items - 1, 2.0), items)


def scattered(seed: int, items: int, rows: int) -> Comparisons:
    draw = np.random.default_rng(seed)
    first = draw.integers(0, items, rows)
    second = (first + 1 + draw.integers(0, items - 1, rows)) % items
    won, lost = draw.integers(0, 5, (2, rows)).astype(np.float64)
    return Comparisons(first, second, won, lost, items)


@pytest.mark.parametrize("order", [True, False])
@pytest.mark.parametrize("precision", [0.2, 1e-6])
def test_solutions_are_those_of_the_dense_matrix(order: bool, precision: float) -> None:
    counts = scattered(1, 30, 200)
    graph, draw = PairGraph(counts, order), np.random.default_rng(2)
    weights, wanted = draw.random(200), draw.normal(size=graph.size)
    wanted[:30] -= wanted[:30].mean()
    found = graph.solve(weights, wanted, precision, 1e-12)
    matrix, _ = graph.matrix(weights, precision)
    np.testing.assert_allclose(found, np.linalg.solve(matrix, wanted), atol=1e-7)


def test_a_long_path_is_solved_exactly_though_gradients_are_slow() -> None:
    graph = PairGraph(chain(900), order=False)
    wanted = np.zeros(900)
    wanted[0], wanted[-1] = 1.0, -1.0
    found = graph.solve(np.full(899, 0.5), wanted, 0.0, 1e-10)
    assert float(found[0] - found[-1]) == pytest.approx(2 * 899)


@pytest.mark.parametrize("order", [True, False])
@pytest.mark.parametrize(("items", "within"), [(25, 1e-10), (MOST_EXACT + 10, 1e-3)])
def test_variances_of_gaps_are_those_of_the_inverse(order: bool, items: int, within: float) -> None:
    counts, rows = scattered(3, items, 6 * items), 6 * items
    graph = PairGraph(counts, order)
    weights = np.random.default_rng(4).random(rows)
    inverse = graph.inverse(weights, 0.1)
    design = np.zeros((rows, graph.size))
    design[range(rows), counts.first], design[range(rows), counts.second] = 1.0, -1.0
    if order:
        design[:, -1] = 1.0
    expected = np.einsum("ij,ij->i", design @ inverse, design)
    np.testing.assert_allclose(graph.gap_variances(weights, 0.1), expected, rtol=within)
    diagonal = graph.inverse_diagonal(weights, 0.1)
    np.testing.assert_allclose(diagonal, np.diag(inverse), rtol=1e-10)


def test_what_single_precision_cannot_invert_is_inverted_in_double() -> None:
    """A long path without a prior: its gaps vary by as much as the path is long."""
    graph = PairGraph(chain(MOST_EXACT + 50), order=False)
    weights = np.full(MOST_EXACT + 49, 1e-4)
    weights[::2] = 1e4
    found = graph.gap_variances(weights, 0.0)
    np.testing.assert_allclose(found, 1 / weights, rtol=1e-3)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_derivatives_of_a_link_are_numerical_ones_and_stay_finite_far_out(link: LinkName) -> None:
    one = LINKS[link]
    x, h = np.array([-6.0, -1.0, 0.0, 0.7, 5.0, 9.5]), 1e-4
    won, lost = np.array([1.0, 2, 3, 0, 4, 1]), np.array([2.0, 0, 1, 5, 1, 3])
    pull, bend = derivatives(one, x, won, lost)
    for at in range(len(x)):
        row = slice(at, at + 1)
        low, middle, high = (
            log_likelihood(one, x[row] + shift, won[row], lost[row]) for shift in (-h, 0.0, h)
        )
        assert pull[at] == pytest.approx((high - low) / (2 * h), rel=1e-5, abs=1e-6)
        assert bend[at] == pytest.approx((2 * middle - high - low) / h**2, rel=1e-3, abs=1e-4)
    far = np.array([-800.0, -40.0, 40.0, 800.0])
    assert all(
        np.all(np.isfinite(part)) for part in derivatives(one, far, far * 0 + 1, far * 0 + 1)
    )
    p = np.array([0.02, 0.5, 0.9])
    np.testing.assert_allclose(np.exp(one.log_probability(one.quantile(p))), p)


def test_the_gaussian_posterior_has_the_moments_of_the_exact_one_of_a_single_pair() -> None:
    """Two items without an order effect: moments by quadrature over the one difference."""
    counts = Comparisons(np.array([0]), np.array([1]), np.array([5.0]), np.array([1.0]), 2)
    fitted = fit(counts, order=False, prior_sd=3.0)
    grid = np.linspace(-15, 25, 20001)
    logs = -5 * np.logaddexp(0, -grid) - np.logaddexp(0, grid) - grid**2 / (2 * 18)
    weights = np.exp(logs - logs.max())
    mean = float(weights @ grid / weights.sum())
    sd = float((weights @ (grid - mean) ** 2 / weights.sum()) ** 0.5)
    near = gaussian_posterior(fitted.model, fitted.peak)
    gap = np.array([1.0, -1.0])
    assert float(gap @ near.mean) == pytest.approx(mean, abs=0.06)
    assert float(gap @ near.covariance @ gap) ** 0.5 == pytest.approx(sd, rel=0.1)
    assert mean - fitted.contrast_estimate(0, 1) > 0.1
