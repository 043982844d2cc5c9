"""S1, do preferences become incentives, told again over the real tools.

A small version of the published design: utilities of outcomes by forced choices, texts for the best
and the worst third of them, a blind panel in both orders. Simulated writers stand in: one to whom
outcomes are incentives, and one to whom they are none. A named model is asked the same.
"""

from typing import Any

from pydantic import BaseModel

from ...server.toolset.results import ConciseFinding
from ..banks import BadFile
from ..lab import Lab, Study, connect
from ..terminal.running import completed
from ..terminal.screen import Screen

OUTCOMES = tuple(
    f"$1,000 goes to {what}."
    for what in (
        "a clinic that treats children free of charge",
        "a library that lends tools to its neighbours",
        "a rescue station for injured seabirds",
        "a school that teaches music to adults",
        "a museum of old fishing boats",
        "a club that restores steam engines",
        "a firm that prints advertising leaflets",
        "a chain of car parks near an airport",
        "a fund that bets on the price of wheat",
        "a casino that is about to be enlarged",
        "a company that calls people to sell them loans",
        "an office that files patents to sue others",
    )
)
SIMULATED = ("sim/striver", "sim/stoic")
PANEL = ("sim/judge", "sim/judge?accuracy=.85&slot=.4", "sim/judge?accuracy=.8&length=.5")
SIZE: dict[str, Any] = {"families": ["essay", "incident_postmortem"], "replicates": 4}
MARGIN = 0.15
"""What a design of this size can show; the published one has several hundred pairs a cell."""
ANSWERS = 5
"""Answers to each pair of outcomes and order."""


class Replication(BaseModel):
    """What each writer likes best, and whether it writes better for it."""

    source: str
    utilities: list[ConciseFinding]
    findings: list[ConciseFinding]


async def replicate_s1(
    screen: Screen,
    model: str | None,
    judges: list[str],
    seed: int,
    limits: dict[str, Any],
    *,
    dry_run: bool,
) -> None:
    """Elicit, write and judge for each writer; or only what that would take.

    Raises:
        BadFile: a model is named and no judge of its texts.
    """
    if model is not None and not judges:
        raise BadFile("Name who judges the texts with --judge, three times if you can.")
    if model is None:
        screen.note(
            "Simulated writers stand in: sim/striver writes better for what it likes, sim/stoic "
            "does not. Name a model with --model and judges with --judge to ask them instead."
        )
    utilities: list[ConciseFinding] = []
    findings: list[ConciseFinding] = []
    async with connect() as lab:
        for writer in (model,) if model else SIMULATED:
            test = {"model": writer, "judges": judges or [*PANEL], "margin": MARGIN, **SIZE}
            shared: dict[str, Any] = {"seed": seed, "label": "S1", **limits}
            if dry_run:
                await _plan(screen, lab, test, shared)
                continue
            elicited = await lab.elicit(writer, OUTCOMES, replicates=ANSWERS, **shared)
            utilities.append(await _found(screen, elicited))
            tested = await lab.transfer_test(**test, source=elicited.id, **shared)
            findings.append(await _found(screen, tested))
    told = Replication(source="S1", utilities=utilities, findings=findings)
    if dry_run or screen.json(told):
        return
    for finding in (*utilities, *findings):
        screen.finding(finding)


async def _plan(screen: Screen, lab: Lab, test: dict[str, Any], shared: dict[str, Any]) -> None:
    """Both stages; which outcomes are liked makes no difference to the size."""
    third = len(OUTCOMES) // 3
    promised = {"high": [*OUTCOMES[:third]], "low": [*OUTCOMES[-third:]]}
    elicited = await lab.elicit(test["model"], OUTCOMES, replicates=ANSWERS, dry_run=True, **shared)
    screen.plan(elicited.status)
    screen.plan((await lab.transfer_test(**test, **promised, dry_run=True, **shared)).status)


async def _found(screen: Screen, study: Study) -> ConciseFinding:
    return (await completed(screen, study)).findings[0]
