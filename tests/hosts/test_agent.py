"""An agent without a thought of its own: it makes the first call that an answer proposes, always.

It starts with one perturb. What it has learnt at the end is what the summaries said on the way.
"""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mcp.types import TextContent

from tests.server.asking import SWEETS, client_of

MOST_CALLS = 12
MOST_BYTES = 60_000


class Learnt(NamedTuple):
    """The first verdict, what the choice follows, and what was said to learn it."""

    verdict: str
    driven_by: str | None
    calls: int
    bytes: int


async def follow(home: Path, model: str) -> Learnt:
    """Follow the first step of every answer until there is none."""
    tool, arguments = "perturb", dict[str, Any](model=model, **SWEETS)
    verdicts: list[str] = []
    driven_by: str | None = None
    calls = heard = 0
    async with client_of(home) as client:
        while True:
            answer = await client.call_tool(tool, arguments)
            assert not answer.is_error, (tool, arguments, answer.content)
            assert answer.structured_content is not None
            calls += 1
            assert calls <= MOST_CALLS, (tool, arguments)
            heard += sum(
                len(one.text.encode()) for one in answer.content if isinstance(one, TextContent)
            )
            for finding in answer.structured_content.get("findings", ()):
                verdicts.append(finding["verdict"])
                driven_by = finding.get("driven_by", driven_by)
            steps = answer.structured_content.get("next")
            if not steps:
                return Learnt(verdicts[0], driven_by, calls, heard)
            tool, arguments = steps[0]["tool"], steps[0]["arguments"]


@pytest.mark.parametrize(
    ("model", "verdict", "driven_by"),
    [
        ("sim/bob", "strong", None),
        ("sim/alice", "weak", "these words"),
        ("sim/first", "position_driven", None),
        ("sim/refuser", "refusal_driven", None),
        ("sim/layout", "weak", "marks around the options"),
        ("sim/bob?strength=0&length=8", "strong", "length"),
        ("sim/bob?system=20", "weak", "any system message"),
        ("sim/coin", "indifferent", None),
        ("sim/bob?turned_cells=14", "position_driven", None),
    ],
)
async def test_following_hints_alone_finds_what_was_planted(
    home: Path, model: str, verdict: str, driven_by: str | None
) -> None:
    learnt = await follow(home, model)
    assert (learnt.verdict, learnt.driven_by) == (verdict, driven_by)
    assert learnt.bytes <= MOST_BYTES
