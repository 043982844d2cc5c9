"""The product's server with what the official conformance suite wants to find on a server.

The suite calls tools, prompts and resources by fixed names. They are added here to the same server
that `velleity serve` builds, so what is under test is its transport, its guard and its extensions.
"""

import asyncio
import json
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import (
    AudioContent,
    ContentBlock,
    EmbeddedResource,
    ImageContent,
    SamplingMessage,
    TextContent,
    TextResourceContents,
)

from tests.hosts.questions import add_questions
from tests.hosts.slow import add_slow
from velleity.server.app import build
from velleity.server.settings import Settings
from velleity.server.state import State

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQ"
    "DwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA=="
PAUSE = 0.05
"""Seconds that the suite wants between two notices."""


def make(settings: Settings) -> MCPServer[State]:
    """Build the product's server and add the fixtures."""
    server = build(settings)
    add_contents(server)
    add_callbacks(server)
    add_schemas(server)
    add_resources(server)
    add_prompts(server)
    add_questions(server)
    add_slow(server)
    return server


def text(said: str) -> TextContent:
    return TextContent(type="text", text=said)


def image() -> ImageContent:
    return ImageContent(type="image", data=PNG, mime_type="image/png")


def embedded(uri: str, kind: str, said: str) -> EmbeddedResource:
    resource = TextResourceContents(uri=uri, mime_type=kind, text=said)
    return EmbeddedResource(type="resource", resource=resource)


def add_contents(server: MCPServer[State]) -> None:
    """Tools that answer with every kind of content."""

    @server.tool()
    async def test_simple_text() -> str:
        """Answer with text."""
        return "This is a simple text response for testing."

    @server.tool(structured_output=False)
    async def test_image_content() -> list[ContentBlock]:
        """Answer with an image."""
        return [image()]

    @server.tool(structured_output=False)
    async def test_audio_content() -> list[ContentBlock]:
        """Answer with sound."""
        return [AudioContent(type="audio", data=WAV, mime_type="audio/wav")]

    @server.tool(structured_output=False)
    async def test_embedded_resource() -> list[ContentBlock]:
        """Answer with a resource."""
        said = "This is an embedded resource content."
        return [embedded("test://embedded-resource", "text/plain", said)]

    @server.tool(structured_output=False)
    async def test_multiple_content_types() -> list[ContentBlock]:
        """Answer with three kinds of content."""
        facts = json.dumps({"test": "data", "value": 123})
        mixed = embedded("test://mixed-content-resource", "application/json", facts)
        return [text("Multiple content types test:"), image(), mixed]

    @server.tool()
    async def test_error_handling() -> str:
        """Fail."""
        raise ToolError("This tool intentionally returns an error for testing")

    @server.tool()
    async def test_tool_with_progress(ctx: Context) -> str:
        """Report progress."""
        for done in (0, 50, 100):
            await ctx.report_progress(done, 100)
            await asyncio.sleep(PAUSE)
        return "Done."


def add_callbacks(server: MCPServer[State]) -> None:
    """Tools that ask the client while they run, as before 2026-07-28."""

    @server.tool()
    async def test_sampling(prompt: str, ctx: Context) -> str:
        """Let the client's model answer."""
        message = SamplingMessage(role="user", content=text(prompt))
        got = await ctx.session.create_message(  # pyright: ignore[reportDeprecated]
            [message], max_tokens=100, related_request_id=ctx.request_id
        )
        return f"LLM response: {getattr(got.content, 'text', '')}"

    async def asked(ctx: Context, message: str, fields: dict[str, Any], needed: list[str]) -> str:
        schema = {"type": "object", "properties": fields, "required": needed}
        got = await ctx.session.elicit_form(message, schema, related_request_id=ctx.request_id)
        return f"action={got.action}, content={json.dumps(got.content)}"

    @server.tool()
    async def test_elicitation(message: str, ctx: Context) -> str:
        """Ask for a name and an address."""
        named = {"type": "string", "description": "User's response"}
        mail = {"type": "string", "description": "User's email address"}
        fields = {"username": named, "email": mail}
        return f"User response: {await asked(ctx, message, fields, [*fields])}"

    @server.tool()
    async def test_elicitation_sep1034_defaults(ctx: Context) -> str:
        """Ask with defaults of every simple type."""
        states = ["active", "inactive", "pending"]
        fields: dict[str, Any] = {
            "name": {"type": "string", "default": "John Doe"},
            "age": {"type": "integer", "default": 30},
            "score": {"type": "number", "default": 95.5},
            "status": {"type": "string", "enum": states, "default": "active"},
            "verified": {"type": "boolean", "default": True},
        }
        return f"Elicitation completed: {await asked(ctx, 'Details?', fields, [])}"

    @server.tool()
    async def test_elicitation_sep1330_enums(ctx: Context) -> str:
        """Ask with every kind of choice."""
        plain = ["option1", "option2", "option3"]
        words = ("First", "Second", "Third")
        single = [{"const": f"value{i}", "title": f"{w} Option"} for i, w in enumerate(words, 1)]
        many = [{"const": f"value{i}", "title": f"{w} Choice"} for i, w in enumerate(words, 1)]
        legacy = {"enum": ["opt1", "opt2", "opt3"], "enumNames": [f"Option {n}" for n in words]}
        fields: dict[str, Any] = {
            "untitledSingle": {"type": "string", "enum": plain},
            "titledSingle": {"type": "string", "oneOf": single},
            "legacyEnum": {"type": "string", **legacy},
            "untitledMulti": {"type": "array", "items": {"type": "string", "enum": plain}},
            "titledMulti": {"type": "array", "items": {"anyOf": many}},
        }
        return f"Elicitation completed: {await asked(ctx, 'Choose.', fields, [])}"


def with_schema(server: MCPServer[State], tool: Tool, schema: dict[str, Any]) -> None:
    """Register a tool that shows another schema than its function's."""
    server.add_tool(tool.fn, name=tool.name, description=tool.description)
    # The suite wants keywords that no function's signature gives rise to.
    registered = server._tool_manager.get_tool(tool.name)  # pyright: ignore[reportPrivateUsage]
    assert registered is not None
    registered.parameters = schema


def add_schemas(server: MCPServer[State]) -> None:
    """Tools whose schemas have keywords of their own."""

    async def json_schema_2020_12_tool(name: str = "") -> str:
        """Show a schema with the keywords of 2020-12."""
        return name

    async def test_x_mcp_header(region: str) -> str:
        """Take an argument that a header repeats."""
        return region

    street = {"street": {"type": "string"}, "city": {"type": "string"}}
    place = {"$anchor": "addressDef", "type": "object", "properties": street}
    by_phone, by_mail = {"required": ["phone"]}, {"required": ["email"]}
    rich: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {"address": place},
        "properties": {
            "name": {"type": "string"},
            "address": {"$ref": "#/$defs/address"},
            "contactMethod": {"type": "string", "enum": ["phone", "email"]},
            "phone": {"type": "string"},
            "email": {"type": "string"},
        },
        "allOf": [{"anyOf": [by_phone, by_mail]}],
        "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
        "then": by_phone,
        "else": by_mail,
        "additionalProperties": False,
    }
    region = {"type": "string", "x-mcp-header": "Region"}
    header = {"type": "object", "properties": {"region": region}, "required": ["region"]}
    with_schema(server, Tool.from_function(json_schema_2020_12_tool), rich)
    with_schema(server, Tool.from_function(test_x_mcp_header), header)


def add_resources(server: MCPServer[State]) -> None:
    """Resources of both kinds, and a template."""

    @server.resource("test://static-text", mime_type="text/plain")
    def static_text() -> str:
        """Some text."""
        return "This is the content of the static text resource."

    @server.resource("test://static-binary", mime_type="image/png")
    def static_binary() -> bytes:
        """An image."""
        import base64

        return base64.b64decode(PNG)

    @server.resource("test://template/{id}/data", mime_type="application/json")
    def from_template(id: str) -> str:  # the suite's name
        """Some data by its id."""
        return json.dumps({"id": id, "templateTest": True, "data": f"Data for ID: {id}"})


def add_prompts(server: MCPServer[State]) -> None:
    """Prompts with every kind of content."""

    @server.prompt()
    def test_simple_prompt() -> str:
        """Say one sentence."""
        return "This is a simple prompt for testing."

    @server.prompt()
    def test_prompt_with_arguments(arg1: str, arg2: str) -> str:
        """Say both arguments."""
        return f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"

    @server.prompt()
    def test_prompt_with_embedded_resource(resourceUri: str) -> list[Any]:  # noqa: N803
        """Show a resource."""
        said = "Embedded resource content for testing."
        return [
            embedded(resourceUri, "text/plain", said),
            "Please process the embedded resource above.",
        ]

    @server.prompt()
    def test_prompt_with_image() -> list[Any]:
        """Show an image."""
        return [image(), "Please analyze the image above."]
