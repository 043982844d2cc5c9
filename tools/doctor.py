"""What this installation is made of and whether it works, for whoever sits at the machine.

Names the variables that hold keys and says whether they are set; never what they hold.
"""

import asyncio
import os
import platform
import sqlite3
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from ..store.errors import VelleityError
from ..store.store import Store
from .engine.cluster.address import DASK, EXECUTOR, scheduler_named
from .engine.cluster.describing import described
from .engine.token_limits import most_tokens
from .respondents.endpoints import Endpoint
from .respondents.local.weights import LOCAL, WEIGHTS, is_whole
from .respondents.protocol import Fault, Params, Preparing
from .respondents.registry import Models
from .study.wording import clip

PACKAGES = ("velleity", "mcp", "aiohttp", "numpy", "sqlite-utils")
EXTRAS = {
    "litellm": "velleity[litellm]",
    "xllamacpp": "velleity[local]",
    "inspect-ai": "velleity[inspect]",
    "distributed": "velleity[cluster]",
}
QUESTION = (("user", "Which comes first in the alphabet?\n\nA: a\nB: b\n\nAnswer with a letter."),)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: fine, or what to do about it."""

    what: str
    found: str
    fine: bool = True


def examine(home: Path, settings_file: Path, weights: Path) -> list[Check]:
    """Look at versions, the data folder, weights, the settings and keys; ask no model."""
    models = _models(settings_file, weights)
    return [*_versions(), _data(home), *_weights(weights), *models, *_cluster(settings_file)]


def _versions() -> list[Check]:
    found = [Check("python", platform.python_version()), Check("sqlite", sqlite3.sqlite_version)]
    for name in (*PACKAGES, *EXTRAS):
        try:
            found.append(Check(name, version(name)))
        except PackageNotFoundError:
            found.append(Check(name, f"not installed; optional: pip install {EXTRAS[name]!r}"))
    return found


def _weights(folder: Path) -> list[Check]:
    """Whether the weights that were fetched are what they were, to the last bit."""
    found: list[Check] = []
    for one in WEIGHTS.values():
        path = folder / one.file
        if not path.exists():
            said, fine = f"not fetched; optional: velleity models get {one.name}", True
        elif fine := is_whole(one, path):
            said = f"{path}, {one.bytes / 1e6:.0f} MB, {one.licence}"
        else:
            said = f"{path} is damaged: velleity models get {one.name}"
        found.append(Check(LOCAL + one.name, said, fine))
    return found


def _data(home: Path) -> Check:
    path = home / "velleity.db"
    try:
        store = Store(path)
        try:
            studies = len(store.studies(limit=-1))
            writable = store.writable
        finally:
            store.close()
    except VelleityError as error:
        return Check("data", str(error), fine=False)
    said = f"{path}, {studies} studies, {path.stat().st_size / 2**20:.1f} MiB"
    if not writable:
        said += "; it can be read and not written: name a writable folder in VELLEITY_HOME to begin"
    return Check("data", said, writable)


def _models(file: Path, weights: Path) -> list[Check]:
    if not file.exists():
        said = f"{file}, which is not there: only simulated and local models"
        return [Check("settings", said)]
    models = Models(file, weights)
    try:
        endpoints = models.endpoints()
    except VelleityError as error:
        return [Check("settings", str(error), fine=False)]
    found = [Check("settings", str(file))]
    for alias, endpoint in endpoints.items():
        found.append(
            _weights_of(models, alias, endpoint) if endpoint.gguf else _provider(alias, endpoint)
        )
    return found


def _cluster(file: Path) -> list[Check]:
    """The cluster whose workers ask, if there is one, and which keys' variables each worker has."""
    try:
        if (address := scheduler_named()) is None:
            return []
        variables = Models(file).variables()
        told = asyncio.run(described(address, variables))
    except VelleityError as error:
        return [Check("cluster", str(error), fine=False)]
    return [Check(one.what, one.words, one.fine) for one in told]


def _weights_of(models: Models, alias: str, endpoint: Endpoint) -> Check:
    """A model that runs on this machine: opening it says what is missing, and starts nothing."""
    try:
        models.open(alias)
    except VelleityError as error:
        return Check(f"model {alias}", str(error), fine=False)
    return Check(f"model {alias}", f"{models.weights_of(endpoint)}, on this machine, free")


def _provider(alias: str, endpoint: Endpoint) -> Check:
    """A model over a wire; where workers ask, it is they who need its key."""
    elsewhere = os.environ.get(EXECUTOR, "").strip() == DASK
    where = endpoint.recorded or endpoint.litellm or endpoint.base_url
    price = "price unknown" if endpoint.terms.price is None else "price known"
    name, is_set = endpoint.api_key_env, False
    if name is not None:
        is_set = bool(os.environ.get(name, "").strip())
    key = "no key is sent" if name is None else f"{name} is {'set' if is_set else 'NOT set'}"
    key += f"; sent to {endpoint.address}" if is_set else ""
    if endpoint.environment:
        lacking = sorted(set(endpoint.environment) - endpoint.given().keys())
        told = ", ".join(endpoint.environment)
        key += f"; litellm's process is given {told}"
        key += f", of which {', '.join(lacking)} NOT set" if lacking else ""
    missing = bool(endpoint.litellm) and find_spec("litellm") is None
    if missing:
        key += "; litellm is not installed: pip install 'velleity[litellm]'"
    if elsewhere and name is not None and not is_set:
        key += " here; workers need it"
    fine = not missing and (name is None or is_set or elsewhere)
    return Check(f"model {alias}", f"{where}, {price}, {key}", fine)


def probe(settings_file: Path, weights: Path, model: str) -> Check:
    """Ask a model one question. This is a call, and may cost a little.

    The reply is a model's text: it is cut, and shown as a quotation.
    """
    try:
        return asyncio.run(_probe(Models(settings_file, weights), model))
    except VelleityError as error:
        return Check(f"asking {model}", str(error), fine=False)


async def _probe(models: Models, model: str) -> Check:
    respondent = models.open(model)
    deadline = respondent.terms.deadline_s if respondent.terms else 10.0
    limit = most_tokens("label", respondent.terms)
    try:
        if isinstance(respondent, Preparing):
            await respondent.prepare()
        begun = time.monotonic()
        async with asyncio.timeout(deadline):
            reply = await respondent.ask(QUESTION, Params(seed=0, max_tokens=limit))
    except TimeoutError:
        return Check(f"asking {model}", f"no answer within {deadline:g} s", fine=False)
    except Fault as fault:
        return Check(f"asking {model}", f"{fault.kind}: {fault.reason}", fine=False)
    finally:
        await respondent.close()
    taken = time.monotonic() - begun
    usage = reply.usage
    tokens = f"{usage.input_tokens} + {usage.output_tokens} tokens" if usage else "tokens unknown"
    return Check(f"asking {model}", f"answered in {taken:.2f} s, {tokens}: {clip(reply.text)!r}")
