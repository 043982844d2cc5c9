"""A process that runs a model's weights through llama.cpp (xllamacpp): questions in, replies out.

    python -m velleity.tools.respondents.local.worker WEIGHTS THREADS SLOTS CONTEXT

What it samples is the model's own distribution: temperature is the only sampler, so neither a rank
(top_k) nor a mass (top_p, min_p) is cut off. Log-probabilities are those of the untempered model.

llama.cpp opens a port on loopback as it loads. Nobody is told which, and it answers only to a key
that is drawn here and kept nowhere.
"""

import asyncio
import os
import secrets
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import Any

from ..child_process import plain_fault, plain_reply
from ..child_serving import claim_output, serve
from ..completions import completion
from ..protocol import Fault

TOP = 1_000
"""Likeliest first tokens whose log-probabilities are handed on: what is left out is under .02 in
all on the real model, and a label among it under .00001."""
SAMPLING = {"samplers": ["temperature"], "top_k": 0, "top_p": 1.0, "min_p": 0.0}

Said = dict[str, Any]


def main() -> None:
    """Keep the output for replies alone, then load and serve."""
    wire = claim_output()
    path, threads, slots, context = sys.argv[1:]
    model = Model(path, int(threads), int(slots), int(context))
    asyncio.run(serve(wire, model.answer))
    os._exit(0)  # a reply that is still being generated has nobody to go to


class Model:
    """The weights, loaded with the first question, and as many questions at once as slots."""

    def __init__(self, path: str, threads: int, slots: int, context: int) -> None:
        """Load nothing yet. `context` is in tokens a slot."""
        self._load = partial(load, path, threads, slots, context)
        self._pool = ThreadPoolExecutor(slots)
        self._loaded: asyncio.Future[Any] | None = None

    async def answer(self, request: Said) -> Said:
        """One reply, or a fault as plain data."""
        loop = asyncio.get_running_loop()
        if self._loaded is None:
            self._loaded = loop.run_in_executor(self._pool, self._load)
        given_up = threading.Event()
        try:
            server = await asyncio.shield(self._loaded)  # whoever is cancelled, others wait for it
            asking = partial(ask, server, request["ask"], given_up)
            return await loop.run_in_executor(self._pool, asking)
        except TooLong as error:
            return {"too_long": error.args}
        except Fault as fault:
            return {"fault": plain_fault(fault)}
        finally:
            given_up.set()


class TooLong(Exception):
    """Raised with the tokens of a prompt and those that a slot holds."""


def load(path: str, threads: int, slots: int, context: int) -> Any:
    """A server over the weights, in this process.

    Raises:
        Fault: they cannot be loaded.
    """
    try:
        xllamacpp: Any = import_module("xllamacpp")  # 100 MB: in this process alone, and no types
    except ImportError as error:
        raise Fault("rejected", f"xllamacpp cannot be imported ({type(error).__name__})") from None
    given = xllamacpp.CommonParams()
    given.model.path = path
    given.n_parallel, given.n_ctx = slots, slots * context
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = threads
    given.cache_ram_mib = 0  # prompts that were seen are kept in the slots, and nowhere else
    # Flash attention rounds by how many tokens it is given at once: the same prompt would have
    # other odds behind another one that begins alike.
    given.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    given.fit_params = given.warmup = given.ui = given.endpoint_slots = False
    given.offline = True
    given.verbosity = -1
    given.hostnames, given.port, given.n_threads_http = ["127.0.0.1"], 0, 1
    given.api_keys = [secrets.token_hex(32)]
    try:
        return xllamacpp.Server(given)
    except RuntimeError:
        raise Fault(
            "rejected",
            f"llama.cpp (xllamacpp {xllamacpp.__version__}) cannot load {os.path.basename(path)}: "
            "the file is damaged, of a kind that it does not know, or too large for the memory",
        ) from None


def ask(server: Any, asked: Said, given_up: threading.Event) -> Said:
    """Generate one reply; stops at the next token once it is given up.

    A first token that is part of a character only comes without log-probabilities, which do not
    hang on it: they are then asked for with the likeliest one.

    Raises:
        TooLong: the prompt does not fit.
        Fault: llama.cpp declines the request.
    """
    body = {**asked, **SAMPLING, "stream": True, "stream_options": {"include_usage": True}}
    if asked["logprobs"]:
        body["top_logprobs"] = TOP
    reply = completion(streamed(server, body, given_up))
    if asked["logprobs"] and not reply.logprobs and not given_up.is_set():
        reply = completion(streamed(server, {**body, "temperature": 0.0}, given_up))
    return plain_reply(reply)


def streamed(server: Any, body: Said, given_up: threading.Event) -> Said:
    """One completion as llama.cpp gives it.

    Raises:
        TooLong, Fault: as `ask`.
    """
    parts: list[Said] = []

    def take(part: Said) -> bool:
        parts.append(part)
        return given_up.is_set()

    try:
        server.handle_chat_completions(body, take)
    except RuntimeError:  # JSON that it cannot parse, as a half of a surrogate pair
        raise Fault("rejected", "llama.cpp cannot read the request") from None
    return whole(parts)


def whole(parts: list[Said]) -> Said:
    """The completion that was streamed in parts.

    Raises:
        TooLong, Fault: they tell of an error.
    """
    text, logprobs = "", None
    finish: str | None = None
    usage: Said | None = None
    for part in parts:
        if "error" in part:
            raise declined(part["error"])
        usage = part.get("usage") or usage
        for choice in part["choices"]:
            text += choice["delta"].get("content") or ""
            logprobs = logprobs or choice.get("logprobs")
            finish = choice["finish_reason"] or finish
    message = {"role": "assistant", "content": text}
    choice = {"message": message, "finish_reason": finish, "logprobs": logprobs}
    return {"choices": [choice], "usage": usage}


def declined(error: Said) -> Exception:
    """Why llama.cpp takes no such request. Its own words stay here: they may quote the prompt."""
    if error.get("type") == "exceed_context_size_error":
        return TooLong(error.get("n_prompt_tokens"), error.get("n_ctx"))
    return Fault("rejected", f"llama.cpp declines the request (error {error.get('code')})")


if __name__ == "__main__":
    main()
