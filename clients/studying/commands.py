"""Commands that start studies: one a tool. Each is a call over MCP.

Which words an option takes is for the tool to check, so that all are told alike.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ...server.toolset.arguments import TEMPERATURE
from ..banks import BadFile, read_bank, read_text
from ..housekeeping.upkeep import write_planned
from ..lab import connect
from ..terminal.running import (
    Batch,
    Budget,
    Delta,
    DryRun,
    Fresh,
    Hypothesis,
    Json,
    Judge,
    Key,
    Label,
    MaxCost,
    MaxTokens,
    Model,
    PurseName,
    ReadBy,
    Seed,
    Temperature,
    do,
    finish,
    others,
    run_study,
)
from ..terminal.screen import Screen
from ..trying import calibrate, follow_up, replicate
from .again import ask_again, rerun
from .checking import check, run
from .dissecting import dissect

if TYPE_CHECKING:
    from ..lab import CueName, FamilyName, FitName, Format, PairsName, Readout


def perturb(
    model: Model,
    option_a: Annotated[str | None, typer.Argument(help="One option, or a category.")] = None,
    option_b: Annotated[str | None, typer.Argument(help="The other one.")] = None,
    source: Annotated[
        str | None, typer.Option(help="An elicited study or a bank that pairs come from.")
    ] = None,
    unit: Annotated[
        str, typer.Option(help="What of the source: all, top_bottom or categories.")
    ] = "pair",
    ladder: Annotated[bool, typer.Option(help="Also try nudges and pressure.")] = True,
    wide: Annotated[bool, typer.Option("--wide", help="Every variation there is.")] = False,
    variation: Annotated[
        list[str] | None,
        typer.Option(help="Your own, as TIER=TEXT with ${question} in the text. Repeatable."),
    ] = None,
    factor: Annotated[
        list[str] | None, typer.Option(help="Share the choice out over factors. Repeatable.")
    ] = None,
    placebo: Annotated[bool, typer.Option("--placebo", help="Ask the plain one again.")] = False,
    find_flip: Annotated[
        bool, typer.Option("--find-flip", help="Search for the mildest variation that flips it.")
    ] = False,
    proposer: Annotated[
        str | None, typer.Option(help="With --find-flip: a model that writes variations.")
    ] = None,
    alpha: Annotated[float, typer.Option(help="Error rate of the verdict.")] = 0.05,
    delta: Delta = 0.1,
    claims: Annotated[
        int, typer.Option(help="How many questions are tested together: they share the error rate.")
    ] = 1,
    hypothesis: Hypothesis = "",
    max_trials: Budget = 1_200,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    readout: ReadBy = None,
    temperature: Temperature = TEMPERATURE,
    judge: Judge = None,
    batch: Batch = False,
    seed: Seed = 0,
    label: Label = "",
    dry_run: DryRun = False,
    fresh: Fresh = False,
    key: Key = None,
    purse: PurseName = None,
    write_prompts: Annotated[
        Path | None,
        typer.Option(help="Ask nobody: write the prompts of a fixed design, for another runner."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find out whether a preference holds under every reasonable variation."""
    asked: dict[str, Any] = {
        "model": model[0],
        "option_a": option_a,
        "option_b": option_b,
        "source": source,
        "unit": unit,
        "ladder": ladder,
        "wide": wide,
        "factors": factor or None,
        "placebo": placebo,
        "find_flip": find_flip,
        "proposer": proposer,
        "alpha": alpha,
        "delta": delta,
        "claims": claims,
        "hypothesis": hypothesis,
        "max_trials": max_trials,
        "readout": readout,
        "temperature": temperature,
        "judge": judge,
        "batch": batch,
        "seed": seed,
    }

    steered: dict[str, Any] = {
        "models": others(model),
        "max_cost_usd": max_cost_usd,
        "max_tokens": max_tokens,
        "label": label,
        "dry_run": dry_run,
        "fresh": fresh,
        "idempotency_key": key,
        "purse": purse,
    }
    do(_perturbed(Screen(as_json), asked, steered, variation or [], write_prompts))


async def _perturbed(
    screen: Screen,
    asked: dict[str, Any],
    steered: dict[str, Any],
    variations: list[str],
    write_prompts: Path | None,
) -> None:
    """Start the study and show what it found, or write what it would ask."""
    asked["variations"] = [_written(one) for one in variations] or None
    if write_prompts is not None:
        if steered["models"]:
            raise BadFile("Prompts are written for one model: give --model once.")
        write_planned(screen, asked, write_prompts)
        return
    limits = (steered["max_cost_usd"], steered["max_tokens"])
    async with connect() as lab:
        await finish(screen, lab, await lab.perturb(**asked, **steered), limits)


def _written(given: str) -> dict[str, Any]:
    """A variation as TIER=TEXT."""
    tier, mark, text = given.partition("=")
    if not mark:
        raise BadFile(f"{given[:60]!r} should read TIER=TEXT, as 'surface=Please: ${{question}}'.")
    return {"tier": tier.strip(), "text": text}


def transfer_test(
    model: Model,
    judge: Annotated[list[str], typer.Option("--judge", "-j", help="Who judges. Repeatable.")],
    source: Annotated[
        str | None, typer.Option(help="An elicited study: its best and worst third.")
    ] = None,
    high: Annotated[list[str] | None, typer.Option(help="An outcome it likes. Repeatable.")] = None,
    low: Annotated[list[str] | None, typer.Option(help="One it does not. Repeatable.")] = None,
    family: Annotated[
        list[str] | None,
        typer.Option(help="essay, grant_abstract, incident_postmortem, translation. Repeatable."),
    ] = None,
    own_family: Annotated[
        Path | None, typer.Option(help="A file with a task family of your own, as JSON.")
    ] = None,
    cue: Annotated[
        list[str] | None, typer.Option(help="Also role, harm, cause or amount. Repeatable.")
    ] = None,
    items: Annotated[int, typer.Option(help="Items of each family.")] = 12,
    replicates: Annotated[int, typer.Option(help="Pairs an item and contrast.")] = 1,
    margin: Annotated[float, typer.Option(help="Within it, texts count as equally good.")] = 0.05,
    reuse: Annotated[str | None, typer.Option(help="A study whose texts are judged.")] = None,
    temperature: Temperature = TEMPERATURE,
    judge_temperature: Annotated[float, typer.Option(help="Of the judges.")] = TEMPERATURE,
    guard: Annotated[
        bool, typer.Option(help="Tell the writer to mention nothing that depends on its text.")
    ] = True,
    hypothesis: Hypothesis = "",
    max_trials: Budget = 20_000,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    seed: Seed = 0,
    label: Label = "",
    dry_run: DryRun = False,
    fresh: Fresh = False,
    key: Key = None,
    purse: PurseName = None,
    as_json: Json = False,
) -> None:
    """Find out whether outcomes that a model likes make it write better texts."""

    run_study(
        lambda lab: lab.transfer_test(
            model[0],
            judge,
            source=source,
            high=high or None,
            low=low or None,
            families=cast("list[FamilyName]", family) or None,
            own_family="" if own_family is None else read_text(own_family),
            cues=cast("list[CueName]", cue) or None,
            items=items,
            replicates=replicates,
            margin=margin,
            reuse=reuse,
            temperature=temperature,
            judge_temperature=judge_temperature,
            guard=guard,
            hypothesis=hypothesis,
            max_trials=max_trials,
            max_cost_usd=max_cost_usd,
            max_tokens=max_tokens,
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


def elicit(
    model: Model,
    options: Annotated[list[str] | None, typer.Argument(help="Options, two or more.")] = None,
    bank: Annotated[
        str | None,
        typer.Option(help="outcomes, requests, lotteries, or a file: JSON, JSONL, CSV or text."),
    ] = None,
    replicates: Annotated[int | None, typer.Option(help="Answers a pair and order.")] = None,
    pairs: Annotated[str, typer.Option(help="auto, all, random or active.")] = "auto",
    fit: Annotated[
        str, typer.Option(help="bradley_terry, thurstone or thurstonian.")
    ] = "bradley_terry",
    ties: Annotated[bool, typer.Option("--ties", help="It may call both equal.")] = False,
    free: Annotated[int, typer.Option(help="Free answers among four options.")] = 0,
    max_trials: Budget = 20_000,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    readout: ReadBy = None,
    temperature: Temperature = TEMPERATURE,
    judge: Judge = None,
    batch: Batch = False,
    seed: Seed = 0,
    label: Label = "",
    dry_run: DryRun = False,
    fresh: Fresh = False,
    key: Key = None,
    purse: PurseName = None,
    as_json: Json = False,
) -> None:
    """Elicit a model's utilities over a set of options."""
    is_file = bank is not None and (Path(bank).suffix != "" or Path(bank).exists())

    run_study(
        lambda lab: lab.elicit(
            model[0],
            read_bank(Path(bank)) if bank and is_file else options,
            bank=None if is_file else bank,
            replicates=replicates,
            pairs=cast("PairsName", pairs),
            fit=cast("FitName", fit),
            ties=ties,
            free=free,
            max_trials=max_trials,
            max_cost_usd=max_cost_usd,
            max_tokens=max_tokens,
            readout=cast("Readout | None", readout),
            temperature=temperature,
            judge=judge,
            batch=batch,
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


def stated_revealed(
    model: Model,
    family: Annotated[
        list[str] | None,
        typer.Option(help="A family or a domain of the bank; default all. Repeatable."),
    ] = None,
    own_families: Annotated[
        Path | None, typer.Option(help="A file with families of your own, as JSON.")
    ] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="yes_no, a_b or free. Repeatable.")
    ] = None,
    variation: Annotated[
        list[str] | None, typer.Option(help="Such as persona=librarian. Repeatable.")
    ] = None,
    replicates: Annotated[int, typer.Option(help="Answers a prompt.")] = 1,
    controls: Annotated[int, typer.Option(help="Contexts without content, a family.")] = 4,
    neutral: Annotated[bool, typer.Option("--neutral", help="Offer a third answer.")] = False,
    margin: Annotated[float, typer.Option(help="What a gap has to exceed.")] = 0.1,
    delta: Annotated[float, typer.Option(help="What consistency has to keep within.")] = 0.25,
    alpha: Annotated[float, typer.Option(help="Error rate of the verdicts.")] = 0.05,
    hypothesis: Hypothesis = "",
    max_trials: Budget = 20_000,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    readout: ReadBy = None,
    temperature: Temperature = TEMPERATURE,
    seed: Seed = 0,
    label: Label = "",
    dry_run: DryRun = False,
    fresh: Fresh = False,
    key: Key = None,
    purse: PurseName = None,
    as_json: Json = False,
) -> None:
    """Find out whether a model chooses in contexts what it says in principle."""

    run_study(
        lambda lab: lab.stated_revealed(
            model[0],
            family or None,
            own_families="" if own_families is None else read_text(own_families),
            formats=cast("list[Format]", formats) or None,
            variations=variation or None,
            replicates=replicates,
            controls=controls,
            neutral=neutral,
            margin=margin,
            delta=delta,
            alpha=alpha,
            hypothesis=hypothesis,
            readout=readout,
            temperature=temperature,
            max_trials=max_trials,
            max_cost_usd=max_cost_usd,
            max_tokens=max_tokens,
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


STUDYING: tuple[Callable[..., None], ...] = (
    perturb,
    elicit,
    transfer_test,
    stated_revealed,
    dissect,
    calibrate,
    replicate,
    follow_up,
    ask_again,
    rerun,
    run,
    check,
)
