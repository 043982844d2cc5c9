"""Products in blocks are the product."""

import numpy as np
import pytest

from velleity.tools.statistics.regression.gram import ALONE, gram, product


@pytest.mark.parametrize("rows", [1, 7, ALONE // 9, ALONE // 9 + 5, 3 * (ALONE // 9) + 1])
def test_it_is_the_plain_product_whatever_the_number_of_rows(rows: int) -> None:
    draw = np.random.default_rng(rows)
    x, weight = draw.standard_normal((rows, 3)), draw.random(rows)
    weighed = x * weight[:, None]
    assert np.allclose(gram(weighed, x), weighed.T @ x)
    assert np.allclose(product(x.T, weighed), x.T @ weighed)
