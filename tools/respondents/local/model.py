"""Ask a model whose weights are on this machine, through processes of its own (`worker.py`).

A process starts with its first question, loads the weights and ends with `close`. It costs nothing:
if it dies, what was in flight is asked again of a new one.
"""

import asyncio
from pathlib import Path

from ..child_process import ChildProcess, reply_from
from ..endpoints import Endpoint
from ..parameters.servers import plain
from ..parameters.wanted import wanted
from ..protocol import Fault, Messages, Params, Provenance, Reply
from .places import Places
from .worker import SAMPLING

WORKER = f"{__package__}.worker"


class LocalModel:
    """The weights of one file. Their processes belong to the loop that first asks.

    A second thread helps only where a processor is free for it: threads that wait for each other
    on a busy machine answer several times more slowly than one. A second process helps as far as
    there is a processor, and hinders nobody; the weights are in the memory once.
    """

    def __init__(self, name: str, weights: Path, endpoint: Endpoint) -> None:
        """Load nothing yet."""
        self.name = name
        self.terms = endpoint.terms
        self._weights = weights
        self._endpoint = endpoint
        sizes = (endpoint.threads, endpoint.slots, endpoint.context)
        words = (str(weights), *(str(one) for one in sizes))
        who = f"the process of {name}"
        self._children = [ChildProcess(WORKER, words, who=who) for _ in range(endpoint.processes)]
        self._places = Places(endpoint.processes * endpoint.slots)

    async def ask(self, messages: Messages, params: Params) -> Reply:
        """Let a process generate one reply.

        Raises:
            Fault: there was none; `rejected` where the context is too short.
        """
        context = self._endpoint.context
        if params.max_tokens > context:
            raise self._too_long("A reply", params.max_tokens, context, params)
        asked = {
            "messages": [{"role": role, "content": text} for role, text in messages],
            "temperature": params.temperature,
            "max_tokens": params.max_tokens,
            "seed": params.seed % 2**31,
            "logprobs": params.logprobs,
        }
        begins = "\n".join(f"{role}\n{text}" for role, text in messages)
        async with self._places.place(begins) as place:
            process, slot = divmod(place.number, self._endpoint.slots)
            # Of a prompt that is there already llama.cpp reads one token again, by a way of its own
            # that rounds otherwise: where the numbers are what is asked for, it reads the whole.
            anew = place.same and params.logprobs
            kept = {"id_slot": slot, "cache_prompt": not anew}
            said = await self._children[process].say({"ask": {**asked, **kept}})
        if "too_long" in said:
            needed, there = said["too_long"]
            raise self._too_long("The prompt", needed, there, params)
        return self._told(reply_from(said), params)

    def _told(self, reply: Reply, params: Params) -> Reply:
        """A reply with what was asked for, and by which weights it was given."""
        sent = wanted(params, SAMPLING)
        weights = plain(self._weights.name)
        provenance = Provenance(sent.record(frozenset()), model=weights, server="xllamacpp")
        return reply._replace(provenance=provenance)

    def _too_long(self, what: str, tokens: int, context: int, params: Params) -> Fault:
        wanted = 1 << (tokens + params.max_tokens).bit_length()  # a power of two that has room
        remedy = f"set context = {wanted} for {self.name} in the settings file"
        if self.name != self._endpoint.alias:  # it is there without any settings
            named = f'[models.mine] with gguf = "{self._endpoint.gguf}" and context = {wanted}'
            remedy = f"ask a model of the settings file, {named}"
        reason = f"{what} of {tokens} tokens does not fit a context of {context}: {remedy}"
        return Fault("rejected", reason)

    async def close(self) -> None:
        """End the processes."""
        await asyncio.gather(*(one.close() for one in self._children))
