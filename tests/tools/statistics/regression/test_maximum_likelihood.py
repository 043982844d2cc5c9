"""The mode: a published fit, reference modes, and data without one."""

import numpy as np
import pytest

from tests.tools.statistics.regression.sets import SETS, rows_of
from velleity.tools.statistics.regression.maximum_likelihood import FURTHEST, mode

GPA = (
    "2.66 2.89 3.28 2.92 4.00 2.86 2.76 2.87 3.03 3.92 2.63 3.32 3.57 3.26 3.53 2.74 2.75 2.83 "
    "3.12 3.16 2.06 3.62 2.89 3.51 3.54 2.83 3.39 2.67 3.65 4.00 3.10 2.39"
)
TUCE = (
    "20 22 24 12 21 17 17 21 25 29 20 23 23 25 26 19 "
    "25 19 23 25 22 28 14 26 24 27 17 24 21 23 21 19"
)
PSI = "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1 1 1 1 1 1 1"
GRADE = "0 0 0 0 1 0 0 0 0 1 0 0 0 1 0 0 0 0 0 1 0 1 0 0 1 1 1 0 1 1 0 1"


def test_spector_and_mazzeo_with_a_flat_prior_and_an_intercept() -> None:
    """Greene (Econometric Analysis, table 21.1) prints -13.021, 2.826, .095 and 2.379."""
    columns = [np.array(one.split(), dtype=float) for one in (GPA, TUCE, PSI, GRADE)]
    x = np.column_stack([*columns[:3], np.ones(32)])
    found = mode(x, columns[3], np.ones(32))
    known = [2.8261125, 0.0951577, 2.3786876, -13.0213469]
    assert np.abs(found - known).max() < 1e-6
    chance = 1 / (1 + np.exp(-x @ found))
    assert np.abs(x.T @ (columns[3] - chance)).max() < 1e-9


@pytest.mark.parametrize("name", ["small", "middle"])
@pytest.mark.parametrize("order", [True, False], ids=["order", "no order"])
def test_modes_of_the_reference(name: str, order: bool) -> None:
    rows = rows_of(name, order=order)
    which = "order" if order else "no_order"
    for kind, precision in (("flat", 0.0), ("normal", 2.5**-2)):
        found = mode(rows.design, rows.y, rows.weight, precision)
        assert np.abs(found - SETS[name]["map"][f"{kind}_{which}"]).max() < 1e-6


def test_groups_that_are_separated_have_no_mode_and_stop_growing() -> None:
    x = np.array([[-1.0], [1.0], [1.0], [-1.0]])
    found = mode(x, (x[:, 0] > 0).astype(float), np.ones(4))
    assert 10 < found[0] <= FURTHEST
