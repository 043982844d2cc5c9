"""The view for hosts that show views: what names it, what it may do, and that text is no markup."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from mcp.types import TextResourceContents

from tests.server.asking import client_of
from tests.tools.reports.reading import first, parsed
from velleity.server.features.app_view import URI
from velleity.tools.reports.html import app
from velleity.tools.reports.meanings import MEANINGS

MARKUP_OF_TEXT = r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|eval\(|Function\("
REACHES_OUT = r"fetch\(|XMLHttp|WebSocket|EventSource|sendBeacon|import\(|localStorage|\bopen\("


async def test_summarize_names_the_view_and_it_can_be_read(home: Path) -> None:
    async with client_of(home) as client:
        tools = {one.name: one for one in (await client.list_tools()).tools}
        assert tools["summarize"].meta == {"ui": {"resourceUri": URI}}
        assert all(not one.meta for name, one in tools.items() if name != "summarize")
        [listed] = [one for one in (await client.list_resources()).resources if one.uri == URI]
        assert listed.mime_type == "text/html;profile=mcp-app"
        assert listed.meta == {"ui": {"csp": {"connectDomains": [], "resourceDomains": []}}}
        [part] = (await client.read_resource(URI)).contents
        assert isinstance(part, TextResourceContents)
        assert part.mime_type == "text/html;profile=mcp-app"
        assert part.text == app()


def test_its_policy_lets_its_own_script_run_and_nothing_else() -> None:
    root = parsed(app())
    policy = first(root, "meta", **{"http-equiv": "Content-Security-Policy"}).attrib["content"]
    told = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert told["default-src"] == told["base-uri"] == told["form-action"] == "'none'"
    for kind in ("script", "style"):
        text = first(root, kind).text or ""
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert told[f"{kind}-src"] == f"'sha256-{digest}'"
    assert len(list(root.iter("script"))) == 1


def test_its_script_makes_no_markup_of_text_and_reaches_nowhere() -> None:
    script = first(parsed(app()), "script").text or ""
    assert "textContent" in script
    assert not re.search(MARKUP_OF_TEXT, script)
    assert not re.search(REACHES_OUT, script)
    assert re.findall(r"https?://[^\"']+", script) == ["http://www.w3.org/2000/svg"]
    assert "event.source !== window.parent" in script


def test_every_verdict_has_its_colour_there_too() -> None:
    assert all(f".badge-{verdict} " in app() for verdict in MEANINGS)
