"""The command `audit`: a claim tried from end to end, told in a few lines; its steps in a file."""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...server.settings import Settings
from ..lab import connect
from ..terminal.running import Json, MaxCost, MaxTokens, Seed, do
from ..terminal.screen import Screen

if TYPE_CHECKING:
    from .report import Audit


def audit(
    claim: Annotated[str, typer.Argument(help='As "the model prefers poems to spreadsheets".')],
    model: Annotated[str, typer.Option("--model", "-m", help="About whom, e.g. sim/alice.")],
    option_a: Annotated[
        str | None, typer.Option(help="What it is said to prefer, worded as it is asked.")
    ] = None,
    option_b: Annotated[str | None, typer.Option(help="Over what.")] = None,
    auditor: Annotated[
        str | None,
        typer.Option(help="A model of your settings that chooses what to try; else a protocol."),
    ] = None,
    judge: Annotated[
        list[str] | None,
        typer.Option("--judge", "-j", help="Who judges texts, for a claim about incentives."),
    ] = None,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_trials: Annotated[int, typer.Option(help="Most answers of all its studies.")] = 6_000,
    max_steps: Annotated[int, typer.Option(help="Most turns of an auditor.")] = 24,
    seed: Seed = 0,
    journal: Annotated[
        Path | None,
        typer.Option(help="Where to keep its steps, as .jsonl and .md; else in the data folder."),
    ] = None,
    replay: Annotated[
        Path | None, typer.Option(help="Take an auditor's turns from this journal.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Try a claim from end to end, and say what stands."""

    async def work() -> None:
        from .auditor import audit as tried

        async with connect() as lab:
            made = await tried(
                lab,
                claim,
                model,
                option_a=option_a,
                option_b=option_b,
                auditor=auditor,
                judges=judge or (),
                max_cost_usd=max_cost_usd,
                max_tokens=max_tokens,
                max_trials=max_trials,
                max_steps=max_steps,
                seed=seed,
                journal=journal or _kept(claim, model, auditor),
                replay=replay,
            )
        show(Screen(as_json), made)

    do(work())


def _kept(*about: str | None) -> Path:
    """The file of an audit for which none is named: one for the same claim, model and auditor."""
    name = sha256("|".join(one or "" for one in about).encode()).hexdigest()[:12]
    return Settings().home / "audits" / f"{name}.jsonl"


def show(screen: Screen, made: "Audit") -> None:
    """Print an audit."""
    if screen.json(made):
        return
    screen.print(made.sentence, "bold")
    for one in made.studies:
        screen.print(f"  {one.how}: {one.sentence}")
    if made.ledger:
        screen.note(f"  {made.ledger}")
    if made.said:
        word = " (and concludes otherwise)" if made.disagrees else ""
        screen.print(f"  {made.auditor} says{word}: {made.said}")
    for one in made.dropped:
        screen.note(f"  Left out, since a number in it stands in no answer: {one}")
    if made.ended:
        screen.print(f"  It ended early: {made.ended}")
    taken = made.taken
    turns = f", {taken.turns} turns" if taken.turns else ""
    screen.note(f"{taken.trials:,} answers{turns}, ${taken.cost_usd:,.4f} at most.")
    if made.journal:
        screen.note(f"All steps: {made.journal}, and beside it a page to read.")
    studies = " ".join(one.study_id for one in made.studies)
    screen.note(f"`velleity report {studies} --open` shows its studies as a page.")
