"""The Tasks extension (SEP-2663): the same study, shown as a task to clients that declare tasks.

A task's id is the study's. Nothing runs in a task that does not run without one: such a client
polls by itself where others call study_status.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.server.extension import Extension, MethodBinding
from mcp.server.mcpserver import require_client_extension
from mcp.shared.exceptions import MCPError
from mcp.shared.inbound import MCP_NAME_HEADER, decode_header_value
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    RequestParams,
    TextContent,
)
from mcp_types.jsonrpc import HEADER_MISMATCH
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import Field

from ...store.errors import VelleityError
from ..state import State

if TYPE_CHECKING:
    from ...tools.studies import Laboratory
    from ..toolset.results import StudyStatus

TASKS = "io.modelcontextprotocol/tasks"
SINCE = frozenset(MODERN_PROTOCOL_VERSIONS)
POLL_MS = 1_000
_STATES = {
    "running": "working",
    "done": "completed",
    "cancelled": "cancelled",
    "interrupted": "failed",
    "failed": "failed",
}
_FAILED = -32603


class TaskParams(RequestParams):
    """Which task is meant."""

    task_id: str = Field(alias="taskId", max_length=100)


class UpdateParams(TaskParams):
    """Answers to questions of a task; a study asks none while it runs."""

    input_responses: dict[str, Any] = Field(default_factory=dict, alias="inputResponses")


class Tasks(Extension):
    """Studies as tasks."""

    identifier = TASKS

    def __init__(self) -> None:
        """Nothing has ended yet, as far as anybody has seen here."""
        self._ended: dict[str, datetime] = {}

    def methods(self) -> Sequence[MethodBinding]:
        """What a client may ask of a task."""
        return [
            MethodBinding("tasks/get", TaskParams, self._get, SINCE),
            MethodBinding("tasks/cancel", TaskParams, self._cancel, SINCE),
            MethodBinding("tasks/update", UpdateParams, self._update, SINCE),
        ]

    async def intercept_tool_call(
        self,
        params: CallToolRequestParams,
        ctx: ServerRequestContext[Any, Any],
        call_next: CallNext,
    ) -> HandlerResult:
        """Show a study that was just started as a task, to a client that can follow one."""
        result = await call_next(ctx)
        told = ctx.session.client_capabilities
        declared = bool(told and told.extensions and TASKS in told.extensions)
        if not declared or ctx.protocol_version not in SINCE:
            return result
        facts = result.structured_content if isinstance(result, CallToolResult) else None
        if params.name == "study_status" or facts is None or facts.get("state") != "running":
            return result
        return self._told(await _looked_up(ctx, str(facts["study_id"])), "task")

    async def _get(self, ctx: ServerRequestContext[Any, Any], params: TaskParams) -> HandlerResult:
        return self._told(await _status(ctx, params), "complete")

    async def _update(
        self, ctx: ServerRequestContext[Any, Any], params: UpdateParams
    ) -> HandlerResult:
        await _status(ctx, params)
        return {"resultType": "complete"}

    async def _cancel(
        self, ctx: ServerRequestContext[Any, Any], params: TaskParams
    ) -> HandlerResult:
        status = await _status(ctx, params)
        if status.state == "running":
            state = cast("State", ctx.lifespan_context)
            lab = await state.laboratory()
            try:
                await state.run(lambda: lab.cancel(params.task_id))
            except VelleityError as error:
                raise MCPError(INVALID_PARAMS, str(error)) from None
        return {"resultType": "complete"}

    def _told(self, study: "StudyStatus", kind: str) -> dict[str, Any]:
        """A study as the wire has tasks."""
        began = datetime.fromisoformat(study.created_at).astimezone(UTC)
        changed = max(began, datetime.now(UTC))
        if study.state != "running":
            changed = self._ended.setdefault(study.study_id, changed)
        told: dict[str, Any] = {
            "resultType": kind,
            "taskId": study.study_id,
            "status": _STATES[study.state],
            "statusMessage": study.summary,
            "createdAt": _stamp(began),
            "lastUpdatedAt": _stamp(changed),
            "ttlMs": None,
            "pollIntervalMs": POLL_MS,
        }
        if kind == "complete" and told["status"] == "completed":
            whole = study.model_dump(mode="json", exclude_none=True)
            text = TextContent(type="text", text=json.dumps(whole, ensure_ascii=False))
            result = CallToolResult(content=[text], structured_content=whole)
            told["result"] = result.model_dump(by_alias=True, mode="json", exclude_none=True)
        if kind == "complete" and told["status"] == "failed":
            told["error"] = {"code": _FAILED, "message": f"{study.summary} {study.hint}"}
        return told


async def _status(ctx: ServerRequestContext[Any, Any], params: TaskParams) -> "StudyStatus":
    """The study of a task.

    Raises:
        MCPError: the client declares no tasks, names another task in its header, or there is none.
    """
    require_client_extension(ctx, TASKS)
    headers = getattr(ctx.request, "headers", None)
    # Over HTTP only; the SDK compares this header for its own methods alone.
    named = None if headers is None else decode_header_value(headers.get(MCP_NAME_HEADER) or "")
    if headers is not None and named != params.task_id:
        raise MCPError(HEADER_MISMATCH, f"{MCP_NAME_HEADER} does not name the task.")
    return await _looked_up(ctx, params.task_id)


async def _looked_up(ctx: ServerRequestContext[Any, Any], study_id: str) -> "StudyStatus":
    """Where a study stands.

    Raises:
        MCPError: there is none of this id.
    """
    state = cast("State", ctx.lifespan_context)

    def look(lab: "Laboratory") -> "StudyStatus":
        from ..toolset.answers.status_views import status_view  # with all that tools answer

        return status_view(lab, lab.progress(study_id))

    try:
        lab = await state.laboratory()
        return await state.run(lambda: look(lab))
    except VelleityError as error:
        raise MCPError(INVALID_PARAMS, str(error)) from None


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
