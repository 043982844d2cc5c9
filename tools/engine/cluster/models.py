"""Whoever can be asked here, asked through the workers of a cluster.

To the engine they are respondents like others, with the same names and terms: who is asked through
workers is let in, written down, paid and asked again as if it were asked from here. What is
recorded is read from here, and batches are handed in from here.
"""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ....store.errors import InputError
from ....store.texts import canonical, digest
from ...respondents.local.weights import LOCAL
from ...respondents.parameters.secrets import Secrets
from ...respondents.protocol import (
    FREE,
    Capabilities,
    Fault,
    Messages,
    Params,
    Reply,
    Respondent,
    Terms,
)
from ...respondents.registry import SIMULATED, Models
from ..runner import Runner
from .cluster import Cluster
from .messages import Said, plain_endpoint

INSPECT_S = 10.0
"""Seconds that looking may take: a worker may have to be greeted first."""


class _Way(NamedTuple):
    """How somebody is asked through workers: what they are told, and on which terms it is asked."""

    message: Said
    terms: Terms
    is_local: bool = False
    """Whether each worker has it for itself, so that more workers take more calls at once."""


class ThroughWorkers:
    """One respondent, asked by the workers of a cluster."""

    def __init__(self, name: str, cluster: Cluster, way: _Way, secrets: Secrets) -> None:
        """Connect to nothing yet; `secrets` are those known here, and no reply may hold them."""
        self.name = name
        self.inspect_s = INSPECT_S
        self._cluster, self._way, self._secrets = cluster, way, secrets
        self._who = digest(canonical(way.message))[:16]
        self._is_open = False
        self._at_first = 0
        self._opening: asyncio.Task[None] | None = None

    @property
    def terms(self) -> Terms:
        """On which terms it is asked; of what each worker has for itself, for all workers."""
        terms = self._way.terms
        if not self._way.is_local:
            return terms
        return replace(terms, most_at_once=terms.most_at_once * max(1, self._cluster.workers))

    async def prepare(self) -> int:
        """Get ready on the workers, the first time and whenever none is.

        Raises:
            Fault: it is ready nowhere.
        """
        if not self._is_open:
            self._is_open = True
            self._cluster.take(self._who, self._way.message)
        if not (self._at_first and self._cluster.is_ready(self._who)):
            if self._opening is None:  # one try for all who wait
                self._opening = asyncio.create_task(self._open())
            await asyncio.shield(self._opening)
        return self._at_first

    async def _open(self) -> None:
        try:
            ready = await self._cluster.open(self._who, self._way.message)
            self._at_first = sum(ready) if self._way.is_local else max(ready)
        finally:
            self._opening = None

    async def inspect(self, params: Params) -> Capabilities:
        """Let a worker see what it takes.

        Raises:
            Fault: it is not there, or no worker is.
        """
        await self.prepare()
        plain = {
            "temperature": params.temperature,
            "max_tokens": params.max_tokens,
            "logprobs": params.logprobs,
        }
        found = await self._cluster.inspect(self._who, plain)
        return Capabilities(frozenset(found["refuses"]), tuple(found["warnings"]))

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Let a worker ask it.

        Raises:
            Fault: no reply came.
        """
        try:
            reply = await self._cluster.ask(self._who, messages, params)
        except Fault as fault:
            raise self._secrets.out_of_fault(fault) from None
        return self._secrets.out_of_reply(reply)

    async def close(self) -> None:
        """Let go of the workers."""
        if self._is_open:
            self._is_open = False
            await self._cluster.release(self._who)


def models_for(
    runner: Runner, settings_file: Path | None, weights: Path, scheduler: str | InputError | None
) -> Models:
    """Who can be asked by the studies of a runner: from here, or through a scheduler's workers; or
    nobody, for a reason.
    """
    if scheduler is None:
        return Models(settings_file, weights)
    if isinstance(scheduler, InputError):
        return _Nobody(settings_file, weights, scheduler)
    cluster = Cluster(scheduler)
    runner.at_end(cluster.close)
    return ClusterModels(settings_file, weights, cluster)


class _Nobody(Models):
    """Models of an installation that is set up wrongly: known, and not to be asked."""

    def __init__(self, settings_file: Path | None, weights: Path, reason: InputError) -> None:
        super().__init__(settings_file, weights)
        self._reason = reason

    def open(self, name: str) -> Respondent:
        """Say why not."""
        raise InputError(str(self._reason))


class ClusterModels(Models):
    """Everybody who can be asked here, through the workers of one cluster."""

    def __init__(self, settings_file: Path | None, weights: Path | None, cluster: Cluster) -> None:
        """Remember where the settings are; connect to nothing yet."""
        super().__init__(settings_file, weights)
        self.cluster = cluster

    def open(self, name: str) -> Respondent:
        """Find whoever goes by a name.

        Raises:
            InputError: nobody does, the settings are wrong, or it cannot be asked through workers.
        """
        if name.startswith(SIMULATED):
            own = self.open_here(name)  # which says what is wrong with the name
            address = self.cluster.address
            terms = Terms(price=FREE, address=address, hears_repeats=True)
            return self._through(own.name, _Way(self._message(name), terms, is_local=True))
        endpoint = self.endpoint(name)
        if endpoint.recorded:
            return self.open_here(name)
        if name.startswith(LOCAL):  # each worker has weights, and processors, of its own
            return self._through(name, _Way(self._message(name), endpoint.terms, is_local=True))
        try:
            plain = plain_endpoint(endpoint)
        except ValueError as error:
            raise InputError(str(error)) from None
        way = _Way(self._message(name, plain), endpoint.terms, is_local=bool(endpoint.gguf))
        return self._through(name, way)

    def _through(self, name: str, way: _Way) -> Respondent:
        return ThroughWorkers(name, self.cluster, way, self.secrets())

    def _message(self, name: str, endpoint: Said | None = None) -> Said:
        """What a worker is told of somebody: variables by their names alone."""
        return {"name": name, "endpoint": endpoint, "variables": self.variables()}
