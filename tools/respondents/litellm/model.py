"""Ask any provider through litellm, which runs in a process of its own (`worker.py`).

The process starts with the first question and ends with `close`. If it dies, what was in flight is
a fault of unknown payment, and the next question starts another.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..child_process import ChildProcess, fault_from, reply_from
from ..endpoints import Endpoint
from ..parameters.secrets import Secrets
from ..parameters.servers import Software, served_through, takes_one_of_two
from ..parameters.wanted import Wanted, wanted, warnings
from ..protocol import (
    BatchState,
    Capabilities,
    Fault,
    Messages,
    Params,
    Provenance,
    Reply,
    Request,
)

MODULE = f"{__package__}.worker"
IMPORT_S = 120.0
"""Seconds for the import of litellm on a machine that is busy; two on one that is not."""
LONGEST_CALL_S = 4_000
"""Seconds that litellm itself gives a call: more than any deadline, which is kept here."""
NO_KEY = "no-key"
BY_ENVIRONMENT = {"bedrock", "vertex_ai"}
"""Providers that sign with credentials of their process's environment."""


class LiteLLM:
    """One model of one provider. Its process belongs to the loop that first asks."""

    def __init__(self, endpoint: Endpoint, secrets: Secrets | None = None) -> None:
        """Start nothing yet. `secrets` are those of all models; else its own are hidden."""
        self._endpoint = endpoint
        self._secrets = secrets or Secrets(endpoint.secrets())
        self.name = endpoint.alias
        self.terms = endpoint.terms
        self.inspect_s = 30.0
        self._software: Software | None = served_through(endpoint.litellm)
        one_of_two = takes_one_of_two(endpoint.litellm)
        self._harmless = frozenset({"top_p"} if one_of_two else ())
        self._child = ChildProcess(
            MODULE, who="litellm's process", maybe_paid=True, environment=endpoint.given()
        )
        self._is_ready = False
        self._handed_in: dict[str, Provenance] = {}

    async def prepare(self) -> int:
        """Start the process and wait until litellm is imported.

        Raises:
            Fault: it takes too long, or cannot be.
        """
        if not self._is_ready:
            try:
                async with asyncio.timeout(IMPORT_S):
                    await self._say({"wake": True})
            except TimeoutError:
                raise Fault("unavailable", "litellm's process does not start") from None
            self._is_ready = True
        few_slots = bool(self._software and self._software.few_slots)
        return self._endpoint.at_first(few_slots=few_slots)

    async def inspect(self, params: Params) -> Capabilities:
        """Let litellm say which of the parameters this model takes.

        Raises:
            Fault: its process ended, or a setting of the alias is not taken.
        """
        asked = self._wanted(params)
        said = await self._say({"inspect": {**self._way(), **self._plain(asked)}})
        refuses = frozenset(said["left_out"])
        return Capabilities(refuses, self._warnings(asked.left_out(refuses), params))

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Let the process make one call.

        Raises:
            Fault: there was no answer, or none that can be read.
        """
        asked = self._wanted(params)
        call = {**self._way(), **self._plain(asked), "messages": _plainly(messages)}
        said = await self._say({"call": call})
        without = frozenset(said["left_out"])
        return self._told(reply_from(said), self._provenance(asked, without, params))

    async def submit(self, tag: str, requests: Sequence[Request]) -> str:
        """Hand in a batch that carries a tag; its number."""
        asked = [(one, self._wanted(one.params)) for one in requests]
        lines = [
            {"name": one.name, "messages": _plainly(one.messages), **self._plain(some)}
            for one, some in asked
        ]
        said = await self._batch("submit", tag=tag, requests=lines)
        without = frozenset(said["left_out"])
        for one, some in asked:
            self._handed_in[one.name] = self._provenance(some, without, one.params)
        return said["batch"]

    async def find(self, tag: str) -> str | None:
        """The number of the batch that carries a tag; None if there is none."""
        return (await self._batch("find", tag=tag))["batch"]

    async def look(self, batch: str) -> BatchState:
        """How far a batch is."""
        said = await self._batch("look", batch=batch)
        failed = self._secrets.out_of(said["reason"]) if said["state"] == "failed" else None
        return BatchState(said["state"] != "under_way", said["done"], failed)

    async def fetch(self, batch: str) -> dict[str, Reply | Fault]:
        """What a batch that has ended brought; what it did not begin is not there.

        Of several lines of one request the first answer counts, and beside an answer no fault.
        What was sent is known only to the object that handed it in.
        """
        found: dict[str, Reply | Fault] = {}
        again: set[str] = set()
        start, of = 0, 1
        while start < of:
            page = await self._batch("fetch", batch=batch, start=start)
            of = page["of"]
            start += len(page["results"])
            for one in page["results"]:
                if one["name"] is not None:
                    fault = one.get("fault")
                    sent = self._handed_in.get(one["name"], Provenance("{}"))
                    brought = self._failed(fault) if fault else self._told(reply_from(one), sent)
                    if isinstance(found.get(one["name"]), Reply):
                        again.add(one["name"])
                    else:
                        found[one["name"]] = brought
        for name in again:
            found[name] = _told_twice(found[name], len(again))
        return found

    async def call_off(self, batch: str) -> None:
        """Ask that what has not begun is not done."""
        await self._batch("call_off", batch=batch)

    async def close(self) -> None:
        """End the process; one that is still importing is not waited for."""
        self._is_ready = False
        await self._child.close()

    async def _batch(self, operation: str, **given: Any) -> dict[str, Any]:
        return await self._say({"call": self._way(), "batch": [operation, given]})

    async def _say(self, request: dict[str, Any]) -> dict[str, Any]:
        """Let the process do one thing; who is not there is called by its address."""
        try:
            return await self._child.say(request)
        except Fault as fault:
            if fault.unreachable:
                fault.reason = f"cannot connect to {self._endpoint.address}"
            raise self._secrets.out_of_fault(fault) from None

    def _failed(self, said: dict[str, Any]) -> Fault:
        return self._secrets.out_of_fault(fault_from(said))

    def _wanted(self, params: Params) -> Wanted:
        endpoint = self._endpoint
        return wanted(params, endpoint.extra, endpoint.reasoning_effort, self._software)

    def _warnings(self, left_out: tuple[str, ...], params: Params) -> tuple[str, ...]:
        return warnings(self.name, left_out, params.temperature, self._software, self._harmless)

    def _provenance(self, asked: Wanted, without: frozenset[str], params: Params) -> Provenance:
        left_out = asked.left_out(without)
        said = self._warnings(left_out, params)
        return Provenance(asked.record(without), left_out, warnings=said)

    def _told(self, reply: Reply, sent: Provenance) -> Reply:
        """A reply with what was sent for it and who gave it."""
        who = reply.provenance or sent
        provenance = replace(sent, model=who.model, fingerprint=who.fingerprint, server=who.server)
        return self._secrets.out_of_reply(reply._replace(provenance=provenance))

    def _plain(self, asked: Wanted) -> dict[str, Any]:
        """What a request should hold, what may be left out of it, what the operator adds."""
        return {
            "model": self._endpoint.litellm,
            "parameters": {**asked.chosen, **asked.needed},
            "droppable": sorted(asked.droppable()),
            "without": sorted(self._harmless - {*asked.extra}),
            "extra": dict(asked.extra),
        }

    def _way(self) -> dict[str, Any]:
        return {
            "model": self._endpoint.litellm,
            "api_key": self._endpoint.key() or self._no_key(),
            "api_base": self._endpoint.base_url or None,
            "timeout": LONGEST_CALL_S,
        }

    def _no_key(self) -> str | None:
        """What is sent where no key is set: told nothing, litellm looks for one by itself."""
        provider = self._endpoint.litellm.partition("/")[0]
        return None if provider in BY_ENVIRONMENT else NO_KEY


def _told_twice(reply: Reply | Fault, calls: int) -> Reply | Fault:
    """A reply with the warning that there was more than one for its request."""
    if isinstance(reply, Fault) or reply.provenance is None:
        return reply
    said = f"Of {calls:,} calls of a batch there were several results: the first answer counts."
    told = (*reply.provenance.warnings, said)
    return reply._replace(provenance=replace(reply.provenance, warnings=told))


def _plainly(messages: Messages) -> list[dict[str, str]]:
    return [{"role": role, "content": text} for role, text in messages]
