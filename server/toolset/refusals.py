"""Errors put on the wire: strict arguments, and our own errors as text that a model can act on.

Every error that a user can meet passes here. What is unexpected stays on the server, in its log.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cached_property
from inspect import cleandoc, signature
from typing import Any, Self, cast

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, ContentBlock, TextContent, ToolAnnotations
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import to_json

from ...store.errors import NeedsLimit, VelleityError
from ...store.texts import clean
from ...tools.study.validation import first_reason
from ..sizes import too_large
from ..unseen import marked, visible
from . import consent
from .answers.links import links_of, pictures_of
from .audit import Entry
from .further import Argument, arguments_of, packed, spread
from .schemas import answer_shown, arguments_shown


class StrictTool(Tool):
    """A tool that refuses arguments it does not know, and says which one may have been meant.

    `explained` is every argument that it takes, listed or not; `listed` those that each tool lists;
    `answers` is what it answers with.
    """

    explained: list[Argument] = Field(default=[], exclude=True)
    listed: dict[str, set[str]] = Field(default={}, exclude=True)
    answers: type[BaseModel] | None = Field(default=None, exclude=True)

    @classmethod
    def strict(cls, function: Callable[..., Any], title: str, annotations: ToolAnnotations) -> Self:
        """Make the tool of a function, its schema closed to further arguments."""
        told = cleandoc(function.__doc__ or "")
        # Of an answer only a part is shown: the SDK would make the whole schema.
        tool = cls.from_function(
            function,
            title=title,
            description=told,
            annotations=annotations,
            structured_output=False,
        )
        assert isinstance(tool, cls)
        model = tool.fn_metadata.arg_model
        model.model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")
        model.model_rebuild(force=True)
        whole = tool.parameters
        tool.parameters, tool.explained = arguments_shown(whole), arguments_of(whole)
        tool.answers = signature(function).return_annotation
        return tool

    @cached_property
    def output_schema(self) -> dict[str, Any] | None:
        """What is listed of the answer's schema."""
        return answer_shown(self.answers) if self.answers else None

    async def run(
        self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False
    ) -> Any:
        """Check the arguments, run, turn our errors into text, and leave one row in the audit.

        Raises:
            ToolError: an argument is unknown or wrong, or the request cannot be carried out.
        """
        if what := too_large(arguments):
            raise ToolError(f"The arguments of {self.name} hold {what}.")
        arguments = _cleaned(arguments)
        entry = Entry(self.name, arguments)
        try:
            result = await self._answer(arguments, context, convert_result)
            entry.answered(result)
            return result
        except ToolError:
            entry.result = "refused"
            raise
        finally:
            await entry.write(context)

    async def _answer(
        self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool
    ) -> Any:
        known = list(self.fn_metadata.arg_model.model_fields)
        try:
            arguments = _cleaned(spread(arguments, set(known)))
        except VelleityError as error:
            raise ToolError(str(error)) from None
        for name in arguments:
            if name not in known:
                raise ToolError(_unknown(self.name, name, known))
        limit = None if consent.LIMIT in arguments else consent.answered(context)
        if limit is not None and consent.LIMIT in known:
            arguments = {**arguments, consent.LIMIT: limit}
        try:
            return _told(await super().run(arguments, context), convert_result, self.listed)
        except ToolError as error:
            cause = error.__cause__
            asks = consent.PLAN_ONLY in known and consent.can_ask(context)
            if asks and isinstance(cause, NeedsLimit):
                plan = await super().run({**arguments, consent.PLAN_ONLY: True}, context)
                return consent.question(_told(plan, True, self.listed))
            if isinstance(cause, VelleityError):
                raise ToolError(visible(clean(str(cause)))) from None
            if isinstance(cause, ValidationError):
                raise ToolError(visible(first_reason(cause, "Argument"))) from None
            raise


def _cleaned(value: Any) -> Any:
    """The same JSON value without lone surrogates, which neither SQLite nor a pipe can carry."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        given = cast("dict[str, Any]", value)
        return {clean(name): _cleaned(one) for name, one in given.items()}
    return [_cleaned(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


def _told(result: Any, convert: bool, listed: Mapping[str, set[str]]) -> Any:
    """An answer on both channels: the facts that there are, and the same facts as text."""
    if not convert or not isinstance(result, BaseModel):
        return result
    whole = result.model_dump(mode="json", by_alias=True)
    facts = {name: marked(value) for name, value in whole.items() if value is not None}
    for step in facts.get("next", ()):
        step["arguments"] = packed(step["arguments"], listed.get(step["tool"], set()))
    text = TextContent(type="text", text=to_json(facts).decode())
    content: list[ContentBlock] = [text, *links_of(facts), *pictures_of(result)]
    return CallToolResult(content=content, structured_content=facts)


def _unknown(tool: str, name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    meant = f"Did you mean {near[0]!r}? " if near else ""
    return f"{tool} has no argument {name[:80]!r}. {meant}It takes: {', '.join(known)}."
