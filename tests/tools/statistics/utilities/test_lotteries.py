"""Expected-utility consistency: a consistent respondent, one who is not, and intervals."""

import numpy as np
import pytest
from numpy.typing import NDArray

from velleity.tools.statistics.utilities.lotteries import Lottery, expected_utility

Floats = NDArray[np.float64]
OUTCOMES, LOTTERIES = 12, 30


def asked(
    seed: int, slope: float = 1.0, misfit: float = 0.0, error: float = 0.3
) -> tuple[Floats, Floats, list[Lottery]]:
    """Estimated utilities with an error, its covariance, and lotteries over two outcomes each."""
    draw = np.random.default_rng(seed)
    sure = draw.normal(scale=1.5, size=OUTCOMES)
    lotteries: list[Lottery] = []
    worth: list[float] = []
    for at in range(LOTTERIES):
        one, other = (int(item) for item in draw.choice(OUTCOMES, 2, replace=False))
        p = float(draw.choice([0.1, 0.25, 0.5, 0.75, 0.9]))
        lotteries.append(Lottery(OUTCOMES + at, ((one, p), (other, 1 - p))))
        worth.append(slope * (p * sure[one] + (1 - p) * sure[other]) + misfit * draw.normal())
    truth = np.concatenate((sure, worth))
    size = len(truth)
    root = error * (np.eye(size) + 0.3 * draw.normal(size=(size, size)) / size**0.5)
    return truth + root @ draw.normal(size=size), root @ root.T, lotteries


def test_without_error_a_consistent_respondent_has_slope_one_and_no_deviation() -> None:
    utilities, covariance, lotteries = asked(1, error=1e-9)
    found = expected_utility(utilities, covariance, lotteries)
    assert found.slope.value == pytest.approx(1)
    assert found.correlation.value == pytest.approx(1)
    assert found.deviation.value == pytest.approx(0, abs=1e-6)
    assert found.deviation_published == pytest.approx(0, abs=1e-6)
    assert found.ignoring_chances is not None
    assert found.ignoring_chances < 0.97


def test_a_consistent_respondent_deviates_by_the_noise_alone() -> None:
    seen = [expected_utility(*asked(seed, error=0.5)) for seed in range(20)]
    deviations = [one.deviation.value or 0.0 for one in seen]
    expected = [one.deviation_by_chance or 0.0 for one in seen]
    assert min(expected) > 0.1
    ratio = float(np.mean(deviations) / np.mean(expected))
    assert ratio == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(("slope", "misfit"), [(1.0, 0.0), (0.6, 0.4)])
def test_the_slope_is_not_diluted_by_error_and_its_interval_covers(
    slope: float, misfit: float, runs: int
) -> None:
    hits: list[bool] = []
    values: list[float] = []
    for seed in range(runs * 2 // 5):
        found = expected_utility(*asked(seed, slope, misfit, 0.6)).slope
        if found.value is None or found.interval is None:
            continue  # now and then all outcomes happen to be worth much the same
        values.append(found.value)
        hits.append(found.interval.low <= slope <= found.interval.high)
    assert len(values) >= 0.9 * (runs * 2 // 5)
    assert float(np.median(values)) == pytest.approx(slope, abs=0.06)
    assert float(np.mean(hits)) >= 0.9


def test_what_cannot_be_told_says_why() -> None:
    utilities, covariance, lotteries = asked(3)
    few = expected_utility(utilities, covariance, lotteries[:3])
    assert few.slope.value is None
    assert few.slope.reason is not None
    vague = expected_utility(utilities, covariance * 1e3, lotteries)
    assert vague.slope.value is None
    assert vague.slope.reason is not None
    alike = expected_utility(np.zeros(len(utilities)), covariance, lotteries)
    assert alike.correlation.value is None
    with pytest.raises(ValueError, match="sum to one"):
        expected_utility(utilities, covariance, [Lottery(0, ((1, 0.5),))])
    with pytest.raises(ValueError, match="numbered"):
        expected_utility(utilities, covariance, [Lottery(99, ((1, 1.0),))])
