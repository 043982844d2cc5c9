"""Commands about studies of before: listing, finding, labelling anew and deleting them."""

from collections.abc import Callable
from typing import Annotated

import typer

from ..lab import connect
from ..terminal.naming import StudyId
from ..terminal.running import Json, do
from ..terminal.screen import Screen


def listed(
    text: Annotated[
        str | None, typer.Argument(help="Only studies that are about this, or hold it.")
    ] = None,
    label: Annotated[str | None, typer.Option(help="Only one investigation.")] = None,
    model: Annotated[str | None, typer.Option("--model", "-m", help="Only of this model.")] = None,
    verdict: Annotated[str | None, typer.Option(help="Only with this verdict.")] = None,
    limit: Annotated[int, typer.Option(help="How many, newest first.")] = 20,
    offset: Annotated[int, typer.Option(help="How many to skip.")] = 0,
    as_json: Json = False,
) -> None:
    """List studies, newest first: what was asked of whom, and what was found."""

    async def work() -> None:
        async with connect() as lab:
            found = await lab.studies(label, text, model, verdict, offset, limit)
            Screen(as_json).studies(found)

    do(work())


def relabel(
    study: StudyId,
    label: Annotated[str, typer.Argument(help="The investigation that it belongs to now.")],
    as_json: Json = False,
) -> None:
    """Put a study under another label."""
    from ...server.settings import Settings
    from ...server.upkeep.history import relabel as change

    before = change(Settings(), study, label)
    screen = Screen(as_json)
    if not screen.json({"study_id": study, "label": label, "before": before.label}):
        screen.print(f"{study} is under {label!r} now; before under {before.label!r}.")


def delete(
    study: StudyId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Delete a study with its answers and findings; that there was one stays in the audit."""
    from ...server.settings import Settings
    from ...server.upkeep.history import forget, found

    record, answers = found(Settings(), study)
    what = f"{record.verb} of {record.model}, {answers:,} answers"
    if not yes:
        typer.confirm(f"Delete {study} ({what}) for good?", abort=True, err=True)
    forget(Settings(), study)
    screen = Screen(as_json)
    if not screen.json({"study_id": study, "answers": answers}):
        screen.print(f"Deleted {study} ({what}).")


HISTORY: tuple[Callable[..., None], ...] = (relabel, delete)
