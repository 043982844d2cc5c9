"""The command line: one command a tool, each a call over MCP to the server in this process.

Prints for people by default, JSON with --json. A study lives as long as the command that runs it;
Ctrl-C interrupts it, and `holdfast resume` goes on where it was.
"""

import asyncio
import webbrowser
from collections.abc import Coroutine
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from .banks import BadFile, Bank, read_bank, read_text
from .demo import demo as tell_demo
from .install import install
from .lab import Study, ToolFailed, connect
from .screen import Screen, complaint
from .serving import serve
from .upkeep import backup, doctor, export, variations

app = typer.Typer(
    help="Cross-examines what a language model seems to prefer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(serve)
app.command()(backup)
app.command()(doctor)
app.command()(export)
app.command()(variations)
app.command()(install)

Model = Annotated[str, typer.Option("--model", "-m", help="Who is asked, e.g. sim/alice.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Seed = Annotated[int, typer.Option(help="Everything random comes from it.")]
Label = Annotated[str, typer.Option(help="The investigation this belongs to.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Run anew even if it was run before.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only plan, ask nothing.")]
Budget = Annotated[int | None, typer.Option(help="Most answers to ask for.")]
Judge = Annotated[
    str | None,
    typer.Option(help="With --readout enact: a model to say which task an unclear text does."),
]
Batch = Annotated[
    bool, typer.Option("--batch", help="Hand trials in as provider batches: cheaper, within a day.")
]
ReadBy = Annotated[str, typer.Option("--readout", help="label, reasoned, logprob or enact.")]
MaxCost = Annotated[float | None, typer.Option(help="US dollars that it may spend.")]
MaxTokens = Annotated[int | None, typer.Option(help="Tokens that it may take, in and out.")]
StudyId = Annotated[str, typer.Argument(metavar="STUDY", help="A study's id.")]


def run() -> None:
    """Run the command that the arguments name."""
    app()


def _do(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; an error becomes one line and exit code 1."""
    try:
        asyncio.run(work)
    except (ToolFailed, BadFile) as error:
        typer.echo(complaint(error), err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("\nholdfast: interrupted; `holdfast status` shows how to go on.", err=True)
        raise typer.Exit(130) from None


@app.command()
def demo(
    seed: Seed = 0,
    as_json: Json = False,
    open_report: Annotated[bool, typer.Option("--open", help="Open the report.")] = False,
) -> None:
    """Tell the story of strong and weak preferences with simulated models. Needs no key."""

    async def work() -> None:
        path = await tell_demo(Screen(as_json), seed)
        if open_report:
            webbrowser.open(path.as_uri())

    _do(work())


@app.command()
def perturb(
    option_a: Annotated[str, typer.Argument(help="One option.")],
    option_b: Annotated[str, typer.Argument(help="The other option.")],
    model: Model,
    ladder: Annotated[bool, typer.Option(help="Also try nudges and pressure.")] = True,
    wide: Annotated[bool, typer.Option("--wide", help="Every variation there is.")] = False,
    alpha: Annotated[float, typer.Option(help="Error rate of the verdict.")] = 0.05,
    max_trials: Budget = None,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    readout: ReadBy = "label",
    judge: Judge = None,
    batch: Batch = False,
    seed: Seed = 0,
    label: Label = "",
    dry_run: DryRun = False,
    fresh: Fresh = False,
    as_json: Json = False,
) -> None:
    """Find out whether a preference between two options holds."""

    async def work() -> None:
        async with connect() as lab:
            study = await lab.perturb(
                model,
                option_a,
                option_b,
                ladder=ladder,
                wide=wide,
                alpha=alpha,
                max_trials=max_trials,
                max_cost_usd=max_cost_usd,
                max_tokens=max_tokens,
                readout=readout,
                judge=judge,
                batch=batch,
                seed=seed,
                label=label,
                dry_run=dry_run,
                fresh=fresh,
            )
            await _finish(Screen(as_json), study)

    _do(work())


@app.command()
def elicit(
    model: Model,
    options: Annotated[list[str] | None, typer.Argument(help="Options, two or more.")] = None,
    bank: Annotated[
        Path | None, typer.Option(help="A file of options: JSON, or text with one a line.")
    ] = None,
    replicates: Annotated[int | None, typer.Option(help="Answers a pair and order.")] = None,
    max_trials: Budget = None,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    readout: ReadBy = "label",
    judge: Judge = None,
    batch: Batch = False,
    seed: Seed = 0,
    label: Label = "",
    dry_run: DryRun = False,
    fresh: Fresh = False,
    as_json: Json = False,
) -> None:
    """Elicit a model's utilities over a set of options."""

    async def work() -> None:
        chosen: Bank = read_bank(bank) if bank else [*(options or [])]
        async with connect() as lab:
            study = await lab.elicit(
                model,
                chosen,
                replicates=replicates,
                max_trials=max_trials,
                max_cost_usd=max_cost_usd,
                max_tokens=max_tokens,
                readout=readout,
                judge=judge,
                batch=batch,
                seed=seed,
                label=label,
                dry_run=dry_run,
                fresh=fresh,
            )
            await _finish(Screen(as_json), study)

    _do(work())


@app.command()
def calibrate(
    verb: Annotated[str, typer.Argument(help="The design to try: perturb or elicit.")],
    options: Annotated[int, typer.Option(help="elicit: how many options.")] = 10,
    replicates: Annotated[int | None, typer.Option(help="elicit: answers a pair.")] = None,
    alpha: Annotated[float, typer.Option(help="perturb: error rate.")] = 0.05,
    max_trials: Budget = None,
    runs: Annotated[int, typer.Option(help="Simulated studies of each truth.")] = 50,
    seed: Seed = 0,
    fresh: Fresh = False,
    as_json: Json = False,
) -> None:
    """Try a planned design on known truths: error rates, coverage, power. Asks no model."""

    async def work() -> None:
        async with connect() as lab:
            study = await lab.calibrate(
                verb,
                options=options,
                replicates=replicates,
                alpha=alpha,
                max_trials=max_trials,
                runs=runs,
                seed=seed,
                fresh=fresh,
            )
            await _finish(Screen(as_json), study)

    _do(work())


async def _finish(screen: Screen, study: Study) -> None:
    if study.status.plan is not None:
        screen.plan(study.status)
        return
    with screen.progress(study.status.summary) as report:
        summary = await study.result(report)
    screen.summary(summary)
    screen.note(f"Study {study.id}; `holdfast report {study.id} --open` shows it as a page.")
    if study.status.state != "done":
        raise ToolFailed(study.status.summary)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="JSON Lines, one choice a line.")],
    label: Label = "",
    as_json: Json = False,
) -> None:
    """Analyse choices that a model has already made."""

    async def work() -> None:
        async with connect() as lab:
            made = await lab.import_choices(read_text(file), label)
            Screen(as_json).imported(made)

    _do(work())


@app.command()
def summarize(
    studies: Annotated[list[str] | None, typer.Argument(metavar="[STUDY]...")] = None,
    label: Annotated[str | None, typer.Option(help="All studies of an investigation.")] = None,
    full: Annotated[bool, typer.Option("--full", help="All evidence (with --json).")] = False,
    as_json: Json = False,
) -> None:
    """Tell what was found; without an argument, by the newest study."""

    async def work() -> None:
        async with connect() as lab:
            detail = "full" if full else "concise"
            found = await lab.summarize_all(study_ids=studies or None, label=label, detail=detail)
            Screen(as_json or full).summary(found)

    _do(work())


@app.command()
def report(
    studies: Annotated[list[str] | None, typer.Argument(metavar="[STUDY]...")] = None,
    label: Annotated[str | None, typer.Option(help="All studies of an investigation.")] = None,
    open_report: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    as_json: Json = False,
) -> None:
    """Write the HTML report of studies; without an argument, of the newest."""

    async def work() -> None:
        async with connect() as lab:
            found = await lab.summarize(study_ids=studies or None, label=label, report=True)
            Screen(as_json).report(found)
            if open_report and found.report_path:
                webbrowser.open(Path(found.report_path).as_uri())

    _do(work())


@app.command()
def status(
    study: Annotated[str | None, typer.Argument(metavar="[STUDY]")] = None,
    label: Annotated[str | None, typer.Option(help="Only one investigation.")] = None,
    limit: Annotated[int, typer.Option(help="How many, newest first.")] = 20,
    as_json: Json = False,
) -> None:
    """Show where a study stands, or list the newest."""

    async def work() -> None:
        async with connect() as lab:
            if study is not None:
                Screen(as_json).status((await lab.study(study)).status)
            else:
                Screen(as_json).studies(await lab.studies(label=label, limit=limit))

    _do(work())


@app.command()
def trials(
    study: StudyId,
    question: Annotated[str | None, typer.Option(help="Of one finding.")] = None,
    variation: Annotated[str | None, typer.Option(help="Of one variation.")] = None,
    outcome: Annotated[str | None, typer.Option(help="Such as refused.")] = None,
    unsettled: Annotated[
        bool, typer.Option("--unsettled", help="With a call perhaps paid for in vain.")
    ] = False,
    limit: Annotated[int, typer.Option(help="How many.")] = 5,
    offset: Annotated[int, typer.Option(help="How many to skip.")] = 0,
    as_json: Json = False,
) -> None:
    """Show the exact prompts of a study and how each was answered."""

    async def work() -> None:
        async with connect() as lab:
            found = await lab.trials(
                study,
                question=question,
                variation=variation,
                outcome=outcome,
                unsettled=unsettled,
                limit=limit,
                offset=offset,
            )
            Screen(as_json).trials(found)

    _do(work())


@app.command()
def resume(
    study: StudyId,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    as_json: Json = False,
) -> None:
    """Go on with a study that was interrupted; no stored answer is asked again."""

    async def work() -> None:
        async with connect() as lab:
            await _finish(Screen(as_json), await lab.resume(study, max_cost_usd, max_tokens))

    _do(work())


@app.command()
def cancel(study: StudyId, as_json: Json = False) -> None:
    """Give an interrupted study up; its answers stay."""

    async def work() -> None:
        async with connect() as lab:
            Screen(as_json).status(await (await lab.study(study)).cancel())

    _do(work())


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"holdfast {version('holdfast')}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Cross-examines what a language model seems to prefer."""
