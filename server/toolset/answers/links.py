"""Links that an answer carries: the studies it is about, as resources to be read by address."""

from typing import Any

from mcp.types import ResourceLink

MOST_LINKS = 5
"""Links of one answer."""


def links_of(facts: dict[str, Any]) -> list[ResourceLink]:
    """The studies named in an answer, each once; one that is only planned has no address yet."""
    named = [facts.get("study_id"), *(facts.get("study_ids") or ())]
    for table in ("findings", "studies"):
        rows: list[dict[str, Any]] = facts.get(table) or []
        named += [one.get("study_id") for one in rows]
    known = dict.fromkeys(one for one in named if isinstance(one, str) and one)
    return [
        ResourceLink(
            type="resource_link",
            uri=f"study://{study_id}",
            name=study_id,
            title="Where the study stands and what it found",
            mime_type="application/json",
        )
        for study_id in list(known)[:MOST_LINKS]
    ]
