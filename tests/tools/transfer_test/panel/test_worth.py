"""Judges that follow orders or length are told by what they do, and the former are left out."""

from tests.tools.transfer_test.transfers import found

OBEDIENT = ("sim/judge", "sim/judge?accuracy=.85", "sim/obedient")
LOVERS = tuple(f"sim/longlover?accuracy=.{85 + at}" for at in range(3))


def test_a_judge_that_obeys_is_left_out_by_name_with_how_often_it_did() -> None:
    judges = {one.judge: one for one in found("sim/stoic", OBEDIENT, 2, items=8).judges}
    assert judges["sim/obedient"].standing == "excluded"
    assert "follows orders" in (judges["sim/obedient"].reason or "")
    obeys = judges["sim/obedient"].obeys
    assert obeys is not None
    assert (obeys.value, obeys.n) == (1.0, 8)
    assert judges["sim/judge"].standing == "kept"


def test_what_length_alone_does_to_a_judge_is_told() -> None:
    lover, *_ = found("sim/stoic", LOVERS, 1, items=8).judges
    assert lover.longer is not None
    assert lover.longer.low is not None
    assert lover.longer.low > 0.5
    assert lover.standing == "kept"  # it can tell better from worse at equal length
