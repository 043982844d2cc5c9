"""What the commands that start or follow studies share: their options, and how they run.

A study lives as long as the command that runs it.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Annotated, Any

import typer

from ...server.toolset.results import Summary
from ..lab import Lab, Study, connect
from .envelope import BrokenOff, Unfinished
from .screen import HELD_UP, Screen

Model = Annotated[
    list[str],
    typer.Option("--model", "-m", help="Who is asked, e.g. sim/alice. Repeatable: a study each."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Seed = Annotated[int, typer.Option(help="Everything random comes from it.")]
Hypothesis = Annotated[
    str,
    typer.Option(help='The verdict that you foretell, as "strong a"; its claim is confirmatory.'),
]
Label = Annotated[str, typer.Option(help="The investigation this belongs to.")]
Rejudge = Annotated[bool, typer.Option("--rejudge", help="Judge stored answers by today's rules.")]
PurseName = Annotated[
    str | None,
    typer.Option("--purse", help="Limits are shared with all calls that name the same purse."),
]
Key = Annotated[
    str | None,
    typer.Option("--idempotency-key", help="One key, one study: a repeat is the same one."),
]
Delta = Annotated[float, typer.Option(help="How far from one half still counts as indifferent.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Run anew even if it was run before.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only plan, ask nothing.")]
Budget = Annotated[int, typer.Option(help="Most answers to ask for.")]
OwnBudget = Annotated[int | None, typer.Option(help="Most answers; by default the design's own.")]
Judge = Annotated[
    str | None,
    typer.Option(help="With --readout enact: a model to say which task an unclear text does."),
]
Batch = Annotated[
    bool, typer.Option("--batch", help="Hand trials in as provider batches: cheaper, within a day.")
]
Temperature = Annotated[float, typer.Option(help="0: no chance in the answers.")]
ReadBy = Annotated[
    str | None,
    typer.Option(
        "--readout", help="label, reasoned, logprob or enact; logprob for local models unless told."
    ),
]
MaxCost = Annotated[float | None, typer.Option(help="US dollars, of all models together.")]
MaxTokens = Annotated[int | None, typer.Option(help="Tokens in and out, of all models together.")]
Limits = tuple[float | None, int | None]
"""US dollars and tokens that a study may take; None keeps what it has."""
INTERRUPTED = (
    "interrupted; no answer is lost. The same command goes on where it was, and so does "
    "`velleity resume last`."
)


def do(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end.

    Raises:
        BrokenOff: a person ended it.
    """
    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        raise BrokenOff(INTERRUPTED) from None


def new_purse() -> str:
    """A name under which the studies of one command share its limits."""
    return f"purse {secrets.token_hex(8)}"


def others(models: list[str]) -> list[str] | None:
    """Who is asked besides the first: a tool takes them apart from it."""
    return list(dict.fromkeys(models))[1:] or None


def run_study(
    start: Callable[[Lab], Awaitable[Study]],
    *,
    as_json: bool,
    limits: Limits = (None, None),
) -> None:
    """Start a study, or go on with it; then show its plan, or run it and show what it found."""

    async def work() -> None:
        async with connect() as lab:
            await finish(Screen(as_json), lab, await start(lab), limits)

    do(work())


async def finish(screen: Screen, lab: Lab, study: Study, limits: Limits = (None, None)) -> None:
    """Show a study's plan, or run it and show what it found.

    One that was begun before goes on where it was held up, within these limits where any is given.
    """
    if study.status.plan is not None:
        screen.plan(study.status)
        return
    ended = [at for one in study.ids if (at := (await lab.study(one)).status).state == "done"]
    await go_on(screen, lab, study.ids, limits)
    summary = await followed(screen, study)
    if any(one.calibration is not None for one in summary.findings):
        summary.full = (await study.evidence()).full  # its table is long
    screen.summary(summary)
    for one in ended:
        who = f"{one.model}: asked" if len(study.ids) > 1 else "Asked"
        made = f"{one.created_at:.16}".replace("T", " ")
        screen.note(f"{who} before, on {made}; --fresh asks anew.")
    ids = " ".join(study.ids)
    screen.note(f"Study {ids}; `velleity report {ids} --open` shows it as a page.")
    if unended := [one.summary for one in study.statuses.values() if one.state != "done"]:
        raise Unfinished("\n".join(unended))


async def go_on(screen: Screen, lab: Lab, study_ids: Sequence[str], limits: Limits) -> None:
    """Take up those of the studies that were held up before."""
    for study_id in study_ids:
        at = (await lab.study(study_id)).status
        if at.state in HELD_UP:
            screen.aside(f"going on with {study_id}: {at.done:,} answers are stored")
            await lab.resume(study_id, *limits)


async def followed(screen: Screen, study: Study) -> Summary:
    """Wait for the end of a study, show how far it is and why it waits; what it found."""
    screen.warnings(study.status)
    with screen.progress(study.status.summary) as report:
        return await study.result(report, screen.waits)


async def completed(screen: Screen, study: Study) -> Summary:
    """The same of a study whose end is needed.

    Raises:
        Unfinished: it did not come to its end.
    """
    summary = await followed(screen, study)
    if study.status.state != "done":
        raise Unfinished(study.status.summary)
    return summary
