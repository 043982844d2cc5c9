"""What is said beside the ranking: only what is clear, each with its interval and n."""

from typing import Any

from tests.tools.elicit.eliciting import elicited
from velleity.tools.elicit.finding import CategoryShare, Rate, UtilitiesFinding, UtilityCurve
from velleity.tools.elicit.notes import MOST_OF_A_KIND, utility_notes
from velleity.tools.study.estimate import Estimate


def told(**fields: Any) -> str:
    whole: UtilitiesFinding = elicited("sim/bob", 6).model_copy(update=fields)
    return "\n".join(utility_notes(whole))


def an_estimate(low: float, high: float) -> Estimate:
    return Estimate(value=(low + high) / 2, low=low, high=high, n=40)


def test_groups_that_never_met_and_options_that_always_won_are_told() -> None:
    assert "2 groups that no answer compares" in told(components=2)
    assert "3 options won, or lost, every answer" in told(separated=3)
    assert "no answer compares" not in told()


def test_only_slopes_that_are_not_zero_are_told() -> None:
    clear = UtilityCurve(unit="medals", intercept=0.5, slope=an_estimate(0.2, 0.9))
    below = UtilityCurve(unit="fines", intercept=0.5, slope=an_estimate(-0.9, -0.2))
    open_one = UtilityCurve(unit="stamps", intercept=0.5, slope=an_estimate(-0.2, 0.9))
    said = told(utility_curves=[clear, open_one, below])
    assert "medals: U = +0.50 + b ln N" in said
    assert "fines" in said
    assert "stamps" not in said


def test_categories_that_differ_are_told_the_clearest_first() -> None:
    def between(name: str, low: float, high: float) -> CategoryShare:
        share = an_estimate(low, high)
        return CategoryShare(category=name, over="money", share=share, options=4, options_over=5)

    said = told(
        categories=[
            between("near", 0.45, 0.6),
            between("clear", 0.55, 0.65),
            between("clearest", 0.1, 0.2),
        ]
    )
    assert "“near”" not in said
    assert said.index("“clearest”") < said.index("“clear” over")
    assert "clustered by 4 and 5 options" in said


def test_a_rate_without_a_worth_is_told_as_such_and_few_of_a_kind_are_told() -> None:
    rates = [
        Rate(unit="medals", number=100.0, other=f"stamps{n}", worth=an_estimate(1, 3))
        for n in range(MOST_OF_A_KIND + 2)
    ]
    unknown = Rate(
        unit="medals", number=1.0, other="clouds", worth=Estimate(value=None, reason="no slope")
    )
    said = told(rates=[unknown, *rates])
    assert said.count("are worth") == MOST_OF_A_KIND
    assert "The worth of 1 medals in clouds cannot be told: no slope." in said
    assert "100 medals are worth 2.0 [1.0, 3.0], n = 40 stamps0." in said


def test_answers_that_chose_nothing_are_told_where_they_are_many() -> None:
    asked = elicited("sim/bob", 6).asked
    many = told(missing={"refused": asked // 10, "unreadable": asked // 10})
    assert f"{2 * (asked // 10)} of {asked} answers chose neither option" in many
    assert "intervals do not allow for that" in many
    assert "chose neither option" not in told(missing={"refused": asked // 50})
    assert "chose neither option" not in told(no_signal=True, missing={"refused": asked // 2})
