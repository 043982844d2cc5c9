"""Commands about the installation rather than about studies. They speak no MCP: they serve it, or
look after what it serves, for whoever sits at the machine.
"""

from pathlib import Path
from typing import Annotated

import typer


def serve() -> None:
    """Serve MCP over standard input and output."""
    from ..server.stdio import serve as serve_stdio  # the entry takes the short way to it

    serve_stdio()


def backup(
    file: Annotated[Path, typer.Argument(help="Where to put the copy; a new file.")],
) -> None:
    """Copy the database, while servers use it."""
    from ..server.backup import BackupFailed, back_up
    from ..server.settings import Settings

    try:
        back_up(Settings(), file)
    except BackupFailed as error:
        typer.echo(f"holdfast: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Copied to {file}")
