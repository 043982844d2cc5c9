"""Commands about the installation rather than about studies, for whoever sits at the machine.

They look after what is served, so all but `variations` speak no MCP.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from ..server.unseen import visible
from .banks import BadFile
from .lab import connect
from .running import do
from .screen import complaint


def backup(
    file: Annotated[Path, typer.Argument(help="Where to put the copy; a new file.")],
) -> None:
    """Copy the database, while servers use it."""
    from ..server.settings import Settings
    from ..server.upkeep.backup import BackupFailed, back_up

    try:
        back_up(Settings(), file)
    except BackupFailed as error:
        typer.echo(complaint(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Copied to {file}")


def variations(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
) -> None:
    """List every variation of the catalogue: tier, name, what it changes."""

    async def work() -> None:
        async with connect() as lab:
            rows = await lab.variations()
        if as_json:
            typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
            return
        for row in rows:
            asked = "default" if row["default"] else "core" if row["core"] else "wide"
            typer.echo(f"{row['tier']:13}{asked:9}{row['id']:24}{row['description']}")

    do(work())


def export(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="A study's id.")],
    file: Annotated[Path, typer.Argument(help="Where to put the trials; a new file.")],
    kind: Annotated[str | None, typer.Option(help="Only these, such as choice.")] = None,
    table: Annotated[
        str | None,
        typer.Option(help="Write this table of the findings as CSV instead, such as pair_wins."),
    ] = None,
) -> None:
    """Write a study's trials as JSON Lines: prompts, replies, outcomes."""
    from ..server.settings import Settings
    from ..server.upkeep.export import ExportFailed, export_table
    from ..server.upkeep.export import export as write

    try:
        if table is None:
            count = write(Settings(), study, file, kind)
        else:
            count = export_table(Settings(), study, file, table)
    except ExportFailed as error:
        typer.echo(complaint(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Wrote {count:,} {'trials' if table is None else 'rows'} to {file}")


def doctor(
    model: Annotated[str | None, typer.Argument(help="Ask this model one question.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
) -> None:
    """Show what is installed and configured, and whether it works; keys by name only."""
    from ..server.settings import Settings
    from ..server.upkeep.doctor import look

    checks = look(Settings(), model)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in checks], indent=2))
    else:
        for one in checks:
            mark = " " if one.fine else "!"
            typer.echo(visible(f"{mark} {one.what:14} {one.found}"))
    if not all(one.fine for one in checks):
        raise typer.Exit(1)


def write_planned(said: Mapping[str, Any], file: Path) -> None:
    """Write the prompts of a fixed design, and say how their answers come back.

    Raises:
        BadFile: the design cannot be written beforehand, or the file cannot.
    """
    from ..server.settings import Settings
    from ..server.upkeep.export import ExportFailed
    from ..server.upkeep.prompts import write_prompts

    try:
        count = write_prompts(Settings(), said, file)
    except ExportFailed as error:
        raise BadFile(str(error)) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadFile(f"{where}: {first['msg']}" if where else str(first["msg"])) from None
    typer.echo(
        f"Wrote {count:,} prompts to {file}. Put to each its `reply`, or write records of "
        '{"kind": "answer", "id": …, "reply": …} into a file, and import both: '
        f"velleity import {file} ANSWERS.jsonl"
    )


UPKEEP: tuple[Callable[..., None], ...] = (backup, doctor, export, variations)
