"""Commands about the installation rather than about studies, for whoever sits at the machine.

They look after what is served, so all but `catalogue` speak no MCP.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from pydantic import ValidationError

from ..banks import BadFile
from ..lab import connect
from ..terminal.running import Json, do
from ..terminal.screen import Screen
from ..terminal.wording import reason_of

if TYPE_CHECKING:
    from ..results.reading import Tier


def backup(
    file: Annotated[Path, typer.Argument(help="Where to put the copy; a new file.")],
    as_json: Json = False,
) -> None:
    """Copy the database, while servers use it."""
    from ...server.settings import Settings
    from ...server.upkeep.backup import back_up

    back_up(Settings(), file)
    screen = Screen(as_json)
    if not screen.json({"file": str(file)}):
        screen.print(f"Copied to {file}")


def catalogue(
    tier: Annotated[
        str | None, typer.Option(help="Only surface, circumstance, nudge or pressure.")
    ] = None,
    tool: Annotated[
        str | None, typer.Option(help="Instead: all arguments of this tool, as perturb.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List variations (tier, name, what each changes), or what a tool takes over MCP."""

    async def work() -> None:
        screen = Screen(as_json)
        async with connect() as lab:
            if tool is not None:
                screen.arguments(await lab.arguments(tool))
                return
            rows = [one for one in await lab.variations() if tier in (None, one["tier"])]
            if not rows:  # the tool says which tiers there are
                await lab.catalogue(cast("Tier | None", tier))
        if screen.json(rows):
            return
        for row in rows:
            asked = "default" if row["default"] else "core" if row["core"] else "wide"
            screen.print(f"{row['tier']:13}{asked:9}{row['id']:24}{row['description']}")

    do(work())


def doctor(
    model: Annotated[str | None, typer.Argument(help="Ask this model one question.")] = None,
    as_json: Json = False,
) -> None:
    """Show what is installed and configured, and whether it works; keys by name only."""
    from ...server.settings import Settings
    from ...server.upkeep.doctor import look

    checks = look(Settings(), model)
    screen = Screen(as_json)
    if not screen.json(checks):
        for one in checks:
            mark = " " if one.fine else "!"
            screen.print(f"{mark} {one.what:14} {one.found}")
    if not all(one.fine for one in checks):
        raise typer.Exit(1)


def write_planned(screen: Screen, said: Mapping[str, Any], file: Path) -> None:
    """Write the prompts of a fixed design, and say how their answers come back.

    Raises:
        BadFile: the design cannot be written beforehand, or the file cannot.
    """
    from ...server.settings import Settings
    from ...server.upkeep.export import ExportFailed
    from ...server.upkeep.prompts import write_prompts

    try:
        count = write_prompts(Settings(), said, file)
    except ExportFailed as error:
        raise BadFile(str(error)) from None
    except ValidationError as error:
        raise BadFile(reason_of(error)) from None
    if screen.json({"file": str(file), "prompts": count}):
        return
    screen.print(
        f"Wrote {count:,} prompts to {file}. Put to each its `reply`, or write records of "
        '{"kind": "answer", "id": …, "reply": …} into a file, and import both: '
        f"velleity import {file} ANSWERS.jsonl"
    )


UPKEEP: tuple[Callable[..., None], ...] = (backup,)
LOOKING: tuple[Callable[..., None], ...] = (doctor, catalogue)
