"""What a cluster is made of, for whoever sets it up: addresses, versions, threads, variables.

Of variables it is told which are set on a worker, and never what they hold. Asks no model.
"""

import asyncio
import platform
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

from ....store.errors import InputError
from .cluster import client_of
from .desk import greet

TOLD_S = 30.0
"""Seconds for all to tell; a worker may have to import Velleity first."""


class Told(NamedTuple):
    """One process of a cluster, in words; `fine` says whether it can be used as it is."""

    what: str
    words: str
    fine: bool


async def described(address: str, variables: Sequence[str]) -> list[Told]:
    """The scheduler and each of its workers.

    Raises:
        InputError: it cannot be reached, or a worker does not answer.
    """
    client: Any = await client_of(address)
    try:
        async with asyncio.timeout(TOLD_S):
            identity = await client.scheduler.identity(n_workers=-1)
            said = await client.run(greet, list(variables), on_error="return")
            versions = await client.get_versions()
    except TimeoutError:
        raise InputError(f"A worker of {address} has not answered for {TOLD_S:.0f} s.") from None
    finally:
        await client.close()
    dask = versions["scheduler"]["packages"]["distributed"]
    own, threads = (
        version("distributed"),
        sum(one["nthreads"] for one in identity["workers"].values()),
    )
    way = "TLS, certificates on both sides" if address.startswith("tls:") else "no TLS"
    words = f"{address}, {way}, Dask {dask}{'' if dask == own else f' (here {own})'}"
    words += f", {len(said)} workers, {threads} threads"
    found = [Told("cluster", words, bool(said) and dask == own)]
    for place, (worker, one) in enumerate(sorted(said.items()), start=1):
        found.append(_worker(f"worker {place}", worker, one))
    return found


def _worker(what: str, address: str, said: Any) -> Told:
    if isinstance(said, ImportError):
        return Told(what, f"{address}: Velleity is not installed there", False)
    if isinstance(said, Exception):
        return Told(what, f"{address} does not answer ({type(said).__name__})", False)
    its, own = said["velleity"], version("velleity")
    python, here = said["python"], platform.python_version()
    words = f"{said['name']} at {address}, {said['threads']} threads"
    words += f", Velleity {its}{'' if its == own else f' (here {own}: install the same)'}"
    words += f", Python {python}{'' if python == here else f' (here {here})'}"
    for name, is_set in said["variables"].items():
        words += f", {name} {'set' if is_set else 'NOT set'}"
    return Told(what, words, its == own and all(said["variables"].values()))
