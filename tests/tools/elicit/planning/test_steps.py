"""Utilities lead to what they may move; none lead to more answers, and to an end."""

from tests.tools.reports.filling import filled
from velleity.tools.elicit.design import ElicitDesign
from velleity.tools.elicit.finding import UtilitiesFinding
from velleity.tools.elicit.planning.steps import utility_steps
from velleity.tools.study.design import TaggedOption

OPTIONS = tuple(TaggedOption(text=f"thing {n}") for n in range(8))
DESIGN = ElicitDesign(model="m", options=OPTIONS)
FOUND = filled(UtilitiesFinding, lambda name: "thing").model_copy(
    update={"components": 1, "no_signal": False}
)


def of(options: int, **more: object) -> UtilitiesFinding:
    return FOUND.model_copy(update={"options": FOUND.options * options, **more})


def test_utilities_lead_to_a_transfer_test_of_them_where_thirds_can_be_told_apart() -> None:
    moves, holds, _ = utility_steps("std_x", DESIGN, of(6))
    assert (moves.tool, moves.arguments) == ("transfer_test", {"model": "m", "source": "std_x"})
    assert (holds.tool, holds.arguments["unit"]) == ("perturb", "top_bottom")
    assert [one.tool for one in utility_steps("std_x", DESIGN, of(5))] == ["perturb", "get_trials"]


def test_options_that_were_never_compared_are_compared_within_a_budget_that_suffices() -> None:
    few = DESIGN.model_copy(update={"pairs": "random", "max_trials": 20, "replicates": 1})
    [step, _] = utility_steps("std_x", few, of(8, components=2))
    assert step.arguments["pairs"] == "all"
    assert step.arguments["max_trials"] == 2 * 28
    again = ElicitDesign.model_validate(
        {**few.model_dump(), "pairs": "all", "max_trials": step.arguments["max_trials"]}
    )
    assert again.max_trials == 56


def test_no_signal_leads_on_until_only_its_evidence_is_left() -> None:
    design, tools = DESIGN.model_copy(update={"replicates": 2}), list[str]()
    for _ in range(6):
        [*steps, _] = utility_steps("std_x", design, of(8, no_signal=True))
        if not steps:
            break
        tools.append(steps[0].tool)
        changed = {k: v for k, v in steps[0].arguments.items() if k != "study_id"}
        design = ElicitDesign.model_validate({**design.model_dump(), **changed})
    assert tools == ["ask_again"] * 3
    assert (design.replicates, design.readout) == (32, "reasoned")
