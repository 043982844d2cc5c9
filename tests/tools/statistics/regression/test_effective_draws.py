"""How many independent draws a chain is worth."""

import numpy as np

from velleity.tools.statistics.regression.effective_draws import effective_draws, error_of_mean


def test_a_chain_of_known_dependence_is_worth_what_theory_says() -> None:
    draw = np.random.default_rng(0)
    n, phi = 12_000, 0.8
    chain = np.zeros((n, 2))
    noise = draw.standard_normal((n, 2))
    for at in range(1, n):
        chain[at, 0] = phi * chain[at - 1, 0] + noise[at, 0]
    chain[:, 1] = noise[:, 1]
    found = effective_draws(chain)
    assert abs(found[0] / (n * (1 - phi) / (1 + phi)) - 1) < 0.2
    assert abs(found[1] / n - 1) < 0.1
    error = error_of_mean(chain)
    assert error[0] > 2 * error[1] / np.sqrt(1 - phi**2)


def test_a_chain_that_does_not_move_is_no_failure() -> None:
    assert effective_draws(np.ones((50, 1))).tolist() == [50.0]
