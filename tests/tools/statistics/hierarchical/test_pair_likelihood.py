"""The likelihood of pairs and its slopes, against the same written down plainly on a fine grid."""

import numpy as np
import pytest
from numpy.typing import NDArray

from velleity.tools.statistics.hierarchical.pair_likelihood import Level, PairLikelihood
from velleity.tools.statistics.paired.links import LINKS, LinkName

LEVELS = [Level(1.0, noise, slips) for noise in (0.0, 0.25, 1.0, 3.0) for slips in (0.0, 0.02, 0.2)]
WINS = np.array(
    [[5.0, 3.0, 1.0, 4.5, 0.0], [1, 3, 5, 1.5, 0], [2, 3, 4, 0.5, 1], [4, 2, 2, 3.5, 0]]
)
"""Of the first and the second in one order, of them in the other: five pairs, one hardly asked."""
GAPS = np.array([0.4, 0.0, -1.5, 2.0, 0.3])
Z = np.linspace(-8, 8, 1_601)


def plain(link: LinkName, gaps: NDArray[np.float64], order: float, at: Level) -> list[float]:
    """The log likelihood of each pair."""
    weights = np.exp(-0.5 * Z**2) / np.exp(-0.5 * Z**2).sum()
    found: list[float] = []
    for gap, (won, lost, back_won, back_lost) in zip(gaps, WINS.T, strict=True):
        x = gap + at.noise * Z
        p, q = (
            (1 - at.slips) * np.exp(LINKS[link].log_probability(one)) + at.slips / 2
            for one in (order + x, order - x)
        )
        p, q = (np.clip(one, 1e-300, 1 - 1e-16) for one in (p, q))
        logs = won * np.log(p) + lost * np.log1p(-p)
        logs += back_won * np.log(q) + back_lost * np.log1p(-q)
        found.append(float(np.log((weights * np.exp(logs)).sum())))
    return found


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_likelihood_and_slopes_of_all_levels_at_once_are_those_of_plain_arithmetic(
    link: LinkName,
) -> None:
    size, order, step = len(LEVELS), 0.3, 1e-4
    found = PairLikelihood(WINS, link).slopes(
        np.tile(GAPS, (size, 1)), np.full(size, order), LEVELS
    )
    for i, at in enumerate(LEVELS):
        here = np.array(plain(link, GAPS, order, at))
        up, down = (np.array(plain(link, GAPS + by, order, at)) for by in (step, -step))
        more, less = (np.array(plain(link, GAPS, order + by, at)) for by in (step, -step))
        both = np.array(plain(link, GAPS + step, order + step, at))
        assert found.log[i] == pytest.approx(here, abs=2e-3), at
        assert found.gap[i] == pytest.approx((up - down) / (2 * step), abs=0.01), at
        assert found.order[i] == pytest.approx((more - less) / (2 * step), abs=0.01), at
        bends = found.actual
        assert bends.gap_gap[i] == pytest.approx(-(up - 2 * here + down) / step**2, abs=0.06), at
        assert bends.order_order[i] == pytest.approx(-(more - 2 * here + less) / step**2, abs=0.06)
        mixed = -(both - up - more + here) / step**2
        assert bends.gap_order[i] == pytest.approx(mixed, abs=0.06), at


def test_expected_bends_are_never_negative_and_those_of_the_plain_logit_are_the_actual_ones() -> (
    None
):
    size = len(LEVELS)
    far = np.tile(GAPS * 10, (size, 1))
    found = PairLikelihood(WINS, "logit").slopes(far, np.zeros(size), LEVELS)
    assert found.expected.gap_gap.min() > 0
    assert found.expected.order_order.min() > 0
    [plain_one] = [i for i, one in enumerate(LEVELS) if not one.noise and not one.slips]
    assert found.actual.gap_gap[plain_one] == pytest.approx(found.expected.gap_gap[plain_one])


def test_pairs_with_the_same_wins_are_computed_once() -> None:
    twice = PairLikelihood(np.tile(WINS, (1, 2)), "logit")
    alike, times = twice.alike()
    assert times.tolist() == [2.0] * 5
    level = [Level(1.0, 0.5, 0.1)]
    once = alike.slopes(np.zeros((1, 5)), np.zeros(1), level)
    whole = twice.slopes(np.zeros((1, 10)), np.zeros(1), level)
    assert once.log @ times == pytest.approx(whole.log.sum())
