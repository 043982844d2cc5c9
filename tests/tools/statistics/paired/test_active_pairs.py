"""Pairs chosen actively: what they promise. How many trials they save is tried by `calibrate`.

Trials needed for the same Spearman correlation with the truth, as a share of what random pairs need
(50 options: 30 simulated respondents, 200 options: 4; order effect 0.3, batches of half as many
pairs as options):

    options  sd of utilities   .80   .90   .95   .97   .98   .99
         50                1  1.00   .98   .87
         50                2   .83   .79   .64   .57   .52
         50                3   .91   .78   .66   .54   .50   .46
        200                1   .83   .98   .77
        200                2   .81   .75   .71   .60   .54
        200                3   .91   .74   .65   .56   .45
"""

import numpy as np
import pytest

from velleity.tools.calibrate.rates.active_pairs import Respondent
from velleity.tools.statistics.paired.active_pairs import next_pairs, start_pairs
from velleity.tools.statistics.paired.bradley_terry import fit
from velleity.tools.statistics.paired.comparisons import Comparisons, components


def test_a_start_connects_all_items_and_asks_each_twice() -> None:
    pairs = start_pairs(30, np.random.default_rng(1))
    assert len(pairs) == 30
    assert all(i < j for i, j in pairs)
    first, second = np.array(pairs).T
    ones = np.ones(30)
    assert len(components(Comparisons(first, second, ones, ones, 30))) == 1
    assert set(np.bincount(np.concatenate((first, second))).tolist()) == {2}
    with pytest.raises(ValueError, match="two items"):
        start_pairs(1, np.random.default_rng(1))


def test_a_batch_has_no_pair_twice_none_excluded_and_follows_the_seed() -> None:
    asked = Respondent(12, 1.0, 2)
    asked.ask(start_pairs(12, asked.draw))
    fitted, excluded = asked.fit(), [(0, 1), (3, 7)]
    full = dict.fromkeys(list(asked.asked)[:5], 3)
    batches = [
        next_pairs(fitted, full, 500, np.random.default_rng(seed), 3, excluded)
        for seed in (1, 1, 2)
    ]
    assert batches[0] == batches[1]
    assert len(batches[0]) == len(set(batches[0])) == 66 - len({*full, *excluded})
    assert not {*full, *excluded} & set(batches[0])
    assert all(i < j for i, j in batches[0])
    everything = [(i, j) for i in range(12) for j in range(i + 1, 12)]
    assert next_pairs(fitted, {}, 5, asked.draw, excluded=everything) == []
    with pytest.raises(ValueError, match="asks nothing"):
        next_pairs(fitted, {}, 0, asked.draw)


def test_the_kept_covariance_is_that_of_a_fit_with_the_expected_answers() -> None:
    """The first choice of the next batch is the second of this one, given what it will add."""
    asked = Respondent(10, 1.0, 4)
    for _ in range(6):
        asked.ask(start_pairs(10, asked.draw))
    fitted = asked.fit()
    one, two = next_pairs(fitted, {}, 2, np.random.default_rng(0))
    i, j = one
    p = fitted.probability([i, j], [j, i])
    expected = Comparisons(
        np.append(fitted.model.rows.first, [i, j]),
        np.append(fitted.model.rows.second, [j, i]),
        np.append(fitted.model.rows.first_wins, p),
        np.append(fitted.model.rows.second_wins, 1 - p),
        10,
    )
    again = fit(expected, prior_sd=3.0)
    np.testing.assert_allclose(again.utilities, fitted.utilities, atol=1e-6)
    assert next_pairs(again, {}, 1, np.random.default_rng(0), excluded=[one]) == [two]


def test_an_item_hardly_asked_and_close_calls_come_first() -> None:
    asked = Respondent(20, 0.01, 5)
    asked.utilities[:] = np.repeat([-4.0, 4.0], 10)
    for _ in range(20):
        asked.ask([pair for pair in start_pairs(20, asked.draw) if 7 not in pair])
    asked.ask([(3, 7)])
    fitted = asked.fit()
    assert 7 in next_pairs(fitted, {}, 1, np.random.default_rng(0))[0]
    chosen = next_pairs(fitted, {}, 15, np.random.default_rng(0))
    others = [(i, j) for i, j in chosen if 7 not in (i, j)]
    assert others
    assert all((i < 10) == (j < 10) for i, j in others)
