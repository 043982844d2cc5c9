"""What callers say to have a planned design tried on known truths, as the arguments of a tool."""

from typing import Annotated, Literal

from pydantic import Field

from ..dissect.design import DissectDesign
from ..elicit.design import ElicitDesign
from ..perturb.design import PerturbDesign
from ..stated_revealed.design import StatedRevealedDesign
from ..study.arguments import FURTHER, Alpha, Delta, Replicates, Seed
from ..study.design import MAX_TRIALS, TaggedOption
from ..transfer_test.design import TransferDesign
from .design import CalibrateDesign
from .incentives.scenarios import planned_transfer

PAIRS = 5
"""Of each question of the bank, where a design to dissect is tried: 440 in all."""


def calibrate(
    verb: Annotated[
        Literal["perturb", "elicit", "transfer_test", "stated_revealed", "dissect"],
        Field(description="Which design is tried."),
    ],
    options: Annotated[
        int,
        Field(
            ge=2,
            le=500,
            description="Of elicit: how many options are compared.",
            json_schema_extra=FURTHER,
        ),
    ] = 10,
    items: Annotated[
        int,
        Field(ge=2, le=100, description="Of transfer_test.", json_schema_extra=FURTHER),
    ] = 12,
    replicates: Annotated[Replicates, Field(json_schema_extra=FURTHER)] = None,
    margin: Annotated[
        float,
        Field(gt=0, lt=0.5, description="Of transfer_test.", json_schema_extra=FURTHER),
    ] = 0.05,
    alpha: Annotated[Alpha, Field(json_schema_extra=FURTHER)] = 0.05,
    delta: Annotated[Delta, Field(json_schema_extra=FURTHER)] = 0.1,
    max_trials: Annotated[
        int | None, Field(ge=2, le=MAX_TRIALS, description="The budget to try: most answers.")
    ] = None,
    runs: Annotated[
        int, Field(ge=20, le=5_000, description="Simulated studies of each truth.")
    ] = 50,
    seed: Seed = 0,
) -> CalibrateDesign:
    """Try a planned design on simulated models of known truth, before money is spent.

    Tells how often verdicts would be wrong and intervals cover, how many answers it takes, and the
    smallest effect it finds. Free, a minute or so; raise runs for narrower intervals.
    Example: {"verb": "perturb", "max_trials": 600, "runs": 20}
    """
    budget = {} if max_trials is None else {"max_trials": max_trials}
    plan: PerturbDesign | ElicitDesign | StatedRevealedDesign | TransferDesign | DissectDesign
    if verb == "perturb":
        pair = {"option_a": "the one", "option_b": "the other", "alpha": alpha, "delta": delta}
        plan = PerturbDesign.model_validate({"model": "simulated", **pair, **budget})
    elif verb == "stated_revealed":
        few = {"replicates": replicates or 1, "alpha": alpha, **budget}
        plan = StatedRevealedDesign.model_validate({"model": "simulated", **few})
    elif verb == "transfer_test":
        plan = planned_transfer(items, replicates or 1, margin, alpha)
    elif verb == "dissect":
        several = {"replicates": replicates or 1, "alpha": alpha, "pairs": PAIRS, **budget}
        plan = DissectDesign.model_validate({"model": "simulated", **several})
    else:
        some = tuple(TaggedOption(text=f"option {i}") for i in range(options))
        many = {"options": some, "replicates": replicates, **budget}
        plan = ElicitDesign.model_validate({"model": "simulated", **many})
    return CalibrateDesign(plan=plan, runs=runs, seed=seed)
