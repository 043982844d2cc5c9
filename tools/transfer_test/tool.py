"""What callers say to have outcomes tried as incentives, as the arguments of a tool."""

from typing import Annotated, Any

from pydantic import Field

from ..study.arguments import (
    FURTHER,
    TEMPERATURE,
    Budget,
    Hypothesis,
    Model,
    Seed,
    Sources,
    Temperature,
)
from .design import CueName, FamilyName, TransferDesign
from .outcomes import promised


def transfer_test(
    model: Model,
    judges: Annotated[
        list[str], Field(description="The panel: other models than the writer, three or more.")
    ],
    sources: Sources,
    source: Annotated[
        str | None,
        Field(description="Study of elicit: its best third against its worst."),
    ] = None,
    high: Annotated[
        list[str] | None, Field(description="Without source: outcomes that it likes.")
    ] = None,
    low: Annotated[
        list[str] | None, Field(description="Without source: outcomes that it dislikes.")
    ] = None,
    families: Annotated[
        list[FamilyName] | None,
        Field(description="What is written; default essay.", json_schema_extra=FURTHER),
    ] = None,
    own_family: Annotated[
        str,
        Field(description="One of yours, as JSON text: see the resource family://example."),
    ] = "",
    items: Annotated[
        int, Field(description="Of each family; raise it if insensitive or undetermined.")
    ] = 12,
    replicates: Annotated[
        int, Field(description="Pairs of texts for each item.", json_schema_extra=FURTHER)
    ] = 1,
    cues: Annotated[
        list[CueName] | None,
        Field(
            description="Controls beside exhortation, which is always there.",
            json_schema_extra=FURTHER,
        ),
    ] = None,
    margin: Annotated[
        float,
        Field(
            description="Win rates this close to one half count as equal.",
            json_schema_extra=FURTHER,
        ),
    ] = 0.05,
    reuse: Annotated[
        str | None,
        Field(description="A study whose texts are judged again.", json_schema_extra=FURTHER),
    ] = None,
    temperature: Temperature = TEMPERATURE,
    judge_temperature: Annotated[
        float, Field(description="Of the judges' sampling.", json_schema_extra=FURTHER)
    ] = TEMPERATURE,
    guard: Annotated[
        bool,
        Field(description="Told to mention nothing of it.", json_schema_extra=FURTHER),
    ] = True,
    max_trials: Annotated[Budget, Field(json_schema_extra=FURTHER)] = 20_000,
    hypothesis: Hypothesis = "",
    seed: Seed = 0,
) -> TransferDesign:
    """Find out whether outcomes that a model likes make it write better, before a blind panel.

    Judges read each pair in both orders and cost most: dry_run tells, also whether the margin is
    in reach.
    Example: {"model": "sim/striver", "judges": ["sim/judge"], "high": ["a pier"], "low": ["rain"]}
    """
    between: dict[str, Any] = {
        "high": [{"text": one} for one in high or ()],
        "low": [{"text": one} for one in low or ()],
    }
    if source is not None:
        between = promised(sources.ranked(source))
    given = {"families": families, "cues": cues}
    return TransferDesign.model_validate(
        {
            **between,
            **{name: value for name, value in given.items() if value},
            "model": model,
            "judges": judges,
            "own_family": own_family,
            "items": items,
            "replicates": replicates,
            "margin": margin,
            "reuse": reuse,
            "temperature": temperature,
            "judge_temperature": judge_temperature,
            "guard": guard,
            "max_trials": max_trials,
            "hypothesis": hypothesis,
            "seed": seed,
        }
    )
