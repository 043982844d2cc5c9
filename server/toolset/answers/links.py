"""What an answer carries beside its words: addresses of studies and pages, and a picture."""

from base64 import b64encode
from typing import Any

from mcp.types import ImageContent, ResourceLink

from ..results import Written

MOST_LINKS = 5
"""Links of one answer."""


def links_of(facts: dict[str, Any]) -> list[ResourceLink]:
    """The studies named in an answer, each once, and a page that was written.

    A study that is only planned has no address yet.
    """
    named = [facts.get("study_id"), *(facts.get("study_ids") or ())]
    for table in ("findings", "studies"):
        rows: list[dict[str, Any]] = facts.get(table) or []
        named += [one.get("study_id") for one in rows]
    known = dict.fromkeys(one for one in named if isinstance(one, str) and one)
    page = facts.get("report_uri")
    pages = [] if page is None else [
        ResourceLink(
            type="resource_link",
            uri=page,
            name=page.partition("://")[2],
            title="The page, to be read or handed on",
            mime_type="text/html",
        )
    ]  # fmt: skip
    return pages + [
        ResourceLink(
            type="resource_link",
            uri=f"study://{study_id}",
            name=study_id,
            title="Where the study stands and what it found",
            mime_type="application/json",
        )
        for study_id in list(known)[:MOST_LINKS]
    ]


def pictures_of(answer: object) -> list[ImageContent]:
    """The picture that goes along with a page."""
    if not isinstance(answer, Written) or answer.picture is None:
        return []
    data = b64encode(answer.picture).decode()
    return [ImageContent(type="image", data=data, mime_type="image/png")]
