"""The command line: one command a tool, each a call over MCP to the server in this process.

Prints for people by default, JSON with --json. A study lives as long as the command that runs it;
Ctrl-C interrupts it, and `velleity resume` goes on where it was.
"""

import webbrowser
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from .auditing.command import audit
from .banks import BadFile
from .hosts.install import install
from .housekeeping.families import families
from .housekeeping.handing_on import HANDING_ON
from .housekeeping.history import HISTORY, listed
from .housekeeping.models import models
from .housekeeping.upkeep import LOOKING, UPKEEP
from .lab import connect
from .serving import serve
from .stories.demo import demo as tell_demo
from .stories.second_act import second_act
from .studying.commands import STUDYING
from .terminal.envelope import Commands
from .terminal.naming import HELP, StudyId, StudyIds, named
from .terminal.running import (
    Json,
    Label,
    MaxCost,
    MaxTokens,
    Rejudge,
    Seed,
    do,
    run_study,
)
from .terminal.screen import Screen

if TYPE_CHECKING:
    from ..server.toolset.arguments import As, Kind

app = typer.Typer(
    cls=Commands,
    help="Cross-examines what a language model seems to prefer.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)

ASKING, FOUND, KEEPING, HERE = "Ask", "See what was found", "Keep", "This machine"
"""What commands are grouped by in the help."""

for command in (*STUDYING, audit):
    app.command(rich_help_panel=ASKING)(command)
app.command("list", rich_help_panel=FOUND)(listed)
for command in (*HANDING_ON, *HISTORY, *UPKEEP):
    app.command(rich_help_panel=KEEPING)(command)
app.add_typer(models, name="models", rich_help_panel=HERE)
app.add_typer(families, name="families", rich_help_panel=HERE)
for command in (*LOOKING, serve, install):
    app.command(rich_help_panel=HERE)(command)


def run() -> None:
    """Run the command that the arguments name."""
    app()


@app.command(rich_help_panel=ASKING)
def demo(
    seed: Seed = 0,
    as_json: Json = False,
    open_report: Annotated[bool, typer.Option("--open", help="Open the report.")] = False,
    real: Annotated[
        bool, typer.Option("--real", help="The second act: a real model, on this machine.")
    ] = False,
) -> None:
    """Tell the story of strong and weak preferences with simulated models. Needs no key."""

    async def work() -> None:
        tell = second_act if real else tell_demo
        path = await tell(Screen(as_json), seed)
        if open_report:
            webbrowser.open(path.as_uri())

    do(work())


@app.command("import", rich_help_panel=ASKING)
def import_file(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="JSON Lines, a JSON array or CSV; .gz too: choices, judgements, replies, answers.",
        ),
    ],
    label: Label = "",
    into: Annotated[
        str | None, typer.Option(help="Add to what was imported under this label.")
    ] = None,
    concluded: Annotated[
        str, typer.Option("--as", help="perturb: a verdict each; elicit: utilities; auto.")
    ] = "auto",
    mapping: Annotated[
        str | None, typer.Option("--map", help="Columns of a CSV, as option_a=left,option_b=right.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Analyse choices that a model has already made."""

    async def work() -> None:
        async with connect(allowed=files) as lab:
            made = await lab.import_choices(
                files=[str(one.absolute()) for one in files],
                label=label if into is None else into,
                columns=_mapped(mapping),
                into=into is not None,
                concluded=cast("As", concluded),
            )
            Screen(as_json).imported(made)

    do(work())


def _mapped(given: str | None) -> dict[str, str]:
    """A mapping given as FIELD=COLUMN,FIELD=COLUMN."""
    pairs = [one.partition("=") for one in (given or "").split(",") if one.strip()]
    for name, mark, column in pairs:
        if not (name.strip() and mark and column.strip()):
            raise BadFile(f"{given!r:.80} should read FIELD=COLUMN,FIELD=COLUMN.")
    return {name.strip(): column.strip() for name, _, column in pairs}


@app.command(rich_help_panel=FOUND)
def summarize(
    studies: StudyIds = None,
    label: Annotated[str | None, typer.Option(help="All studies of an investigation.")] = None,
    full: Annotated[bool, typer.Option("--full", help="All evidence (with --json).")] = False,
    verdict: Annotated[str | None, typer.Option(help="Only findings with this verdict.")] = None,
    text: Annotated[str | None, typer.Option(help="Only of options with this text.")] = None,
    model: Annotated[
        list[str] | None, typer.Option("--model", "-m", help="Only of this model. Repeatable.")
    ] = None,
    limit: Annotated[int, typer.Option(help="Findings at most; 0 for all.")] = 100,
    rejudge: Rejudge = False,
    as_json: Json = False,
) -> None:
    """Tell what was found, what matters most first; without an argument, by the newest study."""
    if full and not as_json:
        raise BadFile("--full is for scripts: add --json. `velleity report` shows a page.")

    async def work() -> None:
        async with connect() as lab:
            found = await lab.summarize_all(
                study_ids=studies or None,
                label=label,
                detail="full" if full else "concise",
                verdict=verdict,
                text=text,
                model=model or None,
                rejudge=rejudge,
                most=limit or None,
            )
            Screen(as_json).summary(found)

    do(work())


@app.command(rich_help_panel=FOUND)
def compare(
    studies: StudyIds = None,
    label: Annotated[str | None, typer.Option(help="All studies of an investigation.")] = None,
    as_json: Json = False,
) -> None:
    """Put several models beside each other: questions by models, and models by twos."""

    async def work() -> None:
        async with connect() as lab:
            found = await lab.summarize_all(study_ids=studies or None, label=label, detail="models")
            Screen(as_json).compared(found)

    do(work())


@app.command(rich_help_panel=FOUND)
def report(
    studies: StudyIds = None,
    label: Annotated[str | None, typer.Option(help="All studies of an investigation.")] = None,
    open_report: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    figures: Annotated[
        Path | None,
        typer.Option(help="A folder for each figure as SVG, PNG and CSV.", file_okay=False),
    ] = None,
    rejudge: Rejudge = False,
    as_json: Json = False,
) -> None:
    """Write the HTML report of studies; without an argument, of the newest."""

    async def work() -> None:
        async with connect() as lab:
            found = await lab.write_report(studies or None, label, rejudge, picture=False)
            made = await lab.figures(found.report_uri) if figures else []
            files = [file for one in made for file in one.save(figures or "")]
            Screen(as_json).report(found, files)
            if open_report:
                webbrowser.open(Path(found.report_path).as_uri())

    do(work())


@app.command(rich_help_panel=FOUND)
def status(
    study: Annotated[str, typer.Argument(metavar="[STUDY]", help=HELP, callback=named)] = "last",
    as_json: Json = False,
) -> None:
    """Show where a study stands, by default the newest."""

    async def work() -> None:
        async with connect() as lab:
            Screen(as_json).status((await lab.study(study)).status)

    do(work())


@app.command(rich_help_panel=FOUND)
def trials(
    study: StudyId,
    kind: Annotated[
        str | None,
        typer.Option(
            help="choice, text, verdict, free, proposal, meaning_check, task_naming, stance or "
            "follow_up."
        ),
    ] = None,
    question: Annotated[str | None, typer.Option(help="Of one finding.")] = None,
    variation: Annotated[str | None, typer.Option(help="Of one variation.")] = None,
    outcome: Annotated[str | None, typer.Option(help="Such as refused.")] = None,
    chosen: Annotated[str | None, typer.Option(help="Only those that chose a, or b.")] = None,
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
                kind=cast("Kind | None", kind),
                question=question,
                variation=variation,
                outcome=outcome,
                chosen=cast("Literal['a', 'b'] | None", chosen),
                unsettled=unsettled,
                limit=limit,
                offset=offset,
            )
            Screen(as_json).trials(found)

    do(work())


@app.command(rich_help_panel=ASKING)
def resume(
    study: StudyId,
    max_cost_usd: MaxCost = None,
    max_tokens: MaxTokens = None,
    as_json: Json = False,
) -> None:
    """Go on with a study that was interrupted; no stored answer is asked again."""

    limits = (max_cost_usd, max_tokens)
    run_study(lambda lab: lab.resume(study, *limits), as_json=as_json, limits=limits)


@app.command(rich_help_panel=ASKING)
def cancel(study: StudyId, as_json: Json = False) -> None:
    """Give an interrupted study up; its answers stay."""

    async def work() -> None:
        async with connect() as lab:
            Screen(as_json).status(await (await lab.study(study)).cancel())

    do(work())


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"velleity {version('velleity')}")
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
