"""The tools that start studies. Each validates, starts, and answers with a handle at once.

What is asked stands in the folder of each verb; here is what all have: a label, limits, a plan
instead of a study, and the same study again for the same design or key.
"""

import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver import Context
from pydantic import Field

from ...tools.imports.design import As
from ...tools.study.arguments import FURTHER
from ...tools.study.design import Design
from ...tools.study.limits import UNLIMITED, Limits
from ...tools.study.verb import Taking, Verb
from ..settings import importable
from ..state import State
from .answers.status_views import line_view, plan_view, started_view
from .results import Handle, ImportedStudies
from .views import page

if TYPE_CHECKING:
    from ...tools.studies import Progress  # numpy: not before it is needed

Label = Annotated[
    str,
    Field(
        max_length=200,
        description="Its investigation, for summarize and list_studies.",
        json_schema_extra=FURTHER,
    ),
]
DryRun = Annotated[bool, Field(description="Plan and price only.")]
Fresh = Annotated[bool, Field(description="Not the same study again.", json_schema_extra=FURTHER)]
MaxCost = Annotated[
    float | None,
    Field(gt=0, le=100_000, description="Dollars; needed at a price."),
]
MaxTokens = Annotated[
    int | None,
    Field(
        ge=1,
        le=10**12,
        description="The most tokens, in and out: a limit where no price is known.",
        json_schema_extra=FURTHER,
    ),
]
Models = Annotated[
    list[str] | None,
    Field(max_length=20, description="Others: a study each.", json_schema_extra=FURTHER),
]
Key = Annotated[
    str | None,
    Field(max_length=200, description="One key, one study.", json_schema_extra=FURTHER),
]
PurseName = Annotated[
    str | None,
    Field(
        max_length=200,
        description="A name of your own: all studies started under it share max_cost_usd and "
        "max_tokens, as those of several models in one call do.",
        json_schema_extra=FURTHER,
    ),
]
SOURCES = "sources"
"""The parameter of a verb's function that the laboratory gives."""
OTHERS = "models"
"""How a study is steered that may be of other models too."""
MOST_TOLD = 5
"""Warnings about an import that its answer holds."""
FREE = ("label", "fresh")
"""How a study is steered that asks no model."""


def study_tool(row: Verb[Any]) -> Callable[..., Awaitable[Handle]]:
    """The tool of a verb: the arguments of its own function, and those that steer a study."""
    asked = row.tool
    assert asked is not None, row.name
    own = {name: one for name, one in signature(asked).parameters.items() if name != SOURCES}
    steering = {
        name: one
        for name, one in signature(begin).parameters.items()
        if one.default is not Parameter.empty
        and (row.study is not None or name in FREE)
        and not (row.bound and name == OTHERS)
    }

    async def start(ctx: Context[State], **said: Any) -> Handle:
        state = ctx.request_context.lifespan_context
        lab = await state.laboratory()
        given = {name: said[name] for name in own}
        design = await state.run(lambda: lab.design(row.name, given))
        return await begin(ctx, design, **{name: said[name] for name in steering})

    context = Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=Context[State])
    shown = [*own.values(), *steering.values(), context]
    start.__name__, start.__doc__ = row.tool_name, asked.__doc__
    start.__annotations__ = {one.name: one.annotation for one in shown} | {"return": Handle}
    vars(start)["__signature__"] = Signature(shown, return_annotation=Handle)
    return start


async def begin(
    ctx: Context[State],
    design: Design,
    models: Models = None,
    label: Label = "",
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    dry_run: DryRun = False,
    fresh: Fresh = False,
    idempotency_key: Key = None,
    purse: PurseName = None,
) -> Handle:
    """Start a study of each model, or only plan them; several share their limits."""
    state = ctx.request_context.lifespan_context
    lab = await state.laboratory()
    designs = [design, *(_of_model(design, one) for one in models or () if one != design.model)]
    if dry_run:
        plans = [await state.run(partial(lab.plan, one)) for one in designs]
        return plan_view(list(zip(designs, plans, strict=True)))
    for one in designs:
        await state.run(partial(lab.check, one))  # all of them or none
    limits = Limits(max_cost_usd, max_tokens)
    if purse is None and len(designs) > 1 and limits != UNLIMITED:
        purse = f"purse {secrets.token_hex(8)}"
    begun: list[Progress] = []
    for at, one in enumerate(designs):
        key = f"{idempotency_key} {one.model}" if idempotency_key and at else idempotency_key
        start = partial(lab.start, one, label, fresh=fresh, key=key, limits=limits, purse=purse)
        begun.append(await state.run(start))
    return started_view(begun)


def _of_model(design: Design, model: str) -> Design:
    """The same design of another model.

    Raises:
        ValidationError: the name cannot be one.
    """
    return type(design).model_validate({**design.model_dump(exclude_unset=True), "model": model})


async def import_choices(
    ctx: Context[State],
    jsonl: Annotated[str, Field(description="A record a line.")] = "",
    label: Label = "",
    files: Annotated[list[str] | None, Field(description="Files.")] = None,
    columns: Annotated[
        dict[str, str] | None,
        Field(description="Of CSV, by field.", json_schema_extra=FURTHER),
    ] = None,
    into: Annotated[
        bool, Field(description="Add to this label.", json_schema_extra=FURTHER)
    ] = False,
    concluded: Annotated[
        As, Field(description="elicit: utilities.", json_schema_extra=FURTHER)
    ] = "auto",
) -> ImportedStudies:
    """Judge choices made.

    chosen "refused", "both", "neither", "unreadable"; first null; variation, tier, count,
    replicate, factors, category_a, temperature.
    Example: {"jsonl": "{\\"kind\\":\\"choice\\",\\"model\\":\\"m\\",\\"option_a\\":\\"x\\",\\"option_b\\":\\"y\\",\\"first\\":\\"a\\",\\"chosen\\":\\"b\\"}"}
    """  # noqa: E501
    state = ctx.request_context.lifespan_context
    lab = await state.laboratory()
    there = [await state.run(partial(importable, state.settings, one)) for one in files or ()]
    given = Taking(jsonl, tuple(there), columns or {}, concluded)
    made = await state.run(lambda: lab.import_choices(given, label, into=into))
    shown, cut = await state.run(lambda: page(made, 0, partial(line_view, lab)))
    told = [f"{one.study.model}: {said}" for one in made for said in one.study.warnings][:MOST_TOLD]
    answers = sum(one.done - one.study.design.get("told_elsewhere", 0) for one in made)
    return ImportedStudies(
        studies=shown,
        summary=" ".join([f"Imported {answers:,} answers of {len(made)} model(s).", *told]),
        hint="Call summarize for the findings."
        if cut is None
        else f"The first {cut} studies are shown; list_studies shows all. "
        "Call summarize with a study_id for its findings.",
    )
