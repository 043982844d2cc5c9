"""What stands with all claims tested together: against cases that are computed by hand."""

import pytest

from velleity.tools.ledger.correction import Correction, corrected, family_size
from velleity.tools.ledger.entries import Entry, Run
from velleity.tools.study.claims import Claim


def an_entry(claim: Claim, family: int = 1) -> Entry:
    return Entry(claim, (Run("std_1", "m", "perturb", claim, family=family),))


def with_e(value: float, verdict: str = "strong") -> Entry:
    return an_entry(Claim(f"q{value}", "x or y", verdict, e_value=value))


def with_p(value: float | None, verdict: str = "deviates") -> Entry:
    return an_entry(Claim(f"q{value}", "x", verdict, p_value=value))


def kept(entries: list[Entry]) -> list[bool | None]:
    return [one.kept for one in corrected(entries)]


def test_one_claim_stands_at_the_bar_of_its_verdict() -> None:
    assert kept([with_e(20.0)]) == [True]
    [lost] = corrected([with_e(19.9)])
    assert lost == Correction("e-BH", kept=False, rate=1 / 19.9, needed=20.0)


def test_e_bh_by_hand() -> None:
    """Of 5 at alpha .05 the k largest stand where the k-th is at least 100/k: 40 as the second is
    too small, 34 as the third is not; so three stand, though the second alone would not.
    """
    values = [300.0, 40.0, 34.0, 20.0, 1.0]
    assert kept([with_e(one) for one in values]) == [True, True, True, False, False]
    assert corrected([with_e(one) for one in values])[3].needed == 25.0  # 100/4
    assert kept([with_e(one) for one in [300.0, 49.0, 33.0, 20.0, 1.0]]) == [
        *(True, False, False, False, False)
    ]


def test_what_is_undetermined_was_tested_all_the_same() -> None:
    entries = [with_e(30.0), with_e(0.0, "undetermined")]
    assert kept(entries) == [False, None]
    assert family_size(entries) == 2
    assert kept([with_e(40.0), with_e(0.0, "undetermined")]) == [True, None]


def test_a_family_is_as_large_as_its_designs_said() -> None:
    said = [an_entry(Claim("q", "x or y", "strong", e_value=40.0), family=3)]
    assert (kept(said), family_size(said)) == ([False], 3)
    assert kept([an_entry(Claim("q", "x or y", "strong", e_value=60.0), family=3)]) == [True]


def test_those_that_lean_for_sure_make_no_other_claim_easier() -> None:
    sure = [with_e(1e9, "leaning") for _ in range(9)]
    [*others, lost] = corrected([*sure, with_e(30.0)])
    assert [one.kept for one in others] == [True] * 9
    assert (lost.kept, lost.needed) == (False, 200.0)  # 10/.05
    assert kept([with_e(45.0), with_e(41.0, "weak"), *[with_e(0.0, "undetermined")] * 2]) == [
        *(True, True, None, None)  # 4/(.05 2) = 40
    ]


def test_what_does_not_stand_may_still_lean() -> None:
    leaning = [with_e(1e9, "leaning") for _ in range(9)]
    claim = Claim("q", "x or y", "strong", e_value=30.0, direction=1e6)
    found = corrected([*leaning, an_entry(claim), an_entry(claim._replace(direction=15.0))])
    assert [(one.kept, one.leans) for one in found[9:]] == [(False, True), (False, False)]


def test_claims_that_have_p_values_alone_are_a_family_of_their_own() -> None:
    """BH at .05 of 4: .012 and .024 stand, .04 as the third does not."""
    ps = [with_p(0.024), with_p(0.012), with_p(0.04), with_p(1.0, "undetermined")]
    assert kept([*ps, with_e(20.0)]) == [True, True, False, None, True]
    assert corrected(ps)[2].needed == pytest.approx(0.0375)
    assert family_size([*ps, with_e(20.0)]) == 5


def test_what_is_known_is_in_no_family_and_what_was_not_tested_is_not_corrected() -> None:
    known = an_entry(Claim("q", "x or y", "weak", known=True))
    style = an_entry(Claim("f", "fairness", "style_driven"))
    assert kept([known, style, with_e(20.0)]) == [True, None, True]
    assert family_size([known, style, with_e(20.0)]) == 1


def test_claims_that_nobody_looked_at_count_as_tested() -> None:
    entries = [with_e(300.0), with_e(250.0)]
    assert [one.kept for one in corrected(entries, unseen=8)] == [True, True]
    assert [one.kept for one in corrected(entries, unseen=24)] == [False, False]  # 26/(.05 2) = 260
    assert family_size(entries, unseen=24) == 26
