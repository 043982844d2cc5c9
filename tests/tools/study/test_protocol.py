"""A finding as it is kept: one form of JSON, whatever it has many of."""

import json

import pytest

from tests.tools.elicit.eliciting import elicited
from velleity.store.texts import canonical
from velleity.tools.elicit.finding import PairWins
from velleity.tools.study.protocol import AT_ONCE, recorded, written


@pytest.mark.parametrize("rows", [0, 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE])
def test_a_finding_of_many_rows_is_written_as_if_at_once(rows: int) -> None:
    wins = [PairWins(f"tea {n}", "öl\n", n, 0, 1, 2, 3, held_out=n % 2 > 0) for n in range(rows)]
    finding = elicited("sim/bob", 8).model_copy(update={"pair_wins": wins})
    assert written(finding) == canonical(finding.model_dump(mode="json"))
    assert type(finding).model_validate_json(written(finding)) == finding


def test_what_was_kept_is_kept_as_it_was() -> None:
    finding = elicited("sim/bob", 8)
    [made, kept] = recorded(0, finding), recorded(0, finding, '{"as": "it was"}')
    assert kept == made._replace(body='{"as": "it was"}')
    assert json.loads(made.facts or "")["kind"] == finding.kind
