"""S3, what earns a judge's choice and how far it can be gamed, told again over the real tools.

The published study explains choices by properties that a model annotated, and does not ask whether
length alone would do as well, nor in which order answers stood. Here both are asked first.
Simulated judges stand in: one that likes examples, one that likes length, one that goes by the
place. A named model is asked the same.
"""

from typing import Any

from pydantic import BaseModel

from ...server.toolset.results import ConciseFinding
from ..lab import connect
from ..terminal.running import completed
from ..terminal.screen import Screen

SIMULATED = ("sim/critic", "sim/wordlover", "sim/unmoved?order=1")
WRITER = "sim/scribe"
PAIRS = 3


class Replication(BaseModel):
    """What earns each judge's choice."""

    source: str
    findings: list[ConciseFinding]


async def replicate_s3(
    screen: Screen, model: str | None, seed: int, limits: dict[str, Any], *, dry_run: bool
) -> None:
    """Dissect each judge, with a writer that tries to win it over; or only what that would take."""
    if model is None:
        screen.note(
            "Simulated judges stand in: sim/critic likes examples, sim/wordlover likes length, "
            "sim/unmoved goes by the place. Name a model with --model to ask it instead."
        )
    wanted = {name: value for name, value in limits.items() if value is not None}
    findings: list[ConciseFinding] = []
    async with connect() as lab:
        for one in (model,) if model else SIMULATED:
            study = await lab.dissect(
                one, writer=WRITER, pairs=PAIRS, seed=seed, label="S3", dry_run=dry_run, **wanted
            )
            if dry_run:
                screen.plan(study.status)
            else:
                findings.append((await completed(screen, study)).findings[0])
    if dry_run or screen.json(Replication(source="S3", findings=findings)):
        return
    for finding in findings:
        screen.finding(finding)
