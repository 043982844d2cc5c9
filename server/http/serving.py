"""Serve over streamable HTTP: on this machine alone unless told otherwise, and never without token.

uvicorn and the SDK's own application do the work; what is added is `guard` around it, `connections`
under it, and an end that comes although clients keep listening.
"""

import ipaddress
import os
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn
from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

from ..app import build
from ..refusal import Refused
from ..settings import Settings
from ..state import State
from .bearer import BadToken, bearer
from .connections import HALF_OPEN, HEADERS_WITHIN, Waiting, patient
from .guard import BODY_WITHIN, LONGEST_HEADERS, Guard
from .sessions import PLACES, Sessions

PATH = "/mcp"
PORT = 8321
LONGEST_BODY = 4 * 2**20
"""Bytes of one request; a study of some thousand imported choices fits."""
MOST_SESSIONS = 256
"""Sessions of clients on 2025-11-25 and before, which `Sessions` keeps fewer; later have none."""
SESSION_IDLE = 30 * 60.0
"""Seconds after which a session without a request in flight is closed."""
LEAVING = 1
"""Seconds that calls and listening clients are left after a signal: with closing, less than 2."""


AT_LAST = 1.8
"""Seconds after a signal at which the process ends, whatever is not closed by then: all that counts
is stored already, and a study that was running is found interrupted.
"""


class Unservable(Refused):
    """Raised when an address may not or cannot be served, or there is no token to ask for; its text
    says what to do.
    """


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, the names that clients may use for it, and its certificate."""

    host: str = "127.0.0.1"
    port: int = PORT
    names: tuple[str, ...] = ()
    public: bool = False
    certificate: Path | None = None
    key: Path | None = None

    def check(self) -> None:
        """Refuse what would carry the token in clear over a network.

        Raises:
            Unservable: others could listen in, or no client could name the server.
        """
        if (self.certificate is None) != (self.key is None):
            raise Unservable("A certificate needs its key: give both --tls-cert and --tls-key.")
        if self.certificate is not None and self.key is not None:
            _check_pair(self.certificate, self.key)
        if is_loopback(self.host):
            return
        if not self.public:
            raise Unservable(
                f"{self.host} can be reached from other machines: say --public if that is meant."
            )
        if self.certificate is None:
            raise Unservable(
                "Other machines are served over TLS only: give --tls-cert and --tls-key, or serve "
                "127.0.0.1 behind a proxy that has them."
            )
        if self.host in ("0.0.0.0", "::") and not self.names:  # noqa: S104  # refused, not bound
            raise Unservable("Say with --name by which host name clients reach this server.")

    @property
    def scheme(self) -> str:
        """What an address of this server begins with."""
        return "http" if self.certificate is None else "https"

    def hosts(self, port: int) -> list[str]:
        """Every Host that clients may name, with the port where it is not the usual one."""
        names = [*self.names, _bracketed(self.host), "127.0.0.1", "localhost", "[::1]"]
        names = [name.lower() for name in names if name not in ("0.0.0.0", "[::]")]  # noqa: S104
        usual = {"http": 80, "https": 443}[self.scheme] == port
        return [f"{name}:{port}" for name in names] + (names if usual else [])


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long and how many: the limits on clients that are slow or many."""

    headers_within: float = HEADERS_WITHIN
    body_within: float = BODY_WITHIN
    half_open: int = HALF_OPEN
    sessions: int = PLACES


class Ending(uvicorn.Server):
    """uvicorn's server, whose end does not wait for what takes long."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to shut down, and set a time for it."""
        timer = threading.Timer(AT_LAST, os._exit, [128 + sig])
        timer.daemon = True
        timer.start()
        super().handle_exit(sig, frame)


def serve(address: Address) -> None:
    """Serve until SIGINT or SIGTERM; then leave with 128 + the signal's number.

    Raises:
        Unservable: the address may not or cannot be served, or no token can be used.
    """
    server, listening, told = prepare(Settings(), address)
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn raises the signal again once it has shut down.
        signal.signal(number, lambda n, _: sys.exit(128 + n))
    print(told, file=sys.stderr, flush=True)
    server.run(sockets=[listening])


def prepare(
    settings: Settings,
    address: Address,
    retry_policy: RetryPolicy | None = None,
    make: Callable[[Settings], MCPServer[State]] = build,
) -> tuple[uvicorn.Server, socket.socket, str]:
    """Make a server on a port that is already open, and say where it and its token are.

    Raises:
        Unservable: the address may not or cannot be served, or no token can be used.
    """
    address.check()
    retry_policy = retry_policy or RetryPolicy()
    try:
        token = bearer(settings.home)
    except BadToken as error:
        raise Unservable(str(error)) from error
    listening = _listen(address)
    port: int = listening.getsockname()[1]
    hosts = address.hosts(port)
    origins = [f"{address.scheme}://{host}" for host in hosts]
    app = make(settings).streamable_http_app(
        streamable_http_path=PATH,
        max_request_body_size=LONGEST_BODY,
        session_idle_timeout=SESSION_IDLE,
        max_sessions=MOST_SESSIONS,
        transport_security=TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins),
    )
    guarded = Sessions(app, retry_policy.sessions)
    config = uvicorn.Config(
        Guard(guarded, token, hosts, origins, retry_policy.body_within),
        http=patient(Waiting(retry_policy.headers_within, retry_policy.half_open)),
        ws="none",
        lifespan="on",
        h11_max_incomplete_event_size=LONGEST_HEADERS,
        timeout_graceful_shutdown=LEAVING,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        ssl_certfile=address.certificate,
        ssl_keyfile=address.key,
    )
    url = f"{address.scheme}://{hosts[0]}{PATH}"
    return Ending(config), listening, f"Serving MCP at {url}; the token is {token.found}."


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_pair(certificate: Path, key: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError is one
        raise Unservable(f"The certificate or its key cannot be used ({error}).") from error


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listen(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # asyncio turns Nagle's delay off only where the protocol is named: 40 ms a call otherwise.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((address.host, address.port))
        opened.listen(2048)
    except OSError as error:
        opened.close()
        told = f"{address.host} port {address.port} cannot be opened ({error.strerror or error})."
        raise Unservable(told) from error
    return opened
