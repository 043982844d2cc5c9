"""The tool that starts a study again with something changed: other models, more answers, a check.

Whatever a verb takes that its own tool has no room to list is listed here, for any verb's study.
"""

from typing import Annotated, Any

from mcp.server.mcpserver import Context
from pydantic import Field

from ...tools.elicit.design import PairsName
from ...tools.perturb.design import WrittenVariation
from ...tools.perturbations.render import Readout
from ...tools.stated_revealed.bank.families import Format
from ...tools.study.arguments import FURTHER
from ..state import State
from .job_tools import StudyId
from .results import Handle
from .study_tools import DryRun, MaxCost, MaxTokens, begin

STEERING = {
    *("ctx", "study_id", "models", "near_flip", "fraction"),
    *("max_cost_usd", "max_tokens", "dry_run", "fresh"),
}
"""Arguments that are no field of a design."""


async def ask_again(
    study_id: StudyId,
    ctx: Context[State],
    models: Annotated[
        list[str] | None, Field(max_length=20, description="Other models: a study each.")
    ] = None,
    max_trials: Annotated[int | None, Field(ge=2, description="Another budget.")] = None,
    readout: Annotated[
        Readout | None, Field(description="Another readout, where it refuses or is unreadable.")
    ] = None,
    near_flip: Annotated[
        bool, Field(description="Only variations near its flip: what in it turns the choice.")
    ] = False,
    turned_lengths: Annotated[
        bool | None, Field(description="The shorter option becomes the longer: is it length?")
    ] = None,
    wide: Annotated[
        bool | None, Field(description="All 55 variations, not 14.", json_schema_extra=FURTHER)
    ] = None,
    find_flip: Annotated[
        bool | None, Field(description="Search the mildest flip.", json_schema_extra=FURTHER)
    ] = None,
    factors: Annotated[
        list[str] | None,
        Field(
            description="Cross these: layout, labels, wording, persona, …",
            json_schema_extra=FURTHER,
        ),
    ] = None,
    proposer: Annotated[
        str | None,
        Field(
            description="A model that writes variations; needs judge.", json_schema_extra=FURTHER
        ),
    ] = None,
    judge: Annotated[
        str | None,
        Field(description="Judges proposals, or enacted tasks.", json_schema_extra=FURTHER),
    ] = None,
    judges: Annotated[
        list[str] | None, Field(description="Another panel.", json_schema_extra=FURTHER)
    ] = None,
    items: Annotated[
        int | None, Field(description="More tasks of each family.", json_schema_extra=FURTHER)
    ] = None,
    replicates: Annotated[int | None, Field(description="More answers to the same.")] = None,
    margin: Annotated[
        float | None, Field(description="Another margin of equality.", json_schema_extra=FURTHER)
    ] = None,
    alpha: Annotated[
        float | None, Field(description="Another error rate.", json_schema_extra=FURTHER)
    ] = None,
    delta: Annotated[
        float | None,
        Field(description="Another margin of indifference.", json_schema_extra=FURTHER),
    ] = None,
    temperature: Annotated[
        float | None, Field(description="Of sampling.", json_schema_extra=FURTHER)
    ] = None,
    batch: Annotated[
        bool | None, Field(description="In batches: half price, a day.", json_schema_extra=FURTHER)
    ] = None,
    pairs: Annotated[
        PairsName | int | None,
        Field(
            description="Other pairs of elicit, or how many of each question of dissect.",
            json_schema_extra=FURTHER,
        ),
    ] = None,
    families: Annotated[
        list[str] | None, Field(description="Only these, or others.", json_schema_extra=FURTHER)
    ] = None,
    formats: Annotated[
        list[Format] | None,
        Field(description="Other formats of stated_revealed.", json_schema_extra=FURTHER),
    ] = None,
    variations: Annotated[
        list[str | WrittenVariation] | None,
        Field(
            description="Others: of perturb records as there, of stated_revealed ids of the "
            "catalogue.",
            json_schema_extra=FURTHER,
        ),
    ] = None,
    hypothesis: Annotated[
        str | None, Field(description="The verdict foretold.", json_schema_extra=FURTHER)
    ] = None,
    seed: Annotated[
        int | None, Field(ge=0, lt=2**53, description="Another.", json_schema_extra=FURTHER)
    ] = None,
    fraction: Annotated[
        float | None,
        Field(
            gt=0,
            le=1,
            description="Ask this part of its trials once more, all as it was: has it drifted?",
            json_schema_extra=FURTHER,
        ),
    ] = None,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    dry_run: DryRun = False,
    fresh: Annotated[bool, Field(description="Although one like it was run.")] = False,
) -> Handle:
    """Start a study again with something changed, all else as it was.

    A new study of its own price; both findings are compared where that says something.
    Example: {"study_id": "std_…", "max_trials": 2400}
    """
    said: dict[str, Any] = {name: value for name, value in locals().items() if value is not None}
    state = ctx.request_context.lifespan_context
    lab = await state.laboratory()
    changes = {name: value for name, value in said.items() if name not in STEERING}
    if models:
        changes["model"] = models[0]
    if fraction is None:
        design = await state.run(lambda: lab.again(study_id, changes, near_flip=near_flip))
    else:
        design = await state.run(lambda: lab.sampled_again(study_id, fraction, said))
    earlier = await state.run(lambda: lab.store.study(study_id))
    return await begin(
        ctx,
        design,
        models=models,
        label=earlier.label,
        max_cost_usd=max_cost_usd,
        max_tokens=max_tokens,
        dry_run=dry_run,
        fresh=fresh,
    )
