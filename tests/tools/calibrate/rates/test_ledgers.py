"""What stands in a ledger is false at most as often as it says, however claims were hunted.

Of worlds of which it is known what is false; e-values are those of perturb. In full, 400 claims of
each (`bench/ledgers.py` prints the table).
"""

import pytest

from velleity.tools.calibrate.rates.ledgers import (
    NULLS,
    TRUE,
    Hunted,
    hunt,
    ledger_rate,
    mean_false_e,
    mean_least,
)
from velleity.tools.ledger.correction import ALPHA

FALSE, RIGHT = Hunted("strong", 30.0, True, 30.0, 3), Hunted("strong", 500.0, False, 500.0, 1)
NONE = Hunted("undetermined", 0.0, False, 0.1, 3)


@pytest.fixture(scope="module")
def pools(full: bool) -> dict[str, list[Hunted]]:
    claims = dict.fromkeys((*NULLS, *TRUE), 400) if full else {NULLS[1]: 2, TRUE[0]: 3}
    return {one: [hunt(one, 0, number) for number in range(n)] for one, n in claims.items()}


@pytest.mark.slow
def test_of_what_stands_no_more_is_false_than_the_ledger_says(
    pools: dict[str, list[Hunted]], full: bool
) -> None:
    for size in (20, 300) if full else (20,):
        for null in (one for one in NULLS if one in pools):
            for part in (1.0, 0.6):
                false = round(size * part)
                mixed = [(pools[null], false), (pools[TRUE[0]], size - false)]
                row = ledger_rate(mixed, seed=size, draws=200 if full else 20)
                assert row.kept.value is not None
                assert row.kept.value <= ALPHA


@pytest.mark.slow
def test_e_values_of_studies_that_stop_early_are_at_most_one_on_average_where_they_are_false(
    pools: dict[str, list[Hunted]],
) -> None:
    for null in (one for one in NULLS if one in pools):
        for found in (mean_false_e(pools[null]), mean_least(pools[null])):
            assert found.low is not None
            assert found.low <= 1
    assert {one.verdict for one in pools[TRUE[0]]} == {"strong"}
    least = mean_least(pools[TRUE[0]]).value
    assert least is not None
    assert least > 15  # where the claim is true they grow


def test_a_claim_that_is_asked_twice_has_the_evidence_of_both() -> None:
    once, twice = hunt(TRUE[0], 1, 0), hunt(TRUE[0], 1, 0, patient=True)
    assert (once.runs, twice.runs) == (1, 2)
    assert twice.e_value > once.e_value**1.5


def test_a_rate_is_of_what_was_hoped_for_raw_and_of_what_stands() -> None:
    """Of 20 claims 20 of e = 30 are more than 20/(.05 20); of 4, 30 is less than 20/(.05 4)."""
    row = ledger_rate([([FALSE], 19), ([RIGHT], 1)], seed=1, draws=5)
    assert (row.claims, row.raw.value) == (20, 0.95)
    assert (row.kept.value, row.standing) == (0.95, 20)
    row = ledger_rate([([FALSE], 3), ([NONE], 16), ([RIGHT], 1)], seed=1, draws=5)
    assert (row.raw.value, row.kept.value, row.standing) == (0.75, 0.0, 1)
