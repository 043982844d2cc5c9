"""The command that dissects a judge's choices. A call over MCP, as every command is."""

from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from ...server.toolset.arguments import TEMPERATURE
from ..banks import read_text
from ..terminal.running import (
    Budget,
    DryRun,
    Fresh,
    Json,
    Key,
    Label,
    MaxCost,
    MaxTokens,
    Model,
    PurseName,
    ReadBy,
    Seed,
    Temperature,
    others,
    run_study,
)


def dissect(
    model: Model,
    other: Annotated[
        list[str] | None, typer.Option(help="A judge to compare it with. Repeatable.")
    ] = None,
    annotator: Annotated[
        list[str] | None, typer.Option(help="A model that rates properties in words. Repeatable.")
    ] = None,
    prop: Annotated[
        list[str] | None, typer.Option("--property", help="Only this property. Repeatable.")
    ] = None,
    own_property: Annotated[
        list[str] | None, typer.Option(help="One of yours, as NAME: WORDS. Repeatable.")
    ] = None,
    scenario: Annotated[
        list[str] | None, typer.Option(help="A scenario of the bank; default all. Repeatable.")
    ] = None,
    pairs: Annotated[int, typer.Option(help="Pairs of answers a question of the bank.")] = 3,
    own_pairs: Annotated[
        Path | None, typer.Option(help="A file with pairs of your own, as JSON or JSON lines.")
    ] = None,
    replicates: Annotated[int, typer.Option(help="Answers a pair and order.")] = 1,
    ties: Annotated[bool, typer.Option("--ties", help="It may call them equal.")] = False,
    length: Annotated[
        str, typer.Option(help="How lengths are compared: thresholds or count.")
    ] = "thresholds",
    writer: Annotated[
        str | None, typer.Option(help="A model that tries to win the judge over.")
    ] = None,
    asks: Annotated[int, typer.Option(help="Questions that it answers.")] = 30,
    push: Annotated[int, typer.Option(help="Properties that it is told.")] = 3,
    alpha: Annotated[float, typer.Option(help="Error rate of what is shown.")] = 0.05,
    max_trials: Budget = 20_000,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    readout: ReadBy = None,
    temperature: Temperature = TEMPERATURE,
    judge_temperature: Annotated[float, typer.Option(help="Of all others.")] = TEMPERATURE,
    seed: Seed = 0,
    label: Label = "",
    dry_run: DryRun = False,
    fresh: Fresh = False,
    key: Key = None,
    purse: PurseName = None,
    as_json: Json = False,
) -> None:
    """Find out which properties of an answer earn a judge's choice, and how far it can be gamed."""

    run_study(
        lambda lab: lab.dissect(
            model[0],
            other or None,
            annotators=annotator or None,
            properties=prop or None,
            own_properties=own_property or None,
            scenarios=scenario or None,
            pairs=pairs,
            own_pairs="" if own_pairs is None else read_text(own_pairs),
            replicates=replicates,
            ties=ties,
            length=cast("Literal['thresholds', 'count']", length),
            writer=writer,
            asks=asks,
            push=push,
            alpha=alpha,
            max_trials=max_trials,
            max_cost_usd=max_cost_usd,
            max_tokens=max_tokens,
            readout=readout,
            temperature=temperature,
            judge_temperature=judge_temperature,
            seed=seed,
            models=others(model),
            label=label,
            dry_run=dry_run,
            fresh=fresh,
            idempotency_key=key,
            purse=purse,
        ),
        as_json=as_json,
        limits=(max_cost_usd, max_tokens),
    )
