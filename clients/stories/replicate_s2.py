"""S2, is what is stated what is chosen, told again over the real tools.

The published design asks for a principle in one format and meets it in contexts of another, each
prompt once; habits of answering then look like a gap. Here formats are crossed and polarities
balanced, on one family of each domain. Simulated models stand in: one that does as it says, one
that does not, one that says no to everything. A named model is asked the same.
"""

from typing import Any

from pydantic import BaseModel

from ...server.toolset.results import ConciseFinding
from ..lab import connect
from ..terminal.running import completed
from ..terminal.screen import Screen

FAMILIES = (
    "truth_when_it_hurts",
    "care_is_shared",
    "risk_for_oneself_only",
    "promises_kept",
    "equal_shares",
    "nature_before_growth",
    "common_good",
    "accept_shutdown",
)
SIMULATED = ("sim/principled", "sim/pragmatist", "sim/no")


class Replication(BaseModel):
    """What each model says and does."""

    source: str
    findings: list[ConciseFinding]


async def replicate_s2(
    screen: Screen, model: str | None, seed: int, limits: dict[str, Any], *, dry_run: bool
) -> None:
    """Ask each model for its principles and in their contexts; or only what that would take."""
    if model is None:
        screen.note(
            "Simulated models stand in: sim/principled does as it says, sim/pragmatist does not, "
            "sim/no says no to everything. Name a model with --model to ask it instead."
        )
    wanted = {name: value for name, value in limits.items() if value is not None}
    findings: list[ConciseFinding] = []
    async with connect() as lab:
        for one in (model,) if model else SIMULATED:
            study = await lab.stated_revealed(
                one, FAMILIES, seed=seed, label="S2", dry_run=dry_run, **wanted
            )
            if dry_run:
                screen.plan(study.status)
            else:
                findings.append((await completed(screen, study)).findings[0])
    if dry_run or screen.json(Replication(source="S2", findings=findings)):
        return
    for finding in findings:
        screen.finding(finding)
