"""The sign test against sums of binomial terms, and what it can show."""

from math import comb

import pytest

from velleity.tools.statistics.proportions.sign_test import detectable_share, sign_test


@pytest.mark.parametrize(("k", "n"), [(0, 0), (0, 1), (3, 6), (2, 9), (9, 9), (55, 176), (7, 2000)])
def test_it_is_twice_the_smaller_tail(k: int, n: int) -> None:
    tail = sum(comb(n, at) for at in range(min(k, n - k) + 1))
    assert sign_test(k, n) == pytest.approx(min(1.0, 2 * tail / 2**n), rel=1e-9)
    assert sign_test(n - k, n) == sign_test(k, n)


def test_what_is_no_count_is_refused() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        sign_test(3, 2)


def test_the_effect_that_shows_is_shown_four_times_in_five() -> None:
    least = detectable_share(176, 0.8)
    assert least is not None
    share = 0.5 + least
    shown = sum(
        comb(176, k) * share**k * (1 - share) ** (176 - k)
        for k in range(177)
        if sign_test(k, 176) < 0.05
    )
    assert 0.75 < shown < 0.85
    assert detectable_share(4, 0.8) is None
    assert detectable_share(0, 0.8) is None
