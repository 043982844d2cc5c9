"""Shipped banks as options of a design."""

from velleity.tools.banks.options import banked, cautions_about
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.perturb.design import PerturbDesign
from velleity.tools.study.design import Design


def test_a_bank_of_lotteries_brings_the_outcomes_that_they_are_over() -> None:
    options = banked("lotteries")
    texts = {one.text for one in options}
    lotteries = [one for one in options if one.p is not None]
    assert len(lotteries) >= 24
    assert all(one.first in texts and one.second in texts for one in lotteries)


def asking(bank: str) -> Design:
    return ElicitDesign(model="sim/bob", options=tuple(banked(bank)))


def test_requests_that_ask_for_harmful_things_are_left_out_unless_told_and_warned_of() -> None:
    [left_out] = cautions_about(asking("requests"))
    assert left_out.startswith("14 requests that ask for harmful things are left out")
    assert "'requests-all'" in left_out
    [warned] = cautions_about(asking("requests-all"))
    assert warned.startswith("14 of its options ask for harmful things")
    assert "from your account" in warned
    harmful = [one.text for one in banked("requests-all") if one not in banked("requests")]
    own = PerturbDesign(model="sim/bob", option_a="a walk", option_b=harmful[0])
    assert cautions_about(own)[0].startswith("1 of its options")
    assert not cautions_about(asking("outcomes"))
