"""The view of findings for hosts that show views of a server: MCP Apps, `ui://`.

`summarize` names it; a host that renders it hands it the tool's own answer, which every other host
shows as text: the view knows nothing more. Made of its template when it is first read.
"""

from mcp.server.apps import APP_MIME_TYPE, Apps, ResourceCsp
from mcp.server.mcpserver.resources import FunctionResource

URI = "ui://velleity/findings"
OF_VIEW = {"ui": {"resourceUri": URI}}
"""What a tool says whose answers it shows."""


def views() -> Apps:
    """The one view; it may reach nothing outside of itself."""
    found = Apps()
    own = ResourceCsp(connect_domains=[], resource_domains=[])
    found.add_resource(
        FunctionResource(
            uri=URI,
            name="findings",
            title="Verdicts and their shares, drawn",
            mime_type=APP_MIME_TYPE,
            meta={"ui": {"csp": own.model_dump(by_alias=True, exclude_none=True)}},
            fn=_page,
        )
    )
    return found


def _page() -> str:
    from ...tools.reports.html import app

    return app()
