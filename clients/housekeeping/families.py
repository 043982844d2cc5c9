"""The command `families`: what the bank has, whether a file of one's own is sound, and drafts."""

from pathlib import Path
from typing import Annotated

import typer

from ..terminal.running import Json
from ..terminal.screen import Screen

families = typer.Typer(help="Families of principles for stated-revealed.", no_args_is_help=True)


@families.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="Your families, as JSON; default the shipped ones.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Look for unbalanced polarities, duplicates, leading words and answers that argue."""
    from ...server.upkeep.families import check as look

    count, problems = look(file)
    screen = Screen(as_json)
    if not screen.json({"families": count, "problems": problems}):
        for one in problems:
            screen.print(one)
        screen.print(f"{count} families, {len(problems)} problems.")
    if problems:
        raise typer.Exit(1)


@families.command()
def draft(
    prompts: Annotated[Path, typer.Argument(help="The published file of a family's prompts.")],
    questions: Annotated[
        Path | None, typer.Argument(help="The published file of its paraphrases.")
    ] = None,
    name: Annotated[str, typer.Option(help="What the family is called.")] = "published",
    as_json: Json = False,
) -> None:
    """Print a family drafted from published files; its polarities are for you to set."""
    from ...server.upkeep.families import draft as make

    text, left = make(prompts, questions, name)
    if Screen(as_json).json({"family": text, "to_do": left}):
        return
    typer.echo(text, nl=False)
    for one in left:
        typer.echo(f"To do: {one}.", err=True)
