"""Panels drawn as numbers have the shares that they are said to have."""

from statistics import fmean

import pytest

from velleity.tools.calibrate.incentives.panels import centre, draw_studies
from velleity.tools.calibrate.incentives.scenarios import Panel


@pytest.mark.parametrize("spread", [0.0, 1.5])
def test_the_mean_share_over_items_is_as_set(spread: float) -> None:
    found = draw_studies(Panel(0.7, spread), (40, 5), 0.05, 0.05, 60, 1)
    assert fmean(one.share.value or 0.0 for one in found) == pytest.approx(0.7, abs=0.02)


def test_items_that_differ_need_a_farther_centre_for_the_same_mean() -> None:
    assert centre(0.5, 2.0) == pytest.approx(0.0, abs=1e-6)
    assert centre(0.7, 2.0) > centre(0.7, 0.0) > 0.8


def test_the_same_seed_draws_the_same_studies() -> None:
    def verdicts(seed: int) -> list[str]:
        panel = Panel(0.75, 1.0)
        return [one.verdict for one in draw_studies(panel, (8, 2), 0.05, 0.05, 40, seed)]

    assert verdicts(1) == verdicts(1) != verdicts(2)
