"""Trials that active pairs save, with an interval; and how they are counted."""

import numpy as np
import pytest

from velleity.tools.calibrate.rates.active_pairs import TARGET, pairs_needed, saving, spearman


def test_active_pairs_need_at_most_six_tenths_of_the_trials_of_random_ones(
    request: pytest.FixtureRequest,
) -> None:
    full = bool(request.config.getoption("--full"))
    designs = [(20, 2.0, 50), (20, 3.0, 50), (50, 2.0, 30), (50, 3.0, 30)] if full else []
    for options, sd, respondents in designs or [(20, 3.0, 5)]:
        found = saving(options, sd, respondents)
        assert found.active < found.random
        assert found.interval.low <= found.ratio <= found.interval.high
        assert found.ratio <= 0.6 if full else found.interval.low <= 0.6


def test_where_a_curve_reaches_the_target_lies_between_batches() -> None:
    curve = np.array([0.5, TARGET - 0.01, TARGET + 0.01])
    assert pairs_needed(curve, 20) == pytest.approx(20 + 10 * 1.5)
    assert np.isnan(pairs_needed(curve - 0.1, 20))


def test_the_correlation_is_that_of_ranks() -> None:
    x = np.array([0.1, 5.0, 2.0, 3.0])
    assert spearman(x, np.exp(x)) == pytest.approx(1)
    assert spearman(x, -x) == pytest.approx(-1)
