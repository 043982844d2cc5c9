"""Commands about what is known already: a design tried on known truths, a published finding told
again, a question after answers that are stored.
"""

from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from .banks import BadFile
from .lab import connect
from .stories.replicate_s0 import replicate_s0
from .stories.replicate_s1 import replicate_s1
from .stories.replicate_s2 import replicate_s2
from .stories.replicate_s3 import replicate_s3
from .terminal.naming import StudyId
from .terminal.running import (
    Delta,
    DryRun,
    Fresh,
    Json,
    Key,
    Label,
    MaxCost,
    MaxTokens,
    OwnBudget,
    PurseName,
    ReadBy,
    Seed,
    do,
    finish,
    new_purse,
    run_study,
)
from .terminal.screen import Screen

if TYPE_CHECKING:
    from .lab import Calibrated


def calibrate(
    verb: Annotated[
        str,
        typer.Argument(
            help="The design to try: perturb, elicit, transfer_test, stated_revealed, dissect."
        ),
    ],
    options: Annotated[int, typer.Option(help="elicit: how many options.")] = 10,
    items: Annotated[int, typer.Option(help="transfer_test: how many items.")] = 12,
    replicates: Annotated[
        int | None,
        typer.Option(help="Answers a pair (elicit) or prompt (stated_revealed); pairs an item."),
    ] = None,
    margin: Annotated[float, typer.Option(help="transfer_test: margin of equality.")] = 0.05,
    alpha: Annotated[float, typer.Option(help="perturb, stated_revealed: error rate.")] = 0.05,
    delta: Delta = 0.1,
    max_trials: OwnBudget = None,
    runs: Annotated[int, typer.Option(help="Simulated studies of each truth.")] = 50,
    seed: Seed = 0,
    label: Label = "",
    fresh: Fresh = False,
    as_json: Json = False,
) -> None:
    """Try a planned design on known truths: error rates, coverage, power. Asks no model."""

    run_study(
        lambda lab: lab.calibrate(
            cast("Calibrated", verb),
            options=options,
            items=items,
            replicates=replicates,
            margin=margin,
            alpha=alpha,
            delta=delta,
            max_trials=max_trials,
            runs=runs,
            seed=seed,
            label=label,
            fresh=fresh,
        ),
        as_json=as_json,
    )


def replicate(
    source: Annotated[str, typer.Argument(help="What to tell again: S0, S1, S2 or S3.")],
    model: Annotated[
        list[str] | None, typer.Option("--model", "-m", help="Who is asked. Repeatable: each.")
    ] = None,
    judge: Annotated[
        list[str] | None, typer.Option("--judge", "-j", help="S1: who judges. Repeatable.")
    ] = None,
    max_trials: OwnBudget = None,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    readout: ReadBy = None,
    seed: Seed = 0,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Tell a published finding again, with simulated models or one that you name."""
    screen = Screen(as_json)
    limits: dict[str, Any] = {
        "max_trials": max_trials,
        "max_cost_usd": max_cost_usd,
        "max_tokens": max_tokens,
    }
    if max_cost_usd is not None or max_tokens is not None:
        limits["purse"] = new_purse()
    models = list(dict.fromkeys(model or ()))
    if as_json and len(models) > 1:
        do(_refused("With --json one document is printed: give --model once."))
    for one in models or [None]:
        _replicate_one(source, screen, one, judge or [], seed, limits, readout, dry_run=dry_run)


def _replicate_one(
    source: str,
    screen: Screen,
    model: str | None,
    judges: list[str],
    seed: int,
    limits: dict[str, Any],
    readout: str | None,
    *,
    dry_run: bool,
) -> None:
    """Tell it of one model, or of simulated ones."""
    limits = limits if source == "S1" else {**limits, "readout": readout}
    if source == "S0":
        do(replicate_s0(screen, model, seed, limits, dry_run=dry_run))
    elif source == "S1":
        do(replicate_s1(screen, model, judges, seed, limits, dry_run=dry_run))
    elif source == "S2":
        do(replicate_s2(screen, model, seed, limits, dry_run=dry_run))
    elif source == "S3":
        do(replicate_s3(screen, model, seed, limits, dry_run=dry_run))
    else:
        do(_refused(f"{source[:40]!r} cannot be replicated. There are S0, S1, S2, S3."))


async def _refused(why: str) -> None:
    raise BadFile(why)


def follow_up(
    study: StudyId,
    ask: Annotated[str, typer.Argument(help="What is asked.")] = "Why?",
    question: Annotated[str | None, typer.Option(help="Only of this question.")] = None,
    variation: Annotated[str | None, typer.Option(help="Only of this variation.")] = None,
    outcome: Annotated[str | None, typer.Option(help="Only such, as refused.")] = None,
    chosen: Annotated[str | None, typer.Option(help="Only those that chose a, or b.")] = None,
    limit: Annotated[int, typer.Option(help="Most answers, at most 20.")] = 3,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    label: Label = "",
    dry_run: DryRun = False,
    fresh: Fresh = False,
    key: Key = None,
    purse: PurseName = None,
    as_json: Json = False,
) -> None:
    """Ask why after stored answers. What comes back is kept apart and is no evidence."""

    async def work() -> None:
        async with connect() as lab:
            begun = await lab.follow_up(
                study,
                ask,
                question=question,
                variation=variation,
                outcome=outcome,
                chosen=cast("Literal['a', 'b'] | None", chosen),
                limit=limit,
                label=label,
                max_cost_usd=max_cost_usd,
                max_tokens=max_tokens,
                dry_run=dry_run,
                fresh=fresh,
                idempotency_key=key,
                purse=purse,
            )
            screen = Screen(as_json)
            await finish(screen, lab, begun, (max_cost_usd, max_tokens))
            if not (dry_run or as_json):
                screen.trials(await lab.trials(begun.id, limit=limit))

    do(work())
