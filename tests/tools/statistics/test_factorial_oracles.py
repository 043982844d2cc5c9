"""Fractional factorial designs against those that pyDOE3 finds best."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from velleity.tools.statistics.factorial.aliasing import alias_report
from velleity.tools.statistics.factorial.fractional_factorial import fractional_factorial


@pytest.mark.parametrize(("factors", "erased"), [(4, 1), (5, 1), (6, 2), (7, 3), (8, 4)])
def test_designs_alias_as_little_as_the_best_that_pydoe3_finds(factors: int, erased: int) -> None:
    import pyDOE3  # pyright: ignore[reportMissingTypeStubs]

    package: Any = pyDOE3
    generator, _, _ = package.fracfact_opt(factors, erased)
    theirs = np.asarray(package.fracfact(generator), dtype=np.float64)
    names = [f"f{at}" for at in range(factors)]
    design = fractional_factorial(names, runs=2 ** (factors - erased))
    ours = 1.0 - 2 * np.array(design.runs)
    assert ours.shape == theirs.shape
    assert word_lengths(ours) == list(design.word_lengths)
    assert word_lengths(ours) <= word_lengths(theirs)  # no more of the shortest words
    for matrix in (ours, theirs):
        levels = [[int(one) for one in run] for run in matrix]
        assert alias_report(levels, names).clear


def word_lengths(design: NDArray[np.float64]) -> list[int]:
    """How many products of so many factors are constant over the runs."""
    factors = design.shape[1]
    found = [0] * factors
    for size in range(1, factors + 1):
        for chosen in combinations(range(factors), size):
            found[size - 1] += abs(design[:, chosen].prod(axis=1).sum()) == len(design)
    return found
