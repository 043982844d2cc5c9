"""The correlation beneath the noise of two lists of estimates."""

import numpy as np

from velleity.tools.statistics.regression.noisy_correlation import noisy_correlation, pearson


def test_noise_is_taken_out_and_the_interval_holds_the_truth() -> None:
    held, plain, corrected = 0, list[float](), list[float]()
    for run in range(6):
        draw = np.random.default_rng([3, run])
        true = draw.multivariate_normal([0.2, 0.1], [[0.25, 0.2], [0.2, 0.25]], 29)
        error = np.full((29, 2), 0.2)
        measured = true + draw.standard_normal((29, 2)) * np.sqrt(error)
        found = noisy_correlation(measured, error, draw, 300)
        low, high = np.quantile(found, [0.025, 0.975])
        held += low <= 0.8 <= high
        corrected.append(float(found.mean()))
        plain.append(pearson(measured[:, 0], measured[:, 1]) or 0.0)
    assert held >= 4
    assert np.mean(plain) < 0.6
    assert np.mean(corrected) > np.mean(plain)


def test_without_noise_it_is_the_plain_one_and_of_a_constant_there_is_none() -> None:
    draw = np.random.default_rng(0)
    one = draw.standard_normal(200)
    both = np.column_stack([one, 0.6 * one + 0.8 * draw.standard_normal(200)])
    found = noisy_correlation(both, np.full((200, 2), 1e-6), draw, 400)
    assert abs(found.mean() - (pearson(both[:, 0], both[:, 1]) or 0.0)) < 0.03
    assert pearson(one, np.ones(200)) is None
