"""Cohen's kappa against his definition in fractions, and how often its interval covers."""

from fractions import Fraction

import numpy as np
import pytest

from velleity.tools.statistics.proportions.kappa import cohen_kappa


def exact(table: list[list[int]]) -> Fraction:
    n = sum(map(sum, table))
    columns = [sum(row[at] for row in table) for at in range(len(table))]
    observed = Fraction(sum(table[at][at] for at in range(len(table))), n)
    chance = sum(Fraction(sum(row) * columns[at], n * n) for at, row in enumerate(table))
    return (observed - chance) / (1 - chance)


def test_kappa_is_cohens() -> None:
    tables = [[[4, 1, 0], [2, 3, 1], [0, 1, 2]], [[5, 0, 1], [1, 6, 0], [1, 0, 1]]]
    whole = [[sum(one[r][c] for one in tables) for c in range(3)] for r in range(3)]
    found = cohen_kappa(np.array([*tables, *tables], dtype=np.float64))
    assert found.value == pytest.approx(float(exact(whole)), abs=1e-12)


def test_kappa_is_zero_by_chance_and_one_in_full_agreement() -> None:
    assert cohen_kappa(np.full((5, 2, 2), 3.0)).value == 0
    assert cohen_kappa(np.stack([np.diag([2.0, 3.0])] * 4)).value == 1


def test_where_kappa_is_undefined_a_reason_stands() -> None:
    one_thing = np.zeros((4, 2, 2))
    assert cohen_kappa(one_thing).reason == "there are no answers"
    one_thing[:, 0, 0] = 3
    assert "chance would too" in (cohen_kappa(one_thing).reason or "")
    assert cohen_kappa(np.full((2, 2, 2), 3.0)).interval is None
    with pytest.raises(ValueError, match="tables"):
        cohen_kappa(np.full((2, 2, 3), 3.0))


def test_the_interval_covers_where_answers_on_a_pair_hang_together() -> None:
    chance = np.random.default_rng(4)
    truth, runs, held = 0.4, 400, 0
    for _ in range(runs):
        same = chance.beta(7, 3, 80)  # how often this pair's answers agree: 0.7 on average
        agree = chance.binomial(4, same)
        human = chance.integers(0, 2, 80)
        tables = np.zeros((80, 2, 2))
        tables[np.arange(80), human, human] = agree
        tables[np.arange(80), 1 - human, human] = 4 - agree
        ends = cohen_kappa(tables).interval
        assert ends is not None
        held += ends.low <= truth <= ends.high
    assert held / runs >= 0.92
