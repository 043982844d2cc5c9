"""What callers say to have a preference cross-examined, as the arguments of a tool."""

from typing import Annotated, Any

from pydantic import Field

from ..study.arguments import (
    FURTHER,
    TEMPERATURE,
    Alpha,
    Batch,
    Budget,
    Delta,
    Hypothesis,
    Judge,
    Model,
    ReadBy,
    Seed,
    Sources,
    Temperature,
    told,
)
from .design import PerturbDesign, Which, WrittenVariation
from .targets import contrast_fields


def perturb(
    model: Model,
    sources: Sources,
    option_a: Annotated[
        str | None, Field(description="One option, or a category of the source.")
    ] = None,
    option_b: Annotated[
        str | None, Field(description="The other, alike in form and length.")
    ] = None,
    source: Annotated[
        str | None, Field(description="Instead: a study of elicit, or a bank.")
    ] = None,
    unit: Annotated[
        Which, Field(description="Which pairs of the source.", json_schema_extra=FURTHER)
    ] = "pair",
    ladder: Annotated[
        bool, Field(description="Try nudges and pressure too.", json_schema_extra=FURTHER)
    ] = True,
    wide: Annotated[
        bool, Field(description="All 55 variations, not 14.", json_schema_extra=FURTHER)
    ] = False,
    variations: Annotated[
        list[WrittenVariation] | None,
        Field(description="Your own beside these; ${question} stands once in each text."),
    ] = None,
    factors: Annotated[
        list[str] | None,
        Field(
            description="Factors to cross, as layout: which of them moves the choice.",
            json_schema_extra=FURTHER,
        ),
    ] = None,
    placebo: Annotated[
        bool, Field(description="Ask the plain question again.", json_schema_extra=FURTHER)
    ] = False,
    find_flip: Annotated[
        bool,
        Field(
            description="Then search for the mildest variation that flips it.",
            json_schema_extra=FURTHER,
        ),
    ] = False,
    proposer: Annotated[
        str | None,
        Field(description="A model that writes variations.", json_schema_extra=FURTHER),
    ] = None,
    alpha: Annotated[Alpha, Field(json_schema_extra=FURTHER)] = 0.05,
    delta: Annotated[Delta, Field(json_schema_extra=FURTHER)] = 0.1,
    claims: Annotated[
        int,
        Field(description="How many claims share alpha.", json_schema_extra=FURTHER),
    ] = 1,
    max_trials: Budget = 1_200,
    readout: Annotated[ReadBy, Field(json_schema_extra=FURTHER)] = None,
    temperature: Temperature = TEMPERATURE,
    judge: Annotated[Judge, Field(json_schema_extra=FURTHER)] = None,
    batch: Batch = False,
    hypothesis: Hypothesis = "",
    seed: Seed = 0,
) -> PerturbDesign:
    """Find out whether a model prefers one option, and whether that holds in every variation.

    Varies order, labels, layout, wording and circumstances, in 80 to 400 short answers for most
    models. Undetermined or leaning: raise max_trials.
    Example: {"model": "sim/alice", "option_a": "a chocolate bar", "option_b": "an ice cream"}
    """
    about: dict[str, Any] = {"option_a": option_a, "option_b": option_b}
    if source is not None:
        about = contrast_fields(sources.ranked(source), unit, option_a, option_b)
    return PerturbDesign(
        **about,
        model=model,
        ladder=ladder,
        wide=wide,
        variations=tuple(variations or ()),
        factors=tuple(factors or ()),
        placebo=placebo,
        find_flip=find_flip,
        proposer=proposer,
        temperature=temperature,
        alpha=alpha,
        delta=delta,
        claims=claims,
        max_trials=max_trials,
        **told(readout),
        judge=judge,
        batch=batch,
        hypothesis=hypothesis,
        seed=seed,
    )
