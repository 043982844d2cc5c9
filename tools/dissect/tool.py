"""What callers say to have a judge's choices dissected, as the arguments of a tool."""

from typing import Annotated, Any, Literal

from pydantic import Field

from ..study.arguments import (
    FURTHER,
    TEMPERATURE,
    Alpha,
    Budget,
    Model,
    ReadExactly,
    Seed,
    Temperature,
)
from .design import DissectDesign


def dissect(
    model: Annotated[Model, Field(description="The judge.")],
    others: Annotated[
        list[str] | None, Field(description="Judges to compare it with.", json_schema_extra=FURTHER)
    ] = None,
    annotators: Annotated[
        list[str] | None,
        Field(description="Models that rate 28 properties in words, two or more; default none."),
    ] = None,
    properties: Annotated[
        list[str] | None, Field(description="Only these.", json_schema_extra=FURTHER)
    ] = None,
    own_properties: Annotated[
        list[str] | None,
        Field(description="Yours, as NAME: WORDS; with annotators.", json_schema_extra=FURTHER),
    ] = None,
    scenarios: Annotated[
        list[str] | None, Field(description="Of the bank.", json_schema_extra=FURTHER)
    ] = None,
    pairs: Annotated[int, Field(description="Of answers to each of the bank's questions.")] = 3,
    own_pairs: Annotated[
        str,
        Field(
            description="Instead of the bank: JSON lines of question, a, b.",
            json_schema_extra=FURTHER,
        ),
    ] = "",
    replicates: Annotated[
        int, Field(description="Answers to each pair and order.", json_schema_extra=FURTHER)
    ] = 1,
    ties: Annotated[bool, Field(description="It may tie.", json_schema_extra=FURTHER)] = False,
    length: Annotated[
        Literal["thresholds", "count"],
        Field(description="How lengths are compared.", json_schema_extra=FURTHER),
    ] = "thresholds",
    writer: Annotated[
        str | None,
        Field(
            description="A model that tries to win it over with what it likes.",
            json_schema_extra=FURTHER,
        ),
    ] = None,
    asks: Annotated[
        int, Field(description="Questions that it answers.", json_schema_extra=FURTHER)
    ] = 30,
    push: Annotated[
        int, Field(description="Properties that it is told.", json_schema_extra=FURTHER)
    ] = 3,
    alpha: Annotated[Alpha, Field(json_schema_extra=FURTHER)] = 0.05,
    readout: ReadExactly = None,
    temperature: Temperature = TEMPERATURE,
    judge_temperature: Annotated[
        float, Field(description="Of all others.", json_schema_extra=FURTHER)
    ] = TEMPERATURE,
    max_trials: Annotated[Budget, Field(json_schema_extra=FURTHER)] = 20_000,
    seed: Seed = 0,
) -> DissectDesign:
    """Find out which properties of an answer earn a judge's choice, and how far it can be gamed.

    Length, lists, hedges and other marks are counted without any model. unexplained or
    undetermined: raise pairs, or name annotators.
    Example: {"model": "sim/critic", "pairs": 1}
    """
    given: dict[str, Any] = {
        "others": others,
        "annotators": annotators,
        "properties": properties,
        "own_properties": own_properties,
        "scenarios": scenarios,
        "readout": readout,
    }
    return DissectDesign.model_validate(
        {
            **{name: value for name, value in given.items() if value is not None},
            "model": model,
            "pairs": pairs,
            "own_pairs": own_pairs,
            "replicates": replicates,
            "ties": ties,
            "length": length,
            "writer": writer,
            "asks": asks,
            "push": push,
            "alpha": alpha,
            "temperature": temperature,
            "judge_temperature": judge_temperature,
            "max_trials": max_trials,
            "seed": seed,
        }
    )
