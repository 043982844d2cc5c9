"""What callers say to have options compared, as the arguments of a tool."""

from typing import Annotated

from pydantic import Field

from ..study.arguments import (
    FURTHER,
    TEMPERATURE,
    Batch,
    Budget,
    Judge,
    Model,
    ReadBy,
    Replicates,
    Seed,
    Sources,
    Temperature,
    told,
)
from ..study.design import TaggedOption
from .design import ElicitDesign, FitName, PairsName


def elicit(
    model: Model,
    sources: Sources,
    options: Annotated[
        list[str | TaggedOption] | None,
        Field(
            description="Texts; or records with a category, a unit and quantity, or a lottery: "
            "first with chance p, else second."
        ),
    ] = None,
    bank: Annotated[
        str | None, Field(description="A shipped bank instead: outcomes, requests or lotteries.")
    ] = None,
    replicates: Replicates = None,
    pairs: Annotated[
        PairsName,
        Field(
            description="Which are asked; active: those that tell most.", json_schema_extra=FURTHER
        ),
    ] = "auto",
    fit: Annotated[FitName, Field(description="Model of choice.", json_schema_extra=FURTHER)] = (
        "bradley_terry"
    ),
    ties: Annotated[
        bool, Field(description="Let it call two options equal.", json_schema_extra=FURTHER)
    ] = False,
    free: Annotated[int, Field(description="Free answers as well.", json_schema_extra=FURTHER)] = 0,
    max_trials: Annotated[Budget, Field(json_schema_extra=FURTHER)] = 20_000,
    readout: Annotated[ReadBy, Field(json_schema_extra=FURTHER)] = None,
    temperature: Temperature = TEMPERATURE,
    judge: Annotated[Judge, Field(json_schema_extra=FURTHER)] = None,
    batch: Batch = False,
    seed: Seed = 0,
) -> ElicitDesign:
    """Rank many options by forced choices between pairs, in both orders, and fit their utilities.

    The source of transfer_test, and of perturb over many pairs.
    Asks replicates x 2 answers a pair. On no_signal, raise replicates or let options differ more.
    Example: {"model": "sim/bob", "options": ["a chocolate bar", "an ice cream", "a rainy walk"]}
    """
    given = [*(options or ()), *(sources.banked(bank) if bank else ())]
    tagged = [one if isinstance(one, TaggedOption) else TaggedOption(text=one) for one in given]
    return ElicitDesign(
        model=model,
        temperature=temperature,
        options=tuple(tagged),
        replicates=replicates,
        pairs=pairs,
        fit=fit,
        ties=ties,
        free=free,
        max_trials=max_trials,
        **told(readout),
        judge=judge,
        batch=batch,
        seed=seed,
    )
