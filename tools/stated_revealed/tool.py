"""What callers say to compare what a model says with what it does, as the arguments of a tool."""

from typing import Annotated, Any

from pydantic import Field

from ..study.arguments import (
    FURTHER,
    TEMPERATURE,
    Alpha,
    Budget,
    Hypothesis,
    Model,
    ReadExactly,
    Seed,
    Temperature,
)
from .bank.families import Format
from .design import StatedRevealedDesign


def stated_revealed(
    model: Model,
    families: Annotated[
        list[str] | None,
        Field(
            description="Names or domains: moral_dilemma, gender, risk, reciprocity, fairness, "
            "environment, cooperation, self_preservation; default all."
        ),
    ] = None,
    own_families: Annotated[
        str, Field(description="Families of yours, as JSON text.", json_schema_extra=FURTHER)
    ] = "",
    formats: Annotated[
        list[Format] | None,
        Field(description="How it answers; default yes_no and a_b.", json_schema_extra=FURTHER),
    ] = None,
    variations: Annotated[
        list[str] | None,
        Field(description="Of the catalogue, as persona=librarian.", json_schema_extra=FURTHER),
    ] = None,
    replicates: Annotated[int, Field(description="Answers to each prompt.")] = 1,
    controls: Annotated[
        int,
        Field(description="Content-free contexts of each family.", json_schema_extra=FURTHER),
    ] = 4,
    neutral: Annotated[
        bool, Field(description="Offer a third answer.", json_schema_extra=FURTHER)
    ] = False,
    margin: Annotated[
        float, Field(description="What a gap must exceed.", json_schema_extra=FURTHER)
    ] = 0.1,
    delta: Annotated[
        float, Field(description="What consistency keeps within.", json_schema_extra=FURTHER)
    ] = 0.25,
    alpha: Annotated[Alpha, Field(json_schema_extra=FURTHER)] = 0.05,
    readout: ReadExactly = None,
    temperature: Temperature = TEMPERATURE,
    max_trials: Annotated[Budget, Field(json_schema_extra=FURTHER)] = 20_000,
    hypothesis: Hypothesis = "",
    seed: Seed = 0,
) -> StatedRevealedDesign:
    """Find out whether a model chooses in contexts what it says in principle, style taken out.

    A family takes some 50 answers. Undetermined: raise replicates.
    Example: {"model": "sim/pragmatist", "families": ["risk"]}
    """
    given: dict[str, Any] = {
        "families": families,
        "formats": formats,
        "variations": variations,
        "readout": readout,
    }
    return StatedRevealedDesign.model_validate(
        {
            **{name: value for name, value in given.items() if value is not None},
            "model": model,
            "own_families": own_families,
            "replicates": replicates,
            "controls": controls,
            "neutral": neutral,
            "margin": margin,
            "delta": delta,
            "alpha": alpha,
            "temperature": temperature,
            "max_trials": max_trials,
            "hypothesis": hypothesis,
            "seed": seed,
        }
    )
