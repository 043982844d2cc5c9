"""Where the scheduler of a cluster is, and whether it may be spoken to like that. Connects nowhere.

What goes between the processes of Dask is unpickled where it arrives: whoever can speak to a
scheduler can run code on its workers and, through it, here. TLS with certificates on both sides is
what tells who speaks; without it only this machine is trusted, unless the operator says otherwise.
"""

import os
from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import urlsplit

from ....store.errors import InputError
from ...respondents.hosts import is_loopback

EXECUTOR, SCHEDULER = "VELLEITY_EXECUTOR", "VELLEITY_SCHEDULER"
PLAIN_TCP = "VELLEITY_PLAIN_TCP"
"""Set to 1 it allows a scheduler on another host without TLS."""
LOCAL, DASK = "local", "dask"
INSTALL = "pip install 'velleity[cluster]'"
TLS = "DASK_DISTRIBUTED__COMM__TLS__"
CERTIFICATES = (f"{TLS}CA_FILE", f"{TLS}CLIENT__CERT", f"{TLS}CLIENT__KEY")
"""The variables from which Dask takes the certificates of whoever connects."""


def scheduler_named(environment: Mapping[str, str] = os.environ) -> str | None:
    """The address of the scheduler that the environment names; None if all is done in this process.

    Raises:
        InputError: there is no such executor, Dask is not installed, or the address is none that
            may be spoken to.
    """
    executor = environment.get(EXECUTOR, "").strip() or LOCAL
    address = environment.get(SCHEDULER, "").strip()
    if executor == LOCAL:
        return None
    if executor != DASK:
        raise InputError(
            f"{EXECUTOR} is {executor[:40]!r}: set it to {LOCAL!r}, the default, or to {DASK!r}."
        )
    if find_spec("distributed") is None:
        raise InputError(f"{EXECUTOR}={DASK} needs Dask, which is not installed: {INSTALL}.")
    if not address:
        raise InputError(
            f"{EXECUTOR}={DASK} needs {SCHEDULER}, the address that the scheduler printed when it "
            "was started, such as tls://10.0.0.5:8786."
        )
    return checked(address, plain_tcp=environment.get(PLAIN_TCP, "").strip() == "1")


def checked(address: str, *, plain_tcp: bool = False) -> str:
    """The address of a scheduler, if it may be spoken to.

    Raises:
        InputError: it is no address, or one of another host without TLS and `plain_tcp`.
    """
    try:
        parts = urlsplit(address)
        is_whole = parts.scheme in ("tcp", "tls") and parts.hostname and parts.port
    except ValueError:
        parts, is_whole = urlsplit(""), False
    if not is_whole or parts.path.strip("/") or parts.username or parts.query:
        raise InputError(
            f"{SCHEDULER} is {address[:100]!r}: write tls://HOST:PORT, or tcp://127.0.0.1:PORT for "
            "a scheduler on this machine."
        )
    if parts.scheme == "tcp" and not plain_tcp and not is_loopback(parts.hostname or ""):
        raise InputError(
            f"{SCHEDULER} is {address[:100]}: without TLS anybody on the way can read what is "
            "asked and run code here and on the workers. Write tls:// and give the certificates, "
            f"or set {PLAIN_TCP}=1 on a network that is trusted as far as that."
        )
    return address
