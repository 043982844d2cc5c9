"""The command that serves MCP: over standard input and output, or over HTTP."""

from pathlib import Path
from typing import Annotated

import typer


def serve(
    http: Annotated[bool, typer.Option("--http", help="Over HTTP, with a bearer token.")] = False,
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: any free one.")] = 8321,
    name: Annotated[
        list[str] | None, typer.Option(help="A host name that clients use; repeatable.")
    ] = None,
    public: Annotated[bool, typer.Option("--public", help="Let other machines in.")] = False,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
) -> None:
    """Serve MCP over standard input and output, or with --http over streamable HTTP."""
    if not http:
        from ..server.stdio import serve as serve_stdio  # the entry takes the short way to it

        serve_stdio()
        return
    from ..server.http.serving import Address
    from ..server.http.serving import serve as serve_http

    serve_http(Address(host, port, tuple(name or ()), public, tls_cert, tls_key))
