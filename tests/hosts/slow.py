"""Tools that the conformance suite's scenarios of tasks call by name, each a real study.

What is long is a calibration, which ends when it is cancelled; what is short is a preference of a
simulated model. So tasks are made, followed and called off by the product itself.
"""

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.types import CallToolResult, TextContent

from velleity.server.state import State
from velleity.server.toolset.answers.status_views import started_view

LONG_S = 10
"""Seconds from which on a computation is one that nobody waits for."""


def add_slow(server: MCPServer[State]) -> None:
    """Add what answers at once, and what takes its time."""

    @server.tool()
    async def greet(name: str) -> str:
        """Greet."""
        return f"Hello, {name}!"

    @server.tool(structured_output=False)
    async def slow_compute(ctx: Context[State], seconds: float, label: str = "") -> CallToolResult:
        """Take so many seconds; none: answer at once."""
        if not seconds:
            return CallToolResult(content=[TextContent(type="text", text="Done.")])
        state = ctx.request_context.lifespan_context
        lab = await state.laboratory()
        if seconds >= LONG_S:
            design = lab.design("calibrate", {"verb": "perturb", "runs": 5_000})
        else:
            pair = {"model": "sim/bob", "option_a": "tea", "option_b": "coffee"}
            design = lab.design("perturb", pair)
        begun = await state.run(lambda: lab.start(design, label, fresh=True))
        facts = started_view([begun]).model_dump(mode="json", exclude_none=True)
        text = TextContent(type="text", text=str(facts["summary"]))
        return CallToolResult(content=[text], structured_content=facts)
