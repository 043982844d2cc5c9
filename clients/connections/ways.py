"""The ways to a server: in this process, over a command's standard input and output, over HTTP.

Knows no tool. Opens nothing: each way is a client that is yet to be entered.
"""

import os
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from ...server.app import build
from ...server.settings import Settings
from .held import NotConnected

LONGEST_EVENT = 64 * 2**20
"""Bytes of one answer over HTTP; a report with a thousand plots fits."""
OF_COMMAND = "The command must serve MCP on its standard output, as `velleity serve` does."
OF_ADDRESS = (
    "Is it running, is url what `velleity serve --http` says on starting, and token what the file "
    "that it names holds?"
)
CONNECT_WITHIN, ANSWER_WITHIN = 30.0, 300.0
"""Seconds; a call that waits for a study waits for less than half a minute."""


@asynccontextmanager
async def in_process(home: Path | str | None, allowed: Sequence[Path]) -> AsyncGenerator[Client]:
    """A server in this process, over a data folder; it may import `allowed` files by their path."""
    settings = Settings(allowed=tuple(allowed))
    if home is not None:
        settings = Settings(_folder(home), allowed=tuple(allowed))
    async with Client(build(settings), cache=None) as client:
        yield client


def _folder(named: Path | str) -> Path:
    return Path(named).expanduser()


@asynccontextmanager
async def over_stdio(command: Sequence[str]) -> AsyncGenerator[Client]:
    """A server that is started by a command and ends with this connection.

    It gets the environment of this process, since that is where keys of models are; what it says on
    standard error goes to this process's own.

    Raises:
        NotConnected: no command is given, or it cannot be started.
    """
    if isinstance(command, str) or not command:
        raise NotConnected('Give command as a list of words, such as ["velleity", "serve"].')
    name, *words = command
    server = StdioServerParameters(command=name, args=words, env=dict(os.environ))
    # A notebook's stderr is no file, which a process could write to.
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: ASYNC230 - opens at once
        async with Client(
            stdio_client(server, errlog=sys.__stderr__ or nowhere), cache=None
        ) as client:
            yield client


@asynccontextmanager
async def over_http(url: str, token: str | None) -> AsyncGenerator[Client]:
    """A server that listens elsewhere, with its bearer token.

    Raises:
        NotConnected: the address cannot be used, or would show the token to whoever is between.
    """
    own_machine = _checked(url, token)
    async with (
        httpx2.AsyncClient(
            headers={} if token is None else {"Authorization": f"Bearer {token}"},
            timeout=httpx2.Timeout(CONNECT_WITHIN, read=ANSWER_WITHIN),
            # A proxy would see what is sent to this machine in the clear.
            trust_env=not own_machine,
        ) as http,
        Client(
            streamable_http_client(url, http_client=http, max_sse_event_size=LONGEST_EVENT),
            cache=None,
        ) as client,
    ):
        yield client


def _checked(url: str, token: str | None) -> bool:
    """Whether an address is of this machine, without TLS.

    Raises:
        NotConnected: it is none, or holds a password, or the token may not be sent there.
    """
    try:
        parts = urlsplit(url)
        host, named = parts.hostname or "", parts.username
    except ValueError:
        host, named, parts = "", None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise NotConnected("Give url as http://127.0.0.1:8321/mcp, or https://… of another host.")
    if named is not None:
        raise NotConnected("Give the token in token=, not inside of the address.")
    if token is not None and not (token.isascii() and token.isprintable() and token.strip()):
        raise NotConnected("The token is none: it is what the file http-token of the server holds.")
    if parts.scheme == "https":
        return False
    if token is not None and not _is_loopback(host):
        raise NotConnected(
            f"The token would go to {host} in the clear. Use https://, or a tunnel to this machine."
        )
    return _is_loopback(host)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
