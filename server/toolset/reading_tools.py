"""The tools that read: findings with their numbers, the page about them, the catalogue."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

from mcp.server.mcpserver import Context
from pydantic import Field

from ...store.errors import NotFound
from ...tools.perturbations.catalogue import Tier
from ...tools.study.arguments import FURTHER
from ..state import State
from .answers.summaries import Asked, Detail, check_filters, check_offset, summary_of
from .job_tools import Offset
from .results import (
    ArgumentView,
    ModelPage,
    ModelView,
    Summary,
    VariationPage,
    VariationView,
    Written,
)
from .views import page

if TYPE_CHECKING:
    from ...tools.respondents.listing import Known

MOST_PAGE = 400_000
"""Bytes of findings that an answer may have."""
StudyIds = Annotated[list[str] | None, Field(max_length=50, description="At most 50.")]
OfLabel = Annotated[str | None, Field(description="Instead: a label.")]
Rejudge = Annotated[
    bool,
    Field(description="Judge stored answers by the rules of today.", json_schema_extra=FURTHER),
]


async def catalogue(
    ctx: Context[State],
    tier: Annotated[Tier | None, Field(description="Only those of this tier.")] = None,
    tool: Annotated[
        str | None, Field(description="Instead: all that this tool takes, also in more.")
    ] = None,
    offset: Offset = 0,
) -> VariationPage:
    """List variations that perturb asks under and factors to cross, or what a tool takes. Free.

    Surface and circumstance count as reasonable; nudge and pressure never decide a verdict.
    Example: {"tool": "perturb"}
    """
    from ...tools.perturbations.listing import factor_names, rows

    if tool is not None:
        return _arguments(ctx.request_context.lifespan_context, tool, offset)
    found = [
        VariationView(id=row.id, tier=row.tier, core=row.core, description=row.description)
        for row in rows()
        if tier in (None, row.tier)
    ]
    check_offset(offset, len(found), "variations")
    shown, more = page(found, offset, lambda row: row)
    return VariationPage(
        variations=shown,
        factors=factor_names(),
        next_offset=more,
        summary=f"{len(found)} levels of {len(factor_names())} factors and two tiers of pushes.",
        hint="core ones are asked by default, all with wide=true; give your own in variations, or "
        "names of factors in factors.",
    )


def _arguments(state: State, tool: str, offset: int) -> VariationPage:
    """What a tool takes.

    Raises:
        NotFound: there is no such tool.
    """
    if tool not in state.explained:
        raise NotFound(f"There is no tool {tool[:80]!r}. There are {', '.join(state.explained)}.")
    found = [ArgumentView(**one._asdict()) for one in state.explained[tool]]
    check_offset(offset, len(found), "arguments")
    shown, more = page(found, offset, lambda row: row)
    return VariationPage(
        arguments=shown,
        next_offset=more,
        summary=f"{tool} takes {len(found)} arguments.",
        hint="Those in_more are sent as a JSON object in more.",
    )


async def models(
    ctx: Context[State],
    kind: Annotated[
        Literal["simulated", "local", "alias"] | None,
        Field(description="Only these; alias: of the settings file."),
    ] = None,
    offset: Offset = 0,
) -> ModelPage:
    """List who can be asked here: price, readouts, limits, and what is missing. Free.

    Simulated ones have a documented truth. One with a price needs max_cost_usd.
    """
    from ...tools.respondents.listing import known_models

    settings = ctx.request_context.lifespan_context.settings
    state = ctx.request_context.lifespan_context
    every = await state.run(lambda: known_models(settings.file, settings.models))
    found = [one for one in every if kind in (None, one.kind)]
    check_offset(offset, len(found), "models")
    shown, more = page(found, offset, _model)
    return ModelPage(
        models=shown,
        next_offset=more,
        summary=f"{len(found)} {'models' if kind is None else f'{kind} models'} can be asked.",
        hint="Give one as model to perturb or elicit; the user adds aliases to the settings file.",
    )


def _model(known: "Known") -> ModelView:
    said = {name: value for name, value in asdict(known).items() if name in ModelView.model_fields}
    return ModelView.model_validate(said)


async def summarize(
    ctx: Context[State],
    study_ids: StudyIds = None,
    label: OfLabel = None,
    detail: Annotated[
        Detail,
        Field(
            description="Full: all evidence; pooled: all findings together; tables: cells "
            "(by order), pairs, ledger (of all claims), models."
        ),
    ] = "concise",
    offset: Offset = 0,
    limit: Annotated[int, Field(ge=1, le=500, description="Most rows.")] = 200,
    rejudge: Rejudge = False,
    verdict: Annotated[
        str | None, Field(description="Only such.", json_schema_extra=FURTHER)
    ] = None,
    text: Annotated[
        str | None, Field(description="Only options with it.", json_schema_extra=FURTHER)
    ] = None,
    model: Annotated[
        str | list[str] | None, Field(description="Only of these.", json_schema_extra=FURTHER)
    ] = None,
    page_bytes: Annotated[
        int | None,
        Field(
            ge=1_000,
            le=MOST_PAGE,
            description="Bytes of findings in an answer, for programs that read more than a host.",
            json_schema_extra=FURTHER,
        ),
    ] = None,
) -> Summary:
    """Tell what studies found: verdicts, shares with intervals and n, both orders apart.

    Free. Its next is what to call then. Without study_ids or label: the newest.
    """
    state = ctx.request_context.lifespan_context
    lab = await state.laboratory()

    def told() -> Summary:
        ids = lab.choose(study_ids, label)
        from ...tools.summaries import Filter

        models = (model,) if isinstance(model, str) else tuple(model or ()) or None
        told_of = None if models is None else ", ".join(models)
        which = {"verdict": verdict, "text": text, "model": told_of}
        found = lab.summaries(ids, Filter(verdict, text, models), rejudge=rejudge)
        if not len(found) and (given := {k: v for k, v in which.items() if v is not None}):
            check_filters(given, lab.summaries(ids, rejudge=rejudge), map(lab.progress, ids))
        lab.note_looks(ids)
        family = lab.investigation(ids, rejudge=rejudge)
        asked = Asked(lab, ids, found, family, page_bytes or 0)
        return summary_of(asked, detail, offset, limit)

    return await state.run(told)


async def write_report(
    ctx: Context[State],
    study_ids: StudyIds = None,
    label: OfLabel = None,
    rejudge: Rejudge = False,
    picture: Annotated[
        bool, Field(description="Send the first figure along.", json_schema_extra=FURTHER)
    ] = True,
) -> Written:
    """Write a page with plots about studies, and say where. Is free."""
    state = ctx.request_context.lifespan_context
    lab = await state.laboratory()
    ids = await state.run(lambda: lab.choose(study_ids, label))
    lab.note_looks(ids)
    path = await state.run(lambda: lab.write_report(ids, rejudge=rejudge))
    found = await state.run(lambda: lab.figures(path.stem)) or []
    told = Written(
        report_path=str(path),
        report_uri=f"report://{path.stem}",
        summary=f"The page about {len(ids)} {'study' if len(ids) == 1 else 'studies'} is written.",
        hint="Tell the user its path: a browser opens it. Elsewhere, read report_uri and hand it "
        "on; its figures are at report_uri/figures.",
    )
    if picture and found:
        told.show(await state.run(found[0].png))
    return told
