"""The tools that follow and steer studies. A call that waits, waits for the study, not for itself:
cancelling the call leaves the study alone.
"""

import time
from functools import partial
from typing import Annotated

from mcp.server.mcpserver import Context
from pydantic import Field

from ...store.records import Search
from ...tools.study.arguments import FURTHER
from ...tools.study.limits import Limits
from ..state import State
from .answers.status_views import going_on, line_view, status_view, steered_view
from .results import Steered, StudyList, StudyStatus
from .study_tools import MaxCost
from .views import page

StudyId = Annotated[str, Field(max_length=100, description="The handle of a study.")]
Offset = Annotated[int, Field(ge=0, lt=2**53, description="From next_offset.")]
TICK = 0.25
"""Seconds between two reports of progress."""


async def study_status(
    study_id: StudyId,
    ctx: Context[State],
    wait_s: Annotated[float, Field(ge=0, le=25, description="Seconds to wait, as 20.")] = 0,
) -> StudyStatus:
    """Say where a study stands. Free.

    With wait_s, at its end or when it is held up. Call again until state is not running.
    Example: {"study_id": "std_…", "wait_s": 20}
    """
    state = ctx.request_context.lifespan_context
    if study_id in state.ended:
        return state.ended[study_id]
    lab = await state.laboratory()
    until = time.monotonic() + wait_s
    view = await state.run(lambda: status_view(lab, lab.progress(study_id)))
    waited_before = view.notice is not None
    while view.state == "running" and (left := until - time.monotonic()) > 0:
        if view.notice and not waited_before:
            break  # why it waits should be known at once, not when the call is over
        await ctx.report_progress(view.done, view.planned, view.summary)
        tick = min(TICK, left)
        view = await state.run(lambda tick=tick: status_view(lab, lab.wait(study_id, tick)))
    await ctx.report_progress(view.done, view.planned, view.summary)
    state.keep(view)
    return view


async def list_studies(
    ctx: Context[State],
    label: Annotated[str | None, Field(description="Only of it.")] = None,
    text: Annotated[
        str | None, Field(description="Only about it.", json_schema_extra=FURTHER)
    ] = None,
    model: Annotated[
        str | None, Field(description="Only of this model.", json_schema_extra=FURTHER)
    ] = None,
    verdict: Annotated[
        str | None, Field(description="Only such.", json_schema_extra=FURTHER)
    ] = None,
    offset: Offset = 0,
    limit: Annotated[int, Field(ge=1, le=50, description="Most.")] = 20,
) -> StudyList:
    """List the studies of all hosts on this machine, newest first. Free."""
    state = ctx.request_context.lifespan_context
    lab = await state.laboratory()
    meant = Search(label, model=model, verdict=verdict, text=text)
    found = await state.run(lambda: lab.listed(meant, limit + 1, offset))
    shown, cut = await state.run(lambda: page(found[:limit], 0, partial(line_view, lab)))
    more = cut is not None or len(found) > limit
    first = "Call perturb or elicit to start one."
    return StudyList(
        studies=shown,
        next_offset=offset + len(shown) if more else None,
        summary=f"{len(shown)} studies{' and more' if more else ''}."
        if shown
        else ("No study is meant." if meant != Search() else "There are no studies yet."),
        hint="Call summarize with a study_id for its findings." if shown else first,
        next=going_on(found[:1]) if found else [],
    )


async def cancel_study(study_id: StudyId, ctx: Context[State]) -> Steered:
    """Stop a study, whichever process runs it. Its answers stay, and stay paid.

    resume_study goes on from them; summarize judges what there is.
    """
    state = ctx.request_context.lifespan_context
    lab = await state.laboratory()
    return steered_view(await state.run(lambda: lab.cancel(study_id)))


async def resume_study(
    study_id: StudyId,
    ctx: Context[State],
    max_cost_usd: MaxCost = None,
    max_tokens: Annotated[int | None, Field(ge=1, description="Tokens, in and out.")] = None,
) -> Steered:
    """Go on with a study that was interrupted, cancelled or failed.

    No stored answer is asked again. New limits count what it has spent already.
    """
    state = ctx.request_context.lifespan_context
    lab = await state.laboratory()
    limits = Limits(max_cost_usd, max_tokens)
    return steered_view(await state.run(lambda: lab.resume(study_id, limits)))
